"""The service over an engine and the service that has the release itself: the same bytes from every view."""

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.conftest import serving_app
from tests.engines.conftest import PATIENT
from tests.engines.doors import CALLED, DOORS, listening, tried_through
from tests.engines.engine import Engine
from tests.engines.known import QUESTIONS_WITHOUT_GOLD
from tests.engines.paths import paths
from tests.engines.published import client_on
from tests.engines.questions import QUESTIONS, complaint

SOME = (
    "/.well-known/void",
    "/ontology",
    "/sparql/vocabulary",
    "/v1/armed-forces/first",
    "/v1/armed-forces/first?format=html",
    "/v1/armed-forces/first?format=turtle",
    "/v1/armed-forces?facets=force_type&limit=1",
    "/v1/lookup?scheme=cow-code&value=620",
    "/v1/network",
    "/v1/search?q=force",
    "/v1/sources?format=csv",
    "/v1/states/libya/adjacent",
    "/v1/timeline",
    "/sparql?query=SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "/sparql?query=SELECT ?s ?p ?o { ?s ?p ?o FILTER(!isLITERAL(?o)) } ORDER BY ?s ?p ?o LIMIT 500",
)
pytestmark = pytest.mark.clients


def different(own: FlaskClient, there: FlaskClient, path: str) -> bool:
    """Whether the two give other bytes, another status or, to a view of ours, another validator."""
    names = ("Content-Type",) if path.startswith("/sparql?") else ("Content-Type", "ETag")  # it tells engines apart
    first, second = (
        (answer.status_code, answer.data, *map(answer.headers.get, names))
        for answer in (own.get(path), there.get(path))
    )
    return first != second


def test_some_views_say_the_same_and_no_door_is_open(small_published: tuple[Engine, Release]) -> None:
    engine, release = small_published
    var = release.path.parent.parent
    with serving_app(var, **PATIENT) as app, client_on(engine, var, **PATIENT) as there, listening() as ear:
        own = app.test_client()
        assert [path for path in SOME if own.get(path).status_code != 200] == []
        assert [path for path in SOME if different(own, there, path)] == []
        assert CALLED not in {tried_through(there, query, ear) for query in DOORS.values()}
        assert ear.calls == 0


@pytest.mark.full
def test_every_view_says_the_same(published: Engine, own: FlaskClient, there: FlaskClient) -> None:
    asked = [path for path in paths(own) if not path.startswith("/v1/questions/")]

    asked.append("/sparql?query=ASK { GRAPH <http://example.org/foreign> { ?s ?p ?o } }")
    assert len(asked) > 200
    assert [path for path in asked if own.get(path).status_code >= 400] == []
    assert [path for path in asked if different(own, there, path)] == []


@pytest.mark.full
def test_a_question_lacks_its_gold_answer_only_where_the_engine_is_known_not_to_give_it(
    published: Engine, there: FlaskClient
) -> None:
    known = QUESTIONS_WITHOUT_GOLD.get(published.name, {})
    last_ones = sorted(QUESTIONS, key=lambda question: question.stem in known)  # Virtuoso may hang after them
    wrong = {question.stem: said for question in last_ones if (said := complaint(there, question))}

    assert wrong.keys() == known.keys(), wrong
