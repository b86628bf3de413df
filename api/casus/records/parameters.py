"""The parameters of a list: their schema, made from the collection's fields, and the selection that they ask for."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import marshmallow as ma
from rdflib import Literal, URIRef
from webargs.fields import DelimitedList

from casus.http import negotiation
from casus.http.problems import InvalidParameters
from casus.http.representations import Representation
from casus.model.fields import Field, Kind
from casus.model.types import Collection, Model
from casus.records.facets import facets_field
from casus.records.period import Match, Period
from casus.records.selection import Selection, Sort
from casus.records.tombstones import tombstones
from casus.settings import Settings
from casus.store.dataset import ReleaseDataset
from casus.store.existence import existing, is_said
from casus.store.query_terms import Term
from casus.terms.dates import bounds
from casus.terms.names import SLUG, fold
from casus.terms.namespaces import CODE, RECORD, XSD

_DAY: Final = r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TAG: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$"
_LARGEST: Final = 10**18 - 1
"""Of whole numbers, which have 18 digits at most."""
_MOST_VALUES: Final = 50
"""How often one filter may be repeated."""
_DATATYPES: Final = {
    Kind.INTEGER: XSD.integer,
    Kind.DECIMAL: XSD.decimal,
    Kind.BOOLEAN: XSD.boolean,
    Kind.DATE: XSD.date,
}


class PlainInteger(ma.fields.Integer):
    """A whole number as people write it; Python's int() takes 6_20 and Arabic digits too."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class LanguageTag(ma.fields.String):
    """A language tag in lower case, as the store has them: case means nothing in tags (RFC 5646, section 2.1.1)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        return str(super()._deserialize(value, attr, data, **options)).lower()


def _has_letters(text: str) -> None:
    """A search text of which nothing is left once accents and white space are gone would find everything."""
    if not fold(text):
        raise ma.ValidationError("has no letter or digit to look for")


def list_schema(collection: Collection, settings: Settings) -> ma.Schema:
    """The parameters of the collection's list."""
    fields: dict[str, ma.fields.Field[Any]] = {
        name: ma.fields.List(_item(field), validate=ma.validate.Length(max=_MOST_VALUES), metadata=_metadata(field))
        for name, field in collection.filters.items()
    }
    if collection.subtypes:
        kinds = [t.kind for t in collection.types]
        fields["kind"] = ma.fields.List(
            ma.fields.String(validate=ma.validate.OneOf(kinds)),
            metadata={"description": "The kind of record; repeated: any of them.", "example": [kinds[0]]},
        )
    if collection.truthy is not None:
        fields["truthy"] = ma.fields.String(
            validate=ma.validate.OneOf(["true", "false"]),
            metadata={"description": f"true: only those whose {collection.truthy.name} says that they are accepted."},
        )
    if collection.is_dated:
        for name, text in (
            ("at", "What was so in this day, month or year."),
            ("from", "What was so on or after the first day of this day, month or year."),
            ("to", "What was so on or before the last day of this day, month or year."),
        ):
            fields[name] = day_field(text)
        fields["match"] = ma.fields.String(
            validate=ma.validate.OneOf([m.value for m in Match]),
            load_default=Match.POSSIBLE.value,
            metadata={"description": "Whether it may have been so in the period, or was so for certain."},
        )
    names = ["name", *collection.sorts]
    fields |= {
        "q": ma.fields.String(
            validate=[ma.validate.Length(1, 200), _has_letters],
            metadata={
                "description": "Text that one of the names contains, in any script, whatever the case and the accents.",
                "example": "haftar" if collection.name == "persons" else "lib",
            },
        ),
        "sort": ma.fields.String(
            validate=ma.validate.OneOf([*names, *(f"-{name}" for name in names)]),
            load_default="name",
            metadata={"description": "The field to sort by, with a minus for the other way round."},
        ),
        "limit": PlainInteger(
            validate=ma.validate.Range(1, settings.page_limit_max),
            metadata={
                "description": f"How many records a page has at most: {settings.page_limit_default} in JSON; "
                "the other representations hold all records unless a limit is given."
            },
        ),
        "cursor": cursor_field(),
        **_shaping(collection),
        "format": representation_field(negotiation.of_lists(collection)),
    }
    if (facets := facets_field(collection)) is not None:
        fields["facets"] = facets
    return ma.Schema.from_dict(fields, name=f"{collection.type.name}ListParameters")()


def record_schema(collection: Collection) -> ma.Schema:
    """The parameters of a record's page."""
    return ma.Schema.from_dict(
        {**_shaping(collection), "format": representation_field(negotiation.of_records(collection))},
        name=f"{collection.type.name}RecordParameters",
    )()


def _shaping(collection: Collection) -> dict[str, ma.fields.Field[Any]]:
    """The parameters that choose what is shown of a record."""
    return {
        "fields": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf(sorted(collection.fields))),
            validate=ma.validate.Length(1, error="name one field at least"),
            metadata={
                "description": "The fields to show, with commas between; id, iri, type, label and href always are.",
                "example": ["labels"],
            },
        ),
        "lang": language_field("Language of the labels, and of the texts in CSV; English where there is none."),
    }


def day_field(description: str) -> ma.fields.String:
    """A parameter that is a day, a month or a year."""
    day = ma.validate.Regexp(_DAY, error="a date is YYYY, YYYY-MM or YYYY-MM-DD")
    return ma.fields.String(validate=day, metadata={"description": description, "example": "2020-01"})


def cursor_field() -> ma.fields.String:
    """The parameter ?cursor=."""
    return ma.fields.String(
        validate=ma.validate.Length(1, 500),
        metadata={"description": "Where the page begins: copy it from links.next of the page before."},
    )


def language_field(description: str) -> ma.fields.String:
    """The parameter ?lang=."""
    return LanguageTag(
        validate=ma.validate.Regexp(_TAG, error="a language is a BCP 47 tag, such as ar, ru or zh-Hant"),
        metadata={"description": description, "example": "ar"},
    )


def selection(
    collection: Collection, arguments: dict[str, Any], model: Model, dataset: ReleaseDataset, offset: int = 0
) -> Selection:
    """The page that the arguments ask for; InvalidParameters for a reference to no record and the like."""
    filters = tuple(
        (field, _terms(field, arguments[name], model, dataset))
        for name, field in collection.filters.items()
        if name in arguments
    )
    if collection.truthy is not None and collection.truthy.truthy is not None and arguments.get("truthy") == "true":
        filters += ((collection.truthy, (collection.truthy.truthy,)),)
    kinds = {t.kind: t.cls for t in collection.types}
    sort = arguments.get("sort", "name")
    chosen = sort.removeprefix("-")
    return Selection(
        collection=collection,
        filters=filters,
        kinds=tuple(kinds[kind] for kind in arguments.get("kind", ())),
        name=arguments.get("q"),
        period=period(arguments),
        match=Match(arguments.get("match", Match.POSSIBLE.value)),
        sort=Sort(collection.sorts.get(chosen), sort.startswith("-")),
        limit=arguments.get("limit"),
        offset=offset,
    )


def period(arguments: dict[str, Any]) -> Period | None:
    """The time that `at`, or `from` and `to`, ask for; InvalidParameters for what is no date."""
    if "at" in arguments:
        both = [name for name in ("from", "to") if name in arguments]
        if both:
            raise invalid("at", arguments["at"], f"cannot go with {' and '.join(both)}; give at, or from and to")
        first, last = _days("at", arguments["at"])
        return Period(first, last)
    if "from" in arguments or "to" in arguments:
        first = _days("from", arguments["from"])[0] if "from" in arguments else None
        last = _days("to", arguments["to"])[1] if "to" in arguments else None
        if first and last and last < first:
            raise invalid("to", arguments["to"], "is before 'from'")
        return Period(first, last)
    return None


def _days(name: str, text: str) -> tuple[date | None, date | None]:
    try:
        found = bounds(text)
    except ValueError as error:
        raise invalid(name, text, str(error).removeprefix(f"'{text}' ")) from error
    return found.earliest_start, found.latest_end


def _terms(field: Field, given: list[Any], model: Model, dataset: ReleaseDataset) -> tuple[Term, ...]:
    if field.kind is Kind.CODE and field.code_list is not None:
        return tuple(code(field.code_list, slug) for slug in given)
    if field.kind is Kind.REFERENCE:
        return tuple(record(field.name, value, field.classes, model, dataset) for value in given)
    terms = tuple(Literal(str(value), datatype=_DATATYPES.get(field.kind)) for value in given)
    for term in terms:
        if not is_said(dataset, field.path, term):
            raise invalid(field.name, str(term), "is what no record has; upper and lower case count")
    return terms


def code(code_list: str, slug: str) -> URIRef:
    """The IRI of a code."""
    return CODE[f"{code_list}/{slug}"]


def record(name: str, value: str, classes: Iterable[URIRef], model: Model, dataset: ReleaseDataset) -> URIRef:
    """The record of one of the classes that a slug, `collection/slug` or IRI means; InvalidParameters if none does."""
    homes = _homes(set(classes), model)
    collection, _, slug = value.rpartition("/")
    candidates: list[URIRef] = []
    if SLUG.fullmatch(slug):  # before it becomes a term: rdflib logs what is no IRI
        named = [home for home in homes if value == home.base + slug]
        candidates = [home.iri(slug) for home in named or homes if named or collection in ("", home.name)]
    found = existing(dataset, candidates)
    if not found:
        for stone in tombstones(dataset, candidates):
            successors = [iri.removeprefix(RECORD) for iri in stone.successors]
            raise invalid(name, value, f"is no record's id any more: {stone.reason.rstrip('.')}", allowed=successors)
        where = ", ".join(f"/v1/{home.name}" for home in homes)
        raise invalid(name, value, f"is the id of no record; look in {where}")
    if len(found) > 1:
        names = sorted("/".join(str(iri).rsplit("/", 2)[1:]) for iri in found)
        raise invalid(name, value, "is the id of several records; name the collection too", allowed=names)
    return found[0]


def _homes(classes: set[URIRef], model: Model) -> list[Collection]:
    """The collections in which a record of the classes can be."""
    wanted = {t.cls for cls in classes for t in model.types_below(cls)}
    return [
        collection
        for collection in model.collections.values()
        if wanted & {t.cls for t in (collection.type, *collection.types)} or collection.type.ancestors & classes
    ]


def _item(field: Field) -> ma.fields.Field[Any]:
    if field.kind is Kind.CODE:
        return ma.fields.String(validate=ma.validate.OneOf(field.codes))
    if field.kind is Kind.INTEGER:
        return PlainInteger(validate=ma.validate.Range(-_LARGEST, _LARGEST))
    return ma.fields.String(validate=ma.validate.Length(1, 500))


def _metadata(field: Field) -> dict[str, Any]:
    kind = " An id, collection/id or IRI." if field.kind is Kind.REFERENCE else ""
    metadata: dict[str, Any] = {"description": f"{field.description}{kind} Repeated: any of them."}
    if field.example is not None:
        metadata["example"] = [field.example]
    return metadata


def representation_field(offers: Sequence[negotiation.Offer | Representation]) -> ma.fields.String:
    """The parameter ?format=."""
    return ma.fields.String(
        validate=ma.validate.OneOf([offer.name for offer in offers]),
        metadata={"description": "The representation; it goes before the Accept header."},
    )


def invalid(name: str, value: Any, detail: str, **extra: Any) -> InvalidParameters:
    """The problem of one parameter."""
    return InvalidParameters.of(name, value, detail, **extra)
