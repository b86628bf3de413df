"""Records as RDF: the record's triples and those of the nodes and records shown inside it."""

from rdflib import Graph, URIRef

from api.model.types import Collection, Model
from api.queries.description import Description
from ontology.namespaces import PREFIXES


def record_graph(model: Model, collection: Collection, description: Description, iri: URIRef) -> Graph:
    """The triples of a record's page."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    shown = [iri]
    for path, _ in model.embedded_paths(collection.types, full=True):
        shown.extend(URIRef(str(node)) for node in description.values(iri, path))
    for node in dict.fromkeys(shown):
        for triple in description.triples_of(node):
            graph.add(triple)
    return graph


def turtle(graph: Graph) -> str:
    """RDF 1.1 Turtle."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """JSON-LD 1.1 with the prefixes of the project as its context."""
    return graph.serialize(format="json-ld", context=PREFIXES, indent=2)
