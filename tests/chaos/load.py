"""Clients that know the right answer of everything they ask, and a note of each that they did not get.

An answer is right when status, type, ETag and every byte are those that the quiet service gave before, on one of the
releases that it may serve. What is not right must say so: a connection that is refused or cut before the answer was
whole, or 429, 503 or 504 as a problem that says when to come back. Anything else is wrong.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

_PATIENCE_S: Final = 60.0
"""Longer than any answer may take, a web process that hangs included."""
_LATER: Final = (429, 503, 504)
_QUERY: Final = (
    "SELECT ?s ?label {{ ?s a <https://w3id.org/casus/ontology#{}> ; skos:prefLabel ?label }} ORDER BY ?s ?label"
)
_COUNT: Final = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str | None
    etag: str | None
    body: bytes
    retry_after: str | None = None

    @property
    def is_later(self) -> bool:
        """Whether it is a problem that says when to come back, to people as a page."""
        is_page = self.media_type == "text/html; charset=utf-8"
        if self.status not in _LATER or not (is_page or self.media_type == "application/problem+json"):
            return False
        told = is_page or json.loads(self.body)["status"] == self.status
        return told and (self.status == 504 or (self.retry_after or "").isdigit())


def requests() -> list[Asked]:
    """Of many kinds; those with `limit` are so many that a small cache does not hold their answers."""
    paths = [
        *(f"/v1/states?limit={limit}" for limit in range(1, 30)),
        *(f"/v1/claims?limit={limit}" for limit in range(1, 30)),
        *(f"/v1/search?q={name}" for name in ("haftar", "libya", "tripoli", "book", "first")),
        "/v1/negotiations/moscow-talks-2020",
        "/v1/armed-forces/first",
        "/v1/timeline?limit=20",
        "/v1/claims?format=csv",
        "/v1/states?format=ndjson",
        "/v1/nowhere",
        f"/sparql?query={quote(_QUERY.format('State'))}",
    ]
    get = [Asked(path) for path in paths]
    get += [Asked(path, (("Accept", "text/html"),)) for path in ("/", "/v1/states", "/v1/armed-forces/first")]
    get += [Asked(path, (("Accept-Encoding", "gzip"),)) for path in ("/v1/claims?limit=50", "/v1/states?limit=50")]
    post = (("Content-Type", "application/sparql-query"), ("Accept", "text/csv"))
    queries = [_COUNT, *(_QUERY.format(kind) for kind in ("ArmedForce", "Person", "Source", "Place"))]
    return [*get, *(Asked("/sparql", post, query.encode()) for query in queries * 3)]


def ask(port: int, asked: Asked, source: str = "127.0.0.1", kept: http.client.HTTPConnection | None = None) -> Answer:
    """The answer, whole. Raises OSError and HTTPException."""
    connection = kept or http.client.HTTPConnection("127.0.0.1", port, _PATIENCE_S, (source, 0))
    try:
        connection.request(asked.method, asked.path, asked.body, {"Accept-Encoding": "identity", **dict(asked.headers)})
        response = connection.getresponse()
        body = response.read()
        header = response.headers.get
        return Answer(response.status, header("Content-Type"), header("ETag"), body, header("Retry-After"))
    finally:
        if kept is None:
            connection.close()


@dataclass
class Right:
    """The right answers, by request: one of each release."""

    asked: list[Asked] = field(default_factory=requests)
    known: dict[Asked, list[Answer]] = field(default_factory=dict)

    def record(self, port: int) -> None:
        """Of a quiet service. Asked twice: what is not the same each time would be no measure."""
        for asked in self.asked:
            answer = ask(port, asked)
            assert answer == ask(port, asked), asked
            assert answer.status not in (500, *_LATER), (asked, answer)
            self.known.setdefault(asked, []).append(answer)

    def knows(self, asked: Asked, answer: Answer) -> bool:
        return answer in self.known[asked]


@dataclass(frozen=True)
class Miss:
    """A request without its right answer."""

    begun: float
    ended: float
    asked: Asked
    why: str


class Load:
    """Clients that ask at random, until it is enough."""

    def __init__(self, port: int, right: Right, seed: int, clients: int) -> None:
        self.right, self._port = right, port
        self._enough = threading.Event()
        self._note = threading.Lock()
        self.answered: Counter[str] = Counter()
        """Right answers, by kind."""
        self.misses: list[Miss] = []
        """Allowed ones."""
        self.wrong: list[Miss] = []
        self.slowest_s = 0.0
        self._threads = [
            threading.Thread(target=self._client, args=(random.Random(seed * 1000 + number), f"127.0.1.{number + 1}"))
            for number in range(clients)
        ]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join(2 * _PATIENCE_S)

    def _client(self, chance: random.Random, source: str) -> None:
        kept = http.client.HTTPConnection("127.0.0.1", self._port, _PATIENCE_S, (source, 0))
        while not self._enough.is_set():
            asked = chance.choice(self.right.asked)
            self._ask(asked, source, kept if chance.random() < 0.7 else None)
            time.sleep(chance.random() * 0.04)
        kept.close()

    def _unlike(self, asked: Asked, answer: Answer) -> str:
        """What is wrong with the answer."""
        known = self.right.known[asked]
        same = "a known ETag" if answer.etag in {each.etag for each in known} else "another ETag"
        return f"{answer.status} {answer.media_type}, {same}, {len(answer.body)} bytes: {answer.body[:100]!r}"

    def _ask(self, asked: Asked, source: str, kept: http.client.HTTPConnection | None) -> None:
        begun = time.monotonic()
        try:
            answer = ask(self._port, asked, source, kept)
        except (ConnectionError, http.client.HTTPException) as error:
            why, is_allowed = f"{type(error).__name__}", True
        except OSError as error:
            why, is_allowed = f"{type(error).__name__}: {error}", False  # such as a timeout: nobody may hang
        else:
            is_right = self.right.knows(asked, answer)
            why, is_allowed = self._unlike(asked, answer), is_right or answer.is_later
            if is_right:
                with self._note:
                    self.answered[asked.path.partition("?")[0]] += 1
                    self.slowest_s = max(self.slowest_s, time.monotonic() - begun)
                return
            why = why if not is_allowed else str(answer.status)
        if kept is not None:
            kept.close()
        miss = Miss(begun, time.monotonic(), asked, why)
        with self._note:
            (self.misses if is_allowed else self.wrong).append(miss)
