"""The fixed queries: .rq files beside this module, each with a header that says purpose, parameters and columns."""

from functools import cache
from importlib.resources import files


@cache
def fixed(name: str) -> str:
    """The text of the query `name`.rq."""
    return (files("api.queries") / f"{name}.rq").read_text("utf-8")
