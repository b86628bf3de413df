"""How much of a web process one client may use, so that whatever it does, the others are answered.

A web process answers as many requests at once as it has threads. The next wait in a queue without end, and stay there
even when their clients have gone. So what a client sends beyond its share is refused as soon as a thread takes it from
the queue, which costs next to nothing. Within its share a request waits for its turn.
"""

import ipaddress
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

from flask import current_app, request

from casus.http.problems import TooManyRequests
from casus.http.request_end import at_end
from casus.sandbox.errors import Busy
from casus.settings import Settings

EXTENSION: Final = "casus-admission"
_UNCOUNTED: Final = ("/healthz", "/readyz")
"""What load balancers ask; it costs nothing."""
_COMPUTED_HERE: Final = "/v1/"


class Shares:
    """At most so many of something at once for each client. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: Counter[str] = Counter()
        self._changed = threading.Condition()

    def take(self, client: str, wait_s: float = 0) -> bool:
        """Whether there was a place for the client within the time; it now has it."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._held[client] < self._limit, wait_s):
                return False
            self._held[client] += 1
            return True

    def give_back(self, client: str) -> None:
        with self._changed:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
            self._changed.notify_all()


class Admission:
    """The shares of the clients of one web process."""

    def __init__(self, settings: Settings) -> None:
        self._wait_s = settings.query_wait_s
        self._requests = Shares(max(1, settings.web_threads // 2))
        self._turns = Shares(settings.client_requests)
        self._long = Shares(max(1, settings.web_threads // 4))
        self._queries = Shares(settings.client_queries)
        self.places = threading.BoundedSemaphore(max(1, settings.web_threads // 2))
        """Threads for what takes long."""

    def admit(self) -> None:
        """Let the current request in, for as long as it lasts. Raises TooManyRequests."""
        if request.path in _UNCOUNTED:
            return
        who = _client()
        self._take(self._requests, who)
        at_end().callback(self._requests.give_back, who)
        if request.path.startswith(_COMPUTED_HERE):
            self._take(self._turns, who, self._wait_s)
            at_end().callback(self._turns.give_back, who)

    def admit_long(self) -> None:
        """Let the current request have one of the threads for what takes long, until its last byte is sent.

        Half of the threads are for it: whatever SPARQL clients do, the others answer. Call it before a body is read: a
        slow client holds one too. Raises TooManyRequests when the client has its share, Busy when there is no place.
        """
        who = _client()
        self._take(self._long, who)
        at_end().callback(self._long.give_back, who)
        if not self.places.acquire(blocking=False):
            raise Busy("Too many queries at once; try again.", headers={"Retry-After": "1"})
        at_end().callback(self.places.release)

    @contextmanager
    def query(self) -> Iterator[None]:
        """The turn of the client's query to run. Raises TooManyRequests."""
        who = _client()
        self._take(self._queries, who, self._wait_s)
        try:
            yield
        finally:
            self._queries.give_back(who)

    def _take(self, shares: Shares, who: str, wait_s: float = 0) -> None:
        if not shares.take(who, wait_s):
            raise TooManyRequests("Too many requests at once; wait for their answers.", headers={"Retry-After": "1"})


def admit() -> None:
    """Let the current request in."""
    admission().admit()


def admission() -> Admission:
    """That of the current app."""
    return cast(Admission, current_app.extensions[EXTENSION])


def _client() -> str:
    """Who sends the current request: an address, for IPv6 the network of 64 bits that it is in."""
    text = _without_port(request.remote_addr or "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return text


def _without_port(text: str) -> str:
    """The address alone: some proxies write the port of the client's connection behind it, another one each time."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
