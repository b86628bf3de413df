"""Requests to an engine that is away, slow, locked, or not what it says: a small server plays it, byte by byte."""

import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from casus.engine.address import Address
from casus.engine.engine import JSON, Engine
from casus.engine.problems import EngineDown, EngineFailed, EngineRefused, EngineSlow
from casus.terms import deadline
from casus.terms.deadline import Deadline, OutOfTime
from tests.command import free_port

TRUE = b'{"head":{},"boolean":true}'
DATASET = {"default-graph-uri": ["http://a/"]}


def answer(body: bytes = TRUE, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    if not any(header.startswith("Content-Type") for header in headers):
        lines.append(f"Content-Type: {JSON}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Scripted:
    """A server that says one of these things to each request: bytes, or what a function does with the connection."""

    def __init__(self, *says: bytes | Callable[[socket.socket], None]) -> None:
        self.says = list(says)
        self.requests: list[bytes] = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/query"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._meet, args=(connection,), daemon=True).start()

    def _meet(self, connection: socket.socket) -> None:
        with connection:
            while request := self._request(connection):
                self.requests.append(request)
                says = self.says.pop(0) if len(self.says) > 1 else self.says[0]
                if callable(says):
                    says(connection)
                    return
                connection.sendall(says)

    def _request(self, connection: socket.socket) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return b""
            request += piece
        head, _, body = request.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


@contextmanager
def playing(*says: bytes | Callable[[socket.socket], None]) -> Iterator[Scripted]:
    scripted = Scripted(*says)
    try:
        yield scripted
    finally:
        scripted.close()


def ask(url: str, seconds: float = 5, user: str = "", password: str = "") -> bool:
    found = Engine(Address(url, "", user, password)).results("ASK {}", DATASET, seconds)
    return bool(found)


def test_a_connection_is_used_again() -> None:
    with playing(answer()) as played:
        engine = Engine(Address(played.url))
        for _ in range(5):
            assert engine.results("ASK {}", DATASET, 5)

    assert (played.connections, len(played.requests)) == (1, 5)


def test_a_query_says_its_dataset_in_a_form() -> None:
    with playing(answer()) as played:
        ask(played.url)

    assert played.requests[0].startswith(b"POST /query HTTP/1.1\r\n")
    assert played.requests[0].endswith(b"\r\n\r\nquery=ASK+%7B%7D&default-graph-uri=http%3A%2F%2Fa%2F")


def test_a_connection_that_the_engine_has_closed_meanwhile_is_no_failure() -> None:
    with playing(lambda connection: connection.sendall(answer()), answer()) as played:
        engine = Engine(Address(played.url))
        assert engine.results("ASK {}", DATASET, 5)
        time.sleep(0.1)
        assert engine.results("ASK {}", DATASET, 5)


@pytest.mark.parametrize("says", [lambda connection: connection.close(), answer(b"", "503 Unavailable")])
def test_what_may_be_there_in_a_moment_is_asked_again(says: bytes) -> None:
    with playing(says, answer()) as played:
        assert ask(played.url)
    assert len(played.requests) == 2


def test_an_engine_that_stays_away_is_named() -> None:
    where = f"127.0.0.1:{free_port()}"
    with pytest.raises(EngineDown, match=where) as raised:
        ask(f"http://{where}/query")

    assert raised.value.headers["Retry-After"]
    assert raised.value.extra == {"engine": where}


def test_an_engine_that_says_nothing_has_so_much_time_and_no_more() -> None:
    with playing(lambda connection: time.sleep(5)) as played:
        begun = time.monotonic()
        with pytest.raises(EngineSlow):
            ask(played.url, 0.5)
    assert time.monotonic() - begun < 2
    assert len(played.requests) == 1


def drip(connection: socket.socket) -> None:
    connection.sendall(answer(b"", length=1000))
    with suppress(OSError):
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)


def test_an_engine_that_drips_has_no_more_time() -> None:
    with playing(drip) as played:
        begun = time.monotonic()
        with pytest.raises(EngineSlow):
            ask(played.url, 0.5)
    assert time.monotonic() - begun < 2


def test_the_words_of_an_error_that_drip_have_no_more_time() -> None:
    def drips(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(answer(b"", "500 Error", length=1000))
            for _ in range(100):
                connection.sendall(b"x")
                time.sleep(0.05)

    with playing(drips) as played:
        begun = time.monotonic()
        with pytest.raises(EngineRefused, match="failed on this") as raised:
            ask(played.url, 0.5)
    assert time.monotonic() - begun < 2
    assert "HTTP 500: x" in (raised.value.log or "")


def test_nothing_is_waited_for_when_nobody_waits_any_more() -> None:
    waits = Deadline(60)
    threading.Timer(0.3, waits.give_up).start()
    with playing(lambda connection: time.sleep(5)) as played:
        begun = time.monotonic()
        waits.begin()
        try:
            with pytest.raises(OutOfTime):
                ask(played.url, 60)
        finally:
            deadline.end()
    assert time.monotonic() - begun < 2


def test_an_answer_that_breaks_off_is_none() -> None:
    short = answer(length=len(TRUE) + 1)
    with playing(lambda connection: connection.sendall(short)) as played, pytest.raises(EngineDown):
        ask(played.url)


@pytest.mark.parametrize(
    "says",
    [
        answer(b'{"head":{"vars":["a"]},"results":{"bindings":[{},{}'),
        answer(b"<html>", "200 OK", "Content-Type: text/html"),
        answer(b"", "302 Found", "Location: http://127.0.0.1:1/"),
        answer(TRUE, "200 OK", "X-SQL-State: S1TAT", "X-SQL-Message: the time is over"),
        answer(
            b'{"head":{"vars":["a"]},"results":{"bindings":[{},{},{}]}}',
            "200 OK",
            "X-SPARQL-MaxRows: 3",
        ),
        answer(
            b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"%s"}}]}}'
            % (b"x" * 17 * 2**20)
        ),
    ],
    ids=["no JSON", "another type", "redirect", "a part", "cut at a number of rows", "a term of 17 MiB"],
)
def test_what_is_no_whole_answer_is_refused(says: bytes) -> None:
    with playing(says) as played, pytest.raises(EngineFailed):
        ask(played.url)
    assert len(played.requests) == 1


def test_what_an_engine_says_of_an_error_is_for_the_log_alone() -> None:
    with playing(answer(b"stack trace", "500 Error")) as played, pytest.raises(EngineRefused) as raised:
        ask(played.url)

    assert "stack trace" in (raised.value.log or "")
    assert "stack trace" not in raised.value.detail


def test_of_a_query_nothing_is_for_the_log() -> None:
    said = b"Error SP030: syntax error at 'Jane Doe' before \"x\" in <http://a/jane> SPARQL query: ASK { Doe }"
    with playing(answer(said, "400 Bad")) as played, pytest.raises(EngineRefused) as raised:
        ask(played.url)

    assert "SP030: syntax error at ... before ... in ..." in (raised.value.log or "")
    assert "Doe" not in (raised.value.log or "") and "jane" not in (raised.value.log or "")


def test_credentials_go_only_where_they_are_asked_for() -> None:
    with playing(answer()) as played:
        ask(played.url, user="me", password="secret")
    assert b"uthorization" not in played.requests[0]


def test_basic_credentials_are_in_utf_8() -> None:
    with playing(answer(b"", "401 Who", 'WWW-Authenticate: Basic realm="x"'), answer()) as played:
        assert ask(played.url, user="me", password="s\u00e9cret")

    assert base64.b64encode("me:s\u00e9cret".encode()) in played.requests[1]


def test_digest_credentials_are_never_sent() -> None:
    challenge = 'WWW-Authenticate: Digest realm="x", nonce="1", qop="auth", algorithm=MD5'
    with playing(answer(b"", "401 Who", challenge), answer(b"", "401 Who", challenge), answer()) as played:
        assert ask(played.url, user="me", password="secret")

    assert b'Digest username="me"' in played.requests[-1]
    assert b"secret" not in b"".join(played.requests)


def test_credentials_that_are_wrong_are_no_endless_loop() -> None:
    with (
        playing(answer(b"", "401 Who", 'WWW-Authenticate: Basic realm="x"')) as played,
        pytest.raises(EngineRefused) as raised,
    ):
        ask(played.url, user="me", password="secret")
    assert "secret" not in f"{raised.value} {raised.value.log} {raised.value.extra}"


def test_an_address_shows_no_credentials() -> None:
    assert "secret" not in repr(Address("http://a/", "", "me", "secret"))


def test_the_graphs_that_virtuoso_says_again_are_no_headers_too_many() -> None:
    graphs = [f"X-SPARQL-named-graph: http://a/{number}" for number in range(500)]
    with playing(answer(TRUE, "200 OK", "X-SPARQL-default-graph: http://a/", *graphs, "X-SQL-State: S1TAT")) as engine:
        with pytest.raises(EngineFailed) as failed:  # what comes behind them is read
            Engine(Address(engine.url, "", "", "")).results("ASK {}", DATASET, 5)
        assert "S1TAT" in str(failed.value.log)
    with playing(answer(TRUE, "200 OK", *graphs)) as engine:
        asking = Engine(Address(engine.url, "", "", ""))
        assert asking.results("ASK {}", DATASET, 5) is True
        assert asking.results("ASK {}", DATASET, 5) is True
        assert engine.connections == 1


def test_an_answer_with_too_many_other_headers_is_refused() -> None:
    others = [f"X-Other: {number}" for number in range(500)]
    with playing(answer(TRUE, "200 OK", *others)) as engine, pytest.raises(EngineDown):
        Engine(Address(engine.url, "", "", "")).results("ASK {}", DATASET, 5)
