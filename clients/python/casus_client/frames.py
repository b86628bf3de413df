"""Tables of the service as data frames of pandas, each column of the type that the service says it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

IRI = "https://w3id.org/casus/id/"
"""Before the id of a record in RDF."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_KINDS = {
    **dict.fromkeys((f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger")), "integer"),
    **dict.fromkeys((f"{_XSD}{name}" for name in ("decimal", "double", "float")), "number"),
    f"{_XSD}boolean": "boolean",
    f"{_XSD}date": "date",
}
_VALUE = re.compile(r"\|((?:\\.|[^\\|])*)", re.DOTALL)


def values(cell: object) -> list[str]:
    """The values in a cell that may have several, `|` between them, without their escapes; of an empty cell none."""
    if not isinstance(cell, str) or not cell:
        return []
    return [re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) for value in _VALUE.findall(f"|{cell}")]


def of_csv(content: bytes, kind: Callable[[str], str]) -> pd.DataFrame:
    """A table, `kind` telling what a column holds. Only an empty cell is missing: `NA` is Namibia."""
    pandas = _pandas()
    frame = pandas.read_csv(BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])
    return pandas.DataFrame({name: _typed(frame[name], kind(str(name))) for name in frame.columns})


def of_rows(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Rows of JSON, whose values have their types already."""
    pandas = _pandas()
    cells = {name: [row.get(name) for row in rows] for name in columns}
    return pandas.DataFrame({name: pandas.Series(each, dtype=_dtype(each)) for name, each in cells.items()})


def of_bindings(answer: dict[str, Any]) -> pd.DataFrame:
    """The result of a SELECT: literals by their datatypes, records by their ids."""
    pandas = _pandas()
    rows, columns = answer["results"]["bindings"], {}
    for name in answer["head"]["vars"]:
        terms = [row.get(name) for row in rows]
        kinds = {_KINDS.get(term.get("datatype", ""), "text") for term in terms if term}
        kind = "number" if kinds == {"integer", "number"} else kinds.pop() if len(kinds) == 1 else "text"
        texts = [term and term["value"].removeprefix(IRI if term["type"] == "uri" else "") for term in terms]
        columns[name] = _typed(pandas.Series(texts, dtype="str"), kind)
    return pandas.DataFrame(columns)


def _dtype(cells: list[Any]) -> str:
    found = {type(cell) for cell in cells if cell is not None}
    if found == {bool}:
        return "boolean"
    if found and found <= {int, float}:
        return "Int64" if found == {int} else "Float64"
    return "str"


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if kind == "date":
        return _pandas().to_datetime(column, format="%Y-%m-%d")
    if kind == "boolean":
        return column.map({"true": True, "false": False}).astype("boolean")
    if kind in ("integer", "number"):
        return column.astype("Int64" if kind == "integer" else "Float64")
    return column


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise ImportError("data frames need pandas: pip install 'casus-client[pandas]'") from error
    return pandas
