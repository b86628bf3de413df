"""What a record of JSON says, row by row, in the order and with the words of the shapes: no line here names a property.

A property that is added to the shapes is a row of its own at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType, inside
from casus.pages.times import dated
from casus.terms.namespaces import BOUNDS

WHEN: Final = "when"
_HEAD: Final = frozenset(("labels", "aliases", "description", "status"))
"""What stands above the rows of a record."""
_TIME: Final = frozenset((*BOUNDS, "end_known"))
"""What the row of the time says in words."""


@dataclass(frozen=True)
class Cell:
    """One value, and how it is shown."""

    kind: str
    """text, code, record, link, day, number, yes-or-no, time or node."""
    value: Any
    """As JSON has it; of a node its rows."""
    language: str | None = None
    code_list: str | None = None
    head: Json | None = None
    """Of a node that is a record: its id, label and status."""


@dataclass(frozen=True)
class Row:
    """One field of a record, with its values."""

    field: Field
    cells: list[Cell]


def rows(model: Model, record: Json, record_type: RecordType, *, but: Iterable[str] = ()) -> list[Row]:
    """Every field of the record that says something, by the order of the shapes, but for those of these names."""
    return [*_rows(model, record, record_type.fields, {*_HEAD, *_TIME, *but})]


def other_names(record: Json) -> dict[str, str]:
    """What else the record is called, with the language: each name once, by the first that has it."""
    labels = ((name, language) for language, name in (record.get("labels") or {}).items())
    aliases = ((each["value"], each["language"]) for each in record.get("aliases") or [])
    found: dict[str, str] = {}
    for name, language in (*labels, *aliases):
        if name != record["label"]:
            found.setdefault(name, language)
    return found


def _rows(model: Model, record: Json, fields: Iterable[Field], but: set[str]) -> Iterator[Row]:
    for each in fields:
        value = record.get(each.name)
        if each.name in but or value is None or value in ([], {}):
            continue
        yield Row(each, [*cells(model, each, record)])


def cells(model: Model, of: Field, record: Json) -> Iterator[Cell]:
    """The values that the record has of the field."""
    value = record.get(of.name)
    if value is None:
        return
    if of.name == WHEN:
        yield Cell("time", record)
        return
    match of.kind:
        case Kind.LABELS:
            yield from (Cell("text", text, language) for language, text in value.items())
        case Kind.TEXTS:
            yield from (Cell("text", each["value"], each["language"]) for each in value)
        case _:
            for each in value if of.multiple else [value]:
                yield _cell(model, of, each)


_KINDS: Final = {
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.BOOLEAN: "yes-or-no",
    Kind.DATE: "day",
    Kind.IRI: "link",
    Kind.REFERENCE: "record",
}


def _cell(model: Model, of: Field, value: Any) -> Cell:
    if of.kind is Kind.CODE:
        return Cell("code", value, code_list=of.code_list)
    if of.embed or of.kind is Kind.NODE:
        return _node(model, of, value)
    if of.edtf:
        return Cell("time", dated(value))
    return Cell(_KINDS.get(of.kind, "text"), value)


def _node(model: Model, of: Field, value: Mapping[str, Any]) -> Cell:
    """What stands inside a record: its own rows, by the types that it can be of."""
    types = [t for t in model.types.values() if {*of.classes, of.target} & t.ancestors]
    named = [t for t in types if t.name == value.get("type")]
    fields = inside(of, named or types)
    head = dict(value) if "type" in value else None
    but = {*_TIME, "labels", "aliases", *(("description", "status") if head else ())}
    return Cell("node", [*_rows(model, dict(value), fields, but)], head=head)
