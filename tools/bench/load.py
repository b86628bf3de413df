"""Clients of all kinds who ask without end and check what they get, for `tools.bench.faults`.

Each is a thread with a connection that is kept and an address of its own, so that each has the share of one client.
What is checked of an answer: that its status is one that docs/problems.md promises; that the same ETag names the same
bytes and the same release the same ETag, whichever copy answers; and that no list is put together from two releases.
"""

import hashlib
import itertools
import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage, IncompleteRead
from typing import Final
from urllib.parse import urlsplit

from tools.bench import queries

PAGING: Final = "a list by pages"
_STATUSES: Final = (200, 308, 410)
"""Some of the records were moved or are gone, and say so."""
_PAUSE_S: Final = 0.02
_WAIT_S: Final = 90.0
_TRIES: Final = 12
_RESULTS: Final = "application/sparql-results+json"
_PINNED: Final = re.compile(r'<[^>]*[?&]release=([^>&]+)[^>]*>; rel="canonical"')
_OF_ANOTHER_RELEASE: Final = re.compile("is a cursor of release (.+), and this is (.+); begin again")


@dataclass(frozen=True)
class Asked:
    """A request."""

    path: str
    method: str = "GET"
    accept: str = "*/*"
    body: bytes | None = None
    type: str | None = None
    """Of the body."""


@dataclass(frozen=True)
class Answer:
    """An answer, whole."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def release(self) -> str | None:
        """That it is of, where it says so."""
        found = _PINNED.search(", ".join(self.headers.get_all("Link", [])))
        return found[1] if found else None


@dataclass
class Ledger:
    """What all clients have met. Threads share it."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By kind: from a request to its whole answer, however often it had to be asked."""
    statuses: Counter[int] = field(default_factory=Counter)
    again: int = 0
    """Answers that asked to come back (429 or 503 with Retry-After)."""
    cut: int = 0
    """Answers that had begun when the process behind them ended, and were asked for again."""
    begun_again: int = 0
    """Lists that were begun anew, since their cursor was of another release."""
    lists: int = 0
    """Lists that were read to their end, page by page."""
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, **numbers: int) -> None:
        with self._lock:
            for name, number in numbers.items():
                setattr(self, name, getattr(self, name) + number)

    def answered(self, kind: str, asked: Asked, answer: Answer, seconds: float) -> None:
        """Note the answer, and compare it with those to equal requests."""
        etag, digest = answer.headers.get("ETag"), hashlib.sha256(answer.body).hexdigest()
        request = (asked.method, asked.path, asked.accept)
        with self._lock:
            self.seconds[kind].append(seconds)
            if answer.status not in (_STATUSES if kind != PAGING else (200, 422)):
                self.wrong.append(f"{asked.method} {asked.path}: {answer.status} {answer.body[:300]!r}")
            if answer.status == 200 and etag:
                self._same("bytes", (*request, etag), digest)
                if answer.release:
                    self._same("ETag", (*request, answer.release), etag)

    def _same(self, what: str, key: tuple[str, ...], value: str) -> None:
        if self._known.setdefault((what, *key), value) != value:
            self.wrong.append(f"{' '.join(key)}: has another {what} than before")

    def status(self, status: int) -> None:
        with self._lock:
            self.statuses[status] += 1

    def loses(self, asked: Asked, how: str) -> None:
        with self._lock:
            self.lost.append(f"{asked.method} {asked.path}: {how}")

    @property
    def requests(self) -> int:
        return sum(map(len, self.seconds.values())) + len(self.lost)


class Client(threading.Thread):
    """Asks what `script` says until it is told that it is enough."""

    def __init__(self, url: str, number: int, ledger: Ledger, kind: str) -> None:
        super().__init__(name=kind, daemon=True)
        self._ledger, self._kind = ledger, kind
        parts = urlsplit(url)
        self._connection = HTTPConnection(
            parts.hostname or "", parts.port, timeout=_WAIT_S, source_address=(f"127.0.1.{number}", 0)
        )
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            self.round()

    def round(self) -> None:
        """Some requests. To be overridden."""
        raise NotImplementedError

    def ask(self, asked: Asked) -> Answer | None:
        """The answer, after as many tries as the documentation tells a client to make; None where it is lost."""
        start, how = time.monotonic(), ""
        for _ in range(_TRIES):
            try:
                answer = self._once(asked)
            except IncompleteRead:
                self._ledger.add(cut=1)
                how = "cut off each time"
                continue
            except (OSError, HTTPException) as error:
                self._connection.close()
                self._ledger.loses(asked, repr(error))
                return None
            self._ledger.status(answer.status)
            if answer.status in (429, 503) and "Retry-After" in answer.headers:
                self._ledger.add(again=1)
                how = f"{answer.status} each time"
                self.enough.wait(min(5.0, float(answer.headers["Retry-After"])))
                continue
            if answer.status >= 500:
                self._ledger.loses(asked, f"{answer.status} {answer.body[:200]!r}")
                return None
            self._ledger.answered(self._kind, asked, answer, time.monotonic() - start)
            time.sleep(_PAUSE_S)
            return answer
        self._ledger.loses(asked, how)
        return None

    def _once(self, asked: Asked) -> Answer:
        """Raises IncompleteRead for an answer that breaks off, OSError and HTTPException for none."""
        headers = {"Accept": asked.accept, **({"Content-Type": asked.type} if asked.type else {})}
        self._connection.request(asked.method, asked.path, asked.body, headers)
        response = self._connection.getresponse()
        try:
            return Answer(response.status, response.headers, response.read())
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise IncompleteRead(b"") from error


class Asking(Client):
    """Asks the same requests in turns."""

    def __init__(self, url: str, number: int, ledger: Ledger, kind: str, requests: Iterator[Asked]) -> None:
        super().__init__(url, number, ledger, kind)
        self._requests = requests

    def round(self) -> None:
        """Override: the next."""
        self.ask(next(self._requests))


class Paging(Client):
    """Reads lists page by page; `pinned`: in the release of the first page, whatever is served meanwhile."""

    PATH: Final = "/v1/claims?limit=50&fields=id"

    def __init__(self, url: str, number: int, ledger: Ledger, kind: str, *, pinned: bool) -> None:
        super().__init__(url, number, ledger, kind)
        self._pinned = pinned

    def round(self) -> None:
        """Override: a list, from its beginning to its end or to a cursor that is refused."""
        path, ids, release, total = self.PATH, set[str](), None, 0
        while path and not self.enough.is_set():
            answer = self.ask(Asked(path))
            if answer is None:
                return
            if answer.status == 422:
                self._refused(path, answer)
                return
            page = json.loads(answer.body)
            if release not in (None, page["release"]):
                self._ledger.wrong.append(f"{path}: a page of {page['release']} in a list of {release}")
            if self._pinned and release is None:
                path, release = f"{self.PATH}&release={page['release']}", page["release"]
                continue
            release, total = page["release"], page["total"]["value"]
            ids |= {item["id"] for item in page["items"]}
            following = urlsplit(page["links"]["next"] or "")
            path = f"{following.path}?{following.query}" if following.path else ""
        if not path:
            self._ledger.add(lists=1)
            if len(ids) != total:
                self._ledger.wrong.append(f"{self.PATH}: {len(ids)} of {total} records on all pages of {release}")

    def _refused(self, path: str, answer: Answer) -> None:
        """A cursor of another release names both; one that is pinned is never refused."""
        told = json.loads(answer.body)["errors"][0]["detail"]
        names = _OF_ANOTHER_RELEASE.match(told)
        if self._pinned or names is None or names[1] == names[2]:
            self._ledger.wrong.append(f"{path}: 422 {told}")
        self._ledger.add(begun_again=1)


@contextmanager
def load(url: str) -> Iterator[Ledger]:
    """All kinds of clients at once, as long as the block lasts; then their last answers are waited for."""
    ledger = Ledger()
    numbers = itertools.count(1)
    clients: list[Client] = [Asking(url, next(numbers), ledger, kind, each) for kind, each in _scripts()]
    clients.append(Paging(url, next(numbers), ledger, PAGING, pinned=False))
    clients.append(Paging(url, next(numbers), ledger, f"{PAGING}, pinned", pinned=True))
    for client in clients:
        client.start()
    try:
        yield ledger
    finally:
        for client in clients:
            client.enough.set()
        for client in clients:
            client.join(_WAIT_S + 10)
        ledger.lost.extend(f"{client.name}: no answer for {_WAIT_S:.0f} s" for client in clients if client.is_alive())


def _scripts() -> Iterator[tuple[str, Iterator[Asked]]]:
    """What is asked, by kind."""
    lists = [path for path in queries.list_paths() if "cursor=" not in path]
    records = queries.record_paths()
    yield "a record", _in_turns([Asked(path) for path in records])
    yield "a record as a page", _in_turns([Asked(path, accept="text/html") for path in records[::-1]])
    for part in (0, 1):
        yield "a list", _in_turns([Asked(path) for path in lists[part::2]])
    yield "a whole list", _in_turns([Asked(f"/v1/{name}?format=ndjson") for name in ("claims", "events", "sources")])
    yield "a query", _fresh([Asked(path, accept=_RESULTS) for path in queries.paths("/sparql", queries.points())])
    texts = [queries.GROUPED, queries.JOIN]
    yield (
        "a query by POST",
        _in_turns([Asked("/sparql", "POST", _RESULTS, text.encode(), "application/sparql-query") for text in texts]),
    )


def _in_turns(requests: Sequence[Asked]) -> Iterator[Asked]:
    return itertools.cycle(requests)


def _fresh(requests: Sequence[Asked]) -> Iterator[Asked]:
    """No two alike, so that each is run."""
    for number, asked in enumerate(itertools.cycle(requests)):
        yield Asked(f"{asked.path}%23{number}", accept=asked.accept)
