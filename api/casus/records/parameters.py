"""The parameters of lists and records, made from the fields of a collection."""

from collections.abc import Sequence
from typing import Any, Final

import marshmallow as ma
from webargs.fields import DelimitedList

from casus.http import parameters
from casus.http.limits import SEARCH_CHARS
from casus.http.parameters import Fields
from casus.model.types import Collection
from casus.records import formats
from casus.records.facets import facets_field
from casus.records.filters import parameters_of
from casus.records.period import Match
from casus.release.list_fields import LABEL
from casus.settings import Settings
from casus.terms.names import fold

MATRIX: Final = "matrix"
"""The view of a list that shows `api:wide`."""
IDENTITY: Final = ("id", "type", LABEL)
"""What is always shown of a record."""


def of_list(collection: Collection, settings: Settings) -> Fields:
    """The parameters of the collection's list."""
    names = [LABEL, *collection.sorts]
    facets = facets_field(collection)
    return {
        **filters(collection),
        "sort": parameters.choice(
            [*names, *(f"-{name}" for name in names)],
            "The field to sort by, with a minus for the other way round.",
            load_default=LABEL,
        ),
        **parameters.page(settings, whole=True),
        **_shaping(collection, ["match"] if collection.is_dated else []),
        **_including(collection),
        **({"view": _view(collection)} if collection.wide else {}),
        "format": parameters.representation(formats.of_lists(collection)),
        **({"facets": facets} if facets is not None else {}),
    }


def _view(collection: Collection) -> ma.fields.String:
    """The parameter that has the page of a list be a matrix."""
    row, column, cell = (field.label.lower() for field in collection.wide)
    text = f"Of the page for people: a line for each record, or a matrix, {row} by {column}, each cell the {cell}."
    return parameters.choice(["table", MATRIX], text)


def of_record(collection: Collection) -> Fields:
    """The parameters of a record's page."""
    return {**_shaping(collection), "format": parameters.representation(formats.of_records(collection))}


def filters(collection: Collection) -> Fields:
    """The parameters that choose among the records of the collection."""
    fields = parameters_of(collection)
    fields["type"] = of_types([t.name for t in collection.types], "record")
    if collection.truthy is not None:
        text = f"true: only those whose {collection.truthy.name} says that they are accepted."
        fields["truthy"] = parameters.choice(["true", "false"], text)
    if collection.is_dated:
        fields |= times()
    fields["q"] = ma.fields.String(
        validate=[ma.validate.Length(1, SEARCH_CHARS), _has_letters],
        metadata={
            "description": "Text that one of the names contains, in any script, whatever the case and the accents.",
            "example": "haftar" if collection.name == "persons" else "lib",
        },
    )
    return fields


def of_types(names: list[str], thing: str) -> ma.fields.List[Any]:
    """?type=."""
    return parameters.choices(names, f"The type of {thing}.", names[0])


def times() -> Fields:
    """?at=, ?from=, ?to= and ?match=."""
    return {
        "at": parameters.day("What was so in this day, month or year."),
        "from": parameters.day("What was so on or after the first day of this day, month or year."),
        "to": parameters.day("What was so on or before the last day of this day, month or year."),
        "match": parameters.choice(
            [match.value for match in Match],
            "With at, from or to: whether it may have been so in the period (unless told), or was so for certain.",
        ),
    }


def _shaping(collection: Collection, also: Sequence[str] = ()) -> Fields:
    """The parameters that choose what is shown of a record; `also` are names of what else can be."""
    return {
        "fields": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf([*IDENTITY, *also, *sorted(collection.fields)])),
            validate=ma.validate.Length(1, error="name one field at least"),
            metadata={
                "description": "The fields to show, with commas between; id, type and label always are.",
                "example": ["labels"],
            },
        ),
        "lang": parameters.language("Language of the labels, and of the texts in CSV; English where there is none."),
    }


def _including(collection: Collection) -> Fields:
    """The parameter that has a list show what is inside its records."""
    names = sorted(name for name, field in collection.fields.items() if field.embed or field.detail)
    if not names:
        return {}
    return {
        "include": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf(names)),
            validate=ma.validate.Length(1, error="name one field at least"),
            metadata={
                "description": "Fields to show beside the others, with commas between. Lists leave out what the page "
                "of a record shows inside it, and details.",
                "example": [names[0]],
            },
        )
    }


def _has_letters(text: str) -> None:
    """A search text of which nothing is left once accents and white space are gone would find everything."""
    if not fold(text):
        raise ma.ValidationError("has no letter or digit to look for")
