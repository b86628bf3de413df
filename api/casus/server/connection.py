"""One connection, whose client has to keep going: send the head of a request in time, take an answer at a least pace.

uvicorn's HTTP/1.1 protocol (llhttp in C) does the rest. What it lacks is added here: limits for heads, in time and in
size; an answer for a client that closes its sending side; the host that an absolute target names; a bound for what the
kernel keeps of an answer; and the watch over the pace.
"""

import asyncio
import re
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from casus.http.headers import OF_PROBLEMS
from casus.http.problems import MEDIA_TYPE, BadRequest, HeadersTooLarge, UrlTooLong, body_of, text_of
from casus.server.request import ABORT, OF_HEADER_BYTES
from casus.telemetry import metrics, request_ids
from casus.terms.problem import Problem

_URL_BYTES: Final = 64 * 1024
"""The longest URL that reaches the application, which has a use for shorter ones and says so."""
_HEAD_BYTES: Final = 160 * 1024
_HEADERS: Final = 100
_VERSIONS: Final = ("1.1", "1.0")
_HOST: Final = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")
"""The characters of a host and a port (RFC 3986, section 3.2.2)."""
_MOST_WAITING: Final = 50
_WAITING_BYTES: Final = 64 * 1024
"""So many requests of one connection wait for the answer to the one before, with so many bytes of headers or so."""
_UNSENT_BYTES: Final = 64 * 1024
"""What the kernel takes of an answer beyond what is on its way to the client (tcp(7), TCP_NOTSENT_LOWAT)."""
_MOST_WINDOWS: Final = 6
_STILL_THERE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
"""Any number of interim answers may come before the answer, and a client reads over them (RFC 9110, section 15.2)."""


class Patience(NamedTuple):
    """How long a connection waits for its client."""

    wait_s: float
    """For the head of a request; and for any progress."""
    min_bytes_s: int
    """The least pace at which an answer is taken."""


Refused = Callable[[str, str, int, int, request_ids.RequestIds, str], None]
"""Method, path, status and bytes of the answer, the ids, the client's address."""


class _Step(NamedTuple):
    """How much of its answers a client had taken, and until when it must have taken enough more."""

    taken: int
    until: float


class _Body:
    """What is told of the body of a request whose head was read before; behind it, nothing is."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def on_body(self, data: bytes) -> None:
        if not self._connection.is_deaf:
            self._connection.on_body(data)

    def on_message_complete(self) -> None:
        if not self._connection.is_deaf:
            self._connection.is_deaf = True
            self._connection.on_message_complete()


class _Counted:
    """A transport that counts what is written to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._write = transport.write
        self.is_closing = transport.is_closing
        self.written = 0

    def write(self, data: bytes) -> None:
        self.written += len(data)
        self._write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    """A connection of one client."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience,
        refused: Refused | None = None,
    ) -> None:
        """`refused`: told of what is answered here, in front of everything."""
        super().__init__(config, server_state, app_state, _loop)
        self._patience = patience
        self._head_timer: asyncio.TimerHandle | None = None
        self._in_head = True
        """Whether the head of a request is awaited, and not that a request is answered or its body comes."""
        self._head_bytes = 0
        self._head_begins = False
        """Whether the head began in what is just read, behind something else."""
        self._answered: RequestResponseCycle | None = None
        """The request that is answered now; `cycle` is the last one that came, which may wait behind it."""
        self._answering: asyncio.Task[None] | None = None
        """The task that answers it, which is cancelled when the client goes."""
        self._refusal: Problem | None = None
        self.is_deaf = False
        """Whether nothing that comes is read any more."""
        self._drains = False
        self._has_ended = False
        """Whether the client has closed its sending side: nothing is read any more, and so nothing tells of its end."""
        self.url, self.headers = b"", []
        self._trailers = 0
        self._read = b""
        self._step: _Step | None = None
        self._refused = refused

    # What comes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Counted(transport))  # type: ignore[arg-type]
        opened = transport.get_extra_info("socket")
        if opened is not None and opened.family in (socket.AF_INET, socket.AF_INET6):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
            longest_ms = round(_MOST_WINDOWS * self._patience.wait_s * 1000)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, longest_ms)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Override: what the client waited for, which need not be the last request that came, is given up."""
        self._head_has_come()
        super().connection_lost(exc)
        if self._answered is not None and self._answering is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answering.cancel()

    def data_received(self, data: bytes) -> None:
        if self.is_deaf:
            return
        self._read = data
        super().data_received(data)
        idle = self.cycle is not None and self.cycle.response_complete
        if not (self._in_head or idle) or self.transport.is_closing():
            return
        self._head_bytes = 0 if self._head_begins else self._head_bytes + len(data)
        self._head_begins = False
        if self._head_bytes > _HEAD_BYTES:
            self._refuse(self._long_head() or _head_too_large())
        self._await_head()

    def eof_received(self) -> bool:  # type: ignore[override]
        """A client that has sent all it had may still wait for its answer; the connection ends with that.

        One that has gone looks the same, until something is sent to it: then its kernel says so, and `look` sees it.
        A body that breaks off is told from a whole one by its length; one without a length has no end at all.
        """
        cycle = self.cycle
        if cycle is None or cycle.response_complete or (cycle.more_body and not self._length_is_told()):
            return False
        self._has_ended = True
        is_computed = not cycle.more_body and cycle is self._answered and not cycle.response_started
        cycle.keep_alive = False
        cycle.more_body = False
        cycle.message_event.set()
        if is_computed and cycle.scope["http_version"] == "1.1":
            self.transport.write(_STILL_THERE)
        return True

    def _length_is_told(self) -> bool:
        return any(name == b"content-length" for name, _ in self.headers)

    def _unsupported_upgrade_warning(self) -> None:
        """Override: what is not offered is ignored (RFC 9110, section 7.8), such as the h2c that Java asks for.

        llhttp reads nothing after the head of such a request, not even its body: so another parser does.
        """
        if self.is_deaf:
            return
        raised = sys.exc_info()[1]
        rest = self._read[raised.args[0] :] if raised else b""
        framing = self._length_of_body()
        self.parser = httptools.HttpRequestParser(_Body(self) if framing else self)
        if framing:
            self.cycle.keep_alive = False  # behind the body this parser would read no request
            self.parser.feed_data(b"POST / HTTP/1.1\r\n%b: %b\r\n\r\n" % framing)
        if rest:
            self.data_received(rest)

    def _length_of_body(self) -> tuple[bytes, bytes] | None:
        """The header that says that there is a body."""
        names = (b"transfer-encoding", b"content-length")
        return next(((name, value) for name, value in self.headers if name in names and value != b"0"), None)

    # Called by the parser

    def on_message_complete(self) -> None:
        if not (self.parser.should_upgrade() and self._length_of_body()):  # else it has not been read yet
            super().on_message_complete()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._trailers = 0
        self.scope["extensions"] = {ABORT: {"abort": self._cut}}
        self._in_head = True
        self._head_begins = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Override: fields behind the body are no headers of the request (RFC 9110, section 6.5.1)."""
        if not self._in_head:
            self._trailers += 1
            if self._trailers > _HEADERS:
                raise ValueError
            return
        if len(self.headers) >= _HEADERS:
            self._refusal = HeadersTooLarge(f"There are more than {_HEADERS} headers.")
            raise ValueError
        if name.lower() == b"expect" and self.parser.get_http_version() == "1.0":  # section 10.1.1
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_has_come()
        self._refusal = self._long_head() or self._faulty_head()
        if self._refusal is not None or not self._is_room():
            raise ValueError
        if self.url == b"*" and self.parser.get_method() == b"OPTIONS":
            self.url = b"/"  # what is asked is what the server can do (RFC 9110, section 9.3.7)
        if not self.url.startswith(b"/"):
            self._take_host_of_target()
        super().on_headers_complete()
        if self._drains and self.cycle is not None:
            self.cycle.keep_alive = False

    def _is_room(self) -> bool:
        """Whether this request may wait behind those that are not answered yet."""
        waiting = sum(OF_HEADER_BYTES * len(list(cycle.scope["headers"])) for cycle, _ in self.pipeline)
        return len(self.pipeline) < _MOST_WAITING and waiting < _WAITING_BYTES

    def _long_head(self) -> Problem | None:
        """What is too long of the head that has come so far."""
        if len(self.url) > _URL_BYTES:
            return UrlTooLong(f"The URL is longer than {_URL_BYTES} bytes.")
        if sum(len(name) + len(value) for name, value in self.headers) > _HEAD_BYTES:
            return _head_too_large()
        return None

    def _faulty_head(self) -> BadRequest | None:
        """What is said of the head that has come where it must be refused (RFC 9112, sections 2.3 and 3.2)."""
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            return BadRequest(f"HTTP/{version} is not spoken here; HTTP/1.1 is.")
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) > 1 or (not hosts and version == "1.1"):
            return BadRequest("A request of HTTP/1.1 has one Host header, no more and no less.")
        if hosts and not _HOST.fullmatch(hosts[0]):
            return BadRequest("The Host header is no host.")
        if any(name == b"transfer-encoding" and value.strip().lower() != b"chunked" for name, value in self.headers):
            return BadRequest("Of the transfer codings only chunked is read.")
        return None

    def _take_host_of_target(self) -> None:
        """An absolute target goes before the header (RFC 9112, section 3.2.2)."""
        host = urlsplit(self.url).netloc.rpartition(b"@")[2]
        if not host:
            self._refusal = BadRequest("The target of the request is neither a path nor an absolute URL.")
            raise ValueError
        rest = self.url.partition(b"://")[2]
        self.url = rest[re.search(rb"[/?#]|$", rest).start() :]  # type: ignore[union-attr]  # it matches in any case
        if not self.url.startswith(b"/"):
            self.url = b"/" + self.url
        self.headers[:] = [(b"host", host), *((name, value) for name, value in self.headers if name != b"host")]

    def send_400_response(self, msg: str) -> None:
        """Override: what is no request is told with a problem, as everything is."""
        self._refuse(self._refusal or BadRequest("This is not HTTP/1.1 as RFC 9112 has it."))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Override, to know the task."""
        self._answered = cycle
        self._answering = self.loop.create_task(cycle.run_asgi(app))
        self.tasks.add(self._answering)
        self._answering.add_done_callback(self.tasks.discard)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._drains:
            self._end_soon()

    def _refuse(self, problem: Problem) -> None:
        """Answer before there is a request that could be answered, and close.

        What came whole before it has its answer, and then the connection ends. In the middle of an answer this one
        would be taken for a part of that, and before one for that answer.
        """
        last = self.cycle
        if last is not None and not last.response_complete:
            if not last.more_body:
                metrics.add(metrics.CONNECTIONS_ENDED, "pipelined" if self._refusal is None else problem.slug)
                self.is_deaf, last.keep_alive = True, False
                self._head_has_come()
                return
            if last.response_started or last is not self._answered:
                self._cut(problem.slug)
                return
        path = self.url.split(b"?")[0].decode("latin-1")[:1000]
        body = text_of(body_of(problem, path)).encode()
        ids = request_ids.told(self.headers)
        told = {
            "Content-Type": MEDIA_TYPE,
            **OF_PROBLEMS,
            "Content-Length": str(len(body)),
            "Connection": "close",
            request_ids.HEADER: ids.request_id,
        }
        head = [f"HTTP/1.1 {problem.status} {problem.title}", *(f"{name}: {value}" for name, value in told.items())]
        self._head_has_come()
        self.transport.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        self.transport.close()
        metrics.add(metrics.CONNECTIONS_ENDED, problem.slug)
        if self._refused is not None:
            method = self.parser.get_method().decode("latin-1") if self.url else "other"
            client = self.client[0] if self.client else ""
            self._refused(method, path, problem.status, len(body), ids, client)

    # Time

    def _await_head(self) -> None:
        """Not while something is answered; when it has been, the connection ends like any that is idle."""
        is_answering = self._answered is not None and not self._answered.response_complete
        if self._head_timer is None and not is_answering:
            self._head_timer = self.loop.call_later(self._patience.wait_s, self._end_of_patience)

    def _end_of_patience(self) -> None:
        """Nothing came, or half a head."""
        metrics.add(metrics.CONNECTIONS_ENDED, "idle")
        self.transport.abort()

    def _head_has_come(self) -> None:
        self._in_head = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def look(self, now: float) -> None:
        """End the connection when its client takes what is written to it more slowly than the least pace, or has gone.

        A step is credited with the time that it may have taken, up to six windows: the kernels move on in steps of some
        hundred kilobytes.
        """
        if self._has_ended and self.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.transport.abort()
            return
        waiting = self.transport.get_write_buffer_size()
        if not waiting:
            self._step = None
            return
        taken = self.transport.written - waiting  # type: ignore[attr-defined]
        if self._step is None:
            self._step = _Step(taken, now + self._patience.wait_s)
            return
        credit_s = (taken - self._step.taken) / self._patience.min_bytes_s
        if credit_s >= self._patience.wait_s:
            self._step = _Step(taken, now + min(credit_s, _MOST_WINDOWS * self._patience.wait_s))
        elif now >= self._step.until:
            self._cut("slow-reader")

    def _cut(self, reason: str) -> None:
        """End it at once, and count why.

        The kernel forgets what is still to be sent, and the client learns that it is not all.
        """
        opened = self.transport.get_extra_info("socket")
        if opened is not None and not self.transport.is_closing():
            metrics.add(metrics.CONNECTIONS_ENDED, reason)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    # The end of the process

    def shutdown(self) -> None:
        """Override: a client who just sends the next request on a connection gets its answer, the last one here."""
        self._drains = True
        if self.cycle is None or self.cycle.response_complete:
            self._end_soon()
        elif not self.cycle.response_started:  # else its client was told that the connection goes on
            self.cycle.keep_alive = False

    def _end_soon(self) -> None:
        self.loop.call_later(min(1.0, self._patience.wait_s), self._end_if_idle)

    def _end_if_idle(self) -> None:
        if (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing():
            self.transport.close()


def _head_too_large() -> HeadersTooLarge:
    return HeadersTooLarge(f"The head is longer than {_HEAD_BYTES} bytes.")
