"""The page of one record, in each of its representations."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify
from rdflib import URIRef

from casus.http import negotiation
from casus.http.representation import content_type
from casus.http.urls import context_link, linker, root_url, sparql_url, url
from casus.model.types import Collection, Model
from casus.records.description import Description, describe, record_query
from casus.records.formats import citation, geojson, nanopublication, rdf
from casus.records.missing import missing
from casus.records.shaper import Json, Shaper
from casus.store.existence import existing
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG
from casus.terms.namespaces import CASUS


def answer(
    release: OpenRelease, collection: Collection, slug: str, arguments: dict[str, Any], offer: negotiation.Offer
) -> Response:
    """The record in that representation. Raises what `missing` says when there is none."""
    iri = existing_record(release, collection, slug)
    language = arguments.get("lang", "en")
    description = describe(release.dataset, release.model, collection, [iri], full=True, language=language)
    only = frozenset(arguments["fields"]) if "fields" in arguments else None
    if only is not None and offer is negotiation.GEOJSON:
        only |= {field.name for field in collection.coordinates or ()}
    shaper = Shaper(release.model, description, linker(), full=True, language=language, only=only)
    if offer is negotiation.JSON:
        response = jsonify(_page(release, collection, shaper.record(iri), slug))
        response.headers.add("Link", context_link())
        return response
    if offer is negotiation.GEOJSON:
        text = json.dumps(geojson.feature(collection, shaper.record(iri)), ensure_ascii=False)
    elif offer in negotiation.CITATIONS:
        text = citation.write(_citations(release, collection, iri), offer)
    else:
        text = _rdf(release, collection, description, iri, offer)
    return Response(text, content_type=content_type(offer))


def _rdf(
    release: OpenRelease, collection: Collection, description: Description, iri: URIRef, offer: negotiation.Offer
) -> str:
    if offer is negotiation.TRIG:
        return nanopublication.trig(release.model, collection, description, iri, release.manifest)
    return rdf.write(rdf.record_graph(release.model, collection, description, iri), offer)


def _page(release: OpenRelease, collection: Collection, record: Json, slug: str) -> Json:
    return {
        **record,
        "links": {
            "self": record["href"],
            "claims": _claims_url(release.model, collection, slug),
            "query": sparql_url(record_query(URIRef(record["iri"]))),
        },
        "release": release.id,
        "cite_as": citation.sentence(release.manifest, record["label"], record["iri"]),
    }


def _citations(release: OpenRelease, collection: Collection, iri: URIRef) -> list[Json]:
    """A source as itself; any other record as an entry of the release, a claim with the sources of its evidence."""
    sources = release.model.collections["sources"]
    if collection.name == sources.name:
        return _source_citations(release, [iri])
    description = describe(release.dataset, release.model, collection, [iri], full=False)
    record = Shaper(release.model, description, linker(), full=False).record(iri)
    cited = [URIRef(source["iri"]) for source in record.get("source") or record.get("sources") or ()]
    return [
        citation.of_record(record, collection.name, release.manifest, _pinned_url(release, collection, record["id"])),
        *_source_citations(release, cited),
    ]


def _pinned_url(release: OpenRelease, collection: Collection, slug: str) -> str:
    """Where the record is as this release has it, whatever is released later."""
    return f"{root_url()}/v1/{collection.name}/{slug}?{urlencode({'release': release.id})}"


def _source_citations(release: OpenRelease, iris: list[URIRef]) -> list[Json]:
    collection = release.model.collections["sources"]
    shaper = Shaper(
        release.model, describe(release.dataset, release.model, collection, iris, full=False), linker(), full=False
    )
    records = [shaper.record(iri) for iri in iris]
    return [
        citation.of_source(source, _csl_types_of(release).get(source["source_type"]["id"], "document"))
        for source in records
    ]


def _claims_url(model: Model, collection: Collection, slug: str) -> str | None:
    """The list of the claims about the record, for those that claims can be about."""
    claims = next((c for c in model.collections.values() if "about" in c.filters), None)
    if claims is None or not {CASUS.Sourced, CASUS.Claim} & collection.type.ancestors:
        return None
    return url(f"/v1/{claims.name}", ("about", f"{collection.name}/{slug}"))


def existing_record(release: OpenRelease, collection: Collection, slug: str) -> URIRef:
    """The IRI of the record. Raises what `missing` says when the release has none of that slug."""
    found = existing(release.dataset, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []
    if not found:
        raise missing(release, collection, slug)
    return found[0]


def _csl_types_of(release: OpenRelease) -> dict[str, str]:
    """Item type of the Citation Style Language for each kind of source."""
    return release.once(_read_csl_types)


def _read_csl_types(release: OpenRelease) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in release.dataset.select(fixed("casus.records.formats", "csl-types"))}
