"""HTTP as a real server speaks it: every kind of answer, in every coding, by every method."""

import gzip
import re

import brotli
import pytest
import requests
from backports import zstd
from flask import Flask
from requests import Response

ANSWERS = {
    "list": "/v1/states?limit=20",
    "record": "/v1/armed-forces/lna",
    "turtle": "/v1/armed-forces/lna?format=turtle",
    "csv": "/v1/places?format=csv",
    "ndjson": "/v1/organizations?format=ndjson",
    "geojson": "/v1/places?format=geojson",
    "page of a stream": "/v1/claims?format=csv&limit=30",
    "timeline": "/v1/timeline?format=csv&type=Event",
    "network": "/v1/network?type=Support&format=graphml",
    "crosswalk": "/v1/crosswalks/cow-code?format=csv",
    "search": "/v1/search?q=haftar",
    "releases": "/v1/releases",
}
CODINGS = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
SAME = ("ETag", "Content-Type", "Content-Encoding", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin")
ROUTES = [
    "/", "/healthz", "/readyz", "/ontology", "/openapi.json", "/docs", "/context.jsonld", "/sparql", "/v1/states",
    "/v1/states/libya", "/v1/states/libya/adjacent", "/v1/claims", "/v1/search", "/v1/lookup", "/v1/network",
    "/v1/timeline", "/v1/changes", "/v1/releases", "/v1/crosswalks", "/v1/crosswalks/cow-code", "/v1/questions",
    "/id/states/libya", "/.well-known/sparql-examples", "/corrections", "/guide", "/guide/api", "/robots.txt",
    "/sitemap.xml", "/sitemaps/places.xml", "/opensearch.xml",
]  # fmt: skip


def ask(server: str, path: str, method: str = "GET", **headers: str) -> Response:
    sent = {"Accept-Encoding": "identity", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return requests.request(method, server + path, headers=sent, timeout=60, allow_redirects=False)


def raw(server: str, path: str, coding: str) -> tuple[Response, bytes]:
    """The answer, and its body as it came."""
    with requests.get(server + path, headers={"Accept-Encoding": coding}, timeout=60, stream=True) as response:
        return response, response.raw.read(decode_content=False)


@pytest.fixture(scope="module")
def dump(server: str) -> str:
    """The path of a dump."""
    listed = ask(server, "/v1/releases").json()["items"][0]["url"]
    url: str = requests.get(listed, timeout=60).json()["dumps"][0]["url"]
    return url.removeprefix(server)


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_coding_of_each_answer_has_a_strong_etag_with_which_it_is_not_sent_again(server: str, kind: str) -> None:
    tags, bodies = [], []
    for coding, decode in CODINGS.items():
        first, body = raw(server, ANSWERS[kind], coding)
        again = ask(server, ANSWERS[kind], Accept_Encoding=coding, If_None_Match=first.headers["ETag"])

        assert first.status_code == 200
        assert first.headers.get("Content-Encoding", "identity") in (coding, "identity")
        bodies.append(decode(body) if "Content-Encoding" in first.headers else body)
        assert re.fullmatch(r'"[^"]+"', first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
            assert again.headers[name] == first.headers[name], (coding, name)
        tags.append((first.headers.get("Content-Encoding"), first.headers["ETag"]))

    assert len(set(bodies)) == 1
    assert len({tag for _, tag in tags}) == len({coding for coding, _ in tags})
    assert {"accept", "accept-encoding"} <= {name.strip().lower() for name in first.headers["Vary"].split(",")}


@pytest.mark.parametrize(
    ("kind", "coding"),
    [*((kind, "identity") for kind in ANSWERS), *((kind, coding) for kind in ("list", "csv") for coding in CODINGS)],
)
def test_head_has_the_headers_of_get(server: str, kind: str, coding: str) -> None:
    get = ask(server, ANSWERS[kind], Accept_Encoding=coding)
    head = ask(server, ANSWERS[kind], "HEAD", Accept_Encoding=coding)

    assert head.status_code == 200
    assert head.content == b""
    for name in SAME:
        assert head.headers.get(name) == get.headers.get(name), name
    if "Content-Length" in get.headers:
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_dump_is_sent_as_it_lies_there_whole_in_part_or_not_at_all(server: str, dump: str) -> None:
    whole, body = raw(server, dump, "gzip, br")
    part = ask(server, dump, Range="bytes=0-99")

    assert whole.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in whole.headers
    assert int(whole.headers["Content-Length"]) == len(body)
    assert int(ask(server, dump, "HEAD").headers["Content-Length"]) == len(body)
    assert ask(server, dump, If_None_Match=whole.headers["ETag"]).status_code == 304
    assert (part.status_code, part.content) == (206, body[:100])
    assert part.headers["ETag"] == whole.headers["ETag"]


def test_every_route_is_of_the_list_that_is_tried(app: Flask) -> None:
    """So that a new noun of the API is added to the list above."""
    first_parts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}

    assert first_parts - {path.split("/")[1] for path in ROUTES} <= {
        "code",
        "context.jsonld",
        "mcp",  # takes messages alone: tests/assistants/test_http.py
        "reconcile",
        "static",
    }


@pytest.mark.parametrize("path", ROUTES)
def test_a_method_that_a_route_does_not_have_is_refused_with_those_that_it_has(server: str, path: str) -> None:
    options = ask(server, path, "OPTIONS")
    allowed = {method.strip() for method in options.headers["Allow"].split(",")}

    assert options.status_code in (200, 204)
    assert {"GET", "HEAD", "OPTIONS"} <= allowed
    for method in {"POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - allowed:
        refused = ask(server, path, method)
        assert refused.status_code == 405, method
        assert {each.strip() for each in refused.headers["Allow"].split(",")} == allowed
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/states", "/v1/places?format=csv", "/sparql", "/nothing"])
def test_a_page_of_another_host_may_read_the_headers_that_matter(server: str, path: str) -> None:
    exposed = {
        name.strip()
        for name in ask(server, path, Origin="https://example.org").headers["Access-Control-Expose-Headers"].split(",")
    }

    assert exposed >= {"Allow", "Content-Disposition", "ETag", "Link", "Repr-Digest", "Retry-After"}


def test_what_a_browser_was_told_before_a_request_it_may_remember(server: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = requests.options(f"{server}/v1/states", headers=asked, timeout=60)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("path", [*ANSWERS.values(), "/nothing", "/v1/states?limit=0"])
def test_every_answer_is_hardened(server: str, path: str) -> None:
    headers = ask(server, path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", ["/v1/states?limit=20&q=a", "/v1/timeline?limit=5", "/v1/search?q=libya&limit=3"])
def test_the_pinned_url_of_a_later_page_answers_the_same(server: str, path: str) -> None:
    second = requests.get(requests.get(server + path, timeout=60).links["next"]["url"], timeout=60)
    pinned = requests.get(second.links["canonical"]["url"], timeout=60)

    assert {"first", "prev", "canonical"} <= set(second.links)
    assert pinned.status_code == 200, pinned.text
    assert [item["id"] for item in pinned.json()["items"]] == [item["id"] for item in second.json()["items"]]
    assert pinned.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize(("url", "header", "status"), [(20_000, 1, 414), (1, 40_000, 431)])
def test_a_head_that_is_too_long_is_a_problem(server: str, url: int, header: int, status: int) -> None:
    response = requests.get(f"{server}/v1/states?q={'a' * url}", headers={"X-Long": "a" * header}, timeout=60)

    assert response.status_code == status
    assert response.json()["status"] == status
