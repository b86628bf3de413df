"""What the SPARQL endpoint is and can do (https://www.w3.org/TR/sparql11-service-description/).

The service calls itself by a relative IRI, `<>`, so that the description is right behind any proxy; in N-Triples and
N-Quads, which know no relative IRIs, by its URL. The graphs have no counts of triples of their own here, because
clients that estimate (Comunica 5) would add them to those of the dataset; /.well-known/void has them.
"""

from typing import Final

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, VOID

from casus.release.manifest import Manifest
from casus.sandbox.limits import Limits
from casus.sparql.representations import GRAPHS, SOLUTIONS
from casus.sparql.void import DATASET, FORMATS

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_SIMPLE: Final = URIRef("http://www.w3.org/ns/entailment/Simple")


def describe(graph: Graph, manifest: Manifest, limits: Limits, root: str) -> None:
    """Add the service with its dataset: the union of all graphs as default graph, and each by its name.

    `root` is what URLs of this server begin with; empty makes them relative.
    """
    graph.bind("sd", _SD)
    graph.bind("rdfs", RDFS)
    service, dataset, default_graph = URIRef(f"{root}/sparql" if root else ""), BNode("dataset"), BNode("default-graph")
    about = [
        (service, RDF.type, _SD.Service),
        (service, _SD.endpoint, service),
        (service, _SD.supportedLanguage, _SD.SPARQL11Query),
        (service, _SD.feature, _SD.UnionDefaultGraph),
        (service, _SD.defaultEntailmentRegime, _SIMPLE),
        (service, _SD.defaultDataset, dataset),
        (service, _SD.availableGraphs, dataset),
        (service, RDFS.comment, Literal(_told(limits), lang="en")),
        (service, RDFS.seeAlso, URIRef(f"{root}/.well-known/void")),
        (service, RDFS.seeAlso, URIRef(f"{root}/.well-known/sparql-examples")),
        (dataset, RDF.type, _SD.Dataset),
        (dataset, _SD.defaultGraph, default_graph),
        (default_graph, RDF.type, _SD.Graph),
        (default_graph, VOID.triples, Literal(manifest.triples)),
        (default_graph, RDFS.seeAlso, DATASET),
    ]
    for triple in about:
        graph.add(triple)
    for written in (*SOLUTIONS, *GRAPHS):
        graph.add((service, _SD.resultFormat, URIRef(FORMATS + written.w3c_name)))
    for number, name in enumerate(manifest.graphs):
        named, content = BNode(f"named-{number}"), BNode(f"content-{number}")
        graph.add((dataset, _SD.namedGraph, named))
        graph.add((named, RDF.type, _SD.NamedGraph))
        graph.add((named, _SD.name, URIRef(name)))
        graph.add((named, _SD.graph, content))
        graph.add((content, RDF.type, _SD.Graph))


def _told(limits: Limits) -> str:
    return (
        f"Read-only. A query may run for {limits.deadline_s:g} s and take {limits.memory_bytes >> 20} MiB of memory; a "
        f"result may have {limits.result_max_bytes} bytes. What exceeds a limit is an error, never a part of a result. "
        "SERVICE and updates are refused."
    )
