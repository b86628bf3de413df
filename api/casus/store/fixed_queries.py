"""The fixed queries: .rq files beside the modules that run them, each with a header: purpose, parameters, columns."""

from functools import cache
from importlib.resources import files


@cache
def fixed(package: str, name: str) -> str:
    """The text of the query `name`.rq in the folder of the package."""
    return (files(package) / f"{name}.rq").read_text("utf-8")
