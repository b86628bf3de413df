"""The facets of a list: counts by value, in a time of their own, so that they never keep a list from its reader."""

import json
import time
from typing import Any, Final

import marshmallow as ma
from rdflib import URIRef
from webargs.fields import DelimitedList

from casus.model.fields import Field, Kind
from casus.model.json_schema import STRING, STRING_OR_NULL, Json, array, closed
from casus.model.types import Collection
from casus.records.brief import in_brief
from casus.records.selection import Selection
from casus.sandbox.errors import Busy, Unavailable
from casus.sandbox.limits import QueryMemory, QueryTimeout
from casus.sandbox.query import Query
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values
from casus.terms.names import slug_of
from casus.terms.namespaces import RDF

_RESULT: Final = "application/sparql-results+json"
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
                    "iri": STRING_OR_NULL,
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


def facets_field(collection: Collection) -> DelimitedList | None:
    """The parameter ?facets=; None for a collection without filters."""
    names = [*(["kind"] if collection.subtypes else []), *collection.filters]
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
        return {"values": [], "more": False, "cut": True}
    query = kinds_query(selected) if name == "kind" else facet_query(selected, selected.collection.filters[name])
    try:
        answer = json.loads(release.sandbox.run(Query(query, _RESULT, deadline_s=left_s)).read())
    except _OUT_OF_TIME:
        return {"values": [], "more": False, "cut": True}
    rows = answer["results"]["bindings"]
    return {
        "values": _values(release, selected.collection, name, rows[:_MOST_VALUES], language),
        "more": len(rows) > _MOST_VALUES,
        "cut": False,
    }


def _values(
    release: OpenRelease, collection: Collection, name: str, rows: list[dict[str, Any]], language: str
) -> list[Json]:
    iris = [URIRef(row["value"]["value"]) for row in rows if row["value"]["type"] == "uri"]
    shaper = in_brief(release, iris, language=language)
    kinds = {t.cls: t for t in collection.types}
    found = []
    for row in rows:
        text, count = row["value"]["value"], int(row["count"]["value"])
        iri = URIRef(text) if row["value"]["type"] == "uri" else None
        if iri is None:
            value, label = text, text
        elif name == "kind":
            value, label = kinds[iri].kind, kinds[iri].label
        elif collection.filters[name].kind is Kind.CODE:
            value, label = slug_of(iri), shaper.label(iri) or text
        else:
            home = release.model.home_of(text)
            value, label = home.id if home else text, shaper.label(iri) or text
        found.append({"value": value, "iri": None if iri is None else str(iri), "label": label, "count": count})
    return found


def facet_query(selected: Selection, field: Field) -> str:
    """SELECT ?value ?count of the list's records by the field's values, one more than are shown."""
    return _counted(f"{selected.where()} ?id {field.path.n3()} ?value .")


def kinds_query(selected: Selection) -> str:
    """SELECT ?value ?count of the list's records by their class."""
    classes = values("value", [record_type.cls for record_type in selected.collection.types])
    return _counted(f"{selected.where()} {classes} ?id {term(RDF.type)} ?value .")


def _counted(where: str) -> str:
    return (
        f"SELECT ?value (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {where} }} "
        f"GROUP BY ?value ORDER BY DESC(?count) ?value LIMIT {_MOST_VALUES + 1}"
    )
