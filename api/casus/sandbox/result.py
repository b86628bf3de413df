"""The result of one query, as it comes from its worker."""

import json
from collections.abc import Iterator
from contextlib import suppress

from casus.sandbox import protocol
from casus.sandbox.errors import QueryCrashed, Unavailable
from casus.sandbox.limits import Limits, QueryMemory, QueryTimeout
from casus.sandbox.pool import WorkerPool
from casus.sandbox.process import DeadlinePassed, WorkerDied, WorkerProcess
from casus.sandbox.query import Query
from casus.terms import deadline
from casus.terms.deadline import OutOfTime
from casus.terms.problem import Problem


class Result(Iterator[bytes]):
    """A serialised result in chunks of some KiB; usable as a WSGI app_iter.

    Iteration raises a Problem at any point where the result cannot be completed: what came before is then worthless,
    and a server must not let it pass for complete. `close` at any time; an abandoned query is killed.
    """

    def __init__(self, pool: WorkerPool, query: Query, limits: Limits) -> None:
        """Give the query to a worker and wait for the first chunk or the end.

        So whatever fails before there is any output is an exception of this call.
        """
        self._worker: WorkerProcess | None = None
        self._pool = pool
        self._limits = limits
        self._deadline_s = query.deadline_s
        self._worker = pool.take()
        try:
            self._worker.submit(query)
        except WorkerDied as death:
            raise self._death(death) from death
        self._first = self._next_chunk()

    def read(self) -> bytes:
        """All of the result or an exception; never a part."""
        return b"".join(self)

    def close(self, reason: str = "abandoned") -> None:
        """End the query if it still runs; the reason is counted."""
        worker, self._worker = self._worker, None
        self._first = None
        if worker is not None:
            self._pool.replace(worker, reason)

    def __next__(self) -> bytes:
        chunk, self._first = self._first, None
        if chunk is None:
            chunk = self._next_chunk()
        if chunk is None:
            raise StopIteration
        return chunk

    def __del__(self) -> None:
        with suppress(RuntimeError):  # no thread can start while the interpreter ends, and none is needed
            self.close()

    def _next_chunk(self) -> bytes | None:
        """The next chunk, None at the end."""
        worker = self._worker
        if worker is None or worker.deadline is None:
            return None
        try:
            kind, payload = worker.next_frame(worker.deadline)
        except DeadlinePassed:
            self.close("deadline")
            raise QueryTimeout.after(self._deadline_s) from None
        except OutOfTime:
            self.close()
            raise
        except WorkerDied as death:
            raise self._death(death) from death
        if kind == protocol.CHUNK:
            return payload
        if kind == protocol.ERROR:
            problem = protocol.unpack_problem(payload)
            if isinstance(problem, QueryCrashed):
                self.close("crash")
            else:
                self._give_back(worker, grown_bytes=0)
            raise problem
        self._give_back(worker, json.loads(payload)["grown_bytes"])
        return None

    def _give_back(self, worker: WorkerProcess, grown_bytes: int) -> None:
        deadline.renew()  # a query has a deadline of its own
        self._worker = None
        self._pool.give_back(worker, grown_bytes)

    def _death(self, death: WorkerDied) -> Problem:
        self.close(death.cause)
        if death.cause == "memory":
            return QueryMemory.beyond(self._limits.memory_bytes)
        if death.cause == "deadline":
            return QueryTimeout.after(self._deadline_s)
        if death.cause == "killed":
            return Unavailable.interrupted(str(death))
        return QueryCrashed.because(str(death))
