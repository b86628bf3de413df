"""What the SPARQL endpoint and the dataset are, for machines: the service description and VoID."""

from collections.abc import Callable, Hashable
from operator import attrgetter
from threading import Lock
from typing import Any, Final

from cachetools import LRUCache, cachedmethod
from flask import Response
from rdflib import Graph

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import Representation, chosen
from casus.http.urls import root_url
from casus.records.formats import rdf
from casus.sparql import service_description, void
from casus.sparql.representations import GRAPHS
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import PREFIXES

_WRITERS: Final[dict[str, Callable[[Graph], str]]] = {
    "turtle": rdf.turtle,
    "trig": rdf.turtle,  # a graph as Turtle is the same graph, unnamed, as TriG
    "ntriples": rdf.n_triples,
    "nquads": rdf.n_triples,
    "jsonld": rdf.json_ld,
    "rdfxml": rdf.rdf_xml,
}
_MOST_TEXTS: Final = 32
_WITHOUT_RELATIVE_IRIS: Final = ("ntriples", "nquads")


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the description of the dataset."""
    blp = StrictBlueprint("void", __name__, description="What the dataset is and holds.")

    @blp.route("/.well-known/void")
    @blp.doc(operationId="void", summary="The dataset: licence, release, counts (VoID, DCAT)")
    @blp.arguments({"format": parameters.representation(GRAPHS)})
    @blp.answers({}, GRAPHS, "The description.")
    def void_description(arguments: dict[str, Any]) -> Response:
        return _written("void", chosen(arguments, GRAPHS), _describe_dataset)

    api.register_blueprint(blp)


def endpoint_description(representation: Representation) -> Response:
    """The service description, with the dataset's numbers in it, so that federating clients need not count."""
    return _written("service", representation, _describe_service)


def _written(
    what: str, representation: Representation, describe: Callable[[Graph, OpenRelease, str], None]
) -> Response:
    root = root_url() if representation.name in _WITHOUT_RELATIVE_IRIS else ""
    release = opened()
    text = release.once(_Texts).get(what, representation.name, root, lambda graph: describe(graph, release, root))
    return Response(text, content_type=representation.content_type)


class _Texts:
    """The last few descriptions of a release: what they hold depends on what clients call this host too."""

    def __init__(self, _: OpenRelease) -> None:
        self._cache: LRUCache[Hashable, str] = LRUCache(_MOST_TEXTS)
        self._lock = Lock()

    @cachedmethod(attrgetter("_cache"), key=lambda _, *key, **__: key[:3], lock=attrgetter("_lock"))
    def get(self, what: str, name: str, root: str, describe: Callable[[Graph], None]) -> str:
        """The description by its first three arguments, which alone decide what `describe` adds."""
        graph = Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        describe(graph)
        return _WRITERS[name](graph)


def _describe_dataset(graph: Graph, release: OpenRelease, root: str) -> None:
    stated = release.dataset.triples(fixed(__package__, "dataset"))
    void.describe(graph, stated, release.manifest, release.statistics, root)
    void.describe_parts(graph, release.manifest, release.statistics, release.model.collections.values(), root)


def _describe_service(graph: Graph, release: OpenRelease, root: str) -> None:
    service_description.describe(graph, release.manifest, release.settings.query, root)
    stated = release.dataset.triples(fixed(__package__, "dataset"))
    void.describe(graph, stated, release.manifest, release.statistics, root)
