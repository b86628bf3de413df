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

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from casus.http import representations, tables
from casus.http.tables import SEPARATOR
from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.records.formats.format import Format, RecordList
from casus.terms.namespaces import CASUS, RECORD

INNER_SEPARATOR: Final = ";"


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, and its cell for a record as JSON writes it."""

    name: str
    description: str
    cell: Callable[[Json], str]
    field: Field | None = None
    """The field whose only value a cell holds; None: cells hold a part of a value, or several."""
    held: Field | None = None
    """The field of which a cell holds one value or several, as they are."""


def columns(model: Model, fields: Iterable[Field], language: str | None = None) -> tuple[Column, ...]:
    """The columns of records with these fields; texts in that language (English where there is none), or in all."""
    return (*HEAD, *(column for field in fields for column in _columns(model, field, language)))


HEAD: Final = (
    Column("id", "What answers and filters call it.", lambda record: record["id"]),
    Column("type", "The class.", lambda record: record["type"]),
    Column("label", "The name.", lambda record: record["label"] or ""),
)
IRI: Final = Column("iri", "Where it is not `https://w3id.org/casus/id/` and the id.", lambda record: record["iri"])
MATCH: Final = Column(
    "match",
    "With at, from or to: whether it was so in that time for certain, or possibly.",
    lambda record: record["match"],
)


def _columns(model: Model, field: Field, language: str | None) -> Iterator[Column]:
    name, about = field.name, field.description
    match field.kind:
        case Kind.REFERENCE:
            yield Column(name, about, _cell(field, "id", language), None if field.multiple else field, field)
            yield Column(f"{name}.type", "Its class.", _cell(field, "type", language))
            yield Column(f"{name}.label", "Its name.", _cell(field, "label", language))
            if (status := model.status_of(field)) is not None:
                yield Column(f"{name}.{status.name}", status.description, _cell(field, status.name, language))
        case Kind.NODE:
            below = {f.name: f for t in (model.types_below(field.target) if field.target else ()) for f in t.fields}
            yield Column(f"{name}.id", "Which one it is.", _cell(field, "id", language))
            if field.target == CASUS.Code:
                yield Column(f"{name}.iri", IRI.description, _cell(field, "iri", language))
            for inner in below.values():
                cell = _cell(field, inner.name, language, inner)
                yield Column(f"{name}.{inner.name}", inner.description, cell, held=inner)
        case _:
            only = None if field.multiple else field
            yield Column(name, about, lambda record: _joined(record.get(name), field, language, SEPARATOR), only, field)


def _cell(field: Field, part: str, language: str | None, inner: Field | None = None) -> Callable[[Json], str]:
    """A part of the field's value, or of each of its values; `inner`: the field that the part is, of a node."""
    outer = SEPARATOR if field.multiple else ""

    def cell(record: Json) -> str:
        found = record.get(field.name)
        values = found if field.multiple else [found] if found is not None else []
        return SEPARATOR.join(
            _joined(value.get(part), inner, language, INNER_SEPARATOR, outer) for value in values or ()
        )

    return cell


def _joined(found: Any, field: Field | None, language: str | None, separator: str, outer: str = "") -> str:
    """One value or several; a backslash stands before what would be taken for a separator, and before a backslash.

    `outer`: the separator that the cell has besides.
    """
    if field is not None and field.kind in (Kind.LABELS, Kind.TEXTS):
        texts = _texts(found, language)
        several = field.multiple or language is None
    else:
        texts = [_plain(value) for value in (found if isinstance(found, list) else [] if found is None else [found])]
        several = field is not None and field.multiple
    separators = outer + (separator if several else "")
    special = "\\" + separators if separators else ""
    return separator.join(re.sub(f"([{re.escape(special)}])", r"\\\1", text) if special else text for text in texts)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value["id"]) if isinstance(value, dict) else str(value)


def _texts(found: Any, language: str | None) -> list[str]:
    """Texts with their languages, or those in one language."""
    pairs = list(found.items()) if isinstance(found, dict) else [(v["language"], v["value"]) for v in found or ()]
    if language is None:
        return [f"{text}@{tag}" for tag, text in pairs]
    return [text for tag, text in pairs if tag == language] or [text for tag, text in pairs if tag == "en"]


def columns_of(listed: RecordList) -> tuple[Column, ...]:
    """The columns of the list."""
    found = columns(listed.release.model, listed.fields, listed.language)[len(HEAD) :]
    iri = () if listed.selected.collection.base.startswith(RECORD) else (IRI,)
    return (*HEAD, *iri, *(() if listed.selected.period is None else (MATCH,)), *found)


def _rows(listed: RecordList) -> Iterator[str]:
    found = columns_of(listed)
    rows = ((column.cell(record) for column in found) for record in listed.records)
    return tables.lines((column.name for column in found), rows)


def _rows_for_excel(listed: RecordList) -> Iterator[str]:
    yield tables.BYTE_ORDER_MARK
    yield from _rows(listed)


CSV: Final = Format(representations.CSV, of_list=_rows)
EXCEL: Final = Format(representations.EXCEL, of_list=_rows_for_excel)
