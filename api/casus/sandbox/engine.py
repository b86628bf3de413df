"""Answering one query with pyoxigraph: the result as frames, or what went wrong as one frame. Runs in a worker."""

import re
from typing import IO, Any, Final, TypeVar, cast

import pyoxigraph as ox

from casus.sandbox import protocol, syntax_error, xml_text
from casus.sandbox.errors import QueryCrashed, ServiceRefused, UnknownFunction
from casus.sandbox.keywords import keyword
from casus.sandbox.limits import Limits, QueryMemory, ResultTooLarge
from casus.sandbox.query import Query
from casus.terms.names import BASE
from casus.terms.problem import NotAcceptable, Problem

_UNKNOWN_FUNCTION: Final = re.compile("The custom (aggregate )?function ")
_FRAME_BYTES: Final = 48 * 1024
"""Each frame wakes who reads them, and a pipe holds 64 KiB."""
Format = TypeVar("Format")


def answer(store: ox.Store, query: Query, limits: Limits, out: int) -> protocol.Last:
    """Run one query and write its chunks but the last. Returns what makes the last bytes, of `grown_bytes`.

    They are that chunk and the end of the result, or the error.
    """
    chunks = _Chunks(out, query.media_type, limits)
    try:
        run(store, query, cast(IO[bytes], chunks))
    except Exception as error:
        return failed(error, query, limits)
    return lambda **members: chunks.held + protocol.pack_json(protocol.END, **members)


def failed(error: Exception, query: Query, limits: Limits) -> protocol.Last:
    """What makes the last bytes of a query that was ended so."""
    failure = protocol.pack_problem(_problem(error, query, limits))
    return lambda **_: failure


def run(store: ox.Store, query: Query, file: IO[bytes]) -> None:
    """Write the result into the file. Raises ServiceRefused, and whatever the engine raises.

    A relative IRI starts from the base of the data, which is the same wherever they are served (RFC 3986, section
    5.1.4): a query that is sent was not retrieved from this service.
    """
    if (service := keyword("SERVICE", query.text)) is not None:
        raise ServiceRefused.at(query.text, service)
    if query.head:
        store = ox.Store()  # without data nothing takes time; what the engine refuses, it refuses all the same
    results = store.query(query.text, base_iri=BASE, **_dataset(query))
    if isinstance(results, ox.QueryTriples):
        rdf_format = _known(ox.RdfFormat.from_media_type(query.media_type), query)
        if not query.head:
            ox.serialize(results, file, rdf_format, prefixes=dict(query.prefixes))
    else:
        results_format = _known(ox.QueryResultsFormat.from_media_type(query.media_type), query)
        if not query.head:
            results.serialize(file, results_format)


def _dataset(query: Query) -> dict[str, Any]:
    """The dataset as `Store.query` takes it. All graphs as one make the engine ignore FROM (pyoxigraph 0.5.13)."""
    if not query.default_graphs and not query.named_graphs:
        return {"use_default_graph_as_union": keyword("FROM", query.text) is None}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in query.default_graphs],
        "named_graphs": [ox.NamedNode(iri) for iri in query.named_graphs],
    }


def _known(written: Format | None, query: Query) -> Format:
    if written is None:
        raise NotAcceptable(f"The result cannot be written as '{query.media_type}'.")
    return written


def _problem(error: Exception, query: Query, limits: Limits) -> Problem:
    """What was raised, as the problem that it is."""
    message = str(error)
    match error:
        case Problem():
            return error
        case SyntaxError():
            return syntax_error.explained(message, query.text)
        case MemoryError():
            return QueryMemory.beyond(limits.memory_bytes)
        case _ if _UNKNOWN_FUNCTION.match(message):
            return UnknownFunction(message)
        case _:
            return QueryCrashed.because(f"{type(error).__name__}: {message}")


class _Chunks:
    """The file that a result is written to: what is written (8 KiB at a time in pyoxigraph 0.5.13) becomes frames.

    One frame is held back until more comes: when an evaluation fails, pyoxigraph still writes what it had begun, and a
    result that fails before its first 8 KiB is to be an error and nothing else.
    """

    def __init__(self, out: int, media_type: str, limits: Limits) -> None:
        self._out = out
        self._held = bytearray()
        self._max_bytes = limits.result_max_bytes
        self._bytes = 0
        self._xml = xml_text.XmlText(media_type) if media_type in xml_text.MEDIA_TYPES else None

    @property
    def held(self) -> bytes:
        """The frame that is held back."""
        return protocol.pack(protocol.CHUNK, bytes(self._held)) if self._held else b""

    def write(self, data: bytes) -> int:
        self._bytes += len(data)
        if self._bytes > self._max_bytes:  # what is raised here ends the evaluation
            raise ResultTooLarge(f"The result has more than {self._max_bytes} bytes; add LIMIT or ask for less.")
        if len(self._held) >= _FRAME_BYTES:
            protocol.write_all(self._out, self.held)
            self._held.clear()
        self._held += self._xml.mend(data) if self._xml else data
        return len(data)

    def flush(self) -> None:
        """Nothing: see `held`."""
