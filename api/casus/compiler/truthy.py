"""The truthy view: plain triples for what accepted claims say, in a graph of their own (the idea is Wikidata's)."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import TRUTHY_GRAPH


def truthy(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads that `truthy.rq` makes of the quads of all other graphs.

    Oxigraph runs it, because rdflib's evaluator takes some seconds for it.
    """
    store = ox.Store()
    store.bulk_extend(quads)
    graph = ox.NamedNode(TRUTHY_GRAPH)
    query = (ONTOLOGY_DIR / "truthy.rq").read_text("utf-8")
    for triple in store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
