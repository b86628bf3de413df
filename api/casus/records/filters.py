"""The filters of a list: each kind of filter, with its parameters, what their values mean, and its graph pattern.

A field that the shapes mark with api:filter has the first kind of `KINDS` that fits it. A new kind is a class here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import marshmallow as ma
from rdflib import Literal

from casus.http.limits import FILTER_VALUES, IDENTIFIER_CHARS
from casus.http.parameters import Fields, PlainInteger, between
from casus.http.problems import InvalidParameters
from casus.model.fields import Field, Kind
from casus.model.types import Collection
from casus.records.references import code, record
from casus.store.existence import is_said
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term, values
from casus.terms.namespaces import XSD

_LARGEST: Final = 10**18 - 1
"""Of whole numbers, which have 18 digits at most."""
_DATATYPES: Final = {
    Kind.INTEGER: XSD.integer,
    Kind.DECIMAL: XSD.decimal,
    Kind.BOOLEAN: XSD.boolean,
    Kind.DATE: XSD.date,
}


class Condition(Protocol):
    """What a record must say of a field to be in the list."""

    @property
    def field(self) -> Field: ...

    @property
    def terms(self) -> tuple[Term, ...]:
        """The values of which the field has one."""
        ...

    def pattern(self, variable: str) -> str:
        """The graph pattern that keeps those ?id of which it is so; the variable is its own."""
        ...


class FilterKind(Protocol):
    """A way to ask for records by a field."""

    def fits(self, field: Field) -> bool:
        """Whether the field can be asked for so."""
        ...

    def parameters(self, field: Field) -> Fields:
        """The parameters, by name."""
        ...

    def conditions(self, release: OpenRelease, field: Field, arguments: dict[str, Any]) -> Iterator[Condition]:
        """What the arguments ask for. Raises InvalidParameters for what the release does not know."""
        ...


@dataclass(frozen=True)
class AnyOf:
    """One of these values is the field's."""

    field: Field
    terms: tuple[Term, ...]

    def pattern(self, variable: str) -> str:
        return f"{values(variable, self.terms)} ?id {self.field.path.n3()} ?{variable} ."


class ByValue:
    """`field=value`, repeated: any of them. A record and a code by its id."""

    def fits(self, field: Field) -> bool:
        return True

    def parameters(self, field: Field) -> Fields:
        valid = ma.validate.Length(max=FILTER_VALUES)
        return {field.name: ma.fields.List(_value(field), validate=valid, metadata=_metadata(field))}

    def conditions(self, release: OpenRelease, field: Field, arguments: dict[str, Any]) -> Iterator[Condition]:
        if field.name in arguments:
            yield AnyOf(field, tuple(_term(release, field, value) for value in arguments[field.name]))


KINDS: Final[tuple[FilterKind, ...]] = (ByValue(),)


def parameters_of(collection: Collection) -> Fields:
    """The parameters of the collection's filters, by name."""
    fields: Fields = {}
    for field in collection.filters.values():
        fields |= _kind(field).parameters(field)
    return fields


def conditions_of(release: OpenRelease, collection: Collection, arguments: dict[str, Any]) -> Iterator[Condition]:
    """The conditions that the arguments set. Raises InvalidParameters."""
    for field in collection.filters.values():
        yield from _kind(field).conditions(release, field, arguments)


def _kind(field: Field) -> FilterKind:
    return next(kind for kind in KINDS if kind.fits(field))


def _term(release: OpenRelease, field: Field, value: Any) -> Term:
    if field.kind is Kind.CODE and field.code_list is not None:
        return code(field.code_list, value)
    if field.kind is Kind.REFERENCE:
        return record(release, field.name, value, field.classes)
    term = Literal(str(value), datatype=_DATATYPES.get(field.kind))
    if not is_said(release.dataset, field.path, term):
        raise InvalidParameters.of(field.name, str(term), "is what no record has; upper and lower case count")
    return term


def _value(field: Field) -> ma.fields.Field[Any]:
    if field.kind is Kind.CODE:
        return ma.fields.String(validate=ma.validate.OneOf(field.codes))
    if field.kind is Kind.INTEGER:
        return PlainInteger(validate=between(-_LARGEST, _LARGEST))
    return ma.fields.String(validate=ma.validate.Length(1, IDENTIFIER_CHARS))


def _metadata(field: Field) -> dict[str, Any]:
    kind = " An id or IRI." if field.kind is Kind.REFERENCE else ""
    metadata: dict[str, Any] = {"description": f"{field.description}{kind} Repeated: any of them."}
    if field.example is not None:
        metadata["example"] = [field.example]
    return metadata
