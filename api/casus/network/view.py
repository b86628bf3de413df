"""The network of actors: claims as typed, dated, status-bearing edges; whole, around one actor, or page by page."""

from typing import Any, Final

from flask import Response, jsonify, request
from rdflib import URIRef

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema, released
from casus.http.parameters import Fields, PlainInteger
from casus.http.problems import NetworkTooLarge
from casus.http.representations import CSV, HTML, JSON, SVG, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.http.urls import sparql_url, url
from casus.model.json_schema import STRING, URL, Json, array, closed
from casus.model.types import Collection
from casus.network import page as pages
from casus.network.formats import EDGE, NODE, WRITERS, dyadic, monadic
from casus.network.graph import nodes_and_edges
from casus.network.pairs import edge_or_pair, merged, pair_schema
from casus.network.query import Edges, surroundings
from casus.records.brief import references
from casus.records.parameters import filters, of_types
from casus.records.record import existing_record
from casus.records.references import record
from casus.records.request import selection
from casus.records.statuses import STATUSES
from casus.records.tabs import Tab, add_tab, chosen_by
from casus.records.view import slug_parameter
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS

_DEEPEST: Final = 4
_OFFERS: Final = (JSON, HTML, CSV, *WRITERS, SVG)
_ADJACENT: Final = (JSON, HTML, CSV, SVG)
_DRAWN: Final = (HTML, SVG)
_NODE: Final[Json] = {"$ref": "#/components/schemas/NetworkNode"}
_NETWORK: Final = closed(
    {
        "directed": {"type": "boolean", "description": "True."},
        "multigraph": {"type": "boolean", "description": "True."},
        "graph": closed({"release": STRING, "cite_as": STRING, "query": URL}),
        "nodes": array(_NODE),
        "edges": array({"$ref": "#/components/schemas/NetworkEdge"}),
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the network, and the edges of every actor."""
    blp = StrictBlueprint("network", __name__, url_prefix="/v1", description="Who is tied to whom, by which claims.")
    edge = edge_or_pair(EDGE, pair_schema(release.model.codes[STATUSES]))
    for name, schema in (("NetworkNode", NODE), ("NetworkEdge", edge), ("AdjacentEdge", EDGE)):
        api.spec.components.schema(name, schema)
    edges = {each.name for each in release.model.claims.types if each.edge is not None}
    add_tab(
        "network",
        Tab(
            fits=lambda collection: collection.holds_claims,
            path=lambda _: "/v1/network",
            takes=chosen_by,
            knows=lambda _, name, value: name != "type" or value in edges,
        ),
    )

    @blp.route("/network")
    @blp.doc(operationId="network", summary="Actors as nodes, claims as edges")
    @blp.arguments(_parameters(release.model.claims))
    @blp.answers(_NETWORK, _OFFERS, "The network.")
    @blp.alt_response(413, "NetworkTooLarge")
    @blp.alt_response(503, "Busy")
    def network(arguments: dict[str, Any]) -> Response:
        need(Turn.LONG)
        representation = chosen(arguments, _OFFERS)
        try:
            return _network(opened(), arguments, representation)
        except NetworkTooLarge as problem:
            if representation is HTML:
                return pages.refusal(problem, arguments, _OFFERS)
            raise

    for collection in release.model.collections.values():
        if CASUS.Actor in collection.type.ancestors:
            _add_adjacent(blp, collection, release)
    api.register_blueprint(blp)


def _add_adjacent(blp: StrictBlueprint, collection: Collection, release: OpenRelease) -> None:
    fields = {
        **_filters(release.model.claims),
        **parameters.page(release.settings, "edges"),
        "format": parameters.representation(_ADJACENT),
    }
    schema = page_schema({"$ref": "#/components/schemas/AdjacentEdge"}, items="edges", nodes=array(_NODE))

    @blp.route(
        f"/{collection.name}/<slug>/adjacent",
        endpoint=f"adjacent-{collection.name}",
        parameters=[slug_parameter(collection)],
    )
    @blp.doc(
        operationId=f"adjacent{collection.type.name}",
        summary=f"The edges of one of the {collection.type.label.lower()}",
    )
    @blp.arguments(fields)
    @blp.answers(schema, _ADJACENT, "A page of edges.")
    @blp.alt_response(404, "NotFound")
    def adjacent(arguments: dict[str, Any], slug: str) -> Response:
        release = opened()
        actor = existing_record(release, release.model.collections[collection.name], slug)
        return _adjacent(release, actor, arguments, chosen(arguments, _ADJACENT))


def _filters(claims: Collection) -> Fields:
    """The filters of claims, with the types that are edges."""
    edges = [t.name for t in claims.types if t.edge is not None]
    language = parameters.language("Language of the labels; English where there is none.")
    return {**filters(claims), "type": of_types(edges, "claim"), "lang": language}


def _parameters(claims: Collection) -> Fields:
    return {
        **_filters(claims),
        "ego": parameters.identifier("Only what lies around this actor: its id or IRI.", "armed-forces/lna"),
        "depth": PlainInteger(
            load_default=1,
            validate=parameters.between(1, _DEEPEST),
            metadata={"description": "How many edges away from `ego` an actor may be."},
        ),
        "merge": parameters.choice(
            ["pairs"],
            "pairs: one edge for each source, target and direction, which counts its claims, by status too.",
        ),
        "view": parameters.choice(
            ["dyadic", "monadic"],
            "For CSV: a line for each edge, or for each actor of each edge.",
            load_default="dyadic",
        ),
        "format": parameters.representation(_OFFERS),
    }


def _network(release: OpenRelease, arguments: dict[str, Any], representation: Representation) -> Response:
    selected = selection(release, release.model.claims, arguments)
    most = release.settings.network_max_edges
    ego: list[URIRef] = []
    centre: list[URIRef] = []
    if "ego" in arguments:
        centre = [record(release, "ego", arguments["ego"], [CASUS.Actor])]
        around = surroundings(release.dataset, selected, centre[0], arguments["depth"], most)
        if around is None:
            raise _too_large(most)
        ego = around
    chosen_edges = Edges(selected, within=tuple(ego))
    rows = list(chosen_edges.rows(release.dataset, most + 1))
    if len(rows) > most:
        raise _too_large(most)
    nodes, edges = nodes_and_edges(release, rows, arguments.get("lang", "en"), selected.period, also=ego)
    schema = EDGE
    graph = {**released(release), "query": sparql_url(chosen_edges.query())}
    if representation in _DRAWN:
        drawn: Json = {"graph": graph, "nodes": nodes, "edges": edges}
        return pages.answer(drawn, representation, arguments, _named(release, centre, arguments), _OFFERS)
    if "merge" in arguments:
        statuses = release.model.codes[STATUSES]
        edges, schema = merged(edges, statuses), pair_schema(statuses)
    network: Json = {"directed": True, "multigraph": True, "graph": graph, "nodes": nodes, "edges": edges}
    if representation is JSON:
        return jsonify(network)
    if representation is CSV:
        return table(*(monadic if arguments["view"] == "monadic" else dyadic)(network, schema), representation)
    return Response(WRITERS[representation](network), content_type=representation.content_type)


def _adjacent(
    release: OpenRelease, actor: URIRef, arguments: dict[str, Any], representation: Representation
) -> Response:
    if representation in _DRAWN and "limit" not in request.args:
        arguments = {**arguments, "limit": release.settings.page_limit_max}
    page = Page.asked(release, arguments)
    selected = selection(release, release.model.claims, arguments)
    chosen_edges = Edges(selected, touching=(actor,))
    rows = chosen_edges.rows(release.dataset, page.limit, page.offset)
    nodes, edges = nodes_and_edges(release, rows, arguments.get("lang", "en"), selected.period)
    total = release.dataset.number(chosen_edges.count_query())
    if representation in _DRAWN:
        query = chosen_edges.query(page.limit, page.offset)
        network = {"nodes": nodes, "edges": edges, "links": page.links(total, query), **released(release)}
        drawn = pages.answer(network, representation, arguments, _named(release, [actor], arguments), _ADJACENT)
        return page.linked(drawn, total)
    if representation is JSON:
        return page.answer(edges, total, chosen_edges.query(page.limit, page.offset), items="edges", nodes=nodes)
    return page.linked(table(*dyadic({"nodes": nodes, "edges": edges}), representation), total)


def _named(release: OpenRelease, actors: list[URIRef], arguments: dict[str, Any]) -> Json | None:
    """The actor in the middle, where there is one, by id and label."""
    return next(iter(references(release, actors, arguments.get("lang", "en"))), None)


def _too_large(most: int) -> NetworkTooLarge:
    return NetworkTooLarge(
        f"The network has more than {most} edges; filter it (type, status, at, conflicts), ask for the surroundings of "
        "one actor (ego, depth), or page through its edges.",
        adjacent=url("/v1/armed-forces/{slug}/adjacent"),
    )
