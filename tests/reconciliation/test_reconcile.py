"""The reconciliation service over HTTP: answers as the specification has them, and what is refused."""

import json
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from casus.http.problems import BatchTooLarge
from casus.reconciliation.batch import BATCH_SIZE
from tests.conftest import OF_DATASETS
from tests.reconciliation.answers import EXTENSION, PROPERTIES, PROPOSALS, RESULTS, TYPES, Json, is_valid
from tests.reconciliation.calls import (
    OPENREFINE_ADDS_COLUMNS,
    OPENREFINE_MATCHES_A_COLUMN,
    URL,
    manifest,
    posted,
    reconciled,
)


@pytest.mark.parametrize("kind", ["entity", "property", "type"])
def test_what_has_no_letter_suggests_nothing(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/v1/reconcile/suggest/{kind}", query_string={"prefix": "*"}).json == {"result": []}


def test_every_property_of_every_type_is_answered_as_the_specification_says(client: FlaskClient) -> None:
    """Every kind of value in a cell, of two entities of each type, and what is suggested and proposed for it."""
    kinds = set()
    types = manifest(client)["defaultTypes"]
    for kind in types:
        proposed = client.get(f"{URL}/properties?type={kind['id']}").json
        collected = reconciled(client, {"q": {"query": "Libya", "type": kind["id"], "limit": 2}})
        ids = [candidate["id"] for candidate in collected["q"]["result"]]
        query = {"ids": [*ids, "states/none"], "properties": [{"id": one["id"]} for one in proposed["properties"]]}
        answer = client.post(URL, data={"extend": json.dumps(query)}).json

        assert is_valid(PROPOSALS, proposed)
        assert is_valid(RESULTS, collected)
        assert is_valid(EXTENSION, answer)
        assert set(answer["rows"]) == {*ids, "states/none"}
        assert all(set(row) == {one["id"] for one in proposed["properties"]} for row in answer["rows"].values())
        assert is_valid(TYPES, client.get(f"{URL}/suggest/type?prefix={kind['id'][:3]}").json)
        assert is_valid(
            PROPERTIES, client.get(f"{URL}/suggest/property?prefix={proposed['properties'][0]['id'][:3]}").json
        )
        kinds |= {
            member for row in answer["rows"].values() for cell in row.values() for value in cell for member in value
        }

    assert len(types) == 13 + len(OF_DATASETS)
    assert {"id", "str", "date"} <= kinds


def test_get_and_post_answer_alike(client: FlaskClient) -> None:
    queries = {"q": {"query": "Moscow talks", "type": "Negotiation"}}
    got = client.get(f"{URL}?{urlencode({'queries': json.dumps(queries)})}")

    assert got.json == reconciled(client, queries)
    assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_suggestions_go_on_where_the_cursor_says(client: FlaskClient) -> None:
    first, second = (
        [one["id"] for one in client.get(f"{URL}/suggest/entity?prefix=libya&cursor={cursor}").json["result"]]
        for cursor in (0, 10)
    )

    assert len(first) == len(second) == 10
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("empty", "without"),
    [
        ("suggest/entity?prefix=libya&cursor=&type=", "suggest/entity?prefix=libya"),
        ("suggest/property?prefix=cow&cursor=", "suggest/property?prefix=cow"),
        ("suggest/type?prefix=armed&cursor=", "suggest/type?prefix=armed"),
        ("properties?type=&limit=", "properties"),
    ],
)
def test_a_parameter_that_is_empty_is_as_without_it(client: FlaskClient, empty: str, without: str) -> None:
    found = client.get(f"{URL}/{empty}").json

    assert found == client.get(f"{URL}/{without}").json
    assert "errors" not in found


def test_suggestions_are_of_the_release_that_is_asked_for(client: FlaskClient) -> None:
    kept = client.get("/").json["release"]
    answers = [
        client.get(f"{URL}/suggest/entity?prefix=libya&release={release}") for release in (kept, "1-0123456789ab")
    ]

    assert [answer.status_code for answer in answers] == [200, 422]
    assert [error["parameter"] for error in answers[1].json["errors"]] == ["release"]


def test_the_id_of_an_entity_is_suggested_for_itself(client: FlaskClient) -> None:
    found = client.get(f"{URL}/suggest/entity?prefix=armed-forces/lna").json["result"]

    assert found[0]["id"] == "armed-forces/lna"


def test_a_batch_as_large_as_the_manifest_says_is_answered_and_no_larger(client: FlaskClient) -> None:
    queries = {f"q{number}": {"query": "Haftar", "limit": 1} for number in range(BATCH_SIZE + 1)}
    too_large = client.post(URL, data={"queries": json.dumps(queries)})
    queries.popitem()

    assert manifest(client)["batchSize"] == BATCH_SIZE == len(reconciled(client, queries))
    assert (too_large.status_code, too_large.json["most"]) == (413, BATCH_SIZE)
    assert too_large.json["type"].endswith(BatchTooLarge.slug)


@pytest.mark.parametrize(
    ("data", "parameter"),
    [
        ({}, "queries"),
        ({"queries": "{}", "extend": "{}"}, "queries"),
        ({"queries": "no JSON"}, "queries"),
        ({"queries": '{"q": {"query": "x", "type": "Human"}}'}, "queries"),
        ({"extend": '{"ids": [], "properties": [{"id": "capital"}]}'}, "extend"),
        ({"query": "Haftar"}, "query"),
        ({"queries": ["{}", "{}"]}, "queries"),
    ],
)
def test_a_form_that_is_not_right_is_refused(client: FlaskClient, data: Json, parameter: str) -> None:
    response = client.post(URL, data=data, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


def test_a_mistake_is_answered_with_what_is_allowed(client: FlaskClient) -> None:
    response = client.post(URL, data={"queries": '{"q": {"query": "x", "type": "Human"}}'})

    assert "Person" in response.json["errors"][0]["allowed"]


def test_a_body_that_is_no_form_is_refused(client: FlaskClient) -> None:
    response = client.post(URL, json={"queries": {}})

    assert response.status_code == 415
    assert "application/x-www-form-urlencoded" in response.json["accepted"]


@pytest.mark.parametrize(
    "query",
    [
        "callback=jQuery1",
        "suggest/entity?prefix=x&callback=jQuery1",
        "properties?callback=jQuery1",
        "suggest/entity",
        "suggest/entity?prefix=x&cursor=-1",
        "suggest/entity?prefix=x&cursor=99999999999",
        "suggest/entity?prefix=x&type=Human",
        "suggest/entity?prefix=x&prefix=y",
        "suggest/type?prefix=+",
        "suggest/type?prefix=",
        f"suggest/type?prefix={'x' * 201}",
        "properties?limit=0",
        "properties?limit=101",
        "properties?limit=+5",
        "properties?type=Human",
    ],
)
def test_what_is_not_offered_is_refused(client: FlaskClient, query: str) -> None:
    response = client.get(f"{URL}/{query}" if "?" in query or "/" in query else f"{URL}?{query}")

    assert response.status_code == 422
    assert response.json["errors"]


@pytest.mark.parametrize(
    "path", ["suggest/entity?prefix=x", "suggest/property?", "suggest/type?", "properties?type=Human"]
)
def test_jsonp_is_refused_with_the_reason(client: FlaskClient, path: str) -> None:
    response = client.get(f"{URL}/{path}&callback=jQuery1")
    (error,) = response.json["errors"]

    assert (response.status_code, error["parameter"]) == (422, "callback")
    assert "JSONP" in error["detail"]


def test_answers_are_what_the_openapi_document_says(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    answers = {
        URL: [
            manifest(client),
            posted(client, OPENREFINE_MATCHES_A_COLUMN).json,
            posted(client, OPENREFINE_ADDS_COLUMNS).json,
        ],
        f"{URL}/suggest/entity": [client.get(f"{URL}/suggest/entity?prefix=haf").json],
        f"{URL}/suggest/property": [client.get(f"{URL}/suggest/property?prefix=c").json],
        f"{URL}/suggest/type": [client.get(f"{URL}/suggest/type?prefix=a").json],
        f"{URL}/properties": [client.get(f"{URL}/properties?type=Person&limit=3").json],
    }

    for path, found in answers.items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        for answer in found:
            assert is_valid({**content["application/json"]["schema"], "components": document["components"]}, answer)
