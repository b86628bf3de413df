"""Lists as a matrix: one row and one column for each of two fields, as `api:wide` in the shapes says.

A cell has the code of the third field; where the record does not stand as accepted, its status follows in brackets:
`signed (contested)`. An empty cell: there is no record.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from casus.http import tables
from casus.http.representations import Representation
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.formats.format import Format, RecordList
from casus.terms.names import slug_of


def _rows(listed: RecordList) -> Iterator[str]:
    collection = listed.selected.collection
    row, column, cell = collection.wide
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    for record in listed.records:
        of, to = record[row.name], record[column.name]
        names[of["id"]] = of["label"] or ""
        table[of["id"]][to["id"]].append(_cell(collection, record, record[cell.name]["id"]))
    columns = sorted({column for cells in table.values() for column in cells})
    head = (row.name, f"{row.name}.label", *columns)
    lines = ((of, names[of], *(cells.get(column, []) for column in columns)) for of, cells in sorted(table.items()))
    yield from tables.lines(head, lines)


def _cell(collection: Collection, record: Json, value: str) -> str:
    status = collection.truthy
    if status is None or (stands := record[status.name]["id"]) == slug_of(status.truthy):
        return value
    return f"{value} ({stands})"


def _needs(collection: Collection) -> frozenset[str]:
    also = () if collection.truthy is None else (collection.truthy,)
    return frozenset(field.name for field in (*collection.wide, *also))


WIDE: Final = Format(
    Representation("wide", "text/csv"), of_list=_rows, fits=lambda collection: bool(collection.wide), needs=_needs
)
"""By ?format= only: its media type is that of CSV."""
