"""Running the Service Description tests of W3C. Their manifest has names only; what each asks is written here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pyshacl import validate
from rdflib import RDF, Graph, Namespace, URIRef

from tests.conformance import answers, suite
from tests.conformance.endpoint import Answer, Endpoint, Request
from tests.conformance.suite import MF

MANIFEST: Final = "service-description/manifest.ttl"
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_SHAPES: Final = Path(__file__).with_name("description.ttl")


def run(endpoint: Endpoint) -> Iterator[tuple[str, str | None]]:
    """Each test's name, and what is wrong, if anything is."""
    answer = fetch(endpoint)
    graph = read(answer) if returns_rdf(answer) is None else Graph()
    checks: dict[str, Callable[[], str | None]] = {
        "returns-rdf": lambda: returns_rdf(answer),
        "has-endpoint-triple": lambda: has_endpoint_triple(graph, f"{endpoint.url}/sparql"),
        "conforms-to-schema": lambda: conforms_to_schema(graph),
    }
    manifest = suite.manifest(MANIFEST)
    for test in suite.items(manifest, MF.entries):
        name = str(test).rpartition("#")[2]
        yield name, checks[name]()


def fetch(endpoint: Endpoint, media_type: str = answers.TURTLE) -> Answer:
    """What GET of the endpoint answers without a query (SPARQL 1.1 Service Description, section 2)."""
    return endpoint.send(Request("GET", "/sparql", {"Accept": media_type}))


def read(answer: Answer) -> Graph:
    """The description, its relative IRIs resolved against the URL that it came from."""
    result = answers.read(answer.body, answer.media_type, answer.url)
    assert isinstance(result, Graph)
    return result


def returns_rdf(answer: Answer) -> str | None:
    """GET on the endpoint returns RDF."""
    if answer.status != 200 or answer.media_type not in answers.GRAPHS:
        return f"status {answer.status}, {answer.media_type}"
    try:
        return None if read(answer) else "no triples"
    except Exception as error:
        return f"not {answer.media_type}: {error}"


def has_endpoint_triple(graph: Graph, url: str) -> str | None:
    """The description contains a matching sd:endpoint triple."""
    found = sorted(map(str, graph.objects(None, SD.endpoint)))
    return None if found == [url] else f"sd:endpoint {found}, not {url}"


def conforms_to_schema(graph: Graph) -> str | None:
    """The description conforms to the schema: every term exists, domains, ranges and cardinalities hold."""
    if (None, RDF.type, SD.Service) not in graph:
        return "no sd:Service"
    unknown = sorted(_terms(graph) - _terms(Graph().parse(_SHAPES)))
    if unknown:
        return f"not in the vocabulary: {', '.join(unknown)}"
    conforms, _, text = validate(graph, shacl_graph=str(_SHAPES))
    return None if conforms else str(text)


def _terms(graph: Graph) -> set[str]:
    """The terms of the vocabulary that the graph uses."""
    return {str(term) for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(str(SD))}
