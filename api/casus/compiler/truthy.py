"""The truthy view: plain triples for what accepted claims say, in a graph of their own (the idea is Wikidata's)."""

from collections.abc import Iterator

import pyoxigraph

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import TRUTHY_GRAPH


def truthy(lines: list[str]) -> Iterator[str]:
    """The N-Quads lines that `truthy.rq` makes of the quads of all other graphs.

    Oxigraph runs it, because rdflib's evaluator takes some seconds for it.
    """
    store = pyoxigraph.Store()
    store.bulk_load(input="".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    query = (ONTOLOGY_DIR / "truthy.rq").read_text("utf-8")
    for triple in store.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        yield f"{triple} {TRUTHY_GRAPH.n3()} .\n"
