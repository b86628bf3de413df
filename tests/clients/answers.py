"""What clients print, brought to one form: a table, a truth value, a graph."""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from rdflib import Graph
from rdflib.compare import to_isomorphic
from rdflib.namespace import XSD

Cell = tuple[str, str | None]
"""A value, and its language or datatype: None for IRIs and plain text, and where the format has none."""


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]

    def untyped(self) -> "Table":
        """The table as CSV can hold it."""
        return Table(self.columns, tuple(tuple(cell and (cell[0], None) for cell in row) for row in self.rows))


Answer = Table | bool | Graph


def read(printed: str, form: str) -> Answer:
    """The answer to a query of that form, printed as SPARQL JSON, CSV, Turtle, or a bare truth value."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        return to_isomorphic(Graph().parse(data=printed, format="turtle"))
    if printed.lstrip().startswith("{"):
        answer = json.loads(printed)
        return answer["boolean"] if form == "ASK" else _table(answer)
    if form == "ASK":
        return {"true": True, "false": False}[printed.strip().lower()]
    header, *rows = csv.reader(io.StringIO(printed))
    return Table(tuple(header), tuple(tuple((value, None) if value else None for value in row) for row in rows))


def _table(answer: dict[str, Any]) -> Table:
    columns = tuple(answer["head"]["vars"])
    return Table(
        columns, tuple(tuple(_cell(row.get(name)) for name in columns) for row in answer["results"]["bindings"])
    )


def _cell(term: dict[str, str] | None) -> Cell | None:
    if not term or not term["value"]:
        return None
    kind = term.get("xml:lang") or term.get("datatype")
    return term["value"], None if kind == str(XSD.string) else kind
