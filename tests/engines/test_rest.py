"""Every answer over an engine is, byte for byte, the answer of the service that holds the data itself."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from casus.questions.questions import questions_of
from casus.store.open_release import OpenRelease

pytestmark = pytest.mark.slow

PATHS = [
    "/",
    "/readyz",
    "/ontology",
    "/sitemap.xml",
    "/sparql",
    "/sparql/vocabulary",
    "/.well-known/void",
    "/.well-known/sparql-examples",
    "/v1/network",
    "/v1/network?ego=states/libya&depth=2",
    "/v1/timeline",
    "/v1/map",
    "/v1/search?q=haftar",
    "/v1/code-book",
    "/v1/releases",
    "/v1/lookup?scheme=cow-code&value=620",
    "/v1/claims?at=2015-01-01&limit=200",
    "/v1/claims?type=Support&sort=-label&include=all",
    "/v1/claims?status=contested&fields=id,label,status",
]
QUERIES = [
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/casus/graph/shapes> WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM NAMED <https://w3id.org/casus/graph/shapes> WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/casus/graph/shapes> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "ASK { GRAPH <http://example.org/foreign> { ?s ?p ?o } }",
    "SELECT ?s ?l WHERE { ?s a <https://w3id.org/casus/ontology#State> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?s ?l",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same(own: FlaskClient, there: FlaskClient, path: str) -> None:
    same(own, there, path)


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "text/turtle", "text/html"])
def test_every_list_and_its_first_records_are_the_same(
    own: FlaskClient, there: FlaskClient, opened: OpenRelease, accept: str
) -> None:
    for name in opened.model.collections:
        same(own, there, f"/v1/{name}?limit=60", accept)
        for item in own.get(f"/v1/{name}?limit=2").json["items"]:
            same(own, there, f"/v1/{item['id']}", accept)


def test_every_list_with_all_that_it_can_show_is_the_same(
    own: FlaskClient, there: FlaskClient, opened: OpenRelease
) -> None:
    for name in opened.model.collections:
        same(own, there, f"/v1/{name}?limit=200&include=all&facets=all")


def test_every_question_has_the_same_answer(own: FlaskClient, there: FlaskClient, opened: OpenRelease) -> None:
    for slug in questions_of(opened):
        same(own, there, f"/v1/questions/{slug}")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_a_query_has_the_same_result(own: FlaskClient, there: FlaskClient, query: str, accept: str) -> None:
    same(own, there, f"/sparql?query={quote(query)}", accept)


def same(own: FlaskClient, there: FlaskClient, path: str, accept: str = "application/json") -> None:
    one, other = (client.get(path, headers={"Accept": accept}) for client in (own, there))
    assert other.status_code == one.status_code, path
    if not path.startswith("/sparql?"):
        assert other.headers.get("ETag") == one.headers.get("ETag"), path
    assert other.data == one.data, path
