"""The page of one record, in each of its representations."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify
from rdflib import URIRef

from api import negotiation
from api.formats import citation, geojson, nanopublication, record_rdf
from api.formats.record_json import Json, Shaper
from api.model.types import Collection, Model
from api.queries.description import Description, describe, record_query
from api.queries.lookup import existing
from api.service import Service
from api.views.missing import missing
from api.views.representation import content_type
from api.views.urls import context_link, linker, root_url, sparql_url, url
from ontology.names import SLUG
from ontology.namespaces import CASUS


def answer(
    casus: Service, collection: Collection, slug: str, arguments: dict[str, Any], offer: negotiation.Offer
) -> Response:
    """The record in that representation. Raises what `missing` says when there is none."""
    iri = existing_record(casus, collection, slug)
    language = arguments.get("lang", "en")
    description = describe(casus.knowledge, casus.model, collection, [iri], full=True, language=language)
    only = frozenset(arguments["fields"]) if "fields" in arguments else None
    if only is not None and offer is negotiation.GEOJSON:
        only |= {field.name for field in collection.coordinates or ()}
    shaper = Shaper(casus.model, description, linker(), full=True, language=language, only=only)
    if offer is negotiation.JSON:
        response = jsonify(_page(casus, collection, shaper.record(iri), slug))
        response.headers.add("Link", context_link())
        return response
    if offer is negotiation.GEOJSON:
        text = json.dumps(geojson.feature(collection, shaper.record(iri)), ensure_ascii=False)
    elif offer in negotiation.CITATIONS:
        text = citation.write(_citations(casus, collection, iri), offer)
    else:
        text = _rdf(casus, collection, description, iri, offer)
    return Response(text, content_type=content_type(offer))


def _rdf(
    casus: Service, collection: Collection, description: Description, iri: URIRef, offer: negotiation.Offer
) -> str:
    if offer is negotiation.TRIG:
        return nanopublication.trig(casus.model, collection, description, iri, casus.manifest)
    return record_rdf.write(record_rdf.record_graph(casus.model, collection, description, iri), offer)


def _page(casus: Service, collection: Collection, record: Json, slug: str) -> Json:
    release = casus.manifest.id
    return {
        **record,
        "links": {
            "self": record["href"],
            "claims": _claims_url(casus.model, collection, slug),
            "query": sparql_url(record_query(URIRef(record["iri"]))),
        },
        "release": release,
        "cite_as": citation.sentence(casus.manifest, record["label"], record["iri"]),
    }


def _citations(casus: Service, collection: Collection, iri: URIRef) -> list[Json]:
    """A source as itself; any other record as an entry of the release, a claim with the sources of its evidence."""
    sources = casus.model.collections["sources"]
    if collection.name == sources.name:
        return _source_citations(casus, [iri])
    description = describe(casus.knowledge, casus.model, collection, [iri], full=False)
    record = Shaper(casus.model, description, linker(), full=False).record(iri)
    cited = [URIRef(source["iri"]) for source in record.get("source") or record.get("sources") or ()]
    return [
        citation.of_record(record, collection.name, casus.manifest, _pinned_url(casus, collection, record["id"])),
        *_source_citations(casus, cited),
    ]


def _pinned_url(casus: Service, collection: Collection, slug: str) -> str:
    """Where the record is as this release has it, whatever is released later."""
    return f"{root_url()}/v1/{collection.name}/{slug}?{urlencode({'release': casus.manifest.id})}"


def _source_citations(casus: Service, iris: list[URIRef]) -> list[Json]:
    collection = casus.model.collections["sources"]
    shaper = Shaper(
        casus.model, describe(casus.knowledge, casus.model, collection, iris, full=False), linker(), full=False
    )
    records = [shaper.record(iri) for iri in iris]
    return [
        citation.of_source(source, casus.csl_types.get(source["source_type"]["id"], "document")) for source in records
    ]


def _claims_url(model: Model, collection: Collection, slug: str) -> str | None:
    """The list of the claims about the record, for those that claims can be about."""
    claims = next((c for c in model.collections.values() if "about" in c.filters), None)
    if claims is None or not {CASUS.Sourced, CASUS.Claim} & collection.type.ancestors:
        return None
    return url(f"/v1/{claims.name}", ("about", f"{collection.name}/{slug}"))


def existing_record(casus: Service, collection: Collection, slug: str) -> URIRef:
    """The IRI of the record. Raises what `missing` says when the release has none of that slug."""
    found = existing(casus.knowledge, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []
    if not found:
        raise missing(casus, collection, slug)
    return found[0]
