"""The page of one record, in each of its representations."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify
from rdflib import URIRef

from casus.http.paging import released
from casus.http.representations import JSON, Representation
from casus.http.urls import context_link, sparql_url, url
from casus.model.json_schema import Json
from casus.model.types import Collection, Model
from casus.records.description import record_query
from casus.records.formats import format_of
from casus.records.formats.format import RecordPage
from casus.records.not_found import missing
from casus.records.shown import Shown
from casus.store.existence import existing
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG
from casus.terms.namespaces import CASUS


def answer(
    release: OpenRelease, collection: Collection, slug: str, arguments: dict[str, Any], representation: Representation
) -> Response:
    """The record in that representation. Raises what `missing` says when there is none."""
    iri = existing_record(release, collection, slug)
    format = None if representation is JSON else format_of(representation)
    asked = Shown(frozenset(arguments["fields"]) if "fields" in arguments else None, None, arguments.get("lang", "en"))
    needed = frozenset[str]() if format is None else format.needs(collection)
    shown = asked if asked.only is None else replace(asked, only=asked.only | needed)
    page = RecordPage(release, collection, iri, tuple(asked.fields(collection.types)), shown)
    if format is None:
        response = jsonify({**page.record, **_links(release, collection, iri, page.record)})
        response.headers.add("Link", context_link())
        return response
    if format.of_record is None:
        raise LookupError(f"records are not written as {representation.name}")
    return Response(format.of_record(page), content_type=representation.content_type)


def _links(release: OpenRelease, collection: Collection, iri: URIRef, record: Json) -> Json:
    """What the page of a record ends with."""
    links = {
        "self": url(f"/v1/{record['id']}"),
        "claims": _claims_url(release.model, collection, record["id"]),
        "query": sparql_url(record_query(iri)),
    }
    return {"links": links, **released(release, record["label"], iri)}


def _claims_url(model: Model, collection: Collection, identifier: str) -> str | None:
    """The list of the claims about the record, for those that claims can be about."""
    if not {CASUS.Sourced, CASUS.Claim} & collection.type.ancestors:
        return None
    return url(f"/v1/{model.claims.name}", ("subjects", identifier))


def existing_record(release: OpenRelease, collection: Collection, slug: str) -> URIRef:
    """The IRI of the record. Raises what `missing` says when the release has none of that slug."""
    found = existing(release.dataset, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []
    if not found:
        raise missing(release, collection, slug)
    return found[0]
