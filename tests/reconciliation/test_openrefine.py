"""What OpenRefine sends, as it sends it."""

from urllib.parse import quote

import pytest
import requests
from flask.testing import FlaskClient

from tests.reconciliation.answers import ENTITIES, EXTENSION, RESULTS, is_valid
from tests.reconciliation.calls import (
    OPENREFINE_ADDS_COLUMNS,
    OPENREFINE_GUESSES_TYPES,
    OPENREFINE_MATCHES_A_COLUMN,
    URL,
    posted,
)


def test_openrefine_guesses_the_type_of_a_column(client: FlaskClient) -> None:
    answer = posted(client, OPENREFINE_GUESSES_TYPES)
    first = {key: result["result"][0] for key, result in answer.json.items()}

    assert is_valid(RESULTS, answer.json)
    assert {key: candidate["type"][0]["id"] for key, candidate in first.items()} == {"q0": "Person", "q1": "Person"}
    assert all(len(result["result"]) <= 3 for result in answer.json.values())


def test_openrefine_matches_a_column_with_a_code_beside_it(client: FlaskClient) -> None:
    answer = posted(client, OPENREFINE_MATCHES_A_COLUMN)
    first = {key: result["result"][0] for key, result in answer.json.items()}

    assert is_valid(RESULTS, answer.json)
    assert {key: (candidate["id"], candidate["match"]) for key, candidate in first.items()} == {
        "q0": ("persons/khalifa-haftar", True),
        "q1": ("states/libya", True),
    }


def test_openrefine_adds_columns_from_reconciled_values(client: FlaskClient) -> None:
    answer = posted(client, OPENREFINE_ADDS_COLUMNS)

    assert is_valid(EXTENSION, answer.json)
    assert answer.json["meta"] == [{"id": "cow-code", "name": "COW code"}, {"id": "labels", "name": "Names"}]
    assert answer.json["rows"] == {
        "states/libya": {"cow-code": [{"str": "620"}], "labels": [{"str": "Ливия"}]},
        "states/russia": {"cow-code": [{"str": "365"}], "labels": [{"str": "Российская Федерация"}]},
    }


def test_openrefine_lists_what_can_be_fetched(client: FlaskClient) -> None:
    answer = client.get(f"{URL}/properties?type=State&limit=6").json

    assert [one["id"] for one in answer["properties"]][:3] == ["cow-abbreviation", "cow-code", "gw-abbreviation"]
    assert (answer["type"], answer["limit"], len(answer["properties"])) == ("State", 6, 6)
    assert "cow-code" not in [one["id"] for one in client.get(f"{URL}/properties?type=Person").json["properties"]]


@pytest.mark.parametrize(
    "query", ["prefix=Haf", "prefix=Haf&type=Person&type_strict=any&filter=x", "prefix=%D8%AD%D9%81"]
)
def test_openrefine_suggests_entities_while_one_types(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{URL}/suggest/entity?{query}").json

    assert is_valid(ENTITIES, answer)
    assert "persons/khalifa-haftar" in [entity["id"] for entity in answer["result"]]


def test_openrefine_suggests_properties_and_types(client: FlaskClient) -> None:
    properties = client.get(f"{URL}/suggest/property?prefix=cow&schema=State").json["result"]
    types = client.get(f"{URL}/suggest/type?prefix=armed").json["result"]

    assert "cow-code" in [one["id"] for one in properties]
    assert all(one["name"] and one["description"] for one in properties)
    assert types == [{"id": "ArmedForce", "name": "Armed forces", "broader": [{"id": "Actor", "name": "Actor"}]}]


def test_a_real_server_answers_another_origin_and_leads_to_the_record(server: str) -> None:
    headers = {"Origin": "http://127.0.0.1:3333", "Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{server}{URL}", OPENREFINE_MATCHES_A_COLUMN, headers=headers, timeout=30)
    template = requests.get(f"{server}{URL}", timeout=30).json()["view"]["url"]
    view = requests.get(template.replace("{{id}}", quote("persons/khalifa-haftar", safe="")), timeout=30)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert is_valid(RESULTS, answer.json())
    assert view.json()["id"] == "persons/khalifa-haftar"
