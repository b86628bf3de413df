"""What is sent compressed, and that every coding is a representation with an ETag of its own."""

import gzip
import re
import time
from urllib.parse import quote

import brotli
import pytest
import requests
from backports import zstd
from flask import Flask, Response
from flask.testing import FlaskClient

from casus.http import compression
from casus.http.compression import _LEAST_BYTES
from casus.sparql.spool import MEMORY_BYTES

CODINGS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
SELECT = f"/sparql?query={quote('SELECT * { ?s a ?o } LIMIT 100')}"
LARGE = f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 6000')}"
"""Too large to be kept in memory (spool.MEMORY_BYTES)."""
LARGER = LARGE.replace("6000", "20000")
CONSTRUCT = f"/sparql?query={quote('CONSTRUCT WHERE { ?s a ?o } LIMIT 100')}"
PATHS = [
    "/v1/states",
    "/v1/states/libya",
    "/openapi.json",
    "/ontology",
    SELECT,
    CONSTRUCT,
    LARGE,
    "/docs/ui/js/swagger-ui-bundle.js",
]
SMALL = ["/readyz", f"/sparql?query={quote('ASK {}')}"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", CODINGS)
def test_a_client_gets_the_coding_that_it_reads(client: FlaskClient, path: str, coding: str) -> None:
    plain = client.get(path)
    coded = client.get(path, headers={"Accept-Encoding": coding})

    assert path != LARGE or len(plain.data) > MEMORY_BYTES
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == coding
    assert CODINGS[coding](coded.data) == plain.data
    assert len(coded.data) < len(plain.data) / 2
    for response in (plain, coded):
        assert {"accept", "accept-encoding"} <= {name.lower() for name in response.vary}


@pytest.mark.parametrize("path", PATHS)
def test_each_coding_has_a_strong_etag_of_its_own(client: FlaskClient, path: str) -> None:
    answers = [client.get(path, headers={"Accept-Encoding": coding}) for coding in ("identity", *CODINGS)]
    tags = [answer.get_etag() for answer in answers]

    assert all(tag and weak is False for tag, weak in tags)
    assert len(set(tags)) == 4


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", ["identity", *CODINGS])
def test_what_a_client_has_in_its_coding_is_not_sent_again(client: FlaskClient, path: str, coding: str) -> None:
    first = client.get(path, headers={"Accept-Encoding": coding})
    again = client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": f"W/{first.headers['ETag']}"})

    assert again.status_code == 304
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert set(again.vary) == set(first.vary)
    assert again.data == b""
    assert "Content-Encoding" not in again.headers


def test_what_a_client_has_in_another_coding_is_sent(client: FlaskClient) -> None:
    plain = client.get("/v1/states").headers["ETag"]

    assert client.get("/v1/states", headers={"Accept-Encoding": "gzip", "If-None-Match": plain}).status_code == 200


@pytest.mark.parametrize("path", SMALL)
def test_what_is_small_is_sent_as_it_is(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept-Encoding": "gzip, br, zstd"})

    assert len(response.data) < _LEAST_BYTES
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.vary


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),  # browsers
        ("gzip, deflate", "gzip"),  # requests
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "br"),
        ("gzip; q=0.5, br; q=0.8", "br"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("gzip;q=0, br;q=0, zstd;q=0, *", None),
        ("deflate", None),
        ("identity", None),
        ("", None),
    ],
)
def test_the_client_chooses_and_the_fastest_wins_among_equals(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    response = client.get("/v1/states", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == coding


def test_problems_are_readable_whatever_is_accepted(client: FlaskClient) -> None:
    response = client.get("/v1/states?nonsense=1", headers={"Accept-Encoding": "gzip"})

    assert response.status_code == 422
    assert response.json is not None


@pytest.mark.parametrize(
    ("media_type", "compressed"),
    [
        ("text/turtle", True),
        ("application/geo+json", True),
        ("application/x-new", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("font/woff2", False),
        ("application/zip", False),
    ],
)
def test_everything_is_text_unless_it_says_otherwise(media_type: str, compressed: bool) -> None:
    app = Flask(__name__)
    compression.configure(app)
    app.after_request(compression.compress)
    app.add_url_rule("/", view_func=lambda: Response(b"a" * 2000, content_type=media_type))

    answer = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})

    assert ("Content-Encoding" in answer.headers) is compressed


def test_a_head_tells_what_get_would_without_the_coding_of_the_body(client: FlaskClient) -> None:
    for path in (SELECT, CONSTRUCT, LARGE):
        head, plain = client.head(path, headers={"Accept-Encoding": "gzip"}), client.get(path)
        for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
            assert head.headers[name] == plain.headers[name], name


def test_a_large_result_is_compressed_while_it_is_sent(server: str) -> None:
    plain = requests.get(server + LARGER, headers={"Accept-Encoding": "identity"}, timeout=60)
    coded = requests.get(server + LARGER, headers={"Accept-Encoding": "gzip"}, timeout=60)
    again = requests.get(
        server + LARGER, headers={"Accept-Encoding": "gzip", "If-None-Match": coded.headers["ETag"]}, timeout=60
    )

    assert len(plain.content) > 4_000_000
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.content == plain.content
    assert re.fullmatch(r'"[0-9a-f]+:gzip"', coded.headers["ETag"])
    assert again.status_code == 304


def test_gzip_is_the_same_at_any_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its strong ETag says so, and copies of the service have one another's answers in the caches before them."""
    answers = []
    for moment in (1_000_000_000.0, 2_000_000_000.0):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        answers.append(client.get("/v1/states", headers={"Accept-Encoding": "gzip"}))
    assert answers[0].headers["Content-Encoding"] == "gzip"
    assert answers[0].data == answers[1].data
    assert gzip.decompress(answers[0].data) == client.get("/v1/states").data
