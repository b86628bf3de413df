"""Two hundred bad clients at once, from one address, while a person at another one asks something light."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests

from tests.hostile.server import ATTACKER, ENDLESS, LIGHT, Server, query_path, read_all, request_head
from tests.hostile.test_connections import BIG
from tests.hostile.test_queries import RESULT_BOMBS

pytestmark = pytest.mark.hostile

CROWD = 200
PATIENCE_S = 5.0
"""What a person waits at most while the crowd is there; alone it is some milliseconds."""

STALLED = request_head("POST", "/sparql", Content_Type="application/sparql-query", Content_Length=99) + b"ASK"
LONG = b"#\n" * 32_000 + b"ASK {}"
"""Reading it takes longest, for the web process and for the engine."""
CROWDS: dict[str, bytes] = {
    "heavy queries": request_head("GET", query_path(ENDLESS), Connection="close"),
    "result bombs": request_head("GET", query_path(RESULT_BOMBS["a wide table"]), Connection="close"),
    "slow readers of results": request_head("GET", query_path(BIG), Accept="text/csv"),
    "slow readers of long lists": request_head("GET", "/v1/claims?limit=500"),
    "slow readers of whole lists": request_head("GET", "/v1/claims", Accept="application/x-ndjson"),
    "networks": request_head("GET", "/v1/network", Connection="close"),
    "searches": request_head("GET", "/v1/search?q=" + "a" * 200, Connection="close"),
    "long queries": request_head(
        "POST", "/sparql", Content_Type="application/sparql-query", Content_Length=len(LONG), Connection="close"
    )
    + LONG,
    "bodies that do not arrive": STALLED,
    "heads that do not arrive": b"GET /v1/states HTTP/1.1\r\nHost: x\r\nAcc",
    "silence": b"",
    "requests in a row": request_head("GET", "/v1/states?limit=500") * 20,
}


@contextmanager
def crowd(server: Server, request: bytes, source: str = ATTACKER) -> Iterator[list[socket.socket]]:
    """Many connections on which the same was sent and nothing is read."""
    with ExitStack() as connections:
        yield [connections.enter_context(server.sent(request, source, receive_buffer=4096)) for _ in range(CROWD)]


def person(server: Server) -> float:
    """The longest that one waits for a light query, a record and the state of the server, thrice."""
    longest = 0.0
    for _ in range(3):
        for ask in (
            lambda: server.query(LIGHT),
            lambda: server.get("/v1/states/libya"),
            lambda: server.get("/readyz"),
        ):
            start = time.monotonic()
            assert ask().status_code == 200
            longest = max(longest, time.monotonic() - start)
    return longest


@pytest.mark.parametrize("request_of_each", CROWDS.values(), ids=CROWDS)
def test_a_crowd_at_one_address_keeps_nobody_else_waiting(hostile: Server, request_of_each: bytes) -> None:
    with crowd(hostile, request_of_each):
        time.sleep(0.2)
        assert person(hostile) < PATIENCE_S
    assert hostile.light_ms() < 500


@pytest.mark.parametrize("name", ["heavy queries", "slow readers of long lists", "networks"])
def test_a_crowd_that_hangs_up_leaves_no_work_behind(hostile: Server, name: str) -> None:
    with crowd(hostile, CROWDS[name]):
        pass
    assert person(hostile) < PATIENCE_S


def test_each_of_a_crowd_is_told_what_became_of_its_query(hostile: Server) -> None:
    heads = [request_head("GET", query_path(f"{ENDLESS} # {n}"), Connection="close") for n in range(CROWD)]
    with ExitStack() as held:
        connections = [held.enter_context(hostile.sent(head, "127.0.66.7")) for head in heads]
        answers = Counter(read_all(connection).split(b"\r\n")[0].decode() for connection in connections)
    assert set(answers) <= {
        "HTTP/1.1 504 Gateway Timeout",
        "HTTP/1.1 503 Service Unavailable",
        "HTTP/1.1 429 Too Many Requests",
    }
    assert answers["HTTP/1.1 504 Gateway Timeout"] >= 2
    assert answers["HTTP/1.1 429 Too Many Requests"] >= CROWD / 2


def test_a_polite_client_gets_all_its_answers(hostile: Server) -> None:
    """Eight at once, as a federated query or a browser sends them: they take turns, and none is refused."""
    with ExitStack() as connections:
        head = request_head("GET", query_path(LIGHT), Connection="close")
        asked = [connections.enter_context(hostile.sent(head, "127.0.0.8")) for _ in range(8)]
        assert [read_all(connection)[:15] for connection in asked] == [b"HTTP/1.1 200 OK"] * 8
        head = request_head("GET", "/v1/states/libya", Connection="close")
        asked = [connections.enter_context(hostile.sent(head, "127.0.0.8")) for _ in range(8)]
        assert [read_all(connection)[:15] for connection in asked] == [b"HTTP/1.1 200 OK"] * 8


def test_behind_a_proxy_each_client_has_its_own_share(new_server: Callable[..., Server]) -> None:
    server = new_server(CASUS_TRUSTED_PROXIES="1", CASUS_WEB_WORKERS="1")
    with ExitStack() as connections:
        for n in range(40):
            heavy = request_head("GET", query_path(f"{ENDLESS} # {n}"), X_Forwarded_For="203.0.113.1")
            connections.enter_context(server.sent(heavy))
        time.sleep(0.3)
        headers = {"X-Forwarded-For": "203.0.113.2"}
        answer = requests.get(server.url + query_path(LIGHT), headers=headers, timeout=30)
        assert answer.status_code == 200
        headers = {"X-Forwarded-For": "203.0.113.1"}
        answer = requests.get(server.url + query_path(f"{LIGHT} # not the same"), headers=headers, timeout=30)
        assert answer.status_code == 429
