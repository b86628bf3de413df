"""The facets of a list: counts by value, in a time of their own, so that they never keep a list from its reader."""

import json
import time
from typing import Any, Final

import marshmallow as ma
from rdflib import URIRef
from webargs.fields import DelimitedList

from casus.http.admission import admission
from casus.http.problems import TooManyRequests
from casus.model.fields import Kind
from casus.model.types import Collection
from casus.records.brief import brief
from casus.records.facet_queries import MOST_VALUES, facet_query, kinds_query
from casus.records.selection import Selection
from casus.records.shaper import Json, Shaper
from casus.sandbox.errors import Busy, Unavailable
from casus.sandbox.limits import QueryMemory, QueryTimeout
from casus.sandbox.query import Query
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE

_RESULT: Final = "application/sparql-results+json"
_OUT_OF_TIME: Final = (QueryTimeout, QueryMemory, Busy, Unavailable, TooManyRequests)
_MOST_FACETS: Final = 10


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
    try:
        admission().admit_long()
    except _OUT_OF_TIME:
        deadline = 0.0  # there is no place for what takes long
    return {name: _facet(release, selected, name, language, deadline) for name in dict.fromkeys(names)}


def _facet(release: OpenRelease, selected: Selection, name: str, language: str, deadline: float) -> Json:
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        return {"values": [], "more": False, "cut": True}
    query = kinds_query(selected) if name == "kind" else facet_query(selected, selected.collection.filters[name])
    try:
        with admission().query():
            answer = json.loads(release.sandbox.run(Query(query, _RESULT, deadline_s=left_s)).read())
    except _OUT_OF_TIME:
        return {"values": [], "more": False, "cut": True}
    rows = answer["results"]["bindings"]
    return {
        "values": _values(release, selected.collection, name, rows[:MOST_VALUES], language),
        "more": len(rows) > MOST_VALUES,
        "cut": False,
    }


def _values(
    release: OpenRelease, collection: Collection, name: str, rows: list[dict[str, Any]], language: str
) -> list[Json]:
    iris = [URIRef(row["value"]["value"]) for row in rows if row["value"]["type"] == "uri"]
    shaper = Shaper(release.model, brief(release.dataset, iris), str, full=False, language=language)
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
            value, label = str(iri).removeprefix(str(CODE)).partition("/")[2], shaper.label(iri) or text
        else:
            home = release.model.collection_of(text)
            value, label = f"{home[0].name}/{home[1]}" if home else text, shaper.label(iri) or text
        found.append({"value": value, "iri": None if iri is None else str(iri), "label": label, "count": count})
    return found
