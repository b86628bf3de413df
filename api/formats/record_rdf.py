"""Records as RDF: the record's triples and those of the nodes and records shown inside it."""

from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from api.model.types import Collection, Model
from api.queries.description import Description
from ontology.namespaces import CASUS, CODE, PREFIXES, XSD

_KEYS: Final = frozenset({CASUS.searchKey, CASUS.sortKey})


def record_graph(model: Model, collection: Collection, description: Description, iri: URIRef) -> Graph:
    """The triples of a record's page, without the keys that only searches and sorts use."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _prefixes(model).items():
        graph.bind(prefix, namespace)
    shown = [iri]
    for path, _ in model.embedded_paths(collection.types, full=True):
        shown.extend(URIRef(str(node)) for node in description.values(iri, path))
    for node in dict.fromkeys(shown):
        for subject, predicate, value in description.triples_of(node):
            if predicate not in _KEYS:
                graph.add((subject, predicate, _plain(value)))
    return graph


def _prefixes(model: Model) -> dict[str, str]:
    """The project's prefixes and one for each code list, as the data files use them."""
    lists = {field.code_list for record_type in model.types.values() for field in record_type.fields if field.code_list}
    return {**PREFIXES, **{code_list: f"{CODE}{code_list}/" for code_list in sorted(lists)}}


def _plain(value: Node) -> Node:
    """A plain literal for an xsd:string, which RDF 1.1 says is the same."""
    return Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value


def turtle(graph: Graph) -> str:
    """RDF 1.1 Turtle."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """JSON-LD 1.1 with the prefixes of the graph as its context."""
    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    return graph.serialize(format="json-ld", context=context, indent=2)
