"""Records as RDF: the record's triples and those of the nodes and records shown inside it."""

import json
from collections.abc import Iterable
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from api.model.types import Collection, Model
from api.queries.description import Description
from ontology.namespaces import CASUS, CODE, PREFIXES, XSD

_KEYS: Final = frozenset({CASUS.searchKey, CASUS.sortKey})


def record_graph(model: Model, collection: Collection, description: Description, iri: URIRef) -> Graph:
    """The triples of a record's page, without the keys that only searches and sorts use."""
    shown = [iri]
    for path, _ in model.embedded_paths(collection.types, full=True):
        shown.extend(URIRef(str(node)) for node in description.values(iri, path))
    return graph_of(model, (triple for node in dict.fromkeys(shown) for triple in description.triples_of(node)))


def graph_of(model: Model, triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    """The triples as a graph that has the project's prefixes."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _prefixes(model).items():
        graph.bind(prefix, namespace)
    for subject, predicate, value in triples:
        if predicate not in _KEYS:
            graph.add((subject, predicate, _plain(value)))
    return graph


def _prefixes(model: Model) -> dict[str, str]:
    """The project's prefixes and one for each code list, as the data files use them."""
    return {**PREFIXES, **{code_list: f"{CODE}{code_list}/" for code_list in model.codes}}


def _plain(value: Node) -> Node:
    """A plain literal for an xsd:string, which RDF 1.1 says is the same."""
    return Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value


def turtle(graph: Graph) -> str:
    """RDF 1.1 Turtle."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """JSON-LD 1.1 with the prefixes of the graph as its context, the same text every time."""
    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    document = json.loads(graph.serialize(format="json-ld", context=context))
    return json.dumps(_sorted(document), ensure_ascii=False, indent=2, sort_keys=True)


def _sorted(value: Any) -> Any:
    """JSON-LD arrays are sets here; rdflib writes them in the order of its hashes."""
    if isinstance(value, dict):
        return {key: _sorted(member) for key, member in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value
