"""Two releases on one engine, and a graph of somebody else's: each answers as from a store of its own."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from casus.engine.engine import Engine as AnyEngine
from casus.release.manifest import Release
from casus.terms.namespaces import CASUS
from tests.conftest import serving_app
from tests.engines.engine import Engine
from tests.engines.published import address, client_on, door, publish

_FORCE = "<https://w3id.org/casus/id/armed-forces/{}>"
_LABEL = '<http://www.w3.org/2004/02/skos/core#prefLabel> "Foreign Force"@en .'
_TYPE = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{CASUS.ArmedForce}> ."
FOREIGN = "\n".join(
    [
        f"{_FORCE.format('first')} {_LABEL}",
        f"{_FORCE.format('foreign')} {_LABEL}",
        f"{_FORCE.format('foreign')} {_TYPE}",
    ]
)
PATHS = [
    "/v1/armed-forces",
    "/v1/armed-forces/first",
    "/v1/armed-forces?facets=all&include=all",
    "/v1/armed-forces/foreign",
    "/v1/sources?limit=500",
    "/v1/states/libya",
    "/v1/lookup?scheme=cow-code&value=620",
    "/v1/network",
    "/v1/timeline",
    "/.well-known/void",
    "/sparql/vocabulary",
    "/ontology",
    "/sitemap.xml",
]
QUERIES = [
    "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(ISIRI(?o)) } ORDER BY ?s ?p ?o",  # literals have no order that all share
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(?g != <https://w3id.org/casus/graph/shapes>) } ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/casus/graph/data/records> WHERE { ?s ?p ?o }",
    "SELECT ?g FROM NAMED <https://w3id.org/casus/graph/data/records> WHERE { GRAPH ?g { ?s a ?c } } ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM NAMED <https://w3id.org/casus/graph/data/records> WHERE { ?s ?p ?o }",
    "ASK FROM <https://w3id.org/casus/graph/data/records> { GRAPH ?g { ?s ?p ?o } }",
    "ASK FROM <http://example.org/foreign> { ?s ?p ?o }",
    "ASK FROM NAMED <http://example.org/foreign> { GRAPH ?g { ?s ?p ?o } }",
    "ASK { GRAPH <http://example.org/foreign> { ?s ?p ?o } }",
    "SELECT ?s { GRAPH ?g { ?s ?p ?o } FILTER(?g = IRI(CONCAT('http://example.org/', 'foreign'))) }",
    "SELECT ?s { BIND(IRI(CONCAT('http://example.org/', 'foreign')) AS ?g) GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s { VALUES ?g { <http://example.org/foreign> } GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s { GRAPH <http://example.org/foreign> { ?s ?p ?o } }",
    "SELECT ?s { { SELECT (<http://example.org/foreign> AS ?g) {} } GRAPH ?g { ?s ?p ?o } }",
    "ASK { ?s ?p 'Foreign Force'@en }",
    "ASK { VALUES ?g { <http://example.org/foreign> } GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s WHERE { ?s (<http://www.w3.org/2004/02/skos/core#prefLabel>|^<urn:x>)+ 'Foreign Force'@en }",
]


@pytest.fixture(scope="module")
def pairs(bare: Engine, small: Release, other: Release) -> Iterator[dict[str, tuple[FlaskClient, FlaskClient]]]:
    """For each release, who reads it from its own store and who from the engine."""
    for release in (small, other):
        publish(bare, release)
    door(bare).put("http://example.org/foreign", FOREIGN.encode())
    with ExitStack() as stack:
        yield {
            name: (
                stack.enter_context(serving_app(release.path.parent.parent)).test_client(),
                stack.enter_context(client_on(bare, release.path.parent.parent)),
            )
            for name, release in (("small", small), ("other", other))
        }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["small", "other"])
def test_every_answer_is_that_of_the_release_alone(
    pairs: dict[str, tuple[FlaskClient, FlaskClient]], name: str, path: str
) -> None:
    own, there = (client.get(path) for client in pairs[name])

    assert (there.status_code, there.headers.get("ETag")) == (own.status_code, own.headers.get("ETag"))
    assert there.data == own.data


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", ["small", "other"])
def test_every_query_sees_its_release_alone(
    pairs: dict[str, tuple[FlaskClient, FlaskClient]], name: str, query: str
) -> None:
    own, there = (client.get("/sparql", query_string={"query": query}) for client in pairs[name])

    assert own.status_code == there.status_code == 200, there.text
    assert there.data == own.data


def test_a_question_may_name_more_graphs_than_an_answer_may_have_headers(bare: Engine) -> None:
    """Virtuoso says each of them again, in a header."""
    names = [f"http://example.org/{number}" for number in range(200)]
    dataset = {"default-graph-uri": names[:1], "named-graph-uri": names}

    assert AnyEngine(address(bare)).results("ASK { GRAPH ?g { ?s ?p ?o } }", dataset, 30) is False


def test_the_two_differ(pairs: dict[str, tuple[FlaskClient, FlaskClient]]) -> None:
    labels = [client.get("/v1/armed-forces/first").json["label"] for _, client in pairs.values()]

    assert labels == ["First Force", "Second Name of the First Force"]


def test_a_release_is_asked_for_beside_the_current_one_only_if_the_engine_holds_it(
    pairs: dict[str, tuple[FlaskClient, FlaskClient]], small: Release, other: Release
) -> None:
    _, there = pairs["small"]

    assert there.get(f"/v1/states?release={small.id}").status_code == 200
    assert there.get(f"/v1/states?release={other.id}").status_code == 422  # it is not in this folder
