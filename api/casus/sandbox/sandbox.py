"""Running untrusted queries: the guard, then a worker process of their own, with limits.

At the deadline, when the result is abandoned, or when the engine dies, the worker is killed (SIGKILL) and another one
is started in the background. Linux only: the limits are setrlimit(2) and /proc.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from casus.sandbox import guard, media_types
from casus.sandbox.errors import UnsupportedMediaType
from casus.sandbox.guard import QueryForm
from casus.sandbox.limits import Limits
from casus.sandbox.pool import WorkerPool
from casus.sandbox.process import NO_PREFIXES
from casus.sandbox.result import Result


class Sandbox:
    """Runs queries on one store. Thread-safe, and safe to make before a server forks.

    Workers start with the first queries, or all at once by `start`. The store path is resolved once, so that later
    workers stay on the same release when a link to it moves.
    """

    def __init__(
        self,
        store_path: Path | str,
        *,
        workers: int,
        queue_wait_s: float,
        limits: Limits,
    ) -> None:
        self._limits = limits
        self._pool = WorkerPool(Path(store_path).resolve(), places=workers, queue_wait_s=queue_wait_s, limits=limits)

    def start(self) -> None:
        """Start all workers now instead of with the first queries. Raises SandboxUnavailable."""
        self._pool.start()

    def close(self) -> None:
        """End all workers; running queries raise QueryCrashed, later ones SandboxUnavailable."""
        self._pool.close()

    def run(
        self,
        query: str,
        *,
        media_type: str,
        deadline_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Result:
        """Inspect a query, run it, and return when the first bytes of its result are here.

        `deadline_s` shortens the sandbox's own deadline, which begins when a worker is free and covers the reading of
        the result. Graphs are IRIs: when any is given they alone are the dataset, whatever FROM says (SPARQL 1.1
        Protocol, section 2.1.4); without any and without FROM all graphs together are the default graph.
        Raises any QueryError.
        """
        reading = guard.read(query, self._limits.max_query_chars, self._limits.max_query_depth)
        offered = media_types.offered(reading.form.name)
        if media_type not in offered:
            raise UnsupportedMediaType(media_type, offered)
        return self.run_uninspected(
            query,
            form=reading.form,
            union=not reading.has_dataset_clause,
            media_type=media_type,
            deadline_s=deadline_s,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )

    def run_uninspected(
        self,
        query: str,
        *,
        form: QueryForm,
        media_type: str,
        union: bool = True,
        deadline_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        prefixes: Mapping[str, str] = NO_PREFIXES,
        head: bool = False,
    ) -> Result:
        """`run` without the guard, on the worker's own limits; `union` is False for a query with FROM.

        Turtle, TriG and RDF/XML use the prefixes. With `head` the query is only tried, without data: the result is
        empty, or what is wrong with the query.
        """
        if deadline_s is None or deadline_s > self._limits.deadline_s:
            deadline_s = self._limits.deadline_s
        result = Result(self._pool, media_type=media_type, form=form, deadline_s=deadline_s, limits=self._limits)
        result.send(
            query,
            union=union,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            prefixes=prefixes,
            head=head,
        )
        return result
