"""Records as RDF: the record's triples and those of the nodes and records shown inside it."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.http.representations import Representation
from casus.model.types import Collection, Model
from casus.records.description import Description, Triple
from casus.records.formats.format import Format, RecordPage
from casus.terms.namespaces import CASUS, CODE, PREFIXES, XSD

_KEYS: Final = frozenset({CASUS.searchKey, CASUS.sortKey})


def shown_triples(model: Model, collection: Collection, description: Description, iri: URIRef) -> Iterator[Triple]:
    """What the record and all that is shown inside it say, without the keys that only searches and sorts use."""
    shown = [iri]
    for path in model.embedded_paths(collection.types):
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


def rdf_xml(graph: Graph) -> str:
    """RDF 1.1 XML, the same text every time: rdflib 7.6 writes the triples in the order in which its store has them."""
    ordered = Graph(store="SimpleMemory", bind_namespaces="none")
    for prefix, namespace in graph.namespaces():
        ordered.bind(prefix, namespace)
    for triple in sorted(graph):
        ordered.add(triple)
    for predicate in sorted({str(predicate) for predicate in graph.predicates()}):
        ordered.namespace_manager.compute_qname_strict(predicate)  # a prefix for those that have none
    return ordered.serialize(format="xml")


def _sorted(value: Any) -> Any:
    """JSON-LD arrays are sets here; rdflib writes them in the order of its hashes."""
    if isinstance(value, dict):
        return {key: _sorted(member) for key, member in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


def _format(representation: Representation, write: Callable[[Graph], str]) -> Format:
    def of_record(page: RecordPage) -> str:
        model = page.release.model
        return write(graph_of(model, shown_triples(model, page.collection, page.description, page.iri)))

    return Format(representation, of_record=of_record)


TURTLE: Final = _format(Representation("turtle", "text/turtle", ("application/x-turtle",)), turtle)
JSON_LD: Final = _format(Representation("jsonld", "application/ld+json"), json_ld)
N_TRIPLES: Final = _format(Representation("ntriples", "application/n-triples"), n_triples)
GRAPHS: Final = {
    TURTLE.representation: turtle,
    N_TRIPLES.representation: n_triples,
    JSON_LD.representation: json_ld,
}
"""How a graph is written."""
