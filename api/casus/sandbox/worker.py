"""The process that runs queries, forked from a nursery (see `nursery`).

It has the data, in memory or opened read-only, then takes away its own rights (setrlimit(2)), then answers requests on
stdin with frames on stdout (see `protocol`):

* RLIMIT_NOFILE 0: no socket and no file can be opened any more, so no query reaches anything;
* RLIMIT_AS: what is in use now plus the memory of one query; past it allocation fails and the process ends;
* RLIMIT_CPU: per query, a backstop should the parent not kill in time, and a timer beside it;
* RLIMIT_NPROC 0: no new thread or process (the kernel exempts root);
* RLIMIT_CORE 0: no dump of other people's queries.

It has one thread: a query of nothing takes 0.1 ms so, and 0.3 when another thread watches. The kernel ends it with its
nursery, and so with its parent, even while a query runs; idle, it ends with its stdin.
"""

import contextlib
import ctypes
import math
import os
import resource
import signal
from collections.abc import Callable
from typing import Final, NoReturn

import pyoxigraph as ox

from casus.sandbox import data, protocol
from casus.sandbox.limits import Limits
from casus.sandbox.query import Query
from casus.sandbox.sst_files import open_tables

NAME: Final = "casus-worker"
_GRACE_S: Final = 0.5
"""The parent kills at the deadline; this much later the worker no longer waits for it."""
_PR_SET_PDEATHSIG: Final = 1
"""prctl(2)"""
Answering = Callable[[ox.Store, Query, Limits, int], protocol.Last]
"""What answers queries, as `engine.answer` does."""


def main(path: str, store: ox.Store | None, answer: Answering, limits: Limits, nursery: int) -> NoReturn:
    """Take requests until stdin ends. Whatever is not an answer ends the process; its last words go to stderr.

    `store`: the data in memory; None: they are opened on disk, at the path. `nursery`: who forked this process.
    """
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != nursery:
            os._exit(0)
        out = os.dup(1)
        os.dup2(2, 1)  # nothing that prints may break the frames
        _serve(path, store, answer, limits, out)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def _serve(path: str, store: ox.Store | None, answer: Answering, limits: Limits, out: int) -> NoReturn:
    """Open, give up rights, answer."""
    unopened = 0
    if store is None:
        hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))  # RocksDB keeps as many tables open
        store = data.open_on_disk(path)
        unopened = open_tables(store, path)
    address_space = _AddressSpace()
    ready_bytes = address_space.read()
    _give_up_rights(ready_bytes + limits.memory_bytes)
    protocol.write_all(out, protocol.pack_json(protocol.READY, unopened_files=unopened))
    reader = protocol.Reader()
    while True:
        while (frame := reader.next()) is None:
            received = os.read(0, 65536)
            if not received:
                os._exit(0)
            reader.feed(received)
        query = Query.from_json(frame[1])
        signal.setitimer(signal.ITIMER_REAL, query.deadline_s + _GRACE_S)  # SIGALRM ends the process
        _allow_cpu(math.ceil(query.deadline_s) + 1)
        last = answer(store, query, limits, out)
        signal.setitimer(signal.ITIMER_REAL, 0)
        protocol.write_all(out, last(grown_bytes=address_space.read() - ready_bytes))


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
