"""The SPARQL 1.1 Protocol, query operation, against a real server: the tests of W3C where they are, and our own always.

Our data are the three graphs in `data/`: places on the coast and in the hills, and the road between them.
"""

from urllib.parse import quote, urlencode

import pytest

from tests.conformance import answers, protocol_tests, suite
from tests.conformance.conftest import GRAPH
from tests.conformance.endpoint import Answer, Endpoint, Request
from tests.conformance.protocol_tests import ProtocolTest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
WAYS = ("get", "form", "direct")

COAST, HILLS, ROAD, NOWHERE = (GRAPH + name for name in ("coast", "hills", "road", "nowhere"))
ON_THE_COAST = "<http://example.org/harbour> a <http://example.org/Place>"
IN_THE_HILLS = "<http://example.org/well> a <http://example.org/Place>"
ON_THE_ROAD = "<http://example.org/harbour> <http://example.org/leadsTo> <http://example.org/well>"

W3C = list(protocol_tests.tests()) if suite.available() else []


ABSENT = pytest.param(None, id="absent", marks=pytest.mark.skip(reason=suite.MISSING))
"""An empty set of parameters is an error, lest a test that is made of files be empty unnoticed."""


@pytest.mark.parametrize("test", [pytest.param(test, id=test.name) for test in W3C] or [ABSENT])
def test_of_w3c(endpoint: Endpoint, test: ProtocolTest) -> None:
    assert protocol_tests.run(test, endpoint) is None


def send(
    endpoint: Endpoint, query: str, way: str = "get", *parameters: tuple[str, str], accept: str | None = None
) -> Answer:
    """Send a query in one of the three ways (sections 2.1.1 to 2.1.3)."""
    headers = {"Accept": accept} if accept else {}
    if way == "get":
        return endpoint.send(Request("GET", f"/sparql?{urlencode([('query', query), *parameters])}", headers))
    if way == "form":
        body = urlencode([*parameters, ("query", query)]).encode()
        return endpoint.send(Request("POST", "/sparql", {**headers, "Content-Type": FORM}, body))
    target = f"/sparql?{urlencode(parameters)}" if parameters else "/sparql"
    return endpoint.send(Request("POST", target, {**headers, "Content-Type": DIRECT}, query.encode()))


def boolean(answer: Answer) -> bool:
    assert answer.status == 200, answer.body
    value = answers.read(answer.body, answer.media_type, "")
    assert isinstance(value, bool)
    return value


def defaults(*graphs: str) -> list[tuple[str, str]]:
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> list[tuple[str, str]]:
    return [("named-graph-uri", graph) for graph in graphs]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("dataset", "pattern", "holds"),
    [
        ([], f"{ON_THE_COAST} . {IN_THE_HILLS}", True),
        ([], f"GRAPH <{COAST}> {{ {ON_THE_COAST} }} GRAPH <{HILLS}> {{ {IN_THE_HILLS} }}", True),
        ([], f"GRAPH <{COAST}> {{ {IN_THE_HILLS} }}", False),
        (defaults(COAST), ON_THE_COAST, True),
        (defaults(COAST), IN_THE_HILLS, False),
        (defaults(COAST, HILLS), f"{ON_THE_COAST} . {IN_THE_HILLS}", True),
        (defaults(COAST, HILLS), ON_THE_ROAD, False),
        (defaults(COAST), f"GRAPH ?g {{ {ON_THE_COAST} }}", False),
        (named(COAST), ON_THE_COAST, False),
        (named(COAST, HILLS), f"GRAPH ?g1 {{ {ON_THE_COAST} }} GRAPH ?g2 {{ {IN_THE_HILLS} }}", True),
        (named(COAST, HILLS), f"GRAPH ?g {{ {ON_THE_ROAD} }}", False),
        (named(COAST), f"GRAPH <{HILLS}> {{ {IN_THE_HILLS} }}", False),
        (defaults(ROAD) + named(COAST), f"{ON_THE_ROAD} . GRAPH ?g {{ {ON_THE_COAST} }}", True),
        (defaults(ROAD) + named(COAST), f"GRAPH ?g {{ {ON_THE_ROAD} }}", False),
        (defaults(NOWHERE), "?s ?p ?o", False),
        (defaults(NOWHERE), "", True),
    ],
)
def test_a_query_sees_the_graphs_that_the_request_names(
    endpoint: Endpoint, way: str, dataset: list[tuple[str, str]], pattern: str, holds: bool
) -> None:
    assert boolean(send(endpoint, f"ASK {{ {pattern} }}", way, *dataset)) is holds


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("dataset", "clauses", "pattern", "holds"),
    [
        ([], f"FROM <{COAST}>", ON_THE_COAST, True),
        ([], f"FROM <{COAST}>", IN_THE_HILLS, False),
        ([], f"FROM <{ROAD}> FROM NAMED <{COAST}>", f"{ON_THE_ROAD} . GRAPH ?g {{ {ON_THE_COAST} }}", True),
        (defaults(HILLS), f"FROM <{COAST}>", IN_THE_HILLS, True),
        (defaults(HILLS), f"FROM <{COAST}>", ON_THE_COAST, False),
        (named(HILLS), f"FROM NAMED <{COAST}>", f"GRAPH ?g {{ {ON_THE_COAST} }}", False),
        (named(HILLS), f"FROM <{COAST}>", ON_THE_COAST, False),
    ],
)
def test_the_dataset_of_the_request_goes_before_that_of_the_query(
    endpoint: Endpoint, way: str, dataset: list[tuple[str, str]], clauses: str, pattern: str, holds: bool
) -> None:
    assert boolean(send(endpoint, f"ASK {clauses} {{ {pattern} }}", way, *dataset)) is holds


def test_a_dataset_in_the_url_counts_for_a_form_too(endpoint: Endpoint) -> None:
    body = urlencode({"query": f"ASK {{ {IN_THE_HILLS} }}"}).encode()
    target = f"/sparql?{urlencode(defaults(COAST))}"
    assert boolean(endpoint.send(Request("POST", target, {"Content-Type": FORM}, body))) is False


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("query", "media_types"),
    [
        ("SELECT * { ?s ?p ?o }", (answers.JSON, answers.XML, answers.CSV, answers.TSV)),
        ("ASK {}", (answers.JSON, answers.XML, answers.CSV, answers.TSV)),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", tuple(answers.GRAPHS)),
        ("DESCRIBE <http://example.org/harbour>", tuple(answers.GRAPHS)),
    ],
)
def test_each_form_is_answered_in_its_own_media_types_and_in_no_other(
    endpoint: Endpoint, way: str, query: str, media_types: tuple[str, ...]
) -> None:
    assert send(endpoint, query, way, *defaults(COAST)).media_type == media_types[0]
    for media_type in (answers.JSON, answers.XML, answers.CSV, answers.TSV, *answers.GRAPHS):
        answer = send(endpoint, query, way, *defaults(COAST), accept=media_type)
        if media_type in media_types:
            assert (answer.status, answer.media_type) == (200, media_type)
            answers.read(answer.body, media_type, "")
        else:
            assert (answer.status, answer.problem) == (406, "not-acceptable")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ['"Marsa 100% +"@en', '"مرسى"@ar'])
def test_a_query_arrives_character_by_character(endpoint: Endpoint, way: str, name: str) -> None:
    query = f"ASK {{ <http://example.org/harbour> <http://example.org/name> {name} }} # %25 + &amp; é"
    assert boolean(send(endpoint, query, way, *defaults(COAST)))


def test_spaces_may_be_sent_as_plus_or_as_percent_20(endpoint: Endpoint) -> None:
    for encoded in ("ASK+%7B%7D", "ASK%20%7B%7D", quote("ASK {}")):
        assert boolean(endpoint.send(Request("GET", f"/sparql?query={encoded}")))
        body = f"query={encoded}".encode()
        assert boolean(endpoint.send(Request("POST", "/sparql", {"Content-Type": FORM}, body)))


@pytest.mark.parametrize("way", WAYS)
def test_parameters_that_the_protocol_does_not_know_are_ignored(endpoint: Endpoint, way: str) -> None:
    unknown = [("format", "json"), ("output", "xml"), ("results", "csv"), ("debug", "on")]
    assert send(endpoint, "ASK {}", way, *unknown).media_type == answers.JSON


@pytest.mark.parametrize("content_type", [f"{DIRECT}; charset=utf-8", DIRECT.upper(), f"{DIRECT};charset=UTF-8"])
def test_a_media_type_is_read_as_http_has_it(endpoint: Endpoint, content_type: str) -> None:
    assert boolean(endpoint.send(Request("POST", "/sparql", {"Content-Type": content_type}, b"ASK {}")))


def test_head_has_the_headers_of_get_and_no_body(endpoint: Endpoint) -> None:
    target = f"/sparql?{urlencode({'query': 'ASK {}'})}"
    get, head = (endpoint.send(Request(method, target)) for method in ("GET", "HEAD"))
    assert (head.status, head.media_type, head.body) == (200, get.media_type, b"")


def test_options_tells_the_methods(endpoint: Endpoint) -> None:
    answer = endpoint.send(Request("OPTIONS", "/sparql"))
    assert answer.status in (200, 204)
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= {method.strip() for method in answer.headers["Allow"].split(",")}


ASK = urlencode({"query": "ASK {}"})


@pytest.mark.parametrize(
    ("request_", "status", "problem"),
    [
        pytest.param(Request("PUT", f"/sparql?{ASK}"), 405, "method-not-allowed", id="another method"),
        pytest.param(Request("DELETE", f"/sparql?{ASK}"), 405, "method-not-allowed", id="a method that changes"),
        pytest.param(Request("GET", f"/sparql?{ASK}&{ASK}"), 400, "query-missing", id="two queries"),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": FORM}, f"{ASK}&{ASK}".encode()),
            400,
            "query-missing",
            id="two queries in a form",
        ),
        pytest.param(
            Request("POST", f"/sparql?{ASK}", {"Content-Type": DIRECT}, b"ASK {}"),
            400,
            "query-missing",
            id="a query in the body and one in the URL",
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": FORM}, b"ask=1"),
            400,
            "query-missing",
            id="a form without a query",
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": DIRECT}, b""), 400, "query-missing", id="an empty body"
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}"),
            415,
            "unsupported-media-type",
            id="another media type",
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--"),
            415,
            "unsupported-media-type",
            id="a form of the other kind",
        ),
        pytest.param(
            Request("POST", "/sparql", {}, ASK.encode()), 415, "unsupported-media-type", id="a form without media type"
        ),
        pytest.param(
            Request("POST", "/sparql", {}, b"ASK {}"), 415, "unsupported-media-type", id="a query without media type"
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": f"{DIRECT}; charset=UTF-16"}, "ASK {}".encode("utf-16")),
            415,
            "unsupported-media-type",
            id="declared as UTF-16",
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": DIRECT}, "ASK {} # é".encode("latin-1")),
            400,
            "bad-request",
            id="not UTF-8, undeclared",
        ),
        pytest.param(
            Request("GET", "/sparql?query=ASK%20%7B%7D%20%23%E9"), 400, "bad-request", id="not UTF-8 in the URL"
        ),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": FORM}, b"query=ASK%20%7B%7D%23%E9"),
            400,
            "bad-request",
            id="not UTF-8 in a form",
        ),
        pytest.param(Request("GET", "/sparql?query=ASK%20%7B"), 400, "query-syntax", id="no SPARQL"),
        pytest.param(
            Request("GET", f"/sparql?{ASK}&default-graph-uri=coast"), 400, "bad-request", id="a graph that is no IRI"
        ),
    ],
)
def test_a_faulty_request_is_refused_with_its_problem(
    endpoint: Endpoint, request_: Request, status: int, problem: str
) -> None:
    answer = endpoint.send(request_)
    assert (answer.status, answer.problem) == (status, problem), answer.body


def test_a_refused_body_does_not_cost_the_next_request_its_connection(endpoint: Endpoint) -> None:
    for _ in range(50):  # the server ends the connection when it has time, so once would show nothing
        assert endpoint.send(Request("POST", "/sparql", {"Content-Type": UPDATE}, b"CLEAR ALL")).status == 403


CLEAR = urlencode({"update": "CLEAR ALL"})


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(Request("GET", f"/sparql?{CLEAR}"), id="in the URL"),
        pytest.param(Request("POST", "/sparql", {"Content-Type": FORM}, CLEAR.encode()), id="in a form"),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": FORM}, f"{CLEAR}&{CLEAR}".encode()), id="two in a form"
        ),
        pytest.param(Request("POST", "/sparql", {"Content-Type": UPDATE}, b"CLEAR ALL"), id="as the body"),
        pytest.param(Request("POST", "/sparql", {"Content-Type": UPDATE}, b"CLEAR XYZ"), id="that is none"),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": f"{UPDATE}; charset=UTF-16"}, "CLEAR ALL".encode("utf-16")),
            id="in UTF-16",
        ),
        pytest.param(
            Request("POST", f"/sparql?using-graph-uri={quote(COAST, safe='')}", {"Content-Type": UPDATE}, b"CLEAR ALL"),
            id="with a graph",
        ),
        pytest.param(Request("GET", f"/sparql?{urlencode({'query': 'CLEAR ALL'})}"), id="sent as a query"),
        pytest.param(
            Request("POST", "/sparql", {"Content-Type": DIRECT}, b"PREFIX : <urn:x:> INSERT DATA { :s :p :o }"),
            id="sent as the body of a query",
        ),
    ],
)
def test_an_update_is_refused_and_changes_nothing(endpoint: Endpoint, request_: Request) -> None:
    answer = endpoint.send(request_)
    assert (answer.status, answer.problem) == (403, "update-refused"), answer.body
    assert boolean(send(endpoint, f"ASK {{ {ON_THE_COAST} }}"))
