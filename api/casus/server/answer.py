"""An answer on its way from the application, which computes it in a thread, to the client, who takes it in his time."""

import contextvars
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from casus.http.every_request import DEADLINE, ROUTE
from casus.http.headers import OF_PROBLEMS
from casus.http.problems import body_of, written
from casus.http.turns import GIVEN, NEEDED, Turn
from casus.server.request import OF_HEADER_BYTES, Request
from casus.sparql.spool import MEMORY_BYTES, room
from casus.telemetry import logs
from casus.telemetry.answer_counts import UNKNOWN
from casus.terms import deadline
from casus.terms.deadline import Deadline, OutOfTime
from casus.terms.problem import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PIECE_BYTES: Final = 64 * 1024
"""What one visit to a thread fetches at least of an answer in pieces."""

Headers = list[tuple[bytes, bytes]]


class Answer:
    """Head and body; either all of the body is in memory, or there is more to be fetched."""

    def __init__(self, status: int, headers: Headers, body: bytes, more: "Pieces | None" = None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.more = more
        """The rest of the body, when it is not all in `body`."""
        self.kept = False
        """Whether the body stays in memory anyhow, for others."""
        self.route = UNKNOWN
        """The template of the path that it answers."""
        self.counted = 0
        """Where it is counted when the cache gives it to a GET; 0: nowhere yet."""
        self.names_request = False
        """Whether it names the request that it was made for, and so is no answer to another."""

    @classmethod
    def of_problem(cls, problem: Problem, request: Request, *, close: bool = False) -> "Answer":
        """A problem that is noticed in front of the application; `close`: nothing more is read from the client."""
        media_type, text = written(body_of(problem, request.path), request.method, request.path)
        headers = {"Content-Type": media_type, **OF_PROBLEMS, **problem.headers}
        if close:
            headers["Connection"] = "close"
        body = text.encode()
        return cls(problem.status, encoded([*headers.items(), ("Content-Length", str(len(body)))]), body)

    def header(self, name: bytes) -> bytes | None:
        """The first header of that name, which is in small letters."""
        return next((value for found, value in self.headers if found == name), None)

    @property
    def head_bytes(self) -> int:
        """What the headers take."""
        return sum(len(name) + len(value) + OF_HEADER_BYTES for name, value in self.headers)

    def listed(self, name: bytes) -> set[str]:
        """The members of a header that is a list, in small letters."""
        found = b",".join(value for each, value in self.headers if each == name).decode("latin-1").lower()
        return {part.strip() for part in found.split(",") if part.strip()}

    @property
    def is_for_all(self) -> bool:
        """Whether it is whole, and answers everybody who asks for the same."""
        return self.more is None and "no-store" not in self.listed(b"cache-control")


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """As ASGI has them, without the date, which the server adds to each answer when it sends it."""
    small = ((name.lower(), value) for name, value in headers)
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in small if name != "date"]


class Pieces:
    """The rest of a body. What the application does for it, it does in one context, in whichever thread."""

    def __init__(self, context: contextvars.Context, iterable: Iterable[bytes], iterator: Iterator[bytes]) -> None:
        self._context = context
        self._iterable = iterable
        self._iterator = iterator

    def fetch(self) -> bytes:
        """The next piece, empty at the end; what the application raises is raised."""
        return self._context.run(self._fetch)

    def _fetch(self) -> bytes:
        deadline.renew()
        parts, size = [], 0
        for part in self._iterator:
            parts.append(part)
            size += len(part)
            if size >= _PIECE_BYTES:
                break
        return b"".join(parts)

    def close(self) -> None:
        """End it, whether all was fetched or not."""
        close = getattr(self._iterable, "close", None)
        if close is not None:
            self._context.run(close)


class Spooled:
    """The rest of a body whose length has to be known first: it is written aside, and then fetched in pieces too."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - whoever makes it closes it

    def add(self, piece: bytes) -> int:
        """Write the next piece aside; how many bytes there are. Raises NoRoom."""
        with room():
            self._file.write(piece)
            self._file.flush()
        return self._file.tell()

    def rewind(self) -> None:
        """Have `fetch` begin at the beginning."""
        self._file.seek(0)

    def fetch(self) -> bytes:
        """The next piece, empty at the end."""
        return self._file.read(_PIECE_BYTES)

    def close(self) -> None:
        with suppress(OSError):  # where there is no room for what it still holds
            self._file.close()


def _write(_: bytes) -> object:
    raise NotImplementedError("what PEP 3333 keeps for old frameworks")


class Work:
    """One request in the application. Everything but `give_up` is called in a thread."""

    def __init__(self, application: "WSGIApplication", request: Request, body: bytes, seconds: float) -> None:
        self._application = application
        self._request = request
        self._body = body
        self._deadline = Deadline(seconds)
        self.in_thread = False

    def give_up(self) -> None:
        """Nobody waits any more: the application notices at its next look at the deadline."""
        self._deadline.give_up()

    def begin(self, turn: Turn) -> "Answer | Turn":
        """The answer, its first piece at least; or the turn that it needs instead of this one."""
        environ = self._request.environ(self._body)
        environ[DEADLINE], environ[GIVEN] = self._deadline, turn
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            started.append((status, headers))
            return _write

        context = contextvars.copy_context()
        context.run(self._deadline.begin)
        context.run(logs.REQUEST.set, self._request.ids)
        self._deadline.renew()
        iterable = context.run(self._application, environ, start_response)
        pieces = Pieces(context, iterable, iter(iterable))
        try:
            first = pieces.fetch()
            status, headers = int(started[-1][0].split(" ")[0]), encoded(started[-1][1])
            answer = Answer(status, headers, first, pieces)
            answer.route, answer.names_request = environ.get(ROUTE, UNKNOWN), status == Problem.status
            length = answer.header(b"content-length")
            if (length is not None and int(length) == len(first)) or self._request.method == "HEAD":
                answer.more = None
        except BaseException:
            pieces.close()
            raise
        needed: Turn | None = environ.get(NEEDED)
        gone = self._deadline.is_given_up
        if answer.more is None or needed is not None or gone:
            pieces.close()
        if needed is not None:
            return needed
        if answer.more is not None and gone:
            raise OutOfTime("The client has gone.")
        return answer
