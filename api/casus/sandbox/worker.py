"""The process that runs queries: ``python -m casus.sandbox.worker <store path> <limits as JSON>``.

It opens the store read-only, then takes away its own rights (setrlimit(2)), then answers requests on stdin with frames
on stdout (see `protocol`):

* RLIMIT_NOFILE 0: no socket and no file can be opened any more, so no query reaches anything;
* RLIMIT_AS: what is in use now plus the memory of one query; past it allocation fails and the process ends;
* RLIMIT_CPU: per query, a backstop should the parent not kill in time;
* RLIMIT_NPROC 0: no new thread or process (the kernel exempts root);
* RLIMIT_CORE 0: no dump of other people's queries.

The main thread watches stdin and ends the process at EOF even while a query runs (pyoxigraph releases the GIL), so no
worker outlives its parent. Imports nothing but the standard library, pyoxigraph and its small siblings: a worker is
replaced whenever a query is killed, so its start is paid often.
"""

import contextlib
import math
import os
import queue
import resource
import select
import sys
import threading
import time
from typing import Final, NoReturn

import pyoxigraph as ox

from casus.sandbox import engine, protocol
from casus.sandbox.limits import Limits
from casus.sandbox.query import Query
from casus.sandbox.sst_files import open_tables

_GRACE_S: Final = 0.5
"""The parent kills at the deadline; this much later the worker no longer waits for it."""


class _Answered:
    """How many requests are answered; written by the thread that answers, read by the one that watches."""

    count = 0


def main(store_path: str, limits: Limits) -> NoReturn:
    """Take requests until stdin ends; end the process when a query outlives its deadline and the parent did not act."""
    out = os.dup(1)
    os.dup2(2, 1)  # nothing that prints may break the frames
    queries: queue.SimpleQueue[Query] = queue.SimpleQueue()
    answered = _Answered()
    threading.stack_size(limits.stack_bytes)
    threading.Thread(target=_serve, args=(store_path, limits, queries, answered, out), daemon=True).start()
    reader = protocol.Reader()
    received, deadline = 0, 0.0
    while True:
        left_s = max(0.0, deadline - time.monotonic()) if received > answered.count else None
        if not select.select([0], [], [], left_s)[0]:  # poll(2) would need RLIMIT_NOFILE
            if received > answered.count and time.monotonic() >= deadline:
                os._exit(protocol.EXIT_AT_DEADLINE)
            continue
        data = os.read(0, 65536)
        if not data:
            os._exit(0)
        reader.feed(data)
        while (frame := reader.next()) is not None:
            query = Query.from_json(frame[1])
            received, deadline = received + 1, time.monotonic() + query.deadline_s + _GRACE_S
            queries.put(query)


def _serve(
    store_path: str,
    limits: Limits,
    queries: "queue.SimpleQueue[Query]",
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
        protocol.write_all(out, protocol.pack_json(protocol.READY, unopened_files=unopened))
        while True:
            query = queries.get()
            _allow_cpu(math.ceil(query.deadline_s) + 1)
            failure = engine.answer(store, query, limits, out)
            answered.count += 1
            grown_bytes = address_space.read() - ready_bytes
            protocol.write_all(out, failure or protocol.pack_json(protocol.END, grown_bytes=grown_bytes))
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
        lowered = _at_most_hard(limit, value)
        resource.setrlimit(limit, (lowered, lowered))


def _allow_cpu(seconds: int) -> None:
    """Let this process use that much more processor time; past it the kernel ends it (SIGXCPU)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (_at_most_hard(resource.RLIMIT_CPU, soft), hard))


def _at_most_hard(limit: int, value: int) -> int:
    """The value, or the hard limit that whoever started the service set below it."""
    hard = resource.getrlimit(limit)[1]
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


if __name__ == "__main__":
    main(sys.argv[1], Limits.from_json(sys.argv[2]))
