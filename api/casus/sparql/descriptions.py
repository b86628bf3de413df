"""What the SPARQL endpoint and the dataset are, for machines: the service description and VoID."""

from collections.abc import Callable, Hashable
from operator import attrgetter
from threading import Lock
from typing import Any, Final

import marshmallow as ma
from cachetools import LRUCache, cachedmethod
from flask import Response
from flask.views import MethodView
from rdflib import Graph

from casus.http import parameters
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.representations import Representation as Offer
from casus.http.representations import chosen
from casus.http.strict import StrictBlueprint
from casus.http.urls import root_url
from casus.records.formats import rdf
from casus.sparql import service_description, void
from casus.sparql.representations import GRAPH_RESULTS
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import PREFIXES

OFFERS: Final = GRAPH_RESULTS
_WRITERS: Final[dict[str, Callable[[Graph], str]]] = {
    "turtle": rdf.turtle,
    "trig": rdf.turtle,  # a graph as Turtle is the same graph, unnamed, as TriG
    "ntriples": rdf.n_triples,
    "nquads": rdf.n_triples,
    "jsonld": rdf.json_ld,
    "rdfxml": lambda graph: graph.serialize(format="xml"),
}
_MOST_TEXTS: Final = 32
_WITHOUT_RELATIVE_IRIS: Final = ("ntriples", "nquads")


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> StrictBlueprint:
    blp = StrictBlueprint("void", __name__, description="What the dataset is and holds.")
    schema = ma.Schema.from_dict({"format": parameters.representation(OFFERS)}, name="VoidParameters")()

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
        @blp.arguments(schema)
        def get(self, arguments: dict[str, Any]) -> Response:
            return _written("void", chosen(arguments, OFFERS), _describe_dataset)

    return blp


def endpoint_description(offer: Offer) -> Response:
    """The service description, with the dataset's numbers in it, so that federating clients need not count."""
    return _written("service", offer, _describe_service)


def _written(what: str, offer: Offer, describe: Callable[[Graph, OpenRelease, str], None]) -> Response:
    root = root_url() if offer.name in _WITHOUT_RELATIVE_IRIS else ""
    release = opened()

    text = release.once(_Texts).get(what, offer.name, root, describe)
    return Response(text, content_type=offer.content_type)


class _Texts:
    """The last few descriptions of a release: what they hold depends on what clients call this host too."""

    def __init__(self, release: OpenRelease) -> None:
        self._release = release
        self._cache: LRUCache[Hashable, str] = LRUCache(_MOST_TEXTS)
        self._lock = Lock()

    @cachedmethod(attrgetter("_cache"), lock=attrgetter("_lock"))
    def get(self, what: str, name: str, root: str, describe: Callable[[Graph, OpenRelease, str], None]) -> str:
        graph = Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        describe(graph, self._release, root)
        return _WRITERS[name](graph)


def _describe_dataset(graph: Graph, release: OpenRelease, root: str) -> None:
    stated = release.dataset.triples(fixed(__package__, "dataset"))
    void.describe(graph, stated, release.manifest, release.statistics, root)
    void.describe_parts(graph, release.manifest, release.statistics, release.model.collections.values(), root)


def _describe_service(graph: Graph, release: OpenRelease, root: str) -> None:
    service_description.describe(graph, release.manifest, release.settings, root)
    stated = release.dataset.triples(fixed(__package__, "dataset"))
    void.describe(graph, stated, release.manifest, release.statistics, root)
