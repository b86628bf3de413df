"""The network of actors: claims as typed, dated, status-bearing edges; whole, around one actor, or page by page."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView
from rdflib import URIRef

from casus.http import negotiation, paging
from casus.http.admission import admission
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.problems import NetworkTooLarge
from casus.http.representation import chosen, content_type
from casus.http.strict import StrictBlueprint
from casus.http.urls import sparql_url, url
from casus.model.json_schema import closed
from casus.model.types import Collection, Model
from casus.network import formats as formats
from casus.network.graph import nodes_and_links
from casus.network.query import Edges, surroundings
from casus.records import parameters
from casus.records.formats import citation
from casus.records.record import existing_record
from casus.records.selection import Selection
from casus.records.shaper import Json
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS

_DEEPEST = 4
_PAGE_ONLY = ("sort", "limit", "cursor", "fields", "facets", "format")
"""Parameters of lists that a network does not have, or has of its own."""
_OFFERS = (
    negotiation.JSON,
    negotiation.CSV,
    negotiation.Offer("cytoscape", "application/vnd.cytoscape+json"),
    negotiation.Offer("graphml", "application/graphml+xml"),
    negotiation.Offer("gexf", "application/gexf+xml"),
)
_ADJACENT = (negotiation.JSON, negotiation.CSV)


_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_NODE = closed(
    {"id": {"type": "string", "description": "collection/slug"}, "type": _TEXT, "label": _MAYBE, "iri": _TEXT}
)
_LINK = closed(
    {
        "source": {"type": "string", "description": "The id of a node."},
        "target": {"type": "string", "description": "The id of a node."},
        "key": {"type": "string", "description": "One for each edge; the claim's id, numbered where it is several."},
        "claim": {"type": "string", "description": "The id of the claim, /v1/claims/{id}."},
        "iri": {"type": "string", "format": "uri"},
        "kind": _TEXT,
        "relation": {**_MAYBE, "description": "The code that says more: form of support, kind of membership, ..."},
        "status": _TEXT,
        "directed": {"type": "boolean", "description": "False where the two stand in no order, as in an alliance."},
        "label": _MAYBE,
        "when": _MAYBE,
        **{name: {"type": ["string", "null"], "format": "date"} for name in ("earliest_start", "latest_start")},
        **{name: {"type": ["string", "null"], "format": "date"} for name in ("earliest_end", "latest_end")},
        "end_known": _MAYBE,
    }
)
_NETWORK = closed(
    {
        "directed": {"type": "boolean", "const": True},
        "multigraph": {"type": "boolean", "const": True},
        "graph": closed({"release": _TEXT, "cite_as": _TEXT, "query": {"type": "string", "format": "uri"}}),
        "nodes": {"type": "array", "items": _NODE},
        "links": {"type": "array", "items": _LINK},
    }
)
_URL: Json = {"type": ["string", "null"], "format": "uri"}
_PAGE = closed(
    {
        "nodes": {"type": "array", "items": _NODE},
        "edges": {"type": "array", "items": _LINK},
        "total": {"$ref": "#/components/schemas/Total"},
        "links": closed(dict.fromkeys(("self", "first", "prev", "next", "query"), _URL)),
        "release": _TEXT,
        "cite_as": _TEXT,
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(release.model, release.settings))


def _blueprint(model: Model, settings: Settings) -> StrictBlueprint:
    blp = StrictBlueprint("network", __name__, url_prefix="/v1", description="Who is tied to whom, by which claims.")
    claims = next(collection for collection in model.collections.values() if collection.holds_claims)
    schema = _schema(claims, settings)

    @blp.route("/network")
    class Network(MethodView):
        @blp.doc(operationId="network", summary="Actors as nodes, claims as edges", responses={"200": _ok()})
        @blp.arguments(schema, location="query")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(413, "NetworkTooLarge")
        @blp.alt_response(422, "InvalidParameters")
        @blp.alt_response(503, "Busy")
        def get(self, arguments: dict[str, Any]) -> Response:
            admission().admit_long()
            return _network(opened(), claims.name, arguments, chosen(arguments, _OFFERS))

    adjacent = _adjacent_schema(claims, settings)
    for collection in model.collections.values():
        if CASUS.Actor in collection.type.ancestors:
            _add_adjacent(blp, collection, claims, adjacent)
    return blp


def _add_adjacent(blp: StrictBlueprint, collection: Collection, claims: Collection, schema: ma.Schema) -> None:
    name = collection.type.name
    path = {
        "in": "path",
        "name": "slug",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "description": "The id of the record.",
        "example": collection.type.example,
    }

    @blp.route(f"/{collection.name}/<slug>/adjacent", endpoint=f"adjacent-{collection.name}", parameters=[path])
    class Adjacent(MethodView):
        @blp.doc(operationId=f"adjacent{name}", summary=f"The edges of one of the {collection.type.label.lower()}")
        @blp.arguments(schema, location="query")
        @blp.response(200, _PAGE, description="A page of edges.")
        @blp.alt_response(200, schema={}, content_type="text/csv", description="The page, as a table.", success=True)
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any], slug: str) -> Response:
            release = opened()
            actor = existing_record(release, release.model.collections[collection.name], slug)
            return _adjacent(release, claims.name, actor, arguments, chosen(arguments, _ADJACENT))


def _ok() -> Json:
    return {
        "description": "The network.",
        "content": {o.media_type: {"schema": _NETWORK if o is negotiation.JSON else {}} for o in _OFFERS},
    }


def _filters(claims: Collection, settings: Settings) -> dict[str, ma.fields.Field[Any]]:
    """The filters of claims, with the kinds that are edges."""
    fields = dict(parameters.list_schema(claims, settings).declared_fields)
    edges = [t.kind for t in claims.types if t.edge is not None]
    fields["kind"] = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(edges)),
        metadata={"description": "The kind of claim; repeated: any of them.", "example": [edges[0]]},
    )
    return {name: field for name, field in fields.items() if name not in _PAGE_ONLY}


def _schema(claims: Collection, settings: Settings) -> ma.Schema:
    fields = {
        **_filters(claims, settings),
        "ego": ma.fields.String(
            validate=ma.validate.Length(1, 500),
            metadata={
                "description": "Only what lies around this actor: its id, collection/id or IRI.",
                "example": "armed-forces/lna",
            },
        ),
        "depth": parameters.PlainInteger(
            load_default=1,
            validate=ma.validate.Range(1, _DEEPEST),
            metadata={"description": "How many edges away from `ego` an actor may be."},
        ),
        "view": ma.fields.String(
            load_default="dyadic",
            validate=ma.validate.OneOf(["dyadic", "monadic"]),
            metadata={"description": "For CSV: a line for each edge, or for each actor of each edge."},
        ),
        "format": parameters.representation_field(_OFFERS),
    }
    return ma.Schema.from_dict(fields, name="NetworkParameters")()


def _adjacent_schema(claims: Collection, settings: Settings) -> ma.Schema:
    own = parameters.list_schema(claims, settings).declared_fields
    fields = {
        **_filters(claims, settings),
        "limit": own["limit"],
        "cursor": own["cursor"],
        "format": parameters.representation_field(_ADJACENT),
    }
    return ma.Schema.from_dict(fields, name="AdjacentParameters")()


def _network(release: OpenRelease, claims: str, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    selected = _selected(release, claims, arguments)
    most = release.settings.network_max_edges
    ego: list[URIRef] = []
    if "ego" in arguments:
        actor = parameters.record("ego", arguments["ego"], [CASUS.Actor], release.model, release.dataset)
        around = surroundings(release.dataset, selected, actor, arguments["depth"], most)
        if around is None:
            raise _too_large(most)
        ego = around
    edges = Edges(selected, within=tuple(ego))
    rows = list(edges.rows(release.dataset, most + 1))
    if len(rows) > most:
        raise _too_large(most)
    nodes, links = nodes_and_links(release, rows, arguments.get("lang", "en"), also=ego)
    graph = {
        "release": release.id,
        "cite_as": citation.sentence(release.manifest),
        "query": sparql_url(edges.query()),
    }
    network: Json = {"directed": True, "multigraph": True, "graph": graph, "nodes": nodes, "links": links}
    if offer is negotiation.JSON:
        return jsonify(network)
    if offer is negotiation.CSV:
        lines = formats.monadic(network) if arguments["view"] == "monadic" else formats.dyadic(network)
        return Response("".join(lines), content_type=content_type(offer))
    return Response(formats.WRITERS[offer.name](network), content_type=content_type(offer))


def _adjacent(
    release: OpenRelease, claims: str, actor: URIRef, arguments: dict[str, Any], offer: negotiation.Offer
) -> Response:
    limit = arguments.get("limit", release.settings.page_limit_default)
    edges = Edges(_selected(release, claims, arguments), touching=(actor,))
    start = paging.offset(arguments, release.id)
    nodes, links = nodes_and_links(release, edges.rows(release.dataset, limit, start), arguments.get("lang", "en"))
    total = release.dataset.number(edges.count_query())
    urls = paging.page_links(start, limit, total, release.id, edges.query(limit, start))
    network: Json = {"nodes": nodes, "links": links}
    response = (
        Response("".join(formats.dyadic(network)), content_type=content_type(offer))
        if offer is negotiation.CSV
        else jsonify(
            {
                "nodes": nodes,
                "edges": links,
                "total": {"value": total, "relation": "eq"},
                "links": urls,
                "release": release.id,
                "cite_as": citation.sentence(release.manifest),
            }
        )
    )
    paging.add_link_headers(response, urls)
    return response


def _selected(release: OpenRelease, claims: str, arguments: dict[str, Any]) -> Selection:
    return parameters.selection(release.model.collections[claims], arguments, release.model, release.dataset)


def _too_large(most: int) -> NetworkTooLarge:
    return NetworkTooLarge(
        f"The network has more than {most} edges; filter it (kind, status, at, conflict), ask for the surroundings of "
        "one actor (ego, depth), or page through its edges.",
        adjacent=url("/v1/armed-forces/{slug}/adjacent"),
    )
