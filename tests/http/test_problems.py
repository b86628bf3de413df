"""Every error that a client can get, rendered for real."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.http import problems
from casus.sandbox.errors import QueryCrashed
from casus.terms.problem import Problem, every_problem
from tests.conftest import serving_app

SECRET = "innards: /srv/casus/secret"


def raises() -> str:
    raise RuntimeError(SECRET)


@pytest.fixture(scope="module")
def broken(var: Path) -> Iterator[FlaskClient]:
    """The app with a path that fails as nobody foresaw."""
    with serving_app(var) as app:
        app.add_url_rule("/broken", view_func=raises)
        yield app.test_client()


@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.slug)
def test_a_problem_is_rendered_as_rfc_9457_says(app: Flask, kind: type[Problem]) -> None:
    with app.test_request_context("/v1/states?x=1"):
        response = problems.render(kind("Äußerst falsch.", headers={"Retry-After": "3"}, allowed=["a"]))
    body = json.loads(response.get_data())

    assert response.status_code == kind.status
    assert response.content_type == "application/problem+json"
    assert response.headers["Retry-After"] == "3"
    assert body == {
        "type": f"https://w3id.org/casus/problem/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": "Äußerst falsch.",
        "instance": "/v1/states",
        "allowed": ["a"],
    }


def test_every_problem_has_a_name_of_its_own_and_says_what_it_is() -> None:
    kinds = every_problem()

    assert len({kind.slug for kind in kinds}) == len({kind.title for kind in kinds}) == len(kinds)
    assert all(400 <= kind.status <= 599 for kind in kinds)
    assert all(kind.__doc__ and kind.__doc__.strip() for kind in kinds)


def test_problems_are_listed_in_the_same_order_whoever_was_imported_first() -> None:
    kinds = every_problem()

    assert kinds[0] is Problem
    assert kinds[1:] == sorted(kinds[1:], key=lambda kind: (kind.status, kind.slug))
    assert {kind.__module__ for kind in kinds} >= {
        "casus.http.problems",
        "casus.sandbox.limits",
        "casus.sparql.problems",
    }


def test_the_log_is_told_more_than_the_client(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.test_request_context("/sparql"), caplog.at_level(logging.ERROR):
        response = problems.render(QueryCrashed.because(SECRET))

    assert SECRET in caplog.text
    assert SECRET not in response.get_data(as_text=True)


def test_the_schema_of_problems_says_what_is_in_their_body(app: Flask) -> None:
    problem = problems.InvalidParameters.of("type", "x", "is none", allowed=["Support"])
    with app.test_request_context("/v1/claims"):
        body = json.loads(problems.render(problem).get_data())

    Draft202012Validator(problems.SCHEMA).validate(body)
    assert {*body, "similar", "request_id"} == problems.SCHEMA["properties"].keys()
    assert body["detail"] == "'x' as type is none."
    assert body["errors"] == [{"parameter": "type", "value": "x", "detail": "is none", "allowed": ["Support"]}]


@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.slug)
def test_the_openapi_document_shows_each_problem_as_it_is_sent(app: Flask, kind: type[Problem]) -> None:
    with app.test_request_context("/v1/armed-forces"):
        sent = json.loads(problems.render(kind((kind.__doc__ or "").strip())).get_data())

    assert problems.described(kind)["content"]["application/problem+json"]["example"] == sent


def test_a_method_that_a_path_does_not_have_is_refused_with_those_that_it_has(client: FlaskClient) -> None:
    for path in ("/v1/states", "/v1/states/libya", "/", "/openapi.json", "/healthz"):
        response = client.delete(path)

        assert response.status_code == 405
        assert response.mimetype == "application/problem+json"
        assert response.json["type"].endswith("/method-not-allowed")
        assert {"GET", "HEAD", "OPTIONS"} <= {m.strip() for m in response.headers["Allow"].split(",")}
        assert response.json["allowed"] == sorted(m.strip() for m in response.headers["Allow"].split(","))


def test_what_nobody_foresaw_is_a_500_without_its_innards_and_is_logged_in_full(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = broken.get("/broken")

    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert response.json["type"].endswith("/internal")
    assert "innards" not in response.text + str(response.headers)
    assert "RuntimeError" not in response.text
    assert SECRET in caplog.text


def test_the_next_request_after_a_failure_is_answered(broken: FlaskClient) -> None:
    broken.get("/broken")

    assert broken.get("/v1/states/libya").status_code == 200


def test_a_path_that_there_is_not_is_a_problem_that_names_it(client: FlaskClient) -> None:
    response = client.get("/no/such/path?x=1")

    assert response.status_code == 404
    assert response.json["instance"] == "/no/such/path"
    assert response.json["status"] == 404


def test_errors_are_readable_from_any_page_and_are_not_kept(client: FlaskClient) -> None:
    for response in (client.get("/nothing"), client.get("/v1/states?limit=0"), client.post("/v1/states")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_the_answer_to_head_has_no_body_but_the_headers_of_the_problem(client: FlaskClient) -> None:
    response = client.head("/v1/states/no-such-record")

    assert response.status_code == 404
    assert response.data == b""
    assert response.mimetype == "application/problem+json"
