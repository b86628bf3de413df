"""What is not there says what may have been meant."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages.reading import visit


def similar(client: FlaskClient, url: str) -> list[str]:
    body = client.get(url).get_json()
    assert body["status"] == 404
    return [each["id"] for each in body.get("similar", [])]


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("/v1/persons/khalifa-hafter", "persons/khalifa-haftar"),
        ("/v1/persons/haftar", "persons/khalifa-haftar"),
        ("/v1/states/lybia", "states/libya"),
        ("/v1/armed-forces/libyan-national-army", "armed-forces/lna"),
        ("/v1/negotiations/moscow-talk-2020", "negotiations/moscow-talks-2020"),
        ("/v1/codes/claim-statuses", "codes/claim-status"),
        ("/id/persons/khalifa-hafter", "persons/khalifa-haftar"),
    ],
)
def test_a_record_that_is_not_there_names_the_one_that_was_meant_first(
    client: FlaskClient, url: str, meant: str
) -> None:
    assert similar(client, url)[0] == meant


def test_it_names_few_and_of_the_same_collection(client: FlaskClient) -> None:
    found = similar(client, "/v1/claims/haftar-signed-moscow")

    assert len(found) <= 5
    assert {each.partition("/")[0] for each in found} <= {"claims"}


@pytest.mark.parametrize("url", ["/v1/persons/qqqqqq-zzzzzz", "/v1/persons/-", f"/v1/persons/{'ab-' * 3000}c"])
def test_what_resembles_nothing_has_no_suggestions(client: FlaskClient, url: str) -> None:
    assert similar(client, url) == []


def test_a_page_asks_whether_that_was_meant(client: FlaskClient) -> None:
    text = visit(client, "/v1/persons/khalifa-hafter").text

    assert "Did you mean" in text
    assert "/v1/persons/khalifa-haftar" in text
    assert "Khalifa Haftar" in text


@pytest.mark.parametrize(
    ("url", "meant"), [("/v1/person", "/v1/persons"), ("/v1/armed_forces/lna", "/v1/armed-forces"), ("/doc", "/docs")]
)
def test_a_path_that_is_not_there_names_those_like_it(client: FlaskClient, url: str, meant: str) -> None:
    assert similar(client, url)[0] == meant


def test_a_parameter_and_a_value_that_are_not_there_name_those_like_them(client: FlaskClient) -> None:
    (unknown,) = client.get("/v1/claims?sujects=armed-forces/lna").get_json()["errors"]
    (value,) = client.get("/v1/claims?status=acepted").get_json()["errors"]

    assert unknown["similar"][0] == "subjects"
    assert value["similar"] == ["accepted"]
    assert {*unknown["similar"]} <= {*unknown["allowed"]}


def test_the_document_describes_what_a_problem_says(app: Flask) -> None:
    schema = app.extensions["casus-api"].described()["components"]["schemas"]["Problem"]

    assert schema["properties"]["similar"]["maxItems"] == 5
    assert "similar" in schema["properties"]["errors"]["items"]["properties"]
