"""Answering one request with pyoxigraph: the result as frames, or what went wrong as one frame. Runs in a worker."""

import re
from collections.abc import Iterator
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from casus.sandbox import media_types, protocol, xml_text
from casus.sandbox.limits import Limits
from casus.sandbox.row_limit import ROW_COUNTERS, RowCounter

_UNKNOWN_FUNCTION: Final = re.compile("The custom (aggregate )?function ")
_FROM_SERVICE: Final = re.compile("Too many open files|The variable encoding the service name")


def answer(store: ox.Store, request: dict[str, Any], limits: Limits, out: int) -> bytes | None:
    """Run one query and write header and chunks. Returns the error frame, None when the result is complete."""
    try:
        if request["head"]:
            store = ox.Store()  # without data nothing takes time; what the engine refuses, it refuses all the same
        results = store.query(request["query"], base_iri=request["base_iri"], **_dataset(request))
        media_type = request["media_type"]
        chunks = _Chunks(out, media_type, limits)
        if isinstance(results, ox.QueryTriples):
            _require(media_type, media_types.GRAPHS)
            if not request["head"]:
                _write_triples(results, request, limits.max_result_rows, cast(IO[bytes], chunks))
        else:
            _require(media_type, media_types.SOLUTIONS)
            if not request["head"]:
                chunks.rows = ROW_COUNTERS[media_type]()
                results.serialize(cast(IO[bytes], chunks), ox.QueryResultsFormat.from_media_type(media_type))
        chunks.end()
    except Exception as error:
        return _error_frame(error)
    return None


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """The dataset as `Store.query` takes it (SPARQL 1.1 Protocol, section 2.1.4: what the request names goes first).

    The union flag would make the engine ignore FROM (measured on pyoxigraph 0.5.13), so it comes with the request.
    """
    if not request["default_graphs"] and not request["named_graphs"]:
        return {"use_default_graph_as_union": request["union"]}
    try:
        default_graph = [ox.NamedNode(iri) for iri in request["default_graphs"]]
        named_graphs = [ox.NamedNode(iri) for iri in request["named_graphs"]]
    except ValueError as error:
        raise _BadRequest("graph-name", str(error)) from error
    return {"default_graph": default_graph, "named_graphs": named_graphs}


def _write_triples(triples: ox.QueryTriples, request: dict[str, Any], max_rows: int, file: IO[bytes]) -> None:
    rdf_format = ox.RdfFormat.from_media_type(request["media_type"])
    ox.serialize(_counted(triples, max_rows), file, rdf_format, prefixes=request["prefixes"])


def _counted(triples: ox.QueryTriples, max_rows: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == max_rows:
            raise _TooManyRows
        yield triple


def _require(media_type: str, fitting: tuple[media_types.ResultFormat, ...]) -> None:
    if all(media_type != written.media_type for written in fitting):
        raise _BadRequest("media-type", media_type)


def _error_frame(error: Exception) -> bytes:
    """What the engine raised, as the kinds of `frames.ERROR`."""
    message = str(error)
    if isinstance(error, _ResultTooLarge):
        return protocol.pack_json(protocol.ERROR, kind="too-large")
    if isinstance(error, _TooManyRows):
        return protocol.pack_json(protocol.ERROR, kind="too-many-rows")
    if isinstance(error, xml_text.NotXml):
        return protocol.pack_json(protocol.ERROR, kind="not-xml", message=message)
    if isinstance(error, _BadRequest):
        return protocol.pack_json(protocol.ERROR, kind=error.kind, message=message)
    if isinstance(error, MemoryError):
        return protocol.pack_json(protocol.ERROR, kind="memory")
    if isinstance(error, SyntaxError):
        return protocol.pack_json(protocol.ERROR, kind="syntax", message=message)
    if _UNKNOWN_FUNCTION.match(message):
        return protocol.pack_json(protocol.ERROR, kind="function", message=message)
    if _FROM_SERVICE.match(message):
        return protocol.pack_json(protocol.ERROR, kind="service")
    return protocol.pack_json(protocol.ERROR, kind="internal", message=f"{type(error).__name__}: {message}")


class _ResultTooLarge(Exception):
    """The byte cap is passed; raised in `write`, which ends the evaluation."""


class _TooManyRows(Exception):
    """The row cap is passed; raised where rows are counted, which ends the evaluation."""


class _BadRequest(Exception):
    """Something about the request other than its query; `kind` is the kind of the error frame."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Chunks:
    """The file that a result is written to: each write (8 KiB in pyoxigraph 0.5.13) becomes a frame.

    One frame is held back until the next comes: when an evaluation fails, pyoxigraph still writes what it had begun,
    and a result that fails before its first 8 KiB is to be an error and nothing else.
    """

    def __init__(self, out: int, media_type: str, limits: Limits) -> None:
        self._out = out
        self._held = protocol.pack_json(protocol.HEADER, media_type=media_type)
        self._left = limits.max_result_bytes
        self._max_rows = limits.max_result_rows
        self.rows: RowCounter | None = None
        """Counts what is written, unless it is counted elsewhere."""
        self._xml = xml_text.XmlText() if media_type in xml_text.MEDIA_TYPES else None

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _ResultTooLarge
        if self.rows is not None and self.rows.count(data) > self._max_rows:
            raise _TooManyRows
        protocol.write_all(self._out, self._held)
        self._held = protocol.pack(protocol.CHUNK, self._xml.mend(data) if self._xml else data)
        return len(data)

    def flush(self) -> None:
        """Nothing: see `end`."""

    def end(self) -> None:
        """Send what is held back."""
        protocol.write_all(self._out, self._held)
