"""The service over an engine and the service that has the release itself: the same bytes from every view.

`make check` asks a few views of each engine; `make full` asks all of them, and all questions.
"""

import pytest
from flask.testing import FlaskClient

from tests.engines.engine import Engine
from tests.engines.known import QUESTIONS_WITHOUT_GOLD
from tests.engines.paths import paths
from tests.engines.questions import QUESTIONS, complaint

SOME = (
    "/.well-known/void",
    "/sparql/vocabulary",
    "/v1/armed-forces?limit=5&facets=force_type,state&include=identifiers",
    "/v1/armed-forces/lna",
    "/v1/armed-forces/lna?format=html",
    "/v1/claims?limit=6&status=contested&format=html",
    "/v1/claims/party-tripoli-2019-wagner?format=turtle",
    "/v1/lookup?scheme=cow-code&value=620",
    "/v1/map?format=geojson",
    "/v1/network?at=2019-06-01",
    "/v1/participation?limit=5",
    "/v1/questions/who-came-and-did-not-sign",
    "/v1/search?q=haftar&limit=5",
    "/v1/states/libya/adjacent",
    "/v1/timeline",
)
pytestmark = pytest.mark.clients


def different(own: FlaskClient, there: FlaskClient, path: str) -> bool:
    """Whether the two give other bytes, another status or another validator."""
    first, second = own.get(path), there.get(path)
    said = [(answer.status_code, answer.headers.get("ETag"), answer.content_type) for answer in (first, second)]
    return said[0] != said[1] or first.data != second.data


def test_some_views_say_the_same(own: FlaskClient, there: FlaskClient) -> None:
    assert [path for path in SOME if own.get(path).status_code != 200] == []
    assert [path for path in SOME if different(own, there, path)] == []


@pytest.mark.full
def test_every_view_says_the_same(published: Engine, own: FlaskClient, there: FlaskClient) -> None:
    asked = paths(own)
    unlike = {f"/v1/questions/{question}" for question in QUESTIONS_WITHOUT_GOLD.get(published.name, {})}

    assert len(asked) > 200
    assert [path for path in asked if own.get(path).status_code >= 400] == []
    assert {path for path in asked if different(own, there, path)} == unlike


@pytest.mark.full
def test_every_question_has_its_gold_answer_unless_the_engine_is_known_not_to_give_it(
    published: Engine, there: FlaskClient
) -> None:
    wrong = {question.stem: said for question in QUESTIONS if (said := complaint(there, question))}

    assert wrong.keys() == QUESTIONS_WITHOUT_GOLD.get(published.name, {}).keys(), wrong
