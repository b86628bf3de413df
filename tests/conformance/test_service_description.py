"""The service description: what W3C asks of it, which needs none of its files, and that it speaks the truth."""

import pytest
from rdflib import RDF, BNode, Graph, Namespace
from rdflib.term import Node

from casus.terms import namespaces
from tests.conformance import answers, description_tests
from tests.conformance.description_tests import SD
from tests.conformance.endpoint import Endpoint, Request
from tests.conformance.test_protocol import send

FORMATS = Namespace("http://www.w3.org/ns/formats/")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

QUERIES = {
    "SPARQL_Results_JSON": ("ASK {}", answers.JSON),
    "SPARQL_Results_XML": ("ASK {}", answers.XML),
    "SPARQL_Results_CSV": ("SELECT * {}", answers.CSV),
    "SPARQL_Results_TSV": ("SELECT * {}", answers.TSV),
    "Turtle": ("DESCRIBE <x>", "text/turtle"),
    "N-Triples": ("DESCRIBE <x>", "application/n-triples"),
    "RDF_XML": ("DESCRIBE <x>", "application/rdf+xml"),
    "JSON-LD": ("DESCRIBE <x>", "application/ld+json"),
    "TriG": ("DESCRIBE <x>", "application/trig"),
    "N-Quads": ("DESCRIBE <x>", "application/n-quads"),
}
"""For each format a query that can be answered in it, and its media type."""


def ground(graph: Graph) -> tuple[int, set[tuple[Node, ...]]]:
    """How many triples there are, and those without blank nodes: isomorphism of hundreds of these takes seconds."""
    return len(graph), {triple for triple in graph if not any(isinstance(term, BNode) for term in triple)}


@pytest.fixture(scope="module")
def description(endpoint: Endpoint) -> Graph:
    return description_tests.read(description_tests.fetch(endpoint))


@pytest.mark.parametrize("media_type", answers.GRAPHS)
def test_the_endpoint_describes_itself_in_every_rdf_format(
    endpoint: Endpoint, description: Graph, media_type: str
) -> None:
    answer = description_tests.fetch(endpoint, media_type)
    assert description_tests.returns_rdf(answer) is None
    assert answer.media_type == media_type
    assert ground(description_tests.read(answer)) == ground(description)


def test_it_names_the_endpoint_as_the_client_called_it(endpoint: Endpoint, description: Graph) -> None:
    assert description_tests.has_endpoint_triple(description, f"{endpoint.url}/sparql") is None


def test_it_conforms_to_the_vocabulary(description: Graph) -> None:
    assert description_tests.conforms_to_schema(description) is None


@pytest.mark.parametrize(
    "triple",
    [
        "[] a sd:Service .",
        "[] a sd:Service ; sd:endpoint <a> , <b> .",
        "[] a sd:Service ; sd:endpoint <a> ; sd:feature sd:Federation .",
        "[] a sd:Service ; sd:endpoint <a> ; sd:defaultDataset [ a sd:Graph ] .",
        "[] a sd:Service ; sd:endpoint <a> ; sd:availableGraphs [ sd:namedGraph [ a sd:NamedGraph ] ] .",
    ],
)
def test_the_check_of_the_vocabulary_can_tell_what_does_not_conform(triple: str) -> None:
    graph = Graph().parse(data=f"@prefix sd: <{SD}> . {triple}", publicID="http://example.org/")
    assert description_tests.conforms_to_schema(graph) is not None


def test_it_says_what_the_service_does_and_nothing_that_it_refuses(description: Graph) -> None:
    features = set(description.objects(None, SD.feature))
    assert SD.UnionDefaultGraph in features
    assert not features & {SD.BasicFederatedQuery, SD.DereferencesURIs, SD.RequiresDataset}
    assert set(description.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}


def test_every_format_that_it_names_is_written_and_no_other_is_named(endpoint: Endpoint, description: Graph) -> None:
    named = {str(iri).removeprefix(FORMATS) for iri in description.objects(None, SD.resultFormat)}
    written = {
        name
        for name, (query, media_type) in QUERIES.items()
        if send(endpoint, query, accept=media_type).media_type == media_type
    }
    assert named == written


def test_every_graph_of_the_data_is_named(endpoint: Endpoint, description: Graph) -> None:
    named = {description.value(node, SD.name) for node in description.subjects(RDF.type, SD.NamedGraph)}
    query = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{namespaces.GRAPH}")) }}'
    found = answers.read(send(endpoint, query).body, answers.JSON, "")
    assert isinstance(found, answers.Solutions)
    assert len(found.rows) > 3
    assert {row["g"] for row in found.rows} <= named


def test_a_query_gets_its_result_and_no_description(endpoint: Endpoint) -> None:
    answer = endpoint.send(Request("GET", "/sparql?query=ASK%20%7B%7D", {"Accept": answers.TURTLE}))
    assert (answer.status, answer.problem) == (406, "not-acceptable")
