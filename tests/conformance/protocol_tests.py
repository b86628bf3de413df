"""Running the SPARQL Protocol tests of W3C against a server. The manifest holds whole HTTP requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from tests.conformance import answers, suite
from tests.conformance.endpoint import Answer, Endpoint, Request
from tests.conformance.suite import MF

MANIFEST: Final = "protocol/manifest.ttl"
_HT: Final = Namespace("http://www.w3.org/2011/http#")
_CNT: Final = Namespace("http://www.w3.org/2011/content#")
_UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_PATH_IN_MANIFEST: Final = "/sparql/"
"""To be replaced by the path of the endpoint that is tested, the manifest says."""
_MEDIA_TYPES: Final = {
    "boolean": (answers.JSON, answers.XML),
    "tabular": (answers.JSON, answers.XML, answers.CSV, answers.TSV),
    "RDF": tuple(answers.GRAPHS),
}


@dataclass(frozen=True)
class Exchange:
    """A request and what is to come back."""

    request: Request
    statuses: frozenset[int]
    """The first digits of the statuses that will do."""
    format: str | None
    boolean: bool | None


@dataclass(frozen=True)
class ProtocolTest:
    """A test: its name and its requests, in their order."""

    name: str
    exchanges: tuple[Exchange, ...]

    @property
    def is_update(self) -> bool:
        """Whether it is about the update operation."""
        return "update" in self.name

    @property
    def is_refused_here(self) -> bool:
        """Whether it sends a good update, which other services carry out."""
        return self.is_update and 4 not in self.exchanges[0].statuses


def tests() -> Iterator[ProtocolTest]:
    """The tests of the manifest, in its order."""
    graph = suite.manifest(MANIFEST)
    for test in suite.items(graph, MF.entries):
        (requests,) = graph.objects(graph.value(test, MF.action), _HT.requests)
        exchanges = tuple(_exchange(graph, request) for request in Collection(graph, requests))
        yield ProtocolTest(str(test).rpartition("#")[2], exchanges)


def graphs() -> Iterator[tuple[str, Path]]:
    """The data of the tests: names of graphs and files."""
    graph = suite.manifest(MANIFEST)
    for node in graph.objects(None, _UT.graphData):
        yield str(graph.value(node, RDFS.label)), suite.path(str(graph.value(node, _UT.graph)))


def run(test: ProtocolTest, endpoint: Endpoint) -> str | None:
    """What is wrong with the service's answers; None when the test is passed, or refused as the docs say."""
    if test.is_refused_here:
        return _complaint_about_refusal(endpoint.send(test.exchanges[0].request))
    complaints = (_complaint(exchange, endpoint.send(exchange.request)) for exchange in test.exchanges)
    return next((complaint for complaint in complaints if complaint), None)


def _complaint(exchange: Exchange, answer: Answer) -> str | None:
    if answer.status // 100 not in exchange.statuses:
        return f"status {answer.status}"
    if exchange.format and answer.media_type not in _MEDIA_TYPES[exchange.format]:
        return f"{answer.media_type} is not {exchange.format}"
    if exchange.boolean is not None and answers.read(answer.body, answer.media_type, "") is not exchange.boolean:
        return f"the answer is not {exchange.boolean}"
    return None


def _complaint_about_refusal(answer: Answer) -> str | None:
    return None if answer.problem == "update-refused" else f"status {answer.status}, not a refusal of updates"


def _exchange(graph: Graph, request: Node) -> Exchange:
    response = graph.value(request, _HT.resp)
    statuses = graph.objects(response, MF.expectedStatus)
    boolean = graph.value(response, MF.expectedBoolean)
    expected_format = graph.value(response, MF.expectedFormat)
    return Exchange(
        request=Request(
            method=str(graph.value(request, _HT.methodName)),
            target=str(graph.value(request, _HT.absolutePath)).replace(_PATH_IN_MANIFEST, "/sparql", 1),
            headers=dict(_headers(graph, request)),
            body=_body(graph, graph.value(request, _HT.body)),
        ),
        statuses=frozenset(int(str(status).removesuffix("xx")[-1]) for status in statuses),
        format=str(expected_format) if expected_format else None,
        boolean=str(boolean) == "true" if boolean else None,
    )


def _headers(graph: Graph, request: Node) -> Iterator[tuple[str, str]]:
    headers = graph.value(request, _HT.headers)
    for header in Collection(graph, headers) if headers else ():
        yield str(graph.value(header, _HT.fieldName)), str(graph.value(header, _HT.fieldValue))


def _body(graph: Graph, body: Node | None) -> bytes | None:
    if body is None:
        return None
    return str(graph.value(body, _CNT.chars)).encode(str(graph.value(body, _CNT.characterEncoding)))
