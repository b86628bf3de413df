"""The result of one query, as it comes from its worker."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from casus.sandbox import errors, media_types, protocol, syntax_error
from casus.sandbox.guard import QueryForm
from casus.sandbox.limits import Limits
from casus.sandbox.pool import WorkerPool
from casus.sandbox.process import DeadlinePassed, WorkerDied, WorkerProcess


class Result(Iterator[bytes]):
    """A serialised result in chunks of some KiB; usable as a WSGI app_iter.

    Iteration raises a QueryError at any point where the result cannot be completed: what came before is then worthless,
    and a server must not let it pass for complete. `close` at any time; an abandoned query is killed.
    """

    def __init__(
        self, pool: WorkerPool, *, media_type: str, form: QueryForm, deadline_s: float, limits: Limits
    ) -> None:
        self.media_type = media_type
        self.form = form
        self._pool = pool
        self._deadline_s = deadline_s
        self._limits = limits
        self._worker: WorkerProcess | None = None
        self._first: bytes | None = None
        self._query = ""

    def send(
        self,
        query: str,
        *,
        union: bool,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        prefixes: Mapping[str, str],
        head: bool,
    ) -> None:
        """Give the query to a worker and wait for the first chunk or the end.

        So whatever fails before there is any output is an exception of this call.
        """
        self._query = query
        self._worker = self._pool.take()
        try:
            self._worker.submit(
                query,
                media_type=self.media_type,
                union=union,
                default_graphs=default_graphs,
                named_graphs=named_graphs,
                prefixes=prefixes,
                head=head,
                deadline_s=self._deadline_s,
            )
        except WorkerDied as death:
            raise self._death(death) from death
        self._first = self._next_chunk()

    def read(self) -> bytes:
        """All of the result or an exception; never a part."""
        return b"".join(self)

    def close(self) -> None:
        """End the query if it still runs."""
        worker, self._worker = self._worker, None
        self._first = None
        if worker is not None:
            self._pool.replace(worker)

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
            while kind == protocol.HEADER:
                kind, payload = worker.next_frame(worker.deadline)
        except DeadlinePassed:
            self.close()
            raise errors.QueryTimeout(self._deadline_s) from None
        except WorkerDied as death:
            raise self._death(death) from death
        if kind == protocol.CHUNK:
            return payload
        members = json.loads(payload)
        if kind == protocol.ERROR and members["kind"] == "internal":
            self.close()
            raise self._error(members)
        self._worker = None
        self._pool.give_back(worker, members.get("grown_bytes", 0))
        if kind == protocol.ERROR:
            raise self._error(members)
        return None

    def _rows(self) -> str:
        return "solutions" if self.form is QueryForm.SELECT else "triples"

    def _death(self, death: WorkerDied) -> errors.QueryError:
        self.close()
        return self._error({"kind": death.cause, "message": str(death)})

    def _error(self, members: dict[str, Any]) -> errors.QueryError:
        """The exception that an error frame, or the cause of a worker's death, stands for."""
        match members["kind"]:
            case "syntax":
                return errors.QuerySyntaxError(**syntax_error.describe(members["message"], self._query))
            case "function":
                return errors.UnsupportedFunction(members["message"])
            case "service":
                return errors.ServiceRefused()
            case "memory":
                return errors.QueryMemoryExceeded(self._limits.memory_bytes)
            case "deadline":
                return errors.QueryTimeout(self._deadline_s)
            case "too-large":
                return errors.ResultTooLarge(self._limits.max_result_bytes, "bytes")
            case "too-many-rows":
                return errors.ResultTooLarge(self._limits.max_result_rows, self._rows())
            case "media-type":
                return errors.UnsupportedMediaType(self.media_type, media_types.offered(self.form.name))
            case "not-xml":
                return errors.NotExpressible(members["message"], self.media_type)
            case "graph-name":
                return errors.GraphNameInvalid(members["message"])
            case _:
                return errors.QueryCrashed(members["message"])
