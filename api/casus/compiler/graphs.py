"""In-memory graphs for the build."""

from rdflib import Graph


def new_graph() -> Graph:
    """An empty graph on rdflib's simplest store, which keeps no contexts and is faster than the default for it."""
    return Graph(store="SimpleMemory", bind_namespaces="none")


def new_union() -> Graph:
    """An empty graph for the union of all sources; pySHACL takes only the default store."""
    return Graph(bind_namespaces="none")
