"""Lists as flat tables for R, pandas and spreadsheets: CSV (RFC 4180) in UTF-8.

Each field has a column of its name, and beside it:

* a reference has its id there, and `<field>.type` and `<field>.label`;
* a node (an identifier, a piece of evidence) has instead a column for each of its own fields, `<field>.<its field>`;
* several values stand in one cell with `|` between them, and the columns of one field go in step: the third value of
  `identifiers.scheme` belongs to the third of `identifiers.value`. Several values inside one node have `;` between;
* text in languages is `text@tag`, several joined likewise, or the text alone where the client chose a language.

In a cell of several values a backslash stands before a separator that is part of a text, and before a backslash. What
is not known is empty.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from casus.http import representations, tables
from casus.http.tables import SEPARATOR
from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.records.formats.format import Format, RecordList

INNER_SEPARATOR: Final = ";"


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, and its cell for a record as JSON writes it."""

    name: str
    description: str
    cell: Callable[[Json], str]


def columns(model: Model, fields: Iterable[Field], language: str | None = None) -> tuple[Column, ...]:
    """The columns of records with these fields; texts in that language (English where there is none), or in all."""
    head = [
        Column("id", "The slug, stable for ever.", lambda record: record["id"]),
        Column("iri", "The identifier in RDF.", lambda record: record["iri"]),
        Column("type", "The class.", lambda record: record["type"]),
        Column("label", "The name.", lambda record: record["label"] or ""),
    ]
    return (*head, *(column for field in fields for column in _columns(model, field, language)))


def _columns(model: Model, field: Field, language: str | None) -> Iterator[Column]:
    name, about = field.name, field.description
    match field.kind:
        case Kind.REFERENCE:
            for suffix, part, text in (
                ("", "id", about),
                (".type", "type", "Its class."),
                (".label", "label", "Its name."),
            ):
                yield Column(name + suffix, text, _cell(field, lambda value, part=part: value[part] or ""))  # type: ignore[misc]
            if (status := model.status_of(field)) is not None:
                yield Column(f"{name}.{status.name}", status.description, _cell(field, _of_node(status, language)))
        case Kind.NODE:
            below = {f.name: f for t in (model.types_below(field.target) if field.target else ()) for f in t.fields}
            for inner in below.values():
                yield Column(f"{name}.{inner.name}", inner.description, _cell(field, _of_node(inner, language)))
        case Kind.LABELS | Kind.TEXTS:
            yield Column(name, about, lambda record: _texts(record.get(name), language, SEPARATOR))
        case _:
            yield Column(name, about, _cell(field, _plain))


def _cell(field: Field, of: Callable[[Any], str]) -> Callable[[Json], str]:
    """What `of` says of the field's value, or of each of its values."""

    def cell(record: Json) -> str:
        found = record.get(field.name)
        if isinstance(found, list):
            return _joined([of(value) for value in found], SEPARATOR)
        return "" if found is None else of(found)

    return cell


def _of_node(field: Field, language: str | None) -> Callable[[Any], str]:
    def of(node: Json) -> str:
        found = node.get(field.name)
        if field.kind in (Kind.LABELS, Kind.TEXTS):
            return _texts(found, language, INNER_SEPARATOR)
        if isinstance(found, list):
            return _joined([_plain(value) for value in found], INNER_SEPARATOR)
        return "" if found is None else _plain(found)

    return of


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):  # a code, a reference, a node
        return str(value.get("id") or value["iri"])
    return str(value)


def _texts(found: Any, language: str | None, separator: str) -> str:
    """Texts with their languages, or those in one language."""
    pairs = list(found.items()) if isinstance(found, dict) else [(v["language"], v["value"]) for v in found or ()]
    if language is None:
        return _joined([f"{text}@{tag}" for tag, text in pairs], separator)
    chosen = [text for tag, text in pairs if tag == language] or [text for tag, text in pairs if tag == "en"]
    return chosen[0] if len(chosen) == 1 else _joined(chosen, separator)


def _joined(texts: list[str], separator: str) -> str:
    return separator.join(text.replace("\\", "\\\\").replace(separator, "\\" + separator) for text in texts)


def _rows(listed: RecordList) -> Iterator[str]:
    found = columns(listed.release.model, listed.fields, listed.language)
    rows = ((column.cell(record) for column in found) for record in listed.records)
    return tables.lines((column.name for column in found), rows)


def _rows_for_excel(listed: RecordList) -> Iterator[str]:
    yield tables.BYTE_ORDER_MARK
    yield from _rows(listed)


CSV: Final = Format(representations.CSV, of_list=_rows)
EXCEL: Final = Format(representations.EXCEL, of_list=_rows_for_excel)
