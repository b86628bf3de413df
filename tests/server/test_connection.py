"""Connections of a real server over an application of a few lines: heads, time, pace, and how they end."""

import asyncio
import fcntl
import json
import struct
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qs

import pytest

from casus.settings import Settings
from tests.server.running import Connected, Running, request, running
from tests.waiting import eventually

WAIT_S = 0.5
MIB = 1024**2


class Application:
    """Answers with what it was asked, or with so many `bytes`, 64 KiB at a time; after `wait_s`."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gone: list[str] = []
        """The paths of requests whose clients had gone before the answer."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.begun.append(scope["path"])
        taken, message = 0, {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            taken += len(message.get("body", b""))
        asked = {name: float(values[0]) for name, values in parse_qs(scope["query_string"].decode()).items()}
        try:
            await asyncio.sleep(asked.get("wait_s", 0))
        except asyncio.CancelledError:
            self.gone.append(scope["path"])
            return
        told = {
            "path": scope["path"],
            "raw_path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "hosts": [value.decode() for name, value in scope["headers"] if name == b"host"],
            "headers": len(scope["headers"]),
            "body": taken,
        }
        body = json.dumps(told).encode() if "bytes" not in asked else bytes(int(asked["bytes"]))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", str(len(body)).encode())],
            }
        )
        for start in range(0, len(body), 1 << 16):
            part = body[start : start + (1 << 16)]
            await send({"type": "http.response.body", "body": part, "more_body": start + len(part) < len(body)})


@contextmanager
def serving(wait_s: float = WAIT_S, **settings: Any) -> Iterator[tuple[Running, Application]]:
    application = Application()
    with running(application, Settings(client_wait_s=wait_s, **settings)) as server:
        yield server, application


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Running, Application]]:
    with serving() as found:
        yield found


@pytest.fixture
def server(served: tuple[Running, Application]) -> Running:
    return served[0]


@pytest.fixture
def application(served: tuple[Running, Application]) -> Application:
    served[1].begun.clear()
    served[1].gone.clear()
    return served[1]


def trickle(connection: Connected, data: bytes, for_s: float = 10 * WAIT_S) -> float:
    """Send it again and again, until the server has enough; after how long."""
    start = time.monotonic()
    connection.settimeout(0.05)
    while time.monotonic() < start + for_s:
        try:
            connection.sendall(data)
            if connection.recv(1000) == b"":
                break
        except TimeoutError:
            pass
        except ConnectionError:
            break
    return time.monotonic() - start


def ends_after(connection: Connected) -> float:
    start = time.monotonic()
    with suppress(ConnectionError):
        assert connection.rest() == b""
    return time.monotonic() - start


# Heads in time

SOON, LATE = 0.7 * WAIT_S, 5 * WAIT_S


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n"])
def test_a_head_that_does_not_come_ends_the_connection(server: Running, sent: bytes) -> None:
    with server.sent(sent) as connection:
        assert SOON < ends_after(connection) < LATE


@pytest.mark.parametrize(("start", "more"), [(b"GET /", b"x"), (b"GET / HTTP/1.1\r\n", b"X: x\r\n"), (b"", b"\r\n")])
def test_so_does_one_that_comes_bit_by_bit(server: Running, start: bytes, more: bytes) -> None:
    with server.sent(start) as connection:
        assert SOON < trickle(connection, more) < LATE


def test_an_idle_connection_ends(server: Running) -> None:
    with server.sent(request("/")) as connection:
        assert connection.answer().status == 200
        assert SOON < ends_after(connection) < LATE


@pytest.mark.parametrize(("start", "more"), [(b"", b"\r\n"), (b"GET /", b"x")])
def test_an_idle_connection_that_only_seems_busy_ends(server: Running, start: bytes, more: bytes) -> None:
    with server.sent(request("/")) as connection:
        assert connection.answer().status == 200
        connection.sendall(start)
        assert SOON < trickle(connection, more) < LATE


def test_a_connection_that_is_used_goes_on(server: Running) -> None:
    with server.connect() as connection:
        for _ in range(8):
            connection.sendall(request("/"))
            assert connection.answer().status == 200
            time.sleep(WAIT_S / 4)


def test_an_answer_may_take_longer_than_a_head(server: Running) -> None:
    with server.sent(request(f"/?wait_s={2 * WAIT_S}")) as connection:
        assert connection.answer().status == 200


# Long heads


def long_heads() -> Iterator[tuple[str, bytes, int]]:
    start = b"GET / HTTP/1.1\r\nHost: x\r\n"
    yield "a URL", b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414
    yield "a URL without an end", b"GET /" + b"x" * 400_000, 414
    yield "a header", start + b"X: " + b"x" * 400_000 + b"\r\n\r\n", 431
    yield "a header without an end", start + b"X: " + b"x" * 400_000, 431
    yield "a name of a header", start + b"x" * 400_000, 431
    yield "many headers", start + b"X: x\r\n" * 100 + b"\r\n", 431
    yield "many headers without an end", start + b"X: x\r\n" * 100_000, 431


@pytest.mark.parametrize(
    ("head", "status"), [each[1:] for each in long_heads()], ids=[each[0] for each in long_heads()]
)
def test_a_long_head_is_a_problem(server: Running, head: bytes, status: int) -> None:
    with server.connect() as connection:
        with suppress(ConnectionError):
            connection.sendall(head)
        answer = connection.answer()
        assert (answer.status, answer.problem) == (status, {414: "url-too-long", 431: "headers-too-large"}[status])
        assert answer.headers["Connection"] == "close"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        with suppress(ConnectionError):
            assert connection.rest() == b""


def test_heads_that_are_not_too_long_are_read(server: Running) -> None:
    url = "/" + "x" * 60_000
    with server.sent(request(url)) as connection:
        assert json.loads(connection.answer().body)["path"] == url
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 99 + b"\r\n")
        assert json.loads(connection.answer().body)["headers"] == 100


def test_a_large_body_before_a_head_is_no_part_of_it() -> None:
    """They may come in one piece, if the client is fast."""
    whole = request("/", "POST", bytes(200_000)) + request("/next")
    with serving(wait_s=10) as (server, _), server.connect() as connection:
        assert eventually(lambda: len(server.server.server_state.connections) == 1)
        (served,) = server.server.server_state.connections
        served.loop.call_soon_threadsafe(served.data_received, whole[:-10])
        assert connection.answer().status == 200
        connection.sendall(whole[-10:])
        assert json.loads(connection.answer().body)["path"] == "/next"


# What is no request


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"HELO there\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        b"GET /caf\xe9 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http:///path HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT casus.test:80 HTTP/1.1\r\nHost: casus.test\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:60]),
)
def test_what_is_no_request_is_told_so(server: Running, sent: bytes) -> None:
    with server.sent(sent) as connection:
        answer = connection.answer()
        assert (answer.status, answer.problem) == (400, "bad-request")
        assert answer.headers["Connection"] == "close"
        with suppress(ConnectionError):
            assert connection.rest() == b""


def test_it_is_told_so_after_an_answer_too(server: Running) -> None:
    with server.sent(request("/")) as connection:
        assert connection.answer().status == 200
        connection.sendall(b"\0\0\0")
        assert connection.answer().status == 400


def test_it_does_not_come_in_the_middle_of_an_answer(server: Running) -> None:
    """Which would be taken for a part of that."""
    with server.sent(request(f"/?bytes={8 * MIB}"), receive_buffer=1 << 14) as connection:
        connection.recv(1000)
        connection.sendall(b"\0\0\0")
        time.sleep(0.1)
        with suppress(ConnectionError):
            assert b"HTTP/1.1" not in connection.rest()


# Targets and hosts


@pytest.mark.parametrize(
    ("target", "host", "path", "query"),
    [
        ("http://other.test/path?a=1", "other.test", "/path", "a=1"),
        ("http://other.test:8080/", "other.test:8080", "/", ""),
        ("HTTPS://somebody:secret@other.test/x", "other.test", "/x", ""),
        ("http://other.test", "other.test", "/", ""),
        ("http://other.test?a=1", "other.test", "/", "a=1"),
        ("http://[::1]:80/x", "[::1]:80", "/x", ""),
        ("/path?a=1", "casus.test", "/path", "a=1"),
        ("//other.test/path", "casus.test", "//other.test/path", ""),
        ("/http://other.test/", "casus.test", "/http://other.test/", ""),
    ],
)
def test_an_absolute_target_goes_before_the_host(
    server: Running, target: str, host: str, path: str, query: str
) -> None:
    answer = server.ask(target)
    assert answer.status == 200
    told = json.loads(answer.body)
    assert (told["hosts"], told["path"], told["query"]) == ([host], path, query)
    assert told["raw_path"] == path


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET / HTTP/1.1\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: one.test\r\nHost: two.test\r\n", 400),
        ("GET http://one.test/ HTTP/1.1\r\nHost: one.test\r\nhost: one.test\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: one.test\r\nHost: two.test\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: one.test\r\n", 400),
        ("GET / HTTP/0.9\r\nHost: one.test\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: one.test\r\n", 200),
        ("GET / HTTP/1.1\r\nHost:\r\n", 200),
        ("GET / HTTP/1.0\r\n", 200),
        ("OPTIONS * HTTP/1.1\r\nHost: one.test\r\n", 200),
        ("GET * HTTP/1.1\r\nHost: one.test\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a b/<>\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n", 200),
        ("POST / HTTP/1.1\r\nHost: one.test\r\nTransfer-Encoding: gzip, chunked\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: one.test\r\nExpect: 100-continue\r\n", 200),
    ],
)
def test_a_head_has_one_host_and_a_version_that_is_spoken(server: Running, head: str, status: int) -> None:
    with server.sent(head.encode() + b"\r\n") as connection:
        assert connection.answer().status == status


# In a row


def test_requests_in_a_row_are_answered_in_order(server: Running) -> None:
    paths = [f"/{number}" for number in range(50)]
    with server.sent(b"".join(request(path) for path in paths)) as connection:
        assert [json.loads(connection.answer().body)["path"] for _ in paths] == paths


def test_a_slow_one_keeps_those_behind_it_waiting(server: Running) -> None:
    with server.sent(request("/slow?wait_s=0.2") + request("/quick")) as connection:
        assert [json.loads(connection.answer().body)["path"] for _ in range(2)] == ["/slow", "/quick"]


def test_too_many_in_a_row_are_not_kept_in_memory(server: Running, application: Application) -> None:
    with server.connect() as connection, suppress(ConnectionError):
        connection.sendall(request("/slow?wait_s=1") + request("/more") * 3_000)
        connection.rest()
    assert application.begun[0] == "/slow"
    assert len(application.begun) <= 51


def test_many_headers_in_a_row_are_not_kept_in_memory(server: Running, application: Application) -> None:
    more = request("/more", **{f"X{number}": "" for number in range(90)})
    with server.connect() as connection, suppress(ConnectionError):
        connection.sendall(request("/slow?wait_s=1") + more * 50)
        connection.rest()
    assert 2 < len(application.begun) < 12


@pytest.mark.parametrize("garbage", [b"\0\0\0", b"GET / HTTP/7.5\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_request_does_not_take_the_answer_of_the_one_before(server: Running, garbage: bytes) -> None:
    for method, body in (("GET", b""), ("POST", b"abc")):
        with server.sent(request("/slow?wait_s=0.1", method, body) + garbage) as connection:
            assert json.loads(connection.answer().body)["path"] == "/slow"
            assert connection.rest() == b""


def test_half_of_the_next_request_does_not_end_the_one_before(server: Running) -> None:
    with server.sent(request(f"/slow?wait_s={WAIT_S * 2}")) as connection:
        time.sleep(0.1)
        connection.sendall(b"GET /next HTTP/1.1\r\nHo")
        assert json.loads(connection.answer().body)["path"] == "/slow"
        start = time.monotonic()
        assert connection.rest() == b""
        assert time.monotonic() - start < WAIT_S * 4


# Trailers


CHUNKED = b"POST /one HTTP/1.1\r\nHost: casus.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"


@pytest.mark.parametrize("together", [True, False])
def test_what_stands_behind_a_body_is_no_header(server: Running, together: bool) -> None:
    trailers = b"Host: evil.test\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n"
    with server.sent(CHUNKED + (trailers if together else b"")) as connection:
        if not together:
            time.sleep(0.05)
            connection.sendall(trailers)
        told = json.loads(connection.answer().body)
    assert (told["hosts"], told["headers"], told["body"]) == (["casus.test"], 2, 3)


def test_trailers_without_end_are_refused(server: Running) -> None:
    with server.sent(CHUNKED) as connection, suppress(ConnectionError):
        connection.sendall(b"a:1\r\n" * 200)
        assert connection.answer().status == 400
        assert connection.rest() == b""


@pytest.mark.parametrize("pause_s", [0, 0.05])
@pytest.mark.parametrize("behind", [b"POST / HTTP/1.1\r\nHost: y\r\nContent-Length: 3\r\n\r\nxyz", b"garbage", b"\0"])
@pytest.mark.parametrize("offer", [b"Connection: Upgrade\r\nUpgrade: h2c\r\n"])
def test_nothing_behind_a_body_with_an_offer_belongs_to_it(
    server: Running, offer: bytes, behind: bytes, pause_s: float
) -> None:
    head = b"POST /one HTTP/1.1\r\nHost: x\r\n" + offer + b"Content-Length: 5\r\n\r\n12345"
    for more in (behind, head):
        with server.sent(head + (more if not pause_s else b"")) as connection:
            if pause_s:
                time.sleep(pause_s)
                with suppress(ConnectionError):
                    connection.sendall(more)
            assert json.loads(connection.answer().body)["body"] == 5
            with suppress(ConnectionError):
                assert connection.rest() == b""


@pytest.mark.parametrize("headers", [{"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c"}, {"Upgrade": "h2c"}])
@pytest.mark.parametrize("size", [0, 5, MIB])
def test_another_protocol_that_is_offered_is_not_taken(server: Running, headers: dict[str, str], size: int) -> None:
    """As curl --http2 and Java's client do; they go on with this one, on another connection behind a body."""
    with server.sent(request("/one", "POST" if size else "GET", bytes(size), **headers)) as connection:
        answer = connection.answer()
        told = json.loads(answer.body)
        assert (told["path"], told["body"]) == ("/one", size)
        if answer.headers["Connection"] == "close":
            assert size
            assert connection.rest() == b""
            return
        connection.sendall(request("/two"))
        assert json.loads(connection.answer().body)["path"] == "/two"


def test_so_is_a_body_in_chunks_with_such_an_offer(server: Running) -> None:
    head = b"POST /one HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server.sent(head) as connection:
        for part in (b"3\r\nabc\r\n", b"2\r\n", b"de\r\n0\r\n", b"\r\n"):
            time.sleep(0.02)
            connection.sendall(part)
        assert json.loads(connection.answer().body)["body"] == 5


# Half-closed, and gone


@pytest.mark.parametrize("path", ["/", "/?wait_s=0.3", f"/?bytes={2 * MIB}"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_client_that_has_sent_all_gets_its_answer(server: Running, path: str, version: str) -> None:
    with server.sent(request(path, version=version)) as connection:
        connection.shutdown(1)
        answer = connection.answer()
        assert answer.status == 200
        assert connection.rest() == b""


def test_so_does_one_that_sent_several(server: Running) -> None:
    with server.sent(request("/1?wait_s=0.1") + request("/2") + request("/3?wait_s=0.1")) as connection:
        connection.shutdown(1)
        assert [json.loads(connection.answer().body)["path"] for _ in range(3)] == ["/1", "/2", "/3"]
        assert connection.rest() == b""


@pytest.mark.parametrize(
    ("leave", "more"),
    [(Connected.close, b""), (Connected.reset, b""), (Connected.reset, request("/more"))],
    ids=["closes", "resets", "resets, with more behind it"],
)
def test_the_application_hears_that_a_client_has_gone(
    server: Running, application: Application, leave: Callable[[Connected], None], more: bytes
) -> None:
    connection = server.sent(request("/slow?wait_s=5") + more)
    assert eventually(lambda: application.begun == ["/slow"])
    leave(connection)
    assert eventually(lambda: application.gone == ["/slow"], within_s=2)


# Pace


def unsent(server: Running) -> int:
    """What the kernel holds of what was written for the one client."""
    (connection,) = server.server.server_state.connections
    descriptor = connection.transport.get_extra_info("socket").fileno()
    return int(struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(4)))[0])


def test_little_waits_in_the_kernel_for_a_client_that_does_not_read() -> None:
    with serving(wait_s=5) as (server, _), server.sent(request(f"/?bytes={32 * MIB}")) as connection:
        time.sleep(0.3)
        assert 0 < unsent(server) < 512 * 1024
        (served,) = server.server.server_state.connections
        assert served.transport.get_write_buffer_size() < 256 * 1024
        connection.reset()


def raised(error: type[Exception]) -> bytes:
    raise error


def read_at(connection: Connected, bytes_s: int, for_s: float) -> int:
    """How many bytes were read at that pace."""
    start, read = time.monotonic(), 0
    while time.monotonic() < start + for_s:
        ahead = read - bytes_s * (time.monotonic() - start)
        if ahead > 0:
            time.sleep(ahead / bytes_s)
        read += len(connection.recv(1 << 14) or raised(ConnectionError))
    return read


def test_a_client_that_reads_nothing_is_cut_off() -> None:
    ask = request(f"/?bytes={32 * MIB}")
    with serving() as (server, application), server.sent(ask, receive_buffer=1 << 14) as connection:
        assert eventually(lambda: application.begun == ["/"])
        assert eventually(lambda: not server.server.server_state.connections, within_s=5)
        with pytest.raises(ConnectionError):
            connection.answer()


@pytest.mark.parametrize(("pace", "is_cut"), [(0.1, True), (4, False)])
def test_a_client_has_to_keep_the_least_pace(pace: float, is_cut: bool) -> None:
    least = 256 * 1024
    with (
        serving(wait_s=0.4, client_min_bytes_s=least) as (server, _),
        server.sent(request(f"/?bytes={64 * MIB}"), receive_buffer=1 << 14) as connection,
    ):
        try:
            read_at(connection, int(pace * least), 2.5)
        except ConnectionError:
            assert is_cut
        else:
            assert not is_cut
            assert server.server.server_state.connections


# The end of the process


@contextmanager
def ending(server: Running) -> Iterator[None]:
    """From now on the process accepts nothing."""
    server.server.should_exit = True
    assert eventually(lambda: not listens(server), within_s=3)
    yield


def listens(server: Running) -> bool:
    try:
        server.connect().close()
    except ConnectionError:
        return False
    return True


def test_what_was_asked_for_is_answered_and_the_last_answer_says_so() -> None:
    with serving(wait_s=2) as (server, application), server.sent(request("/slow?wait_s=0.5")) as connection:
        assert eventually(lambda: application.begun == ["/slow"])
        with ending(server):
            answer = connection.answer()
            assert answer.status == 200
            assert answer.headers["Connection"] == "close"
            assert connection.rest() == b""


def test_who_just_sends_the_next_request_is_answered() -> None:
    with serving(wait_s=2) as (server, _), server.sent(request("/")) as connection, server.connect() as new:
        assert connection.answer().headers["Connection"] is None
        with ending(server):
            for each in (connection, new):
                each.sendall(request("/next"))
                answer = each.answer()
                assert answer.status == 200
                assert answer.headers["Connection"] == "close"
                assert each.rest() == b""


def test_so_is_who_had_begun_to_read_an_answer_that_did_not_say_so() -> None:
    with (
        serving(wait_s=2) as (server, _),
        server.sent(request(f"/?bytes={8 * MIB}"), receive_buffer=1 << 14) as connection,
    ):
        time.sleep(0.1)
        with ending(server):
            answer = connection.answer()
            assert len(answer.body) == 8 * MIB
            if answer.headers["Connection"] is None:
                connection.sendall(request("/next"))
                assert json.loads(connection.answer().body)["path"] == "/next"


def test_idle_connections_do_not_hold_it_up() -> None:
    with serving(wait_s=2) as (server, _), server.sent(request("/")) as connection:
        connection.answer()
        with ending(server):
            assert ends_after(connection) < 3
