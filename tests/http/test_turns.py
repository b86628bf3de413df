"""What the application says of the work that a request is."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ
from werkzeug.wsgi import ClosingIterator

from casus.http.turns import GIVEN, NEEDED, Turn


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/v1/claims?limit=5", None),
        ("/v1/claims?limit=51", Turn.LONG),
        ("/v1/claims/", None),
        ("/v1/timeline", None),
        ("/v1/claims?format=csv", Turn.LONG),
        ("/v1/claims?format=ndjson", Turn.LONG),
        ("/v1/timeline?format=csv", Turn.LONG),
        ("/v1/network", Turn.LONG),
        ("/v1/crosswalks/cow?format=csv", Turn.LONG),
        ("/v1/claims?facets=status&limit=1", Turn.QUERY),
        ("/v1/questions/agreements-by-text-status-on-a-day", Turn.QUERY),
        ("/sparql?query=ASK%7B%7D", Turn.QUERY),
        ("/sparql", None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_that_takes_long_is_sent_for_its_turn(
    app: Flask, path: str, needed: Turn | None, method: str
) -> None:
    environ = create_environ(path, method=method, headers={"Accept": "*/*"})
    environ[GIVEN] = Turn.SHORT
    told: list[str] = []
    ClosingIterator(app.wsgi_app(environ, lambda status, *_: told.append(status))).close()

    assert environ.get(NEEDED) is needed
    assert told[-1].startswith("503") == (needed is not None)


@pytest.mark.parametrize("given", [{}, {GIVEN: Turn.LONG}, {GIVEN: Turn.QUERY}])
@pytest.mark.parametrize(
    "path", ["/v1/states?format=csv", "/v1/claims?facets=status&limit=1", "/sparql?query=ASK%7B%7D"]
)
def test_with_its_turn_or_where_there_are_none_it_is_answered(
    client: FlaskClient, path: str, given: dict[str, Any]
) -> None:
    assert client.get(path, environ_overrides=given).status_code == 200
