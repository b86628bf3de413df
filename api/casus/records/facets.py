"""The facets of a list: counts by value, in a time of their own, so that they never keep a list from its reader."""

import time
from typing import Final

import marshmallow as ma
from rdflib import URIRef
from webargs.fields import DelimitedList

from casus.model.fields import Kind
from casus.model.json_schema import STRING, Json, array, closed
from casus.model.types import Collection
from casus.records.names import names_of
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.release.list_fields import TYPE
from casus.sandbox.errors import Busy, Unavailable
from casus.sandbox.limits import QueryMemory, QueryTimeout
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of

_OUT_OF_TIME: Final = (QueryTimeout, QueryMemory, Busy, Unavailable)
_MOST_FACETS: Final = 10
_MOST_VALUES: Final = 100
"""Values that one facet shows, the most frequent ones."""
SCHEMA: Final = closed(
    {
        "values": array(
            closed(
                {
                    "value": {**STRING, "description": "As the filter takes it."},
                    "label": STRING,
                    "count": {"type": "integer", "minimum": 1},
                }
            )
        ),
        "more": {"type": "boolean", "description": "Whether there are further values, less frequent ones."},
        "cut": {"type": "boolean", "description": "Whether the count took too long and is left out."},
    },
    "Counts of a list's records by value, the most frequent first.",
)
"""The schema Facet."""
_CUT: Final[Json] = {"values": [], "more": False, "cut": True}


def facets_field(collection: Collection) -> DelimitedList | None:
    """The parameter ?facets=; None for a collection without filters."""
    names = [*([TYPE] if collection.subtypes else []), *collection.filters]
    if not names:
        return None
    return DelimitedList(
        ma.fields.String(validate=ma.validate.OneOf(names)),
        validate=ma.validate.Length(1, _MOST_FACETS),
        metadata={
            "description": "Fields by whose values to count the records of the list, with commas between; any filter.",
            "example": [names[0]],
        },
    )


def counted(release: OpenRelease, selected: Selection, names: list[str], language: str) -> dict[str, Json]:
    """The facets by name. One that was not counted in time has no values and says `cut`."""
    deadline = time.monotonic() + release.settings.facet_budget_s
    return {name: _facet(release, selected, name, language, deadline) for name in dict.fromkeys(names)}


def _facet(release: OpenRelease, selected: Selection, name: str, language: str, deadline: float) -> Json:
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        return _CUT
    try:
        found = lists_of(release).facet(selected, name, _MOST_VALUES + 1, left_s)
    except _OUT_OF_TIME:
        return _CUT
    shown = _values(release, selected.collection, name, found[:_MOST_VALUES], language)
    return {"values": shown, "more": len(found) > _MOST_VALUES, "cut": False}


def _values(
    release: OpenRelease, collection: Collection, name: str, counted: list[tuple[str, int]], language: str
) -> list[Json]:
    if name == TYPE:
        labels = {each.name: each.label for each in collection.types}
        return [{"value": value, "label": labels[value], "count": count} for value, count in counted]
    kind = collection.filters[name].kind
    if kind not in (Kind.CODE, Kind.REFERENCE, Kind.IRI):
        return [{"value": value, "label": value, "count": count} for value, count in counted]
    names = names_of(release).of(URIRef(value) for value, _ in counted)
    shown = []
    for iri, count in counted:
        value = slug_of(iri) if kind is Kind.CODE else release.model.id_of(iri)
        shown.append({"value": value, "label": names[URIRef(iri)].label(language) or value, "count": count})
    return shown
