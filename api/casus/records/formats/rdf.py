"""Records as RDF: the record's triples and those of the nodes and records shown inside it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.http.negotiation import JSON_LD, N_TRIPLES, TURTLE, Offer
from casus.model.types import Collection, Model
from casus.records.description import Description, Triple
from casus.terms.namespaces import CASUS, CODE, PREFIXES, XSD

_KEYS: Final = frozenset({CASUS.searchKey, CASUS.sortKey})


def record_graph(model: Model, collection: Collection, description: Description, iri: URIRef) -> Graph:
    """The triples of a record's page."""
    return graph_of(model, shown_triples(model, collection, description, iri))


def shown_triples(model: Model, collection: Collection, description: Description, iri: URIRef) -> Iterator[Triple]:
    """What the record and all that is shown inside it say, without the keys that only searches and sorts use."""
    shown = [iri]
    for path, _ in model.embedded_paths(collection.types, full=True):
        shown.extend(URIRef(str(node)) for node in description.values(iri, path))
    for node in dict.fromkeys(shown):
        yield from (triple for triple in description.triples_of(node) if triple[1] not in _KEYS)


def graph_of(model: Model, triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    """The triples as a graph that has the project's prefixes."""
    graph = Graph(bind_namespaces="none")
    bind_prefixes(graph, model)
    for subject, predicate, value in triples:
        graph.add((subject, predicate, plain(value)))
    return graph


def bind_prefixes(graph: Graph, model: Model) -> None:
    """Give the graph the project's prefixes and one for each code list, as the data files use them."""
    for prefix, namespace in {**PREFIXES, **{name: f"{CODE}{name}/" for name in model.codes}}.items():
        graph.bind(prefix, namespace)


def plain(value: Node) -> Node:
    """A plain literal for an xsd:string, which RDF 1.1 says is the same."""
    return Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value


def write(graph: Graph, offer: Offer) -> str:
    """The graph in one of the representations TURTLE, N_TRIPLES, JSON_LD."""
    return {TURTLE: turtle, N_TRIPLES: n_triples, JSON_LD: json_ld}[offer](graph)


def turtle(graph: Graph) -> str:
    """RDF 1.1 Turtle."""
    return graph.serialize(format="turtle")


def n_triples(graph: Graph) -> str:
    """RDF 1.1 N-Triples, its lines sorted."""
    return "".join(sorted(graph.serialize(format="nt").splitlines(keepends=True)))


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
