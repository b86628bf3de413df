"""Running untrusted queries: each in a worker process whose limits the kernel holds.

At the deadline, when the result is abandoned, or when the engine dies, the worker is killed (SIGKILL) and another one
is started in the background. Linux only: the limits are setrlimit(2) and /proc.
"""

from collections.abc import Sequence
from pathlib import Path

from casus.sandbox.limits import Limits
from casus.sandbox.pool import WorkerPool
from casus.sandbox.query import Query
from casus.sandbox.result import Result


class Sandbox:
    """Runs queries on one store. Thread-safe, and safe to make before a server forks.

    Workers start with the first queries, or all at once by `start`. The path of the data (see `data`) is resolved once,
    so that later workers stay on the same release when a link to it moves.
    """

    def __init__(
        self, path: Path | str, *, workers: int, queue_wait_s: float, limits: Limits, answers: Sequence[str] = ()
    ) -> None:
        """`answers`: a module and an argument, where something else than the result of queries is wanted of workers:
        what its `answering` makes of the argument is called as `engine.answer` is, in each of them.
        """
        self._limits = limits
        self._pool = WorkerPool(
            Path(path).resolve(), places=workers, queue_wait_s=queue_wait_s, limits=limits, answers=answers
        )

    def start(self) -> None:
        """Start all workers now instead of with the first queries. Raises Unavailable."""
        self._pool.start()

    def prepare(self) -> None:
        """Load what workers share now instead of with the first query. Raises Unavailable."""
        self._pool.prepare()

    def close(self) -> None:
        """End all workers; running queries raise QueryCrashed, later ones Unavailable."""
        self._pool.close()

    def workers(self) -> tuple[int, int]:
        """How many are at work, and how many wait for it."""
        return self._pool.workers()

    def run(self, query: Query) -> Result:
        """Run a query, and return when the first bytes of its result are here.

        Its deadline begins when a worker is free, and covers the reading of the result. Raises the problems of
        `limits` and `errors`, and NotAcceptable for a result that the media type cannot express.
        """
        deadline_s = min(query.deadline_s, self._limits.deadline_s)
        return Result(self._pool, query._replace(deadline_s=deadline_s), self._limits)
