"""Queries of others on an engine: tried and guarded in processes with limits, then asked within the same limits.

The same calls as `casus.sandbox.sandbox.Sandbox`. What is no SPARQL is refused with line and column, and SERVICE too,
without the engine being asked (see `trial`). The engine's answer is read and written
anew: a broken one is noticed, and all results look the same wherever they come from.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

import pyoxigraph as ox

from casus.engine import trial
from casus.engine.engine import JSON, N_TRIPLES, Engine
from casus.engine.guard import Guarded
from casus.engine.names import ReleaseGraphs
from casus.engine.presence import Presence
from casus.engine.problems import EngineDown, EngineRefused, EngineSlow
from casus.engine.transport import Answer
from casus.sandbox import xml_text
from casus.sandbox.errors import QueryCrashed
from casus.sandbox.limits import Limits, QueryTimeout, ResultTooLarge
from casus.sandbox.query import Query
from casus.terms import deadline
from casus.terms.problem import NotAcceptable, Problem

_MEMORY_BYTES: Final = 1024**2
_PIECE: Final = 256 * 1024
_AS_JSON: Final = 8
"""How many times longer a result may be as JSON than in its shortest format."""
_TIME_WORDS: Final = ("timeout", "timed out", "time out", "time limit", "too long", "cancel")
"""In what engines say of a query that they ended by themselves."""


class EngineQueries:
    """Runs queries of others on one release of an engine. Thread-safe, and safe to make before a server forks."""

    def __init__(
        self,
        engine: Engine,
        graphs: ReleaseGraphs,
        release: Path,
        presence: Presence,
        *,
        workers: int,
        queue_wait_s: float,
        limits: Limits,
    ) -> None:
        """`release`: the folder of the same release."""
        self._engine = engine
        self._graphs = graphs
        self._presence = presence
        self._limits = limits
        self._trials = trial.trials(release, workers=workers, queue_wait_s=queue_wait_s, limits=limits)

    def start(self) -> None:
        """Start the workers that try queries. Raises Unavailable."""
        self._trials.start()

    def prepare(self) -> None:
        """Start what they are forked from. Raises Unavailable."""
        self._trials.prepare()

    def close(self) -> None:
        """End the workers."""
        self._trials.close()

    def workers(self) -> tuple[int, int]:
        """How many of them are at work, and how many wait for it."""
        return self._trials.workers()

    def run(self, query: Query) -> "Written":
        """The whole result of a query. Raises what `Sandbox.run` raises, EngineDoor, and the problems of the engine."""
        seconds = min(query.deadline_s, self._limits.deadline_s)
        asked = trial.read(self._trials.run(query).read())
        result = Written(self._limits.result_max_bytes, query.media_type)
        if query.head:
            return result
        try:
            self._ask(query, asked, seconds, result)
        except EngineSlow as slow:
            raise QueryTimeout.after(seconds) from slow
        except EngineRefused as refused:
            raise _ended(refused, seconds) from refused
        finally:
            deadline.renew()  # a query has a deadline of its own
        self._presence.confirm()
        return result

    def _ask(self, query: Query, asked: Guarded, seconds: float, result: "Written") -> None:
        triples = ox.RdfFormat.from_media_type(query.media_type)
        rows = ox.QueryResultsFormat.from_media_type(query.media_type)
        wanted = N_TRIPLES if rows is None else JSON
        with self._engine.ask(asked.text, asked.dataset, wanted, seconds, again=False) as answer:
            body = cast(IO[bytes], _Renamed(answer, self._graphs))
            try:
                if (most := answer.headers.get("X-SPARQL-MaxRows", "")).isdigit():
                    body = self._not_cut(body, rows is not None, int(most))
                if asked.asks and rows is not None:
                    _truth(body).serialize(cast(IO[bytes], result), rows)
                elif rows is not None:
                    ox.parse_query_results(body, ox.QueryResultsFormat.JSON).serialize(cast(IO[bytes], result), rows)
                elif triples is not None:
                    made = (quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))
                    ox.serialize(made, cast(IO[bytes], result), triples, prefixes=dict(query.prefixes))
                else:
                    raise NotAcceptable(f"The result cannot be written as '{query.media_type}'.")
            except (SyntaxError, ValueError) as error:
                raise QueryCrashed.because(f"{self._engine.address.host}: no {wanted}: {error}") from error
            except MemoryError as error:  # of pyoxigraph 0.5.13, for a term of more than 16 MiB
                raise ResultTooLarge("A term of the result is longer than any may be; ask for a part of it.") from error

    def _not_cut(self, body: IO[bytes], are_rows: bool, most: int) -> IO[bytes]:
        """The same answer, which has fewer rows than the engine gives at most: Virtuoso ends there without a word."""
        kept = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 - it ends with whoever reads it
        left = self._limits.result_max_bytes * _AS_JSON
        while piece := body.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ResultTooLarge("The engine's answer is larger than any result may be; add LIMIT or ask for less.")
            kept.write(piece)
        kept.seek(0)
        again = cast(IO[bytes], kept)
        found: Iterable[object] = ()
        if not are_rows:
            found = ox.parse(again, ox.RdfFormat.N_TRIPLES)
        elif isinstance(rows := ox.parse_query_results(again, ox.QueryResultsFormat.JSON), ox.QuerySolutions):
            found = rows
        if sum(1 for _ in found) >= most:
            raise ResultTooLarge(f"The engine gives at most {most} rows, and this has as many; ask for less.")
        kept.seek(0)
        return again


def _truth(body: IO[bytes]) -> ox.QueryBoolean:
    """Whether there is a row in the answer to a SELECT query, as the answer to ASK."""
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        raise ValueError("a truth value and no rows")
    is_true = next(iter(found), None) is not None
    text = json.dumps({"head": {}, "boolean": is_true})
    return cast(ox.QueryBoolean, ox.parse_query_results(text, ox.QueryResultsFormat.JSON))


def _ended(refused: EngineRefused, seconds: float) -> Problem:
    """What an engine means that ends a query with an error."""
    if any(word in refused.said.lower() for word in _TIME_WORDS):
        return QueryTimeout.after(seconds)
    if refused.status_code in (429, 503):
        return EngineDown.at(refused.extra["engine"], f"HTTP {refused.status_code}: {refused.said}")
    return QueryCrashed.because(refused.log or refused.said)


class Written:
    """A result that is whole: a file to write it into, then its pieces. Used once."""

    def __init__(self, most: int, media_type: str) -> None:
        self._file = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 - it is closed with the last piece
        self._most = most
        self._bytes = 0
        self._xml = xml_text.XmlText(media_type) if media_type in xml_text.MEDIA_TYPES else None

    def write(self, piece: bytes) -> int:
        """Raises ResultTooLarge, and NotAcceptable for what XML cannot hold."""
        self._bytes += len(piece)
        if self._bytes > self._most:
            raise ResultTooLarge(f"The result has more than {self._most} bytes; add LIMIT or ask for less.")
        self._file.write(self._xml.mend(piece) if self._xml else piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing."""

    def read(self) -> bytes:
        """All of it."""
        return b"".join(self)

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        with self._file:
            while piece := self._file.read(_PIECE):
                yield piece


class _Renamed:
    """An engine's answer with the names that graphs have in the release; a name may lie across two pieces."""

    def __init__(self, answer: Answer, graphs: ReleaseGraphs) -> None:
        self._answer = answer
        self._graphs = graphs
        self._held = b""
        self._keep = len(graphs.iri) + 64

    def read(self, size: int = -1) -> bytes:
        """The next piece, empty at the end; before it as many bytes as are asked for.

        pyoxigraph 0.5.13 begins with a long term anew at each piece: 15 MiB of it in pieces of 8 KiB took 6 s, in those
        that it asks for 0.5.
        """
        size = _PIECE if size < 0 else size
        wanted = size + self._keep
        held = self._held
        while len(held) < wanted and (more := self._answer_of(wanted - len(held))):
            held = self._graphs.back(held + more)
        end = min(size, len(held))  # what is longer than that has `_keep` bytes behind it, or the answer is at its end
        self._held = held[end:]
        return held[:end]

    def _answer_of(self, size: int) -> bytes:
        """As many bytes of the answer, fewer at its end alone."""
        text = bytearray()
        while len(text) < size and (piece := self._answer.read(size - len(text))):
            text += piece
        return bytes(text)
