"""Queries of others on an engine: the same limits, formats and problems as in the workers."""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

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
