"""Clients that are slow, silent, half there or too long-winded."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
import requests

from tests.hostile.server import LIMITS, Server, problem, query_path, read_all, request_head

pytestmark = pytest.mark.hostile

WAIT_S = float(LIMITS["CASUS_CLIENT_WAIT_S"])
ANSWER_S = WAIT_S + float(LIMITS["CASUS_QUERY_WAIT_S"]) + float(LIMITS["CASUS_QUERY_DEADLINE_S"])
LOOK_S = WAIT_S / 4
ROWS = 1000
BIG = f"SELECT ('{'x' * 30_000}' AS ?x) {{ ?a ?b ?c }} LIMIT {ROWS}"
"""30 MB of CSV, soon made: far more than the buffers of the kernel hold for a client that does not read."""


def test_connections_without_a_whole_request_are_closed(hostile: Server) -> None:
    start = time.monotonic()
    silent, half, idle, trickling = (hostile.connect() for _ in range(4))
    with silent, half, idle, trickling:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        idle.sendall(request_head("GET", "/healthz"))
        with suppress(ConnectionError):
            while time.monotonic() < start + WAIT_S + 2:
                trickling.sendall(b"G")
                time.sleep(0.1)
        assert time.monotonic() - start < WAIT_S + 1.5
        assert read_all(idle).startswith(b"HTTP/1.1 200 OK")
        assert read_all(half) == read_all(silent) == b""
    assert time.monotonic() - start < WAIT_S + 1.5


def test_http_2_is_not_spoken(hostile: Server) -> None:
    with hostile.connect() as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        assert not read_all(connection).startswith(b"\0")


def test_a_body_that_does_not_arrive_ends_with_its_connection(hostile: Server) -> None:
    start = time.monotonic()
    head = request_head("POST", "/sparql", Content_Type="application/sparql-query", Content_Length=99)
    with hostile.connect() as stopped, hostile.connect() as trickling:
        for connection in (stopped, trickling):
            connection.sendall(head + b"ASK")
        with suppress(ConnectionError):
            while time.monotonic() < start + 2 * ANSWER_S:
                trickling.sendall(b" ")
                time.sleep(0.2)
        assert WAIT_S < time.monotonic() - start < ANSWER_S + 2 * LOOK_S + 1
        with suppress(ConnectionResetError):
            assert read_all(stopped).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - start < ANSWER_S + 2 * LOOK_S + 1


def test_an_answer_that_is_not_read_is_cut_off(hostile: Server) -> None:
    with hostile.connect(receive_buffer=4096) as unread, hostile.connect(receive_buffer=4096) as read_by_byte:
        for connection in (unread, read_by_byte):
            connection.sendall(request_head("GET", query_path(BIG), Accept="text/csv"))
        for _ in range(50):
            time.sleep((WAIT_S + 2 * LOOK_S + 2) / 50)
            read_by_byte.recv(1)
        for connection in (unread, read_by_byte):
            with pytest.raises(ConnectionResetError):
                read_all(connection)


def test_a_client_that_keeps_the_least_pace_gets_the_whole_answer(hostile: Server) -> None:
    start = time.monotonic()
    answer = b""
    with hostile.connect() as connection:
        connection.sendall(request_head("GET", query_path(BIG), Accept="text/csv", Connection="close"))
        while part := connection.recv(1 << 20):
            answer += part
            if time.monotonic() < start + WAIT_S + 2:
                time.sleep(0.5)
    assert time.monotonic() - start > WAIT_S + 2, "it was read faster than this test is about"
    assert answer.count(b"\r\n", answer.index(b"\r\n\r\n") + 4) == 1 + ROWS


def test_requests_in_a_row_are_answered_in_order(hostile: Server) -> None:
    paths = ["/healthz", "/v1/states?limit=1", "/nowhere", "/healthz"]
    with hostile.connect() as connection:
        connection.sendall(b"".join(request_head("GET", path) for path in paths[:-1]))
        connection.sendall(request_head("GET", paths[-1], Connection="close"))
        answers = read_all(connection)
    assert [part.split()[0] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"404", b"200"]


def test_two_thousand_silent_connections_lock_nobody_out(new_server: Callable[..., Server]) -> None:
    server = new_server(CASUS_CLIENT_WAIT_S="10")
    silent = [server.connect(f"127.0.66.{number % 200 + 1}") for number in range(2000)]
    try:
        assert server.get("/v1/states?limit=1").status_code == 200
        assert server.query("ASK {}").status_code == 200
    finally:
        for connection in silent:
            connection.close()


# Heads and bodies that are too long


def test_a_long_url_is_a_problem(hostile: Server) -> None:
    assert problem(hostile.get("/v1/states?q=" + "x" * 17_000)) == (414, "url-too-long")


def test_a_long_url_is_a_query_where_queries_are_sent(hostile: Server) -> None:
    assert hostile.get(query_path("ASK {}" + " " * 50_000)).status_code == 200


def test_long_headers_are_a_problem(hostile: Server) -> None:
    answer = requests.get(f"{hostile.url}/healthz", headers={"X-Long": "x" * 33_000}, timeout=10)
    assert problem(answer) == (431, "headers-too-large")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"x" * 400_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 5000 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
    ],
    ids=["url", "header", "headers", "negative length", "two lengths", "TLS"],
)
def test_what_the_server_in_front_refuses_is_refused_at_once(hostile: Server, head: bytes, status: bytes) -> None:
    with hostile.connect() as connection:
        with suppress(ConnectionError):  # it answers before it has read everything
            connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
def test_a_body_that_is_too_large_is_a_problem(hostile: Server, chunked: bool) -> None:
    body = b"x" * (1024**2 + 1)
    answer = requests.post(
        f"{hostile.url}/sparql",
        iter([body]) if chunked else body,
        headers={"Content-Type": "application/sparql-query"},
        timeout=10,
    )
    assert problem(answer) == (413, "body-too-large")


@pytest.mark.parametrize("path", ["/healthz", "/v1/states?limit=1", "/v1/questions", "/"])
def test_a_body_where_none_is_expected_changes_nothing(hostile: Server, path: str) -> None:
    assert requests.get(hostile.url + path, data=b"x" * 1024**2, timeout=10).status_code == 200
