"""Work for a WSGI application of the test's own, and what comes of it."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from casus.http.every_request import DEADLINE
from casus.http.problems import BadRequest
from casus.http.turns import GIVEN, NEEDED, Turn
from casus.server.answer import Answer, Pieces, Spooled, Work, encoded
from casus.server.request import Request
from casus.terms import deadline
from casus.terms.deadline import OutOfTime
from tests.server.test_request import scope

KIB = 1024


class Body:
    """Parts of a body that count how far they are taken, and whether they are closed."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = iter(parts)
        self.taken, self.closed = 0, 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self.taken += 1
            if isinstance(part, Exception):
                raise part
            yield part

    def close(self) -> None:
        self.closed += 1


def begun(
    body: Iterable[bytes], headers: list[tuple[str, str]] | None = None, method: str = "GET", needs: Turn | None = None
) -> Any:
    """What the work gives at first."""

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        assert environ[GIVEN] is Turn.SHORT
        assert environ[DEADLINE] is deadline.current()
        if needs is not None:
            environ[NEEDED] = needs
        start_response("200 OK", headers or [])
        return body

    return Work(application, Request(scope(method=method), 0), b"", 60).begin(Turn.SHORT)


def test_an_answer_whose_length_is_told_and_there_is_whole() -> None:
    body = Body(b"abc", b"def")
    answer = begun(body, [("Content-Length", "6")])
    assert (answer.status, answer.body, answer.more) == (200, b"abcdef", None)
    assert (body.taken, body.closed) == (2, 1)


@pytest.mark.parametrize("headers", [[], [("Content-Length", str(300 * KIB))]])
def test_of_a_longer_one_the_beginning_is_there(headers: list[tuple[str, str]]) -> None:
    body = Body(*[bytes(KIB)] * 300)
    answer = begun(body, headers)
    assert (len(answer.body), body.taken, body.closed) == (64 * KIB, 64, 0)
    assert answer.more is not None
    sizes = []
    while piece := answer.more.fetch():
        sizes.append(len(piece))
    assert sizes == [64 * KIB] * 3 + [44 * KIB]
    answer.more.close()
    assert body.closed == 1


def test_one_without_a_length_is_never_taken_for_whole() -> None:
    """Nobody knows whether more of it comes."""
    answer = begun(Body(b"abc"))
    assert answer.more is not None
    assert answer.more.fetch() == b""


def test_the_answer_to_head_has_no_more() -> None:
    body = Body()
    assert begun(body, [("Content-Length", "6")], method="HEAD").more is None
    assert body.closed == 1


def test_what_needs_another_turn_says_so_and_is_closed() -> None:
    body = Body(b"busy")
    assert begun(body, needs=Turn.LONG) is Turn.LONG
    assert body.closed == 1


def test_what_fails_at_once_is_closed() -> None:
    body = Body(OSError("disk"))
    with pytest.raises(OSError, match="disk"):
        begun(body)
    assert body.closed == 1


def test_what_nobody_waits_for_any_more_is_closed_and_not_taken_for_whole() -> None:
    body = Body(*[bytes(KIB)] * 300)

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [])
        work.give_up()
        return body

    work = Work(application, Request(scope(), 0), b"", 60)
    with pytest.raises(OutOfTime):
        work.begin(Turn.SHORT)
    assert body.closed == 1


def test_each_piece_is_made_in_the_context_of_the_first_and_has_its_own_time() -> None:
    before = deadline.current()  # of a request that another test has made here
    seen: list[object] = []

    def parts() -> Iterator[bytes]:
        while True:
            current = deadline.current()
            assert current is not None
            current.check()
            seen.append(current)
            yield bytes(100 * KIB)

    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return parts()

    answer = Work(application, Request(scope(), 0), b"", 60).begin(Turn.SHORT)
    assert isinstance(answer, Answer)
    assert isinstance(answer.more, Pieces)
    answer.more.fetch()
    assert len(seen) == 2
    assert len(set(map(id, seen))) == 1
    assert deadline.current() is before


def test_a_date_is_left_to_the_server() -> None:
    assert encoded([("Date", "today"), ("ETag", '"é"')]) == [(b"etag", '"é"'.encode("latin-1"))]


def test_lists_in_headers_are_read_however_they_are_written() -> None:
    answer = Answer(200, [(b"vary", b"Accept, , Accept-Encoding"), (b"vary", b"HOST")], b"")
    assert answer.listed(b"vary") == {"accept", "accept-encoding", "host"}
    assert answer.listed(b"cache-control") == set()


@pytest.mark.parametrize("close", [True, False])
def test_a_problem_in_front_of_the_application_is_one_as_any_other(close: bool) -> None:
    answer = Answer.of_problem(BadRequest("no", headers={"Retry-After": "1"}), Request(scope(b"/here"), 0), close=close)
    told = json.loads(answer.body)
    assert (answer.status, told["status"], told["detail"], told["instance"]) == (400, 400, "no", "/here")
    assert answer.header(b"content-type") == b"application/problem+json"
    assert answer.header(b"content-length") == str(len(answer.body)).encode()
    assert answer.header(b"cache-control") == b"no-store"
    assert answer.header(b"retry-after") == b"1"
    assert answer.header(b"connection") == (b"close" if close else None)


@pytest.mark.parametrize("size", [0, 1, 3_000_000])
def test_what_is_written_aside_is_given_back_in_pieces(size: int) -> None:
    spooled, data = Spooled(), bytes(range(256)) * (size // 256) + bytes(size % 256)
    length = 0
    for start in range(0, size, 100_000):
        length = spooled.add(data[start : start + 100_000])
    assert length == size
    spooled.rewind()
    pieces = list(iter(spooled.fetch, b""))
    assert b"".join(pieces) == data
    assert all(len(piece) <= 64 * KIB for piece in pieces)
    spooled.close()
