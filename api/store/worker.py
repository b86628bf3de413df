"""The process that runs queries: ``python -m api.store.worker <store path> <limits as JSON>``.

It opens the store read-only, then takes away its own rights (setrlimit(2)), then answers requests on stdin with frames
on stdout (see `frames`):

* RLIMIT_NOFILE 0: no socket and no file can be opened any more, so neither SERVICE nor FROM reaches anything;
* RLIMIT_AS: what is in use now plus the memory of one query; past it allocation fails and the process ends;
* RLIMIT_CPU: per query, a backstop should the parent not kill in time;
* RLIMIT_NPROC 0: no new thread or process (the kernel exempts root);
* RLIMIT_CORE 0: no dump of other people's queries.

The main thread watches stdin and ends the process at EOF even while a query runs (pyoxigraph releases the GIL), so no
worker outlives its parent. Imports nothing but the standard library, pyoxigraph and its three small siblings: a worker
is replaced whenever a query is killed, so its start is paid often.
"""

import contextlib
import json
import math
import os
import queue
import re
import resource
import select
import sys
import threading
import time
from typing import IO, Any, Final, NoReturn, cast

import pyoxigraph as ox

from api.store import frames, media_types
from api.store.limits import Limits
from api.store.tables import open_tables

_GRACE_S: Final = 0.5
"""The parent kills at the deadline; this much later the worker no longer waits for it."""
_SYNTAX_ERROR: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UNKNOWN_FUNCTION: Final = re.compile("The custom (aggregate )?function ")
_FROM_SERVICE: Final = re.compile("Too many open files|The variable encoding the service name")


class _ResultTooLarge(Exception):
    """The byte cap is passed; raised in `write`, which ends the evaluation."""


class _BadRequest(Exception):
    """Something about the request other than its query; `kind` is the kind of the error frame."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Chunks:
    """The file that a result is written to: each write (8 KiB in pyoxigraph 0.5.13) becomes a frame."""

    def __init__(self, out: int, media_type: str, max_bytes: int) -> None:
        self._out = out
        self._held = frames.pack_json(frames.HEADER, media_type=media_type)
        self._left = max_bytes

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _ResultTooLarge
        frames.write_all(self._out, self._held + frames.pack(frames.CHUNK, data))
        self._held = b""
        return len(data)

    def flush(self) -> None:
        """Send the header of an empty result."""
        frames.write_all(self._out, self._held)
        self._held = b""


class _Answered:
    """How many requests are answered; written by the thread that answers, read by the one that watches."""

    count = 0


def main(store_path: str, limits: Limits) -> NoReturn:
    """Take requests until stdin ends; end the process when a query outlives its deadline and the parent did not act."""
    out = os.dup(1)
    os.dup2(2, 1)  # nothing that prints may break the frames
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    answered = _Answered()
    threading.stack_size(limits.stack_bytes)
    threading.Thread(target=_serve, args=(store_path, limits, requests, answered, out), daemon=True).start()
    reader = frames.Reader()
    received, deadline = 0, 0.0
    while True:
        left_s = max(0.0, deadline - time.monotonic()) if received > answered.count else None
        if not select.select([0], [], [], left_s)[0]:  # poll(2) would need RLIMIT_NOFILE
            if received > answered.count and time.monotonic() >= deadline:
                os._exit(frames.EXIT_AT_DEADLINE)
            continue
        data = os.read(0, 65536)
        if not data:
            os._exit(0)
        reader.feed(data)
        while (frame := reader.next()) is not None:
            request = json.loads(frame[1])
            received, deadline = received + 1, time.monotonic() + request["deadline_s"] + _GRACE_S
            requests.put(request)


def _serve(
    store_path: str,
    limits: Limits,
    requests: "queue.SimpleQueue[dict[str, Any]]",
    answered: _Answered,
    out: int,
) -> NoReturn:
    """Open, give up rights, answer. Whatever is not an answer ends the process; its last words go to stderr."""
    try:
        hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))  # RocksDB keeps as many tables open
        store = ox.Store.read_only(store_path)
        unopened = open_tables(store, store_path)
        address_space = _AddressSpace()
        ready_bytes = address_space.read()
        _give_up_rights(ready_bytes + limits.memory_bytes)
        frames.write_all(out, frames.pack_json(frames.READY, unopened_files=unopened))
        while True:
            failure = _answer(store, requests.get(), limits, out)
            answered.count += 1
            grown_bytes = address_space.read() - ready_bytes
            frames.write_all(out, failure or frames.pack_json(frames.END, grown_bytes=grown_bytes))
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


class _AddressSpace:
    """The size of this process as RLIMIT_AS counts it; the file is opened while files can be opened."""

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        self._page_bytes = resource.getpagesize()

    def read(self) -> int:
        return int(os.pread(self._statm, 64, 0).split()[0]) * self._page_bytes


def _give_up_rights(address_space_bytes: int) -> None:
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, address_space_bytes),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _allow_cpu(seconds: int) -> None:
    """Let this process use that much more processor time; past it the kernel ends it (SIGXCPU)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(store: ox.Store, request: dict[str, Any], limits: Limits, out: int) -> bytes | None:
    """Run one query and write header and chunks. Returns the error frame, None when the result is complete."""
    try:
        _allow_cpu(math.ceil(request["deadline_s"]) + 1)
        results = store.query(request["query"], **_dataset(request))
        media_type = request["media_type"]
        chunks = _Chunks(out, media_type, limits.max_result_bytes)
        file = cast(IO[bytes], chunks)
        if isinstance(results, ox.QueryTriples):
            _require(media_type, media_types.GRAPHS)
            results.serialize(file, ox.RdfFormat.from_media_type(media_type))
        else:
            _require(media_type, media_types.SOLUTIONS)
            results.serialize(file, ox.QueryResultsFormat.from_media_type(media_type))
        chunks.flush()
    except Exception as error:
        return _error_frame(error, request["query"])
    return None


def _dataset(request: dict[str, Any]) -> dict[str, Any]:
    """The dataset as `Store.query` takes it (SPARQL 1.1 Protocol, section 2.1.4: what the request names goes first).

    The union flag would make the engine ignore FROM (measured on pyoxigraph 0.5.13), so it comes with the request.
    """
    if not request["default_graphs"] and not request["named_graphs"]:
        return {"use_default_graph_as_union": request["union"]}
    try:
        return {key: [ox.NamedNode(iri) for iri in request[f"{key}s"]] for key in ("default_graph", "named_graph")}
    except ValueError as error:
        raise _BadRequest("graph-name", str(error)) from error


def _require(media_type: str, offered: tuple[str, ...]) -> None:
    if media_type not in offered:
        raise _BadRequest("media-type", media_type)


def _error_frame(error: Exception, query: str) -> bytes:
    """What the engine raised, as the kinds of `frames.ERROR`."""
    message = str(error)
    if isinstance(error, _ResultTooLarge):
        return frames.pack_json(frames.ERROR, kind="too-large")
    if isinstance(error, _BadRequest):
        return frames.pack_json(frames.ERROR, kind=error.kind, message=message)
    if isinstance(error, MemoryError):
        return frames.pack_json(frames.ERROR, kind="memory")
    if isinstance(error, SyntaxError):
        return frames.pack_json(frames.ERROR, kind="syntax", **_located(message, query))
    if _UNKNOWN_FUNCTION.match(message):
        return frames.pack_json(frames.ERROR, kind="function", message=message)
    if _FROM_SERVICE.match(message):
        return frames.pack_json(frames.ERROR, kind="service")
    return frames.pack_json(frames.ERROR, kind="internal", message=f"{type(error).__name__}: {message}")


def _located(message: str, query: str) -> dict[str, Any]:
    """A syntax error as message, line and column (from 1), with the text that the parser stopped at."""
    located = _SYNTAX_ERROR.match(message)
    if located is None:
        return {"message": message}
    line, column = int(located[1]), int(located[2])
    stopped_at = "".join(query.split("\n")[line - 1 : line])[column - 1 :][:20]
    found = repr(stopped_at) if stopped_at else "the end of the line"
    return {"message": f"found {found}, {located[3]}", "line": line, "column": column}


if __name__ == "__main__":
    main(sys.argv[1], Limits.from_json(sys.argv[2]))
