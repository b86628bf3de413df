"""What stands beside a claim wherever a tool shows it: its status, its time, the evidence with its sources."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rdflib import URIRef

from casus.http.urls import pinned_url
from casus.model.json_schema import STRING, STRING_OR_NULL, URL, Json, array, closed
from casus.model.types import Collection
from casus.records.description import describe
from casus.records.record_json import Shaper
from casus.records.shown import Shown
from casus.store.existence import existing
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG
from casus.terms.namespaces import RECORD

STATUS: Final[Json] = closed({"id": STRING, "label": STRING, "definition": STRING})
_SOURCE: Final[Json] = closed(
    {
        "stance": {**STRING, "description": "affirms or denies the statement, ..."},
        "title": STRING_OR_NULL,
        "publisher": STRING_OR_NULL,
        "published": STRING_OR_NULL,
        "url": STRING_OR_NULL,
        "source": {**STRING, "description": "Its id here."},
        "asserted_by": array(STRING),
        "locator": STRING_OR_NULL,
        "note": STRING_OR_NULL,
    }
)
FACT: Final[Json] = closed(
    {
        "statement": {**STRING, "description": "The claim in a sentence. Pass it on with its status only."},
        "status": STATUS,
        "hedges": array(STRING),
        "when": {**STRING_OR_NULL, "description": "EDTF."},
        "sources": array(_SOURCE),
        "sources_in_row": {"type": "integer", "description": "Its sources stand in this row, counted from 1."},
        "claim": {**URL, "description": "In this release, for ever."},
    },
    "A claim: what somebody states, how far it stands, and who says so or denies it.",
    optional={"sources_in_row"},
)
_OF_CLAIMS: Final = Shown(frozenset(("status", "when", "hedges", "evidence")), frozenset())
_OF_SOURCES: Final = Shown(frozenset(("publisher", "url", "when")), frozenset())
_SOURCES: Final = "sources"


def ids_in(value: Any, collection: Collection) -> Iterator[str]:
    """The ids of records of the collection that stand anywhere in the JSON, in their order.

    Also within a text, as a query joins them or makes them of IRIs; a part of a record (`#`) is that record's.
    """
    if isinstance(value, dict):
        for each in value.values():
            yield from ids_in(each, collection)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each, collection)
    elif isinstance(value, str) and collection.name in value:
        named = rf"(?<![\w/.-])(?:{re.escape(RECORD)})?({collection.name}/{SLUG.pattern})"
        yield from (found[1] for found in re.finditer(named, value))


def facts(release: OpenRelease, ids: Iterable[str]) -> dict[str, Json]:
    """The claims of these ids, each as FACT says; without those that the release does not hold."""
    claims = _records(release, release.model.claims, dict.fromkeys(ids), _OF_CLAIMS)
    read_in = {each["read_in"]["id"]: None for claim in claims for each in claim["evidence"] if each["read_in"]}
    sources = {
        each["id"]: each for each in _records(release, release.model.collections[_SOURCES], read_in, _OF_SOURCES)
    }
    return {claim["id"]: _fact(release, claim, sources) for claim in claims}


def definitions(release: OpenRelease) -> dict[str, str]:
    """What each status means, by its id."""
    return release.once(_definitions)


def _definitions(release: OpenRelease) -> dict[str, str]:
    return {str(status): str(text) for status, text in release.dataset.select(fixed(__package__, "definitions"))}


def _records(release: OpenRelease, collection: Collection, ids: Iterable[str], shown: Shown) -> list[Json]:
    """The records of these ids, in their order."""
    wanted = [iri for identifier in ids if " " not in identifier and (iri := URIRef(RECORD + identifier))]
    found = set(existing(release.dataset, wanted))
    iris = [iri for iri in wanted if iri in found]
    description = describe(release, (collection.type, *collection.subtypes), iris, shown)
    shaper = Shaper(release.model, description, shown)
    return [shaper.record(iri) for iri in iris]


def _fact(release: OpenRelease, claim: Json, sources: dict[str, Json]) -> Json:
    status = claim["status"]
    return {
        "statement": claim["label"] or claim["id"],
        "status": {**status, "definition": definitions(release).get(status["id"], "")},
        "hedges": [each["value"] for each in claim["hedges"]],
        "when": claim.get("when"),
        "sources": [_source(each, sources) for each in claim["evidence"]],
        "claim": pinned_url(f"/v1/{claim['id']}", release.id),
    }


def _source(evidence: Json, sources: dict[str, Json]) -> Json:
    read_in = evidence["read_in"] or {"id": "", "label": None}
    source = sources.get(read_in["id"], {})
    return {
        "stance": evidence["stance"]["label"] if evidence["stance"] else "",
        "title": read_in["label"],
        "publisher": source.get("publisher"),
        "published": source.get("when"),
        "url": source.get("url"),
        "source": read_in["id"],
        "asserted_by": [each["label"] or each["id"] for each in evidence["asserters"]],
        "locator": evidence["locator"],
        "note": evidence["note"].get("en"),
    }
