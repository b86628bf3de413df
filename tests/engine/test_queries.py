"""Queries of others on an engine: the same limits, formats and problems as in the workers."""

import io
import time
from collections.abc import Iterator
from typing import cast
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from casus.engine.names import ReleaseGraphs
from casus.engine.queries import _Renamed
from casus.engine.transport import Answer
from casus.release.manifest import Release
from casus.sandbox.limits import Limits
from tests.conftest import serving_app
from tests.engine.test_guard import DOORS
from tests.engines.engine import Engine
from tests.engines.published import client_on, publish

FORMATS = {
    "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?s ?l LIMIT 30": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "ASK { ?s ?p ?o }": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "CONSTRUCT WHERE { <https://w3id.org/casus/id/states/libya> ?p ?o }": (
        "application/n-triples",
        "text/turtle",
        "application/trig",
        "application/n-quads",
        "application/rdf+xml",
        "application/ld+json",
    ),
    "DESCRIBE <https://w3id.org/casus/id/states/libya>": ("application/n-triples",),
}
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def there(oxigraph: Engine, small: Release) -> Iterator[FlaskClient]:
    publish(oxigraph, small)
    with client_on(oxigraph, small.path.parent.parent) as client:
        yield client


@pytest.fixture(scope="module")
def own(small: Release) -> Iterator[FlaskClient]:
    with serving_app(small.path.parent.parent) as app:
        yield app.test_client()


@pytest.mark.parametrize(("query", "accept"), [(query, each) for query, accepts in FORMATS.items() for each in accepts])
def test_every_format_is_written_as_it_is_without_an_engine(
    own: FlaskClient, there: FlaskClient, query: str, accept: str
) -> None:
    one, other = (
        client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}) for client in (own, there)
    )

    assert other.status_code == 200, other.text
    assert other.mimetype == accept
    if (rdf_format := ox.RdfFormat.from_media_type(accept)) is None:
        assert other.data == one.data
    else:  # their order is the engine's
        triples, expected = (set(ox.parse(answer.data, rdf_format)) for answer in (other, one))
        assert triples == expected != set()


@pytest.mark.parametrize("query", DOORS)
def test_no_door_of_an_engine_opens(there: FlaskClient, query: str) -> None:
    answer = there.post("/sparql", data={"query": query})

    assert answer.status_code in (400, 403)
    assert answer.mimetype == "application/problem+json"
    kinds = {"engine-door", "query-syntax", "unknown-function", "service-refused", "update-refused"}
    assert answer.json["type"].rpartition("/")[2] in kinds


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("SELECT * WHERE { ?s ?p }", "query-syntax"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "service-refused"),
        ("SELECT * WHERE { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }", "service-refused"),
        ("INSERT DATA { <http://a/> <http://a/> 1 }", "update-refused"),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", "unknown-function"),
    ],
)
def test_what_is_wrong_is_told_as_without_an_engine(there: FlaskClient, query: str, slug: str) -> None:
    assert there.get("/sparql", query_string={"query": query}).json["type"].rpartition("/")[2] == slug


def test_a_syntax_error_names_line_and_column_of_what_was_sent(there: FlaskClient) -> None:
    problem = there.get("/sparql", query_string={"query": "SELECT *\nWHERE {\n  ?s ?p .\n}"}).json

    assert problem["line"] == 3


def test_head_asks_the_engine_nothing(there: FlaskClient) -> None:
    answer = there.head("/sparql", query_string={"query": ENDLESS})

    assert answer.status_code == 200 and answer.data == b""


def test_a_query_that_takes_too_long_ends_at_its_deadline(there: FlaskClient) -> None:
    problem = there.get(f"/sparql?timeout=1&query={quote(ENDLESS)}").json

    assert problem["type"].endswith("/query-timeout") and problem["status"] == 504


def test_a_result_that_is_too_large_is_refused_and_never_cut(oxigraph: Engine, small: Release) -> None:
    publish(oxigraph, small)
    with client_on(oxigraph, small.path.parent.parent, query=Limits(result_max_bytes=10_000)) as client:
        query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"

        assert client.get(f"/sparql?query={quote(query)}").json["type"].endswith("/result-too-large")
        assert client.get(f"/sparql?query={quote(query)}%20LIMIT%205").status_code == 200


@pytest.mark.parametrize(
    ("query", "truth"),
    [
        ("ASK { ?s ?p ?o }", True),
        ("ASK {}", True),
        ("ASK { ?s ?p 'nobody says this' }", False),
        ("ASK { ?s ?p ?o } LIMIT 0", False),
    ],
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_the_answer_to_ask_is_as_without_an_engine(
    own: FlaskClient, there: FlaskClient, query: str, truth: bool, accept: str
) -> None:
    one, other = (
        client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}) for client in (own, there)
    )

    assert other.data == one.data
    assert (b"true" in other.data) == truth


def test_a_term_longer_than_the_reader_holds_is_a_result_too_large(there: FlaskClient) -> None:
    """It was a problem of ours, with a traceback."""
    doubled = " ".join(f"BIND(CONCAT(?x{number}, ?x{number}) AS ?x{number + 1})" for number in range(20))
    query = f"SELECT ?x20 {{ BIND('0123456789abcdef0123456789abcdef' AS ?x0) {doubled} }}"

    problem = there.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}).json

    assert (problem["status"], problem["type"].rpartition("/")[2]) == (413, "result-too-large")


def test_what_tokens_alone_make_no_query_of_is_told_without_a_place_in_a_text_that_nobody_sent(
    there: FlaskClient,
) -> None:
    problem = there.post("/sparql", data={"query": "SELECT ?a { VALUES ?a { 1 } FILTER(?a<2&&?a>0) }"}).json

    assert problem["type"].endswith("/query-syntax")
    assert "column" not in problem and "space" in problem["detail"]


@pytest.mark.parametrize("size", [1, 30, 200, 100_000, -1])
@pytest.mark.parametrize("pieces", [1, 7, 100_000])
def test_names_of_graphs_are_those_of_the_release_however_an_answer_is_read(size: int, pieces: int) -> None:
    graphs = ReleaseGraphs("0.1.0-0123456789ab", ["https://w3id.org/casus/graph/shapes"])
    (there,) = graphs.named.values()

    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(pieces, size or 0))

    answer = cast(Answer, Pieces(f"{there} and {there}{there} x {there}".encode()))
    reader, found = _Renamed(answer, graphs), b""
    while piece := reader.read(size):
        assert size < 0 or len(piece) <= size
        found += piece

    here = "https://w3id.org/casus/graph/shapes"
    assert found.decode() == f"{here} and {here}{here} x {here}"


DEEPEST = {
    "EXISTS and BIND": "SELECT * { "
    + "FILTER EXISTS{" * 48
    + "".join(f"BIND(1 AS ?a{number}) " for number in range(120))
    + "}" * 49,
    "STR and +": "SELECT * { FILTER(" + "STR(" * 47 + "1" + "+1" * 350 + ")" * 47 + ") }",
    "SELECT and OPTIONAL": "SELECT * { ?s ?p ?o "
    + "{SELECT * { ?s ?p ?o " * 24
    + "}}" * 24
    + "MINUS{?s ?p 1}" * 350
    + "}",
    "BIND": "SELECT * { " + "".join(f"BIND(1 AS ?a{number}) " for number in range(199)) + "}",
    "AS": "SELECT " + "".join(f"(1 AS ?a{number})" for number in range(390)) + "{}",
    "EXISTS and patterns": "SELECT * { "
    + "FILTER EXISTS{" * 48
    + "?s ?p ?o . " * 280
    + "".join(f"BIND(1 AS ?a{number}) " for number in range(150))
    + "}" * 49,
    "VALUES, MINUS and EXISTS": "SELECT * { "
    + "FILTER EXISTS{" * 48
    + "".join(f"VALUES ?a{number} {{ 1 }} " for number in range(80))
    + "MINUS{?s ?p 1}" * 200
    + "}" * 49,
    "VALUES": "SELECT * { " + "".join(f"VALUES ?a{number} {{ 1 }} " for number in range(248)) + "}",
    "groups": "SELECT * { " + "{?s ?p 1} " * 499 + "}",
    "HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(COUNT(?o)) " * 490,
    "collection": "SELECT * { ?s ?p (" + "1 " * 249 + ") }",
}
"""As deep as the guard lets through."""


@pytest.mark.parametrize("query", DEEPEST.values(), ids=DEEPEST)
def test_the_deepest_query_does_not_end_the_engine(there: FlaskClient, oxigraph: Engine, query: str) -> None:
    answer = there.post("/sparql", data={"query": query, "timeout": "3"}, headers={"Accept": "text/csv"})

    assert answer.status_code in (200, 504), answer.text
    assert there.post("/sparql", data={"query": "ASK {}"}, headers={"Accept": "text/csv"}).status_code == 200
    assert oxigraph.process.poll() is None


def test_the_longest_description_does_not_end_the_engine(there: FlaskClient, oxigraph: Engine) -> None:
    query = "DESCRIBE " + "<http://a/> " * 220 + "{ " + "FILTER EXISTS{" * 48 + "?s ?p ?o" + "}" * 49
    answer = there.post("/sparql", data={"query": query, "timeout": "3"}, headers={"Accept": "text/turtle"})

    assert answer.status_code in (200, 504), answer.text
    assert oxigraph.process.poll() is None


def test_a_deeper_one_is_refused_without_asking_the_engine(there: FlaskClient, oxigraph: Engine) -> None:
    answer = there.post("/sparql", data={"query": "SELECT * " + "{" * 1000 + "}" * 1000})

    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (422, "query-too-deep")
    assert oxigraph.process.poll() is None


def time_taken(client: FlaskClient, query: str) -> float:
    """Seconds of a processor that this process takes for it, whatever else it does meanwhile."""
    begun = time.process_time()
    client.post("/sparql", data={"query": query, "timeout": "20"})
    return time.process_time() - begun


@pytest.mark.parametrize(
    "query",
    ["SELECT * { FILTER(1 IN (1" + ",1" * 32_000 + ")) }", "SELECT * { VALUES ?a { " + "<> " * 20_000 + "} }"],
    ids=["signs", "relative IRIs"],
)
def test_a_query_of_many_words_takes_no_time_of_the_process_that_serves(there: FlaskClient, query: str) -> None:
    """The guard takes 0.2 to 0.7 s of a processor for each, every time: it is a worker's."""
    there.post("/sparql", data={"query": "ASK {}"})

    assert min(time_taken(there, query) for _ in range(3)) < 0.1
