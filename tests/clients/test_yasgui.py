"""The requests of YASGUI, as its query editor (yasqe 4) and a browser around it send them."""

import gzip
import json
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from rdflib import Graph

PAGE = "https://yasgui.example"
TABLE = "application/sparql-results+json,*/*;q=0.9"
GRAPH = "text/turtle,*/*;q=0.9"
SELECT = "SELECT * WHERE {\n  ?sub ?pred ?obj .\n} LIMIT 10"
CONSTRUCT = "CONSTRUCT WHERE {\n  ?sub a <https://w3id.org/casus/ontology#Person> .\n} LIMIT 10"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Origin": PAGE,
    "Referer": f"{PAGE}/",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "cross-site",
    "Connection": "keep-alive",
}


def send(
    server: str, method: str, path: str, headers: dict[str, str], body: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and decoded body of the answer."""
    connection = HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request(method, path, body or None, {**BROWSER, **headers})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.getheader("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_table_comes_as_json_that_the_page_may_read(server: str, method: str) -> None:
    form = urlencode({"query": SELECT})
    path, body = ("/sparql", form) if method == "POST" else (f"/sparql?{form}", "")
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    status, headers, content = send(server, method, path, {"Accept": TABLE, **kind}, body)
    assert status == 200
    assert headers["content-type"] == "application/sparql-results+json"
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert len(json.loads(content)["results"]["bindings"]) == 10


def test_a_graph_comes_as_turtle(server: str) -> None:
    headers = {"Accept": GRAPH, "Content-Type": "application/x-www-form-urlencoded"}
    status, headers, content = send(server, "POST", "/sparql", headers, urlencode({"query": CONSTRUCT}))
    assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert len(Graph().parse(data=content, format="turtle")) == 10


def test_graphs_chosen_in_the_settings_are_the_dataset(server: str) -> None:
    truthy = "https://w3id.org/casus/graph/truthy"
    form = urlencode(
        {"query": "SELECT DISTINCT ?p WHERE { ?s ?p ?o }", "default-graph-uri": [truthy, truthy]}, doseq=True
    )
    headers = {"Accept": TABLE, "Content-Type": "application/x-www-form-urlencoded"}
    _, _, content = send(server, "POST", "/sparql", headers, form)
    properties = {row["p"]["value"].rpartition("#")[2] for row in json.loads(content)["results"]["bindings"]}
    assert {"supports", "memberOf"} <= properties
    assert "claimStatus" not in properties


def test_a_browser_that_asks_first_is_told_that_it_may(server: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    status, headers, _ = send(server, "OPTIONS", "/sparql", {"Accept": "*/*", **asked})
    assert status in (200, 204)
    assert headers["access-control-allow-origin"] == "*"
    assert "POST" in headers["access-control-allow-methods"]
    assert "content-type" in headers["access-control-allow-headers"].lower()


def test_an_error_can_be_read_by_the_page(server: str) -> None:
    headers = {"Accept": TABLE, "Content-Type": "application/x-www-form-urlencoded"}
    status, headers, content = send(
        server, "POST", "/sparql", headers, urlencode({"query": "SELECT * WHERE { ?s ?p }"})
    )
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert headers["access-control-allow-origin"] == "*"
    assert json.loads(content)["line"] == 1
