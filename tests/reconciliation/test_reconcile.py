"""The reconciliation service as clients use it: what OpenRefine sends, and answers as the specification has them."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from flask.testing import FlaskClient

from casus.http.problems import BatchTooLarge
from casus.reconciliation.batch import BATCH_SIZE
from tests.reconciliation.answers import (
    ENTITIES,
    EXTENSION,
    MANIFEST,
    PROPERTIES,
    PROPOSALS,
    RESULTS,
    TYPES,
    Json,
    is_valid,
)

URL = "/v1/reconcile"


def manifest(client: FlaskClient) -> Json:
    found: Json = client.get(URL).json
    return found


def reconciled(client: FlaskClient, queries: Json) -> Json:
    found: Json = client.post(URL, data={"queries": json.dumps(queries)}).json
    return found


# The manifest


def test_the_manifest_is_what_the_endpoint_answers_without_parameters(client: FlaskClient) -> None:
    found = manifest(client)

    assert is_valid(MANIFEST, found)
    assert found["versions"] == ["0.2"]
    assert found["identifierSpace"] == "https://w3id.org/casus/id/"
    assert found["schemaSpace"] == "https://w3id.org/casus/ontology#"
    assert {"id": "Person", "name": "Persons"} in found["defaultTypes"]


def test_the_templates_of_the_manifest_lead_to_the_record_and_to_a_preview(client: FlaskClient) -> None:
    found = manifest(client)
    encoded = quote("persons/khalifa-haftar", safe="")
    view = client.get(found["view"]["url"].replace("{{id}}", encoded))
    preview = client.get(found["preview"]["url"].replace("{{id}}", encoded))

    assert (view.status_code, view.headers["Location"]) == (303, "http://localhost/v1/persons/khalifa-haftar")
    assert preview.mimetype == "text/html"
    assert "Khalifa Haftar" in preview.text
    assert "خليفة حفتر" in preview.text


def test_the_preview_runs_nothing_loads_nothing_and_may_be_framed(client: FlaskClient) -> None:
    preview = client.get(f"{URL}/preview?id=armed-forces/lna")
    policy = preview.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert "script" not in preview.text + policy
    assert "X-Frame-Options" not in preview.headers


@pytest.mark.parametrize("path", ["view", "preview"])
def test_an_id_that_was_merged_leads_to_its_successor_and_an_unknown_one_nowhere(
    client: FlaskClient, path: str
) -> None:
    merged = client.get(f"{URL}/{path}?id=events/sirte-freed-2016")

    assert "sirte-campaign-declared-over-2016" in merged.text
    assert client.get(f"{URL}/{path}?id=persons/nobody").status_code == 404
    assert client.get(f"{URL}/{path}?id=javascript:alert(1)").status_code == 404
    assert client.get(f"{URL}/{path}").status_code == 422


def test_every_service_of_the_manifest_is_there(client: FlaskClient) -> None:
    found = manifest(client)
    services = [*found["suggest"].values(), found["extend"]["propose_properties"]]

    for service in services:
        answer = client.get(service["service_url"] + service["service_path"], query_string={"prefix": "haf"})
        assert answer.status_code == 200


def test_in_an_older_release_the_manifest_stays_there(client: FlaskClient) -> None:
    release = client.get("/").json["release"]
    view = client.get(f"{URL}?release={release}").json["view"]["url"]

    assert view.endswith(f"?id={{{{id}}}}&release={release}")


# What OpenRefine sends

OPENREFINE_GUESSES_TYPES = (
    "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Khalifa+Hifter%22%2C%22limit%22%3A3%7D%2C%22q1%22%3A%7B%22query%22%3A"
    "%22%D9%81%D8%A7%D8%A6%D8%B2+%D8%A7%D9%84%D8%B3%D8%B1%D8%A7%D8%AC%22%2C%22limit%22%3A3%7D%7D"
)
OPENREFINE_MATCHES_A_COLUMN = (
    "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Khalifa+Hifter%22%2C%22type%22%3A%22Person%22%2C%22type_strict%22%3A"
    "%22should%22%7D%2C%22q1%22%3A%7B%22query%22%3A%22Lybia%22%2C%22type%22%3A%22State%22%2C%22type_strict%22%3A%22should"
    "%22%2C%22properties%22%3A%5B%7B%22pid%22%3A%22cow-code%22%2C%22v%22%3A%22620%22%7D%5D%7D%7D"
)
OPENREFINE_ADDS_COLUMNS = (
    "extend=%7B%22ids%22%3A%5B%22states%2Flibya%22%2C%22states%2Frussia%22%5D%2C%22properties%22%3A%5B%7B%22id%22%3A"
    "%22cow-code%22%7D%2C%7B%22id%22%3A%22labels%22%2C%22settings%22%3A%7B%22language%22%3A%22ru%22%7D%7D%5D%7D"
)


def posted(client: FlaskClient, body: str) -> Any:
    return client.post(
        URL,
        data=body,
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        headers={"Origin": "http://127.0.0.1:3333", "User-Agent": "OpenRefine/3.8.2"},
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

    assert len(types) == 12
    assert {"id", "str", "date"} <= kinds


def test_a_real_server_answers_another_origin_and_leads_to_the_record(server: str) -> None:
    headers = {"Origin": "http://127.0.0.1:3333", "Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{server}{URL}", OPENREFINE_MATCHES_A_COLUMN, headers=headers, timeout=30)
    template = requests.get(f"{server}{URL}", timeout=30).json()["view"]["url"]
    view = requests.get(template.replace("{{id}}", quote("persons/khalifa-haftar", safe="")), timeout=30)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert is_valid(RESULTS, answer.json())
    assert view.json()["id"] == "khalifa-haftar"


# Everything else


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
