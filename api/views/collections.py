"""Lists and pages of records: one pair of paths for each collection of the shapes."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint
from rdflib import URIRef

from api import negotiation
from api.formats import record_rdf
from api.formats.record_json import Json, Shaper
from api.model.types import Collection, Model
from api.problems import NotAcceptable, NotFound
from api.queries.description import Description, describe, record_query
from api.queries.lookup import existing
from api.queries.selection import Selection
from api.service import Service, service
from api.settings import Settings
from api.views import cursors, parameters, strict
from api.views.urls import root_url, sparql_url
from ontology.names import SLUG
from ontology.namespaces import CASUS


class CollectionBlueprint(Blueprint):
    """A blueprint whose parameters are read strictly."""

    ARGUMENTS_PARSER = strict.StrictParser()


def blueprint(collection: Collection, settings: Settings) -> CollectionBlueprint:
    """The list and the page of one collection."""
    blp = CollectionBlueprint(
        collection.name,
        __name__,
        url_prefix="/v1",
        description=f"{collection.type.label}. {collection.type.description}",
    )
    name = collection.type.name
    list_schema = parameters.list_schema(collection, settings)
    record_schema = parameters.record_schema(collection)

    @blp.route(f"/{collection.name}", endpoint="list")
    class Records(MethodView):
        @blp.doc(operationId=f"list{name}", summary=f"List {collection.type.label.lower()}")
        @blp.arguments(list_schema, location="query")
        @blp.response(200, {"$ref": f"#/components/schemas/{name}List"}, description="A page of the list.")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            strict.once(list_schema)
            representation(arguments, negotiation.LIST)
            return _list(service(), collection, arguments)

    path_id = {
        "in": "path",
        "name": "slug",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "description": "The id of the record.",
        "example": collection.type.example,
    }

    @blp.route(f"/{collection.name}/<slug>", endpoint="record", parameters=[path_id])
    class Record(MethodView):
        @blp.doc(operationId=f"get{name}", summary=f"One of the {collection.type.label.lower()}")
        @blp.arguments(record_schema, location="query")
        @blp.response(200, {"$ref": f"#/components/schemas/{name}"}, description="The record.")
        @blp.alt_response(
            200, schema={"type": "string"}, content_type="text/turtle", description="The record.", success=True
        )
        @blp.alt_response(200, schema={}, content_type="application/ld+json", description="The record.", success=True)
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any], slug: str) -> Response:
            strict.once(record_schema)
            return _record(service(), collection, slug, representation(arguments, negotiation.RECORD))

    return blp


def representation(arguments: dict[str, Any], offers: tuple[negotiation.Offer, ...]) -> negotiation.Offer:
    """The offer that ?format= names, or else the Accept header likes best. Raises NotAcceptable."""
    if "format" in arguments:
        return next(offer for offer in offers if offer.name == arguments["format"])
    chosen = negotiation.choose(request.headers.get("Accept"), offers)
    if chosen is None:
        raise NotAcceptable(
            f"'{request.headers['Accept']}' fits none of the representations.",
            offered=[offer.media_type for offer in offers],
        )
    return chosen


def _list(casus: Service, collection: Collection, arguments: dict[str, Any]) -> Response:
    release = casus.manifest.id
    selected = parameters.selection(collection, arguments, casus.model, casus.knowledge, release)
    ids = [URIRef(str(row[0])) for row in casus.knowledge.select(selected.ids_query())]
    total = casus.knowledge.number(selected.count_query())
    description = describe(casus.knowledge, casus.model, collection, ids, full=False)
    shaper = Shaper(casus.model, description, root_url(), full=False)
    links = _page_links(selected, total, release)
    response = jsonify(
        {
            "items": [shaper.record(iri) for iri in ids],
            "total": {"value": total, "relation": "eq"},
            "undated": casus.knowledge.number(selected.undated_query()) if selected.period else None,
            "links": links,
            "release": release,
            "cite_as": f"Casus, release {release}.",
        }
    )
    for relation in ("first", "prev", "next"):
        if links[relation]:
            response.headers.add("Link", f'<{links[relation]}>; rel="{relation}"')
    return response


def _page_links(selected: Selection, total: int, release: str) -> dict[str, str | None]:
    """RFC 8288 relations of the page, and the SPARQL query that gives its ids."""
    before, after = selected.offset - selected.limit, selected.offset + selected.limit
    return {
        "self": _page_url(selected.offset, release),
        "first": _page_url(0, release),
        "prev": _page_url(max(0, before), release) if selected.offset > 0 else None,
        "next": _page_url(after, release) if after < total else None,
        "query": sparql_url(selected.ids_query()),
    }


def _page_url(offset: int, release: str) -> str:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    if offset:
        pairs.append(("cursor", cursors.write(offset, release, parameters.list_parameters())))
    return f"{root_url()}{request.path}" + (f"?{urlencode(pairs)}" if pairs else "")


def _record(casus: Service, collection: Collection, slug: str, offer: negotiation.Offer) -> Response:
    iri = existing_record(casus, collection, slug)
    description = describe(casus.knowledge, casus.model, collection, [iri], full=True)
    if offer is negotiation.JSON:
        return jsonify(_page(casus, collection, description, iri, slug))
    graph = record_rdf.record_graph(casus.model, collection, description, iri)
    text = record_rdf.turtle(graph) if offer is negotiation.TURTLE else record_rdf.json_ld(graph)
    return Response(text, content_type=offer.media_type + ("; charset=utf-8" if offer is negotiation.TURTLE else ""))


def _page(casus: Service, collection: Collection, description: Description, iri: URIRef, slug: str) -> Json:
    record = Shaper(casus.model, description, root_url(), full=True).record(iri)
    release = casus.manifest.id
    return {
        **record,
        "links": {
            "self": record["href"],
            "claims": _claims_url(casus.model, collection, slug),
            "query": sparql_url(record_query(iri)),
        },
        "release": release,
        "cite_as": f"“{record['label']}”. Casus, release {release}. {iri}",
    }


def _claims_url(model: Model, collection: Collection, slug: str) -> str | None:
    """The list of the claims about the record, for those that claims can be about."""
    claims = next((c for c in model.collections.values() if "about" in c.filters), None)
    if claims is None or not {CASUS.Sourced, CASUS.Claim} & collection.type.ancestors:
        return None
    return f"{root_url()}/v1/{claims.name}?{urlencode({'about': f'{collection.name}/{slug}'})}"


def existing_record(casus: Service, collection: Collection, slug: str) -> URIRef:
    """The IRI of the record; NotFound when the release has none of that slug."""
    found = existing(casus.knowledge, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []
    if not found:
        raise NotFound(
            f"There is no '{slug}' among the {collection.type.label.lower()}.",
            list=f"{root_url()}/v1/{collection.name}",
        )
    return found[0]
