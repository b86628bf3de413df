"""What the SPARQL endpoint and the dataset are, for machines: the service description and VoID."""

from collections.abc import Callable
from typing import Any, Final

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from rdflib import Graph

from api.formats import record_rdf, service_description, void
from api.negotiation import GRAPH_RESULTS, Offer
from api.queries.fixed import fixed
from api.service import Service, pinned, service
from api.views import parameters
from api.views.representation import chosen, content_type
from api.views.strict import StrictBlueprint
from api.views.urls import root_url
from ontology.namespaces import PREFIXES

OFFERS: Final = GRAPH_RESULTS
_WRITERS: Final[dict[str, Callable[[Graph], str]]] = {
    "turtle": record_rdf.turtle,
    "trig": record_rdf.turtle,  # a graph as Turtle is the same graph, unnamed, as TriG
    "ntriples": record_rdf.n_triples,
    "nquads": record_rdf.n_triples,
    "jsonld": record_rdf.json_ld,
    "rdfxml": lambda graph: graph.serialize(format="xml"),
}
_WITHOUT_RELATIVE_IRIS: Final = ("ntriples", "nquads")


def blueprint() -> StrictBlueprint:
    blp = StrictBlueprint("void", __name__, description="What the dataset is and holds.")
    schema = ma.Schema.from_dict({"format": parameters.representation_field(OFFERS)}, name="VoidParameters")()

    responses = {
        "200": {
            "description": "The description.",
            "content": {offer.media_type: {"schema": {}} for offer in OFFERS},
        },
        "406": {"$ref": "#/components/responses/NotAcceptable"},
        "422": {"$ref": "#/components/responses/InvalidParameters"},
    }

    @blp.route("/.well-known/void")
    class Void(MethodView):
        @blp.doc(operationId="void", summary="The dataset: licence, release, counts (VoID, DCAT)", responses=responses)
        @blp.arguments(schema, location="query")
        def get(self, arguments: dict[str, Any]) -> Response:
            return _written("void", chosen(arguments, OFFERS), _describe_dataset)

    return blp


def endpoint_description(offer: Offer) -> Response:
    """The service description, with the dataset's numbers in it, so that federating clients need not count."""
    return _written("service", offer, _describe_service)


def _written(what: str, offer: Offer, describe: Callable[[Graph, Service, str], None]) -> Response:
    root = root_url() if offer.name in _WITHOUT_RELATIVE_IRIS else ""
    casus = service()

    def make() -> str:
        graph = Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        describe(graph, casus, root)
        return _WRITERS[offer.name](graph)

    return Response(casus.kept.get((what, offer.name, root, pinned()), make), content_type=content_type(offer))


def _describe_dataset(graph: Graph, casus: Service, root: str) -> None:
    stated = casus.knowledge.triples(fixed("dataset"))
    void.describe(graph, stated, casus.manifest, casus.statistics, root)
    void.describe_parts(graph, casus.manifest, casus.statistics, casus.model.collections.values(), root)


def _describe_service(graph: Graph, casus: Service, root: str) -> None:
    service_description.describe(graph, casus.manifest, casus.settings, root)
    stated = casus.knowledge.triples(fixed("dataset"))
    void.describe(graph, stated, casus.manifest, casus.statistics, root)
