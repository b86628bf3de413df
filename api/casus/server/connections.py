"""Connections whose client holds the server by being slow: answers that nobody reads, bodies that do not arrive.

The server in front (granian, hyper) limits the time for the head of a request and for nothing that follows, and a
thread of Python that waits for a client cannot be interrupted. But the kernel knows how far each connection is, and
when one is shut down, whoever waits for it goes on.
"""

import fcntl
import logging
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

_SIOCOUTQ: Final = 0x5411
"""ioctl(2), see tcp(7): bytes that were written and that the client has not acknowledged."""
_SO_COOKIE: Final = 57
"""A number that no other socket has had since the system started (Linux 4.12)."""
_TCP_INFO: Final = struct.Struct("=120xQ72xQ")
"""struct tcp_info of linux/tcp.h: bytes acknowledged and, since Linux 4.19, sent."""

log = logging.getLogger(__name__)


class _State(NamedTuple):
    """How far a connection is, in bytes since it was opened."""

    cookie: int
    unacknowledged: int
    acknowledged: int
    sent: int


class _Seen(NamedTuple):
    """A state, and until when the next one must differ from it enough."""

    state: _State
    until: float


_MOST_WINDOWS: Final = 6


class ConnectionWatch:
    """Ends the connections of this process on which the client does not keep up.

    A client must take an answer at the least pace, measured over a window. Where it is not the network that is slow but
    the client's program, the kernels move on in steps of some hundred kilobytes; so a step is credited with the time
    that it may have taken, up to six windows. And a connection on which nothing is sent for longer than any answer
    takes is one whose request never became whole: those without a request are closed far earlier by the server in
    front.
    """

    def __init__(self, *, window_s: float, min_bytes_s: float, answer_s: float) -> None:
        self._window_s = window_s
        self._min_bytes_s = min_bytes_s
        self._answer_s = answer_s
        self._seen: dict[int, _Seen] = {}

    def start(self) -> None:
        """Look four times in each window, for as long as the process runs."""
        threading.Thread(target=self._run, name="connection-watch", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(self._window_s / 4)
            try:
                self.look(time.monotonic())
            except Exception:  # the watch must outlive whatever it meets
                log.exception("the watch over connections failed")

    def look(self, now: float) -> int:
        """Look once; returns how many connections were ended."""
        seen, self._seen = self._seen, {}
        ended = 0
        for connection in _sockets():
            with connection, suppress(OSError):  # not TCP, or its client has just closed it
                state = _state(connection)
                now_seen = self._compare(state, seen.get(state.cookie), now)
                if now < now_seen.until:
                    self._seen[state.cookie] = now_seen
                else:
                    _end(connection)
                    ended += 1
        return ended

    def _compare(self, state: _State, before: _Seen | None, now: float) -> _Seen:
        """The state with the time that it may last, or the one before when too little has happened since."""
        if state.unacknowledged:
            step = state.acknowledged - (before.state.acknowledged if before else 0)
            credit_s = min(step / self._min_bytes_s, _MOST_WINDOWS * self._window_s)
            if before and before.state.unacknowledged and credit_s < self._window_s:
                return before
            return _Seen(state, now + max(credit_s, self._window_s))
        if before and not before.state.unacknowledged and state.sent == before.state.sent:
            return before
        return _Seen(state, now + self._answer_s)


def _end(connection: socket.socket) -> None:
    """Wake whoever waits for the client, and have the kernel drop what it has not sent when the server closes."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)


def _sockets() -> Iterator[socket.socket]:
    """The sockets of this process, each as a duplicate: the server may close its own at any time."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - half the cost, and this runs for ever
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            duplicate = socket.fromfd(int(name), socket.AF_INET, socket.SOCK_STREAM)
        except OSError:  # closed since it was listed
            continue
        yield duplicate


def _state(connection: socket.socket) -> _State:
    """Raises OSError for what is no TCP connection."""
    (unacknowledged,) = struct.unpack("=i", fcntl.ioctl(connection.fileno(), _SIOCOUTQ, bytes(4)))
    (cookie,) = struct.unpack("=Q", connection.getsockopt(socket.SOL_SOCKET, _SO_COOKIE, 8))
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    return _State(cookie, unacknowledged, *_TCP_INFO.unpack(information))
