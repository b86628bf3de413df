"""What results are written in, read back by other people's parsers where there are any."""

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.results.jsonresults import JSONResult
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser
from rdflib.plugins.sparql.results.xmlresults import XMLResult
from rdflib.query import Result
from werkzeug.test import TestResponse

from casus.sparql.representations import GRAPHS as GRAPH_FORMATS
from casus.sparql.representations import SOLUTIONS
from tests.conftest import running_server
from tests.waiting import eventually

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
LIBYA = "<https://w3id.org/casus/id/states/libya>"
SELECT = (
    'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { ("one" 1 <urn:x> "уно"@ru) ("a,\\"b\\"\\n<&" UNDEF 1.5 "أ"@ar) } }'
)
CONSTRUCT = f"CONSTRUCT {{ {LIBYA} ?p ?o }} WHERE {{ {LIBYA} ?p ?o }}"
JSON, XML, CSV, TSV = (offer.media_type for offer in SOLUTIONS)
GRAPHS = [offer.media_type for offer in GRAPH_FORMATS]


def query(client: FlaskClient, text: str, accept: str | None = None, method: str = "GET") -> TestResponse:
    headers = {} if accept is None else {"Accept": accept}
    return client.open("/sparql", method=method, query_string={"query": text}, headers=headers)


def read(response: TestResponse) -> Result:
    """The result as rdflib reads it."""
    source = io.BytesIO(response.data)
    if response.mimetype == JSON:
        return JSONResult(json.load(source))
    return XMLResult(source) if response.mimetype == XML else TSVResultParser().parse(source)


def test_a_select_says_the_same_in_every_format(client: FlaskClient) -> None:
    answers = {media_type: query(client, SELECT, media_type) for media_type in (JSON, XML, TSV)}
    rows = {media_type: [tuple(row) for row in read(answer)] for media_type, answer in answers.items()}

    assert len(rows[JSON]) == 2
    assert {media_type: answer.mimetype for media_type, answer in answers.items()} == {m: m for m in answers}
    assert rows[XML] == rows[JSON]
    assert rows[TSV] == rows[JSON]


def test_csv_is_what_spreadsheets_read(client: FlaskClient) -> None:
    response = query(client, SELECT, CSV)

    assert response.content_type == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(response.text, newline=""))) == [
        ["a", "b", "c", "d"],
        ["one", "1", "urn:x", "уно"],
        ['a,"b"\n<&', "", "1.5", "أ"],
    ]


@pytest.mark.parametrize(("text", "answer"), [("ASK {}", "true"), ("ASK { FILTER(1 > 2) }", "false")])
def test_an_ask_is_a_truth_value_in_every_format(client: FlaskClient, text: str, answer: str) -> None:
    assert query(client, text, JSON).json == {"head": {}, "boolean": answer == "true"}
    assert re.findall(r"<boolean>(\w+)</boolean>", query(client, text, XML).text) == [answer]
    assert ET.fromstring(query(client, text, XML).text).tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert query(client, text, CSV).text == answer
    assert query(client, text, TSV).text == answer


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("text", [CONSTRUCT, f"DESCRIBE {LIBYA}", "CONSTRUCT { [] <urn:p> 1 } WHERE {}"])
def test_a_graph_says_the_same_in_every_format(client: FlaskClient, media_type: str, text: str) -> None:
    response = query(client, text, media_type)
    found, expected = Dataset(default_union=True), Graph()
    found.parse(data=response.data, format=media_type)
    expected.parse(data=query(client, text, "application/n-triples").data, format="nt")
    triples = Graph()
    for triple in found.triples((None, None, None)):
        triples.add(triple)

    assert response.mimetype == media_type
    assert isomorphic(triples, expected)
    assert len(expected) > 0


def test_turtle_is_written_for_people(client: FlaskClient) -> None:
    turtle = query(client, CONSTRUCT, "text/turtle").text

    assert "@prefix casus: <https://w3id.org/casus/ontology#> ." in turtle
    assert "skos:prefLabel" in turtle
    assert query(client, CONSTRUCT, "text/turtle").content_type == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("text", [SELECT, "ASK {}"])
@pytest.mark.parametrize("accept", [*GRAPHS, "image/png"])
def test_solutions_are_no_graph(client: FlaskClient, text: str, accept: str) -> None:
    response = query(client, text, accept)

    assert response.status_code == 406
    assert response.json is not None
    assert response.json["offered"] == [JSON, XML, CSV, TSV]


@pytest.mark.parametrize("text", [CONSTRUCT, f"DESCRIBE {LIBYA}"])
@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV, "image/png"])
def test_a_graph_is_no_table(client: FlaskClient, text: str, accept: str) -> None:
    response = query(client, text, accept)

    assert response.status_code == 406
    assert response.json is not None
    assert response.json["offered"] == GRAPHS


@pytest.mark.parametrize(
    ("text", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, "application/json", JSON),
        (SELECT, "text/xml", XML),
        (SELECT, "text/plain", TSV),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        (CONSTRUCT, "application/xml", "application/rdf+xml"),
        (CONSTRUCT, "text/plain", "application/n-triples"),
    ],
)
def test_the_answer_is_named_by_what_it_is(client: FlaskClient, text: str, accept: str | None, media_type: str) -> None:
    assert query(client, text, accept).mimetype == media_type


def test_a_large_result_comes_with_its_length_and_is_whole(server: str) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o }"
    response = requests.get(
        f"{server}/sparql", {"query": text}, headers={"Accept": TSV, "Accept-Encoding": "identity"}, timeout=60
    )

    assert len(response.content) == int(response.headers["Content-Length"]) > 5_000_000
    assert len(response.content.splitlines()) - 1 == requests.get(f"{server}/readyz", timeout=60).json()["triples"]


@pytest.mark.slow
def test_a_result_beyond_the_limits_is_a_problem_and_nothing_else(var: Path) -> None:
    limits = {"CASUS_RESULT_MAX_BYTES": "500000", "CASUS_QUERY_DEADLINE_S": "1"}
    with running_server(var, **limits, CASUS_WEB_WORKERS="1") as url:
        for text, status, slug, told in [
            ("SELECT * { ?s ?p ?o } LIMIT 5000", 413, "result-too-large", "500000 bytes"),
            ("CONSTRUCT WHERE { ?s a ?o }", 413, "result-too-large", "500000 bytes"),
            ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 504, "query-timeout", "1 s"),
        ]:
            response = requests.get(f"{url}/sparql", {"query": text}, timeout=60)
            assert response.status_code == status, text
            assert response.headers["Content-Type"] == "application/problem+json"
            assert response.json()["type"].endswith(f"/{slug}")
            assert told in response.json()["detail"]


class Breaking:
    """A server whose only web process can be killed."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = f"{url}/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}"
        self._children = Path(f"/proc/{pid}/task/{pid}/children")

    def kill(self) -> None:
        for process in self._children.read_text().split():
            os.kill(int(process), signal.SIGKILL)


@pytest.fixture
def breaking(var: Path) -> Iterator[Breaking]:
    serving = running_server(var, CASUS_WEB_WORKERS="1")
    with serving as url:
        yield Breaking(url, serving.process.pid)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_socket_notices_a_result_that_breaks_off(breaking: Breaking, coding: str) -> None:
    """By its announced length, or where it is compressed on the way by the last chunk (RFC 9112, section 8)."""
    parts = urlsplit(breaking.url)
    head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {coding}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(head.encode())
        answer = b""
        while not answer.partition(b"\r\n\r\n")[2]:
            answer += connection.recv(4096)
        breaking.kill()
        with suppress(ConnectionResetError):
            while data := connection.recv(1 << 20):
                answer += data
    head_of_answer, _, body = answer.partition(b"\r\n\r\n")
    announced = re.search(rb"(?i)content-length: (\d+)", head_of_answer)
    assert (announced is None) == (coding == "gzip")
    assert len(body) < int(announced[1]) if announced else not body.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_the_length_of_a_large_result_is_announced_where_there_are_no_chunks(server: str, coding: str) -> None:
    """HTTP/1.0, which proxies speak too: without a length its end would be that of the connection, whoever ended it."""
    parts = urlsplit(server)
    path = f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}"
    head = f"GET {path} HTTP/1.0\r\nAccept: {TSV}\r\nAccept-Encoding: {coding}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(head.encode())
        answer = b""
        while part := connection.recv(1 << 20):
            answer += part
    head_of_answer, _, body = answer.partition(b"\r\n\r\n")
    assert head_of_answer.startswith(b"HTTP/1.1 200 ")
    assert f"content-length: {len(body)}" in head_of_answer.decode().lower()
    assert b"accept-encoding" in head_of_answer.lower()
    assert len(body) > 5_000_000


def test_requests_notices_a_result_that_breaks_off(breaking: Breaking) -> None:
    with requests.get(breaking.url, stream=True, timeout=60) as response:
        pieces = response.iter_content(1024)
        next(pieces)
        breaking.kill()
        with pytest.raises(requests.RequestException):
            for _ in pieces:
                pass


def test_curl_notices_a_result_that_breaks_off(breaking: Breaking, tmp_path: Path) -> None:
    file = tmp_path / "result"
    command = ["curl", "--silent", "--limit-rate", "5M", "--output", str(file), breaking.url]
    with subprocess.Popen(command) as curl:
        assert eventually(lambda: file.exists() and file.stat().st_size > 0, within_s=60)
        breaking.kill()
        assert curl.wait(timeout=60) in (18, 56)  # a partial file; the connection was reset


def test_the_head_of_a_query_that_would_run_for_ever_comes_at_once(client: FlaskClient) -> None:
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"
    response = query(client, endless, method="HEAD")

    assert response.status_code == 200
    assert response.mimetype == JSON
    assert "Content-Length" not in response.headers
    assert query(client, "SELECT * {", method="HEAD").status_code == 400


def test_the_same_result_need_not_be_computed_again(client: FlaskClient) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    tag = query(client, endless, method="HEAD").headers["ETag"]
    response = client.get("/sparql", query_string={"query": endless}, headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_a_result_is_named_by_release_query_graphs_and_format(client: FlaskClient) -> None:
    named = {"query": SELECT, "named-graph-uri": "urn:x"}
    tags = [
        query(client, SELECT).headers["ETag"],
        query(client, SELECT, XML).headers["ETag"],
        query(client, f"{SELECT} #").headers["ETag"],
        client.get("/sparql", query_string={**named}).headers["ETag"],
        client.get("/sparql", query_string={"query": SELECT, "default-graph-uri": "urn:x"}).headers["ETag"],
    ]

    assert len(set(tags)) == len(tags)
    assert query(client, SELECT).headers["ETag"] == tags[0]
    assert client.get("/sparql", query_string={"query": SELECT, "timeout": "5"}).headers["ETag"] == tags[0]


@pytest.mark.parametrize("text", ["SELECT (NOW() AS ?now) {}", "CONSTRUCT { [] <urn:p> 1 } WHERE {}"])
def test_a_result_that_differs_each_time_is_not_to_be_kept(client: FlaskClient, text: str) -> None:
    assert query(client, text).headers["Cache-Control"] == "no-store"


def test_workers_agree_on_the_bytes_of_a_result(server: str) -> None:
    """What a strong ETag promises: the same bytes from any process, in any run."""
    texts = [
        "SELECT ?t (COUNT(*) AS ?n) (SAMPLE(?s) AS ?one) { ?s a ?t } GROUP BY ?t",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 500",
        f"DESCRIBE {LIBYA}",
    ]
    for text in texts:
        bodies = {requests.get(f"{server}/sparql", {"query": text}, timeout=60).content for _ in range(6)}
        assert len(bodies) == 1, text
