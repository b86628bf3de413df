"""The SPARQL 1.1 Protocol, query operation, against a real server: as broad as the W3C's protocol tests, in own words.

Each request is written out in full, because the header that is missing is often the point.
"""

import gzip
import json
import socket
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
STATES = "https://w3id.org/casus/graph/data/states"
CODES = "https://w3id.org/casus/graph/codes/claim-status"
LIBYA = "<https://w3id.org/casus/id/states/libya>"
REPORTED = "<https://w3id.org/casus/code/claim-status/reported>"
SELECT = "SELECT ?type WHERE { " + LIBYA + " a ?type }"
BOTH = f"ASK {{ {LIBYA} a ?a . {REPORTED} a ?b }}"
NAMED = f"ASK {{ GRAPH ?g {{ {LIBYA} a ?a }} GRAPH ?h {{ {REPORTED} a ?b }} }}"
FULL = f"ASK {{ {LIBYA} a ?a GRAPH ?h {{ {REPORTED} a ?b }} FILTER NOT EXISTS {{ GRAPH ?g {{ {LIBYA} a ?a }} }} }}"
OTHERS_FROM = f"ASK FROM <{CODES}> {{ {LIBYA} a ?a FILTER NOT EXISTS {{ {REPORTED} a ?b }} }}"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)

    def boolean(self) -> bool:
        assert self.status == 200, self.body
        answer: bool = self.json()["boolean"]
        return answer

    def problem(self) -> str:
        """The kind of problem; whatever is not one has none."""
        assert self.media_type == "application/problem+json", self.body
        return str(self.json()["type"]).rpartition("/")[2]


def send(server: str, method: str, path: str, body: bytes | str = b"", content_type: str = "", **more: str) -> Answer:
    """One request with exactly these headers, Host and Content-Length added."""
    connection = HTTPConnection(urlsplit(server).netloc, timeout=60)
    try:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if content_type:
            headers["Content-Type"] = content_type
        connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def get(server: str, *parameters: tuple[str, str], **headers: str) -> Answer:
    return send(server, "GET", f"/sparql?{urlencode(parameters)}", **headers)


def ways(server: str, query: str, *others: tuple[str, str]) -> dict[str, Answer]:
    """The same request in every way that the protocol knows."""
    url, pairs = f"/sparql?{urlencode(others)}", [("query", query), *others]
    return {
        "get": get(server, *pairs),
        "form": send(server, "POST", "/sparql", urlencode(pairs), FORM),
        "form and URL": send(server, "POST", url, urlencode(pairs[:1]), FORM),
        "direct": send(server, "POST", url, query, DIRECT),
    }


def test_a_query_is_answered_however_it_is_sent(server: str) -> None:
    answers = ways(server, SELECT)

    assert {way: answer.status for way, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert len({answer.body for answer in answers.values()}) == 1
    types = {row["type"]["value"] for row in answers["get"].json()["results"]["bindings"]}
    assert "https://w3id.org/casus/ontology#State" in types


@pytest.mark.parametrize(
    ("query", "graphs", "expected"),
    [
        (BOTH, [], True),
        (BOTH, [("default-graph-uri", STATES), ("default-graph-uri", CODES)], True),
        (BOTH, [("default-graph-uri", STATES)], False),
        (BOTH, [("default-graph-uri", "https://example.org/no-such-graph")], False),
        (BOTH, [("default-graph-uri", ""), ("named-graph-uri", "")], True),
        (NAMED, [], True),
        (NAMED, [("named-graph-uri", STATES), ("named-graph-uri", CODES)], True),
        (NAMED, [("named-graph-uri", STATES)], False),
        (NAMED, [("default-graph-uri", STATES), ("default-graph-uri", CODES)], False),
        (BOTH, [("named-graph-uri", STATES), ("named-graph-uri", CODES)], False),
        (FULL, [("default-graph-uri", STATES), ("named-graph-uri", CODES)], True),
        (OTHERS_FROM, [], False),
        (OTHERS_FROM, [("default-graph-uri", STATES)], True),
    ],
)
def test_graphs_of_the_request_are_the_dataset(
    server: str, query: str, graphs: list[tuple[str, str]], expected: bool
) -> None:
    answers = ways(server, query, *graphs)

    assert {way: answer.boolean() for way, answer in answers.items()} == dict.fromkeys(answers, expected)


@pytest.mark.parametrize("role", ["default", "named"])
def test_a_graph_that_is_no_absolute_iri_is_a_bad_request(server: str, role: str) -> None:
    answer = get(server, ("query", "ASK {}"), (f"{role}-graph-uri", "not an iri"))

    assert answer.status == 400
    assert answer.problem() == "bad-request"


def test_parameters_that_the_protocol_does_not_know_are_ignored(server: str) -> None:
    of_clients = [("format", "json"), ("output", "json"), ("results", "json"), ("debug", "on"), ("should-sponge", "")]

    answers = ways(server, "ASK {}", *of_clients)

    assert {way: answer.boolean() for way, answer in answers.items()} == dict.fromkeys(answers, True)


def test_a_slash_at_the_end_of_the_path_changes_nothing(server: str) -> None:
    assert send(server, "GET", f"/sparql/?query={quote('ASK {}')}").boolean()
    assert send(server, "POST", "/sparql/", "ASK {}", DIRECT).boolean()


@pytest.mark.parametrize("text", ["%25+%2B a+b%20é", "é ф ل 😀", "#&;=?<>", "tab\there", "line\r\nend"])
def test_no_character_is_changed_on_the_way(server: str, text: str) -> None:
    for way, answer in ways(server, f'SELECT ("""{text}""" AS ?text) {{ }}').items():
        assert answer.json()["results"]["bindings"][0]["text"]["value"] == text, way


def test_a_byte_order_mark_before_a_query_is_no_part_of_it(server: str) -> None:
    for way, answer in ways(server, "\ufeffASK {}").items():
        assert answer.boolean(), way


@pytest.mark.parametrize(("query", "content_type"), [("ASK {}", DIRECT), ("query=ASK%7B%7D", FORM)])
def test_a_compressed_body_is_refused_whether_it_is_one_or_says_so(server: str, query: str, content_type: str) -> None:
    for body in (gzip.compress(query.encode()), query.encode()):
        answer = send(server, "POST", "/sparql", body, content_type, Content_Encoding="gzip")
        assert (answer.status, answer.problem()) == (415, "unsupported-media-type")
        assert answer.headers["accept-encoding"] == "identity"
    assert send(server, "POST", "/sparql", query, content_type, Content_Encoding="identity").boolean()


@pytest.mark.parametrize(("query", "content_type"), [("ASK {}", DIRECT), ("query=ASK%7B%7D", FORM)])
def test_a_body_that_breaks_off_is_no_query(server: str, query: str, content_type: str) -> None:
    """Its client has closed its side and still listens."""
    parts = urlsplit(server)
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: 50\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall((head + query).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"/problem/bad-request" in answer
    assert f"The body has {len(query)} bytes, and its head said 50." in answer.decode()


@pytest.mark.parametrize("where", ["form", "URL"])
def test_more_parameters_than_a_request_can_mean_are_refused(server: str, where: str) -> None:
    for others, status in ((999, 200), (1000, 400)):
        pairs = "query=ASK%7B%7D" + "&named-graph-uri=urn:x" * others
        if where == "form":
            answer = send(server, "POST", "/sparql", pairs, FORM)
        else:
            answer = send(server, "GET", f"/sparql?{pairs}")
        assert answer.status == status, answer.body
    assert answer.problem() == "bad-request"
    assert f"The {where} has more than 1000 parameters." == answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "problem"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=SELECT*%7B%7D", "", "", 400, "query-missing"),
        ("GET", "/sparql?query=", "", "", 400, "query-missing"),
        ("GET", "/sparql?query=%20%0A", "", "", 400, "query-missing"),
        ("GET", "/sparql?query=ASK%20%7B", "", "", 400, "query-syntax"),
        ("GET", "/sparql?query=ASK%7B%7D%FF", "", "", 400, "bad-request"),
        ("GET", "/sparql?update=CLEAR%20ALL", "", "", 403, "update-refused"),
        ("GET", "/sparql?query=CLEAR%20ALL", "", "", 403, "update-refused"),
        ("POST", "/sparql", "", FORM, 400, "query-missing"),
        ("POST", "/sparql", "", DIRECT, 400, "query-missing"),
        ("POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400, "query-missing"),
        ("POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", FORM, 400, "query-missing"),
        ("POST", "/sparql?query=ASK%7B%7D", "ASK {}", DIRECT, 400, "query-missing"),
        ("POST", "/sparql", "query=ASK%7B%7D%FF", FORM, 400, "bad-request"),
        ("POST", "/sparql", b"query=ASK{}\xff", FORM, 400, "bad-request"),
        ("POST", "/sparql", b"ASK {} # \xe9", DIRECT, 400, "bad-request"),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16", 415, "unsupported-media-type"),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), DIRECT, 400, "bad-request"),
        ("POST", "/sparql", "query=ASK%7B%7D", f"{FORM}; charset=latin-1", 415, "unsupported-media-type"),
        ("POST", "/sparql", "ASK {}", "text/plain", 415, "unsupported-media-type"),
        ("POST", "/sparql", "ASK {}", "", 415, "unsupported-media-type"),
        ("POST", "/sparql", "query=ASK%7B%7D", "", 415, "unsupported-media-type"),
        ("POST", "/sparql", '{"query": "ASK {}"}', "application/json", 415, "unsupported-media-type"),
        ("POST", "/sparql", "update=CLEAR%20ALL", FORM, 403, "update-refused"),
        ("POST", "/sparql", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 403, "update-refused"),
        ("POST", "/sparql", "CLEAR ALL", "application/sparql-update", 403, "update-refused"),
        ("POST", "/sparql", "INSERT DATA { <s:s> <p:p> 1 }", DIRECT, 403, "update-refused"),
        ("PUT", "/sparql?query=ASK%7B%7D", "", FORM, 405, "method-not-allowed"),
        ("DELETE", "/sparql", "", "", 405, "method-not-allowed"),
        ("PATCH", "/sparql", "", "", 405, "method-not-allowed"),
    ],
)
def test_what_is_no_query_is_refused_and_told_why(
    server: str, method: str, path: str, body: str | bytes, content_type: str, status: int, problem: str
) -> None:
    answer = send(server, method, path, body, content_type)

    assert (answer.status, answer.problem()) == (status, problem)


def test_a_body_of_the_wrong_type_is_told_the_right_ones(server: str) -> None:
    assert set(send(server, "POST", "/sparql", "ASK {}", "text/plain").json()["accepted"]) == {FORM, DIRECT}


def test_a_method_that_is_refused_is_told_those_that_there_are(server: str) -> None:
    allowed = send(server, "PUT", "/sparql").headers["allow"]

    assert {method.strip() for method in allowed.split(",")} == {"GET", "HEAD", "OPTIONS", "POST"}


def test_head_is_get_without_the_body(server: str) -> None:
    path = f"/sparql?query={quote(SELECT)}"
    head, whole = send(server, "HEAD", path), send(server, "GET", path)

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert send(server, "HEAD", "/sparql?query=ASK%20%7B").status == 400


def test_options_tells_what_may_be_done(server: str) -> None:
    answer = send(server, "OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="POST")

    assert answer.status in (200, 204)
    assert {"GET", "HEAD", "POST", "OPTIONS"} == {method.strip() for method in answer.headers["allow"].split(",")}
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert answer.body == b""
    assert "content-encoding" not in send(server, "OPTIONS", "/sparql", Accept_Encoding="gzip").headers


@pytest.mark.parametrize("timeout", ["", "0", "-1", "soon", "nan", "inf", "1 s"])
def test_a_timeout_is_a_number_of_seconds(server: str, timeout: str) -> None:
    answer = get(server, ("query", "ASK {}"), ("timeout", timeout))

    assert (answer.status, answer.problem()) == (422, "invalid-parameters")
    assert answer.json()["errors"][0]["parameter"] == "timeout"


def test_two_timeouts_are_refused(server: str) -> None:
    assert get(server, ("query", "ASK {}"), ("timeout", "1"), ("timeout", "2")).status == 422


def test_a_client_may_ask_for_less_time_than_there_is(server: str) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

    for way, answer in ways(server, endless, ("timeout", "0.3")).items():
        assert (answer.status, answer.problem()) == (504, "query-timeout"), way
        assert "0.3 s" in answer.json()["detail"]


def test_a_client_that_is_ready_to_wait_for_longer_gets_the_deadline_of_the_service(server: str) -> None:
    assert get(server, ("query", "ASK {}"), ("timeout", "86400")).boolean()
