"""Nodes inside a record as tables: a line for each, a column for what their shapes say of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType, inside
from casus.pages.rows import WHEN, Cell, cells
from casus.terms.namespaces import BOUNDS, CASUS

MOST: Final = 25
"""Lines that a page shows; what is left out is counted."""
OF_DATASETS: Final = (CASUS.Identifier, CASUS.Counterpart, CASUS.Coding, CASUS.CodedValue)
"""Nodes that say what others call a record, and how they code it."""
_NOT_SHOWN: Final = frozenset((*BOUNDS, "end_known"))


@dataclass(frozen=True)
class Table:
    """The nodes of a field."""

    field: Field
    columns: list[Field]
    lines: list[list[list[Cell]]]
    total: int


def tables(model: Model, record: Json, record_type: RecordType, classes: Iterable[URIRef] = OF_DATASETS) -> list[Table]:
    """Those of the record whose nodes are of these classes, in the order of its fields."""
    return [
        _table(model, field, record[field.name])
        for field in fields_with(record_type, classes)
        if record.get(field.name)
    ]


def fields_with(record_type: RecordType, classes: Iterable[URIRef]) -> Iterator[Field]:
    """The fields of the type whose values stand inside its records and are of these classes."""
    wanted = {*classes}
    return (field for field in record_type.fields if field.embed and wanted & {field.target, *field.classes})


def told(record_type: RecordType, shown: Iterable[Table]) -> set[str]:
    """The fields that the tables tell: their own, and those that repeat what is inside their nodes."""
    steps = {table.field.path[0] for table in shown}
    return {field.name for field in record_type.fields if field.path[0] in steps}


def _table(model: Model, of: Field, nodes: list[Json]) -> Table:
    fields = inside(of, [t for t in model.types.values() if {*of.classes, of.target} & t.ancestors])
    columns = [
        field
        for field in fields
        if field.name not in _NOT_SHOWN and any(node.get(field.name) not in (None, [], {}) for node in nodes)
    ]
    ordered = sorted(nodes, key=lambda node: str(node.get(WHEN) or ""))
    lines = [[[*cells(model, field, node)] for field in columns] for node in ordered[:MOST]]
    return Table(of, columns, lines, len(nodes))
