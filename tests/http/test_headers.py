import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PATHS = ["/", "/v1/states", "/v1/states/libya", "/v1/states/libya?format=turtle", "/openapi.json", "/docs", "/ontology"]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_has_a_strong_etag_and_may_be_kept_for_a_while(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    etag, is_weak = response.get_etag()

    assert etag
    assert is_weak is False
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_the_same_answer_has_the_same_etag_and_another_has_another(client: FlaskClient) -> None:
    tags = [client.get(path).headers["ETag"] for path in PATHS]

    assert [client.get(path).headers["ETag"] for path in PATHS] == tags
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("condition", ["{etag}", "W/{etag}", '"other", {etag}', '"other", W/{etag}, "third"', "*"])
def test_an_answer_that_the_client_has_is_not_sent_again(client: FlaskClient, path: str, condition: str) -> None:
    etag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": condition.format(etag=etag)})

    assert response.status_code == 304
    assert response.data == b""
    assert response.headers["ETag"] == etag
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept" in response.vary
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("condition", ['"other"', "nonsense", '""', "W/"])
def test_an_answer_that_the_client_does_not_have_is_sent(client: FlaskClient, condition: str) -> None:
    response = client.get("/v1/states/libya", headers={"If-None-Match": condition})

    assert response.status_code == 200
    assert response.data


@pytest.mark.parametrize("path", ["/v1/states/libya", "/v1/states?format=csv"])
def test_an_answer_that_is_not_the_expected_one_is_a_problem(client: FlaskClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    refused = client.get(path, headers={"If-Match": '"other"'})

    assert client.get(path, headers={"If-Match": etag}).status_code == 200
    assert client.get(path, headers={"If-Match": "*"}).status_code == 200
    assert refused.status_code == 412
    assert refused.json["type"].endswith("/precondition-failed")
    assert "ETag" not in refused.headers
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/v1/states/libya", "/v1/states?format=csv"])
def test_a_second_condition_is_looked_at_when_the_first_holds(client: FlaskClient, path: str) -> None:
    """RFC 9110, section 13.2.2: If-Match first, then If-None-Match."""
    etag = client.get(path).headers["ETag"]

    def status(expected: str, known: str) -> int:
        return client.get(path, headers={"If-Match": expected, "If-None-Match": known}).status_code

    assert [status(etag, etag), status(etag, '"other"'), status("*", etag)] == [304, 200, 304]
    assert [status('"other"', etag), status('"other"', '"other"')] == [412, 412]


def test_a_file_whose_url_names_its_content_is_kept_for_ever_and_no_other(client: FlaskClient) -> None:
    (url,) = re.findall(
        r'href="([^"]+/static/casus\.css\?v=\w+)"', client.get("/", headers={"Accept": "text/html"}).text
    )
    response = client.get(url)
    again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})

    assert response.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert again.status_code == 304
    for other in ("/static/casus.css", "/static/casus.css?v=0123456789"):
        assert "immutable" not in client.get(other).headers["Cache-Control"]
    assert client.get("/static/nothing.css?v=1").headers["Cache-Control"] == "no-store"


def test_another_representation_has_another_etag(client: FlaskClient) -> None:
    json_tag = client.get("/v1/states/libya").headers["ETag"]
    response = client.get("/v1/states/libya", headers={"Accept": "text/turtle", "If-None-Match": json_tag})

    assert response.status_code == 200
    assert response.mimetype == "text/turtle"


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    for path in ("/v1/states", "/v1/states/libya"):
        get, head = client.get(path), client.head(path)

        assert head.status_code == 200
        assert head.data == b""
        for name in ("ETag", "Content-Type", "Content-Length", "Vary", "Cache-Control"):
            assert head.headers[name] == get.headers[name], name


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/v1/states?limit=0", "/healthz", "/static/docs.js"])
def test_any_page_may_read_an_answer_but_without_credentials(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://example.org"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link"} <= {name.strip() for name in response.headers["Access-Control-Expose-Headers"].split(",")}
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/v1/states", {"GET", "HEAD", "OPTIONS"}), ("/sparql", {"GET", "HEAD", "POST", "OPTIONS"})],
)
def test_a_browser_that_asks_first_is_told_what_it_may_do(client: FlaskClient, path: str, methods: set[str]) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    response = client.options(path, headers={**asked, "Access-Control-Request-Headers": "content-type"})

    assert response.status_code in (200, 204)
    assert {m.strip() for m in response.headers["Access-Control-Allow-Methods"].split(",")} == methods
    assert {m.strip() for m in response.headers["Allow"].split(",")} == methods
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [*PATHS, "/sparql", "/nothing"])
@pytest.mark.parametrize(
    "name", ["content-type", "if-none-match", "x-requested-with", "cache-control", "authorization"]
)
def test_a_browser_that_asks_may_send_whatever_header_its_client_sends(
    client: FlaskClient, path: str, name: str
) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    response = client.options(path, headers={**asked, "Access-Control-Request-Headers": name})

    assert response.status_code in (200, 204) or path == "/nothing"
    assert passes_preflight(response, name)


def passes_preflight(response: TestResponse, name: str) -> bool:
    """Whether a browser sends the header with a request without credentials (Fetch, "CORS-preflight fetch", 7)."""
    allowed = {each.strip().lower() for each in response.headers["Access-Control-Allow-Headers"].split(",")}
    return name in allowed or ("*" in allowed and name != "authorization")


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/sparql", "/v1/states?limit=0", "/static/docs.js"])
def test_every_answer_varies_by_what_is_accepted_and_is_hardened(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert "Accept" in response.vary
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
