"""The filters of a list: what a record must say to be in it, as a graph pattern and as the list index is asked for it.

A field that the shapes mark with api:filter is asked for by its name, `field=value`; `not=field:value` leaves out what
has the value. `min=field:value` and `max=field:value` bound a number, `bbox` where a record lies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

import marshmallow as ma
from rdflib import Literal
from tantivy import Query

from casus.http.limits import FILTER_VALUES, IDENTIFIER_CHARS
from casus.http.parameters import Fields, PlainInteger, between
from casus.http.problems import InvalidParameters
from casus.model.fields import Field, Kind
from casus.model.types import Collection, RecordType
from casus.records.references import code, record
from casus.release.list_fields import TYPE, filter_field, number_field
from casus.store.existence import is_said
from casus.store.list_index import ListIndex, all_of, one_of
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term, term, values
from casus.terms.namespaces import RDF, XSD

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_BOX: Final = re.compile(rf"^{_NUMBER.pattern}(,{_NUMBER.pattern}){{3}}$")
_LARGEST: Final = 10**18 - 1
"""Of whole numbers, which have 18 digits at most."""
_DATATYPES: Final = {
    Kind.INTEGER: XSD.integer,
    Kind.DECIMAL: XSD.decimal,
    Kind.BOOLEAN: XSD.boolean,
    Kind.DATE: XSD.date,
}


class Condition(Protocol):
    """What a record must say to be in the list."""

    def pattern(self, variable: str) -> str:
        """The graph pattern that keeps those ?id of which it is so; the variable is its own."""
        ...

    def fitting(self, index: ListIndex) -> Query:
        """The same, as the list index is asked for it."""
        ...


@dataclass(frozen=True)
class AnyOf:
    """One of these values is the field's."""

    field: Field
    terms: tuple[Term, ...]

    def pattern(self, variable: str) -> str:
        return f"{values(variable, self.terms)} ?id {self.field.path.n3()} ?{variable} ."

    def fitting(self, index: ListIndex) -> Query:
        return index.any_of(filter_field(self.field.name), map(str, self.terms))


@dataclass(frozen=True)
class OfType:
    """It is of one of these types."""

    types: tuple[RecordType, ...]

    def pattern(self, variable: str) -> str:
        return f"{values(variable, [each.cls for each in self.types])} ?id {term(RDF.type)} ?{variable} ."

    def fitting(self, index: ListIndex) -> Query:
        return index.any_of(TYPE, [each.name for each in self.types])


@dataclass(frozen=True)
class Not:
    """The other condition does not hold: what says nothing of the field stays."""

    condition: Condition

    def pattern(self, variable: str) -> str:
        return f"FILTER NOT EXISTS {{ {self.condition.pattern(variable)} }}"

    def fitting(self, index: ListIndex) -> Query:
        return index.but(self.condition.fitting(index))


@dataclass(frozen=True)
class Between:
    """The field's number is at least the one and at most the other; None is unlimited."""

    field: Field
    least: Decimal | None
    most: Decimal | None

    def pattern(self, variable: str) -> str:
        bounds = [(">=", self.least), ("<=", self.most)]
        tests = [f"?{variable} {sign} {term(Literal(value))}" for sign, value in bounds if value is not None]
        return f"?id {self.field.path.n3()} ?{variable} . FILTER({' && '.join(tests)})"

    def fitting(self, index: ListIndex) -> Query:
        least, most = (None if value is None else float(value) for value in (self.least, self.most))
        return index.number_between(number_field(self.field.name), least, most)


@dataclass(frozen=True)
class Both:
    """Two conditions hold."""

    one: Condition
    other: Condition

    def pattern(self, variable: str) -> str:
        return f"{self.one.pattern(f'{variable}a')} {self.other.pattern(f'{variable}b')}"

    def fitting(self, index: ListIndex) -> Query:
        return all_of([self.one.fitting(index), self.other.fitting(index)])


@dataclass(frozen=True)
class Either:
    """One of two conditions holds."""

    one: Condition
    other: Condition

    def pattern(self, variable: str) -> str:
        return f"{{ {self.one.pattern(f'{variable}a')} }} UNION {{ {self.other.pattern(f'{variable}b')} }}"

    def fitting(self, index: ListIndex) -> Query:
        return one_of([self.one.fitting(index), self.other.fitting(index)])


def parameters_of(collection: Collection) -> Fields:
    """The parameters of the collection's filters, by name."""
    valid = ma.validate.Length(max=FILTER_VALUES)
    fields: Fields = {
        field.name: ma.fields.List(_value(field), validate=valid, metadata=_metadata(field))
        for field in collection.filters.values()
    }
    names = [TYPE, *collection.filters]
    example = next((f"{field.name}:{field.codes[0]}" for field in collection.filters.values() if field.codes), None)
    other = example or f"{TYPE}:{collection.types[0].name}"
    fields["not"] = _pairs(names, ".+", "Leaves out what has this value", other)
    if collection.numbers:
        numbers, number = list(collection.numbers), next(iter(collection.numbers))
        fields["min"] = _pairs(numbers, _NUMBER.pattern, "At least this number", f"{number}:1")
        fields["max"] = _pairs(numbers, _NUMBER.pattern, "At most this number", f"{number}:1000")
    if collection.coordinates:
        fields["bbox"] = bbox()
    return fields


def bbox(*, required: bool = False) -> ma.fields.String:
    """?bbox=."""
    return ma.fields.String(
        required=required,
        validate=ma.validate.Regexp(_BOX, error="is four numbers with commas between: west, south, east, north"),
        metadata={
            "description": "What lies in this box: west, south, east, north in degrees (RFC 7946, section 5; a "
            "west that is greater than the east is beyond the 180th meridian).",
            "example": "9.3,31.5,15.5,33.2",
        },
    )


def box_of(text: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """West, south, east and north of a box. Raises InvalidParameters."""
    west, south, east, north = map(Decimal, text.split(","))
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise InvalidParameters.of(
            "bbox",
            text,
            "is no box: west and east are from -180 to 180, south and north from -90 to 90, south not above north",
        )
    return west, south, east, north


def conditions_of(release: OpenRelease, collection: Collection, arguments: dict[str, Any]) -> Iterator[Condition]:
    """The conditions that the arguments set. Raises InvalidParameters for what the release does not know."""
    for field in collection.filters.values():
        if field.name in arguments:
            yield AnyOf(field, tuple(_term(release, field, value) for value in arguments[field.name]))
    for name, text in _said(arguments, "not"):
        yield Not(_one(release, collection, name, text))
    for name in collection.numbers:
        least, most = (_number(arguments, bound, name) for bound in ("min", "max"))
        if least is not None or most is not None:
            yield Between(collection.numbers[name], least, most)
    if "bbox" in arguments and collection.coordinates:
        yield _within(collection.coordinates, arguments["bbox"])


def _pairs(names: list[str], values: str, description: str, example: str) -> ma.fields.List[Any]:
    """A parameter that names one of the fields and a value that the pattern matches."""
    pattern = rf"^({'|'.join(names)}):{values}$"
    told = f"is a field and a value, field:value; the fields are {', '.join(names)}"
    return ma.fields.List(
        ma.fields.String(validate=[ma.validate.Length(1, IDENTIFIER_CHARS), ma.validate.Regexp(pattern, error=told)]),
        validate=ma.validate.Length(max=FILTER_VALUES),
        metadata={
            "description": f"{description}, `field:value`. Repeated: all of them. Fields: {', '.join(names)}.",
            "example": [example],
        },
    )


def _said(arguments: dict[str, Any], parameter: str) -> Iterator[tuple[str, str]]:
    """The pairs of field and value that the parameter names."""
    for pair in arguments.get(parameter, ()):
        name, _, value = pair.partition(":")
        yield name, value


def _one(release: OpenRelease, collection: Collection, name: str, text: str) -> Condition:
    """That the field has the value. Raises InvalidParameters."""
    if name == TYPE:
        types = {each.name: each for each in collection.types}
        if text not in types:
            raise InvalidParameters.of("not", f"{name}:{text}", "is no type of this list", allowed=sorted(types))
        return OfType((types[text],))
    field = collection.filters[name]
    try:
        value = _value(field).deserialize(text)
    except ma.ValidationError as error:
        allowed = {"allowed": list(field.codes)} if field.codes else {}
        raise InvalidParameters.of("not", f"{name}:{text}", "is no value of it", **allowed) from error
    return AnyOf(field, (_term(release, field, value),))


def _number(arguments: dict[str, Any], bound: str, name: str) -> Decimal | None:
    """The bound of the field, the narrowest that is given."""
    found = [Decimal(text) for named, text in _said(arguments, bound) if named == name]
    return (max if bound == "min" else min)(found, default=None)


def _within(coordinates: tuple[Field, Field], text: str) -> Condition:
    """That a record lies in the box. Raises InvalidParameters."""
    latitude, longitude = coordinates
    west, south, east, north = box_of(text)
    wide: Condition = Between(longitude, west, east)
    if west > east:
        wide = Either(Between(longitude, west, Decimal(180)), Between(longitude, Decimal(-180), east))
    return Both(Between(latitude, south, north), wide)


def _term(release: OpenRelease, field: Field, value: Any) -> Term:
    if field.kind is Kind.CODE and field.code_list is not None:
        return code(field.code_list, value)
    if field.kind is Kind.REFERENCE:
        return record(release, field.name, value, field.classes)
    literal = Literal(str(value), datatype=_DATATYPES.get(field.kind))
    if not is_said(release.dataset, field.path, literal):
        raise InvalidParameters.of(field.name, str(literal), "is what no record has; upper and lower case count")
    return literal


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
