"""The answer to a question as a table for people: what is a record links to it, a code is its label, a time is told.

Which column holds codes of which list is read from the shapes: it is called what a field is called there, with
something before it or without, as `reason_status` is a `status`.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from rdflib import URIRef

from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.pages.rows import WHEN, Cell
from casus.pages.times import dated
from casus.records.names import Name, names_of
from casus.records.record_json import reference
from casus.records.references import code
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

_LABEL: Final = "_label"
_YEAR: Final = "year"
_STATUS: Final = "status"
_CALLED: Final = ("record", "code")
"""The kinds of cells whose values have labels."""


@dataclass(frozen=True)
class Column:
    """One column of the table; the one with the labels of its records is part of it."""

    name: str
    label: str
    description: str
    codes: Field | None
    """The field of the shapes that has its name, where that holds codes."""


def columns_of(model: Model, described: dict[str, str]) -> list[Column]:
    """The columns of the table, by the names and descriptions of those of the answer."""
    fields = _fields(model)
    return [
        Column(name, _label(name, fields), text, _codes(name, fields))
        for name, text in described.items()
        if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in described)
    ]


def silent(columns: Sequence[Column], rows: Sequence[Json]) -> list[Column]:
    """The columns of which no row says anything."""
    return [column for column in columns if all(row[column.name] is None for row in rows)]


def lines(release: OpenRelease, columns: Sequence[Column], rows: Sequence[Json], language: str) -> list[list[Cell]]:
    """The cells of the rows, in the order of the columns."""
    names = _names(release, columns, rows, language)
    says_status = any(column.name == _STATUS for column in columns)
    return [[_cell(release.model, column, row, names, says_status) for column in columns] for row in rows]


def labels(columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> list[dict[str, str]]:
    """For each row what its records and codes are called, by column."""
    return [
        {column.name: cell.value["label"] for column, cell in zip(columns, line, strict=True) if cell.kind in _CALLED}
        for line in cells
    ]


def _fields(model: Model) -> dict[str, Field]:
    """The fields of all types by name; of several with the same name one that holds codes."""
    found: dict[str, Field] = {}
    for record_type in model.types.values():
        for field in record_type.fields:
            if field.name not in found or (field.kind is Kind.CODE and found[field.name].kind is not Kind.CODE):
                found[field.name] = field
    return found


def _codes(name: str, fields: dict[str, Field]) -> Field | None:
    """By its whole name, else by how it ends; a row has one of what a record may have several of."""
    words = name.split("_")
    ends = ("_".join(words[n:]) for n in range(len(words)))
    found = (fields.get(each) for end in ends for each in (end, f"{end}s"))
    return next((field for field in found if field is not None and field.kind is Kind.CODE), None)


def _label(name: str, fields: dict[str, Field]) -> str:
    return fields[name].label if name in fields else in_words(name.removesuffix(_LABEL))


def in_words(name: str) -> str:
    """A name of a column or a parameter as a heading."""
    return name.replace("_", " ").capitalize().replace("Ucdp", "UCDP")


def _names(
    release: OpenRelease, columns: Sequence[Column], rows: Sequence[Json], language: str
) -> dict[tuple[str, str], Json]:
    """What is known of the records and codes of the rows, by code list, empty for records, and value."""
    model = release.model
    found = {("", value): URIRef(RECORD + value) for row in rows for value in _records(model, row)}
    for column in columns:
        for value in {row[column.name] for row in rows}:
            if column.codes is not None and column.codes.code_list and value in column.codes.codes:
                found[column.codes.code_list, value] = code(column.codes.code_list, value)
    names = names_of(release).of(found.values())
    return {key: _named(model, key, iri, names, language) for key, iri in found.items() if names[iri].labels}


def _named(model: Model, key: tuple[str, str], iri: URIRef, names: dict[URIRef, Name], language: str) -> Json:
    if key[0]:
        return {"id": key[1], "label": names[iri].label(language)}
    return reference(model, iri, names[iri], names, language)


def _records(model: Model, row: Json) -> Iterator[str]:
    """The values that have the form of an id."""
    for value in row.values():
        if isinstance(value, str) and model.home_of(RECORD + value) is not None and " " not in value:
            yield value


def _cell(model: Model, column: Column, row: Json, names: dict[tuple[str, str], Json], says_status: bool) -> Cell:
    value = row[column.name]
    if value is None:
        return Cell("nothing", None)
    if (record := names.get(("", str(value)))) is not None:
        label = record["label"] or row.get(column.name + _LABEL)
        shown = {key: each for key, each in record.items() if key != _STATUS or not says_status}
        return Cell("record", {**shown, "label": label})
    code_list = column.codes.code_list if column.codes is not None else None
    if code_list and (code_list, value) in names:
        return Cell("code", names[code_list, value], code_list=code_list)
    return _plain(model, column.name, value)


def _plain(model: Model, name: str, value: Any) -> Cell:
    if isinstance(value, bool):
        return Cell("yes-or-no", value)
    if isinstance(value, (int, float)):
        return Cell("day" if name.endswith(_YEAR) else "number", value)  # a year has no thousands
    if value in model.types:
        return Cell("name", model.types[value].label)
    if value.startswith(("http://", "https://")):
        return Cell("link", value)
    with suppress(ValueError):
        date.fromisoformat(value)
        return Cell("time", dated(value))
    if name == WHEN or name.endswith(f"_{WHEN}"):
        with suppress(ValueError):
            return Cell("time", dated(value))
    return Cell("text", value)
