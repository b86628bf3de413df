from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casus.app import create_app
from casus.http.urls import root_url, sparql_url
from casus.settings import Settings


@pytest.fixture(scope="module")
def behind_proxy(var: Path) -> Flask:
    return create_app(Settings(var_dir=var, public_url="https://casus.example/"))


def test_urls_begin_with_the_host_that_was_asked(app: Flask) -> None:
    with app.test_request_context("/v1/states", base_url="http://127.0.0.1:8123"):
        assert root_url() == "http://127.0.0.1:8123"


def test_urls_begin_with_the_public_url_where_one_is_set(behind_proxy: Flask) -> None:
    with behind_proxy.test_request_context("/v1/states", base_url="http://127.0.0.1:8123"):
        assert root_url() == "https://casus.example"


def test_every_link_of_an_answer_begins_with_the_public_url(behind_proxy: Flask) -> None:
    for path, count in (("/v1/states?limit=1", 4), ("/v1/states/libya", 3), ("/v1/releases", 2)):
        response = behind_proxy.test_client().get(path)
        release: dict[str, str] = response.json["items"][0] if path == "/v1/releases" else {}
        linked = response.json.get("links", {name: release.get(name) for name in ("url", "changes")})
        urls = [url for url in linked.values() if url]

        assert len(urls) == count
        assert all(url.startswith(("https://casus.example/v1/", "https://casus.example/sparql?")) for url in urls)
        assert "localhost" not in response.text
        assert "localhost" not in str(response.headers)


def test_a_redirect_goes_to_the_public_url(behind_proxy: Flask) -> None:
    response = behind_proxy.test_client().get("/id/states/libya")

    assert response.headers["Location"] == "https://casus.example/v1/states/libya"


def test_headers_that_any_client_can_send_do_not_change_urls(client: FlaskClient) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}

    assert "evil.example" not in client.get("/v1/states?limit=1", headers=forged).text


@pytest.mark.parametrize("query", ["SELECT * WHERE { ?s ?p ?o }", 'ASK { ?s ?p "a&b=c#d+e%20 é\n" }', "حفتر"])
def test_a_query_is_quoted_so_that_it_arrives_as_it_is(app: Flask, query: str) -> None:
    with app.test_request_context("/"):
        parts = urlsplit(sparql_url(query))

    assert parts.path == "/sparql"
    assert parse_qs(parts.query) == {"query": [query]}
