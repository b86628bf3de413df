"""A list as a matrix, as `api:wide` in the shapes says: a row and a column for each of two fields, in time order."""

from itertools import islice
from typing import Final

from rdflib import URIRef

from casus.drawings.matrix import Entry, Mark, Matrix, densest
from casus.http.urls import record_url
from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.brief import said
from casus.records.formats.format import RecordList
from casus.terms.names import slug_of
from casus.terms.namespaces import BOUNDS, CASUS, RECORD

MOST_ROWS: Final = 50
MOST_COLUMNS: Final = 40
"""So that a page of it, empty cells included, stays below 3,000 elements."""
MOST_RECORDS: Final = 5_000
"""Of the list, the first ones."""


def needed(collection: Collection) -> frozenset[str]:
    """The fields of a record that a cell is made of."""
    also = [each for each in (collection.truthy, _claims(collection)) if each is not None]
    return frozenset(field.name for field in (*collection.wide, *also))


def _claims(collection: Collection) -> Field | None:
    """The field that names the claims behind a record."""
    references = (field for field in collection.fields.values() if field.kind is Kind.REFERENCE and field.multiple)
    return next((field for field in references if CASUS.Claim in {*field.classes, field.target}), None)


def matrix_of(listed: RecordList) -> Matrix:
    """The matrix of the list's records; the build makes one record for each row and column."""
    collection = listed.selected.collection
    row, column, cell = collection.wide
    rows, columns = dict[str, Entry](), dict[str, Json]()
    marks: dict[tuple[str, str], Mark] = {}
    for record in islice(listed.records, MOST_RECORDS):
        of, to = record[row.name], record[column.name]
        rows.setdefault(of["id"], _entry(listed, of))
        columns.setdefault(to["id"], to)
        marks.setdefault((of["id"], to["id"]), _mark(listed, record, record[cell.name]))
    ordered = _in_time(listed, columns)
    return densest(rows.values(), ordered, marks, MOST_ROWS, MOST_COLUMNS)


def _entry(listed: RecordList, record: Json, note: str = "") -> Entry:
    return Entry(record["id"], record["label"] or record["id"], record_url(record["id"], listed.language), note)


def _in_time(listed: RecordList, columns: dict[str, Json]) -> list[Entry]:
    """The columns by when they were, those without a time last."""
    iris = {name: URIRef(RECORD + name) for name in columns}
    times = said(listed.release.dataset, iris.values(), [CASUS.when, *BOUNDS.values()])

    def begins(name: str) -> tuple[str, str, str]:
        start, end = (times.text(iris[name], BOUNDS[bound]) for bound in ("earliest_start", "latest_end"))
        return start or end or "~", end or "~", name  # in ASCII, ~ comes after all digits

    return [
        _entry(listed, columns[name], times.text(iris[name], CASUS.when) or "") for name in sorted(columns, key=begins)
    ]


def _mark(listed: RecordList, record: Json, outcome: Json) -> Mark:
    """What a cell shows; it leads to the claim, and to the record where there are several."""
    collection = listed.selected.collection
    truthy, field = collection.truthy, _claims(collection)
    status = record[truthy.name] if truthy else None
    claims = record[field.name] if field else []
    target = claims[0] if len(claims) == 1 else record
    return Mark(
        outcome=outcome["id"],
        word=outcome["label"],
        status=status["label"] if status else "",
        is_accepted=status is None or truthy is None or status["id"] == slug_of(str(truthy.truthy)),
        url=record_url(target["id"], listed.language),
    )
