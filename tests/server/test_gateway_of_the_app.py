"""The gateway over the real application: what is kept is what would be computed."""

import gzip
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from casus.server.gateway import Gateway
from casus.settings import Settings
from tests.server.running import Answered, Running, request, running

SELECT = f"/sparql?query={quote('SELECT * { ?s a <https://w3id.org/casus/ontology#State> } LIMIT 100')}"
PATHS = [
    "/",
    "/v1/states?limit=3",
    "/v1/states?limit=3&fields=label",
    "/v1/states/libya",
    "/v1/states/libya?lang=ar",
    "/v1/claims?limit=20",
    "/v1/timeline?limit=5",
    "/v1/search?q=tripoli",
    "/v1/questions",
    "/v1/releases",
    "/v1/states?format=geojson-that-there-is-not",
    "/v1/conflicts?format=csv",
    "/v1/states?facets=status&limit=1",
    "/v1/nowhere",
    "/v1/states/nobody",
    "/context.jsonld",
    "/openapi.json",
    "/docs",
    "/ontology",
    "/reconcile",
    "/readyz",
    "/sparql",
    "/id/libya",
    SELECT,
    "/sparql?query=nonsense",
]
NEGOTIATED: list[dict[str, str]] = [
    {},
    {"Accept": "text/html"},
    {"Accept": "text/csv"},
    {"Accept": "text/turtle"},
    {"Accept": "image/png"},
    {"Accept_Encoding": "gzip"},
    {"Accept_Encoding": "br;q=0.5, zstd"},
    {"Accept": "text/html", "Accept_Encoding": "zstd, br, gzip"},
    {"Host": "other.test:8080"},
]


@pytest.fixture(scope="module")
def warm(app: Flask, var: Path) -> Iterator[Running]:
    settings = Settings(var_dir=var, client_requests=8)
    with running(Gateway(app, settings), settings) as server:
        yield server


@pytest.fixture(scope="module")
def cold(app: Flask, var: Path) -> Iterator[Running]:
    """The same, which keeps nothing."""
    settings = Settings(var_dir=var, client_requests=8, cache_mib=0)
    with running(Gateway(app, settings), settings) as server:
        yield server


def shown(answer: Answered) -> tuple[int, list[tuple[str, str]], bytes]:
    """All of it but what says that it was kept, when it was sent, and to whom."""
    left_out = ("cache-status", "date", "x-request-id")
    headers = sorted((name.lower(), value) for name, value in answer.headers.items() if name.lower() not in left_out)
    body = (
        answer.body if answer.headers["Content-Encoding"] != "gzip" else gzip.decompress(answer.body)
    )  # it has a time
    return answer.status, headers, body


def is_hit(answer: Answered) -> bool:
    return answer.headers["Cache-Status"] == "casus; hit"


def warmed(server: Running, path: str, **headers: str) -> bool:
    """Whether the answer is in the cache, now that it was asked for."""
    server.ask(path, **headers)
    return is_hit(server.ask(path, **headers))


@pytest.mark.parametrize("path", PATHS)
def test_what_is_kept_is_what_would_be_computed(warm: Running, cold: Running, path: str) -> None:
    for headers in NEGOTIATED if path != SELECT else NEGOTIATED[2:6:3]:
        kept = warmed(warm, path, **headers)
        computed = cold.ask(path, **headers)
        found = warm.ask(path, **headers)
        assert shown(found) == shown(computed), headers
        assert is_hit(found) is kept
        assert kept is False or computed.status == 200


def test_most_of_it_is_kept(warm: Running) -> None:
    assert sum(warmed(warm, path) for path in PATHS) > len(PATHS) / 2


CONDITIONS: list[dict[str, str]] = [
    {"If_None_Match": "TAG"},
    {"If_None_Match": "W/TAG"},
    {"If_None_Match": '"x", TAG, "y"'},
    {"If_None_Match": '"x"'},
    {"If_None_Match": "*"},
    {"If_Match": "TAG"},
    {"If_Match": '"x"'},
    {"If_Match": "*"},
    {"If_Modified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    {"If_Modified_Since": "Sat, 01 Jan 2050 00:00:00 GMT"},
    {"If_Unmodified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    {"If_None_Match": "nonsense"},
]


@pytest.mark.parametrize(
    ("path", "coding"),
    [
        *product(["/v1/states?limit=3", "/v1/states/libya", "/", "/context.jsonld"], ["identity", "gzip"]),
        (SELECT, "identity"),
    ],
)
def test_conditions_are_answered_as_without_a_cache(warm: Running, cold: Running, path: str, coding: str) -> None:
    assert warmed(warm, path, Accept_Encoding=coding)
    tag = warm.ask(path, Accept_Encoding=coding).headers["ETag"]
    statuses = set()
    for conditions, method in product(CONDITIONS, ("GET", "HEAD")):
        if path is SELECT and method == "HEAD":
            continue
        told = {name: value.replace("TAG", tag) for name, value in conditions.items()} | {"Accept_Encoding": coding}
        found, computed = (server.ask(path, method, **told) for server in (warm, cold))
        assert without_what_a_304_may_lack(found) == without_what_a_304_may_lack(computed), (method, told)
        statuses.add(found.status)
    assert statuses == {200, 304, 412}


def without_what_a_304_may_lack(answer: Answered) -> object:
    """A query that was not run because its result is known already says less of it."""
    return (304, answer.headers["ETag"], answer.body) if answer.status == 304 else shown(answer)


def test_after_an_answer_without_a_body_the_connection_is_good_for_the_next(warm: Running) -> None:
    warmed(warm, "/v1/states?limit=3")
    tag = warm.ask("/v1/states?limit=3").headers["ETag"]
    known = request("/v1/states?limit=3", If_None_Match=tag)
    head = request("/v1/states?limit=3", "HEAD")
    with warm.sent(known + head + known + request("/healthz", Connection="close")) as connection:
        assert connection.answer().status == 304
        assert connection.answer("HEAD").status == 200
        assert connection.answer().status == 304
        assert connection.answer().status == 200
        assert connection.rest() == b""


@pytest.mark.parametrize("path", ["/v1/states?limit=3", "/v1/states/libya", "/", "/v1/nowhere", "/context.jsonld"])
def test_head_says_what_get_would(warm: Running, cold: Running, path: str) -> None:
    found = cold.ask(path, "HEAD")
    assert found.body == b""
    assert shown(found)[:2] == shown(cold.ask(path))[:2]
    warmed(warm, path)
    assert shown(warm.ask(path, "HEAD")) == shown(found)


def test_head_alone_fills_no_cache(warm: Running) -> None:
    for _ in range(2):
        assert warm.ask("/v1/states?limit=4", "HEAD").headers["Cache-Status"] is None
    assert len(warm.ask("/v1/states?limit=4").body) > 100


def test_parts_of_a_dump_are_sent_as_they_are_asked_for(warm: Running, var: Path) -> None:
    name = min((var / "current" / "dumps").iterdir(), key=lambda path: path.stat().st_size).name
    path = f"/v1/releases/{(var / 'current').resolve().name}/dumps/{name}"
    whole = warm.ask(path)
    assert whole.status == 200
    for _ in range(2):
        part = warm.ask(path, Range="bytes=10-99")
        assert (part.status, part.body) == (206, whole.body[10:100])
        assert part.headers["Content-Range"] == f"bytes 10-99/{len(whole.body)}"
        assert part.headers["Cache-Status"] is None
    assert warm.ask(path, Range=f"bytes={len(whole.body)}-").status == 416
    assert warm.ask(path).body == whole.body


@pytest.mark.parametrize(
    "path",
    [
        f"/sparql?query={quote('SELECT (RAND() AS ?r) {}')}",
        "/v1/conflicts?format=ndjson",
        "/v1/nowhere",
        "/v1/states?limit=none",
    ],
)
def test_what_is_not_the_same_for_ever_is_not_kept(warm: Running, path: str) -> None:
    assert not warmed(warm, path)
    first, second = warm.ask(path), warm.ask(path)
    assert first.headers["Cache-Status"] is second.headers["Cache-Status"] is None
    if "RAND" in path:
        assert first.body != second.body
    else:
        assert first.body == second.body


def test_a_query_that_is_posted_is_run_each_time(warm: Running) -> None:
    query = b"ASK {}"
    for _ in range(2):
        answer = warm.ask("/sparql", "POST", body=query, Content_Type="application/sparql-query")
        assert answer.status == 200
        assert answer.headers["Cache-Status"] is None
