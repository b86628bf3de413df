"""What one query may use: each limit once, with its setting, and the problem of whoever passes it.

Whoever enforces a limit raises its problem. (No dataclass: that import would cost each start of a worker 10 ms.)
"""

import json
from typing import Annotated, NamedTuple, Self

from casus.terms.problem import Problem
from casus.terms.setting import Setting


class Limits(NamedTuple):
    """Limits of every worker of a sandbox."""

    deadline_s: Annotated[
        float, Setting("CASUS_QUERY_DEADLINE_S", "Run time after which a query is ended.", minimum=0.001)
    ] = 30.0
    """Wall clock from the moment a worker has the query; a request may ask for less, not for more."""
    memory_bytes: Annotated[
        int, Setting("CASUS_QUERY_MEMORY_BYTES", "Memory of one query on top of the open store.", minimum=64 * 1024**2)
    ] = 1024**3
    """Address space that a query may add to what the worker holds once the store is open (RLIMIT_AS)."""
    max_chars: Annotated[
        int, Setting("CASUS_QUERY_MAX_CHARS", "Longest query; people write far shorter ones.", minimum=1)
    ] = 65_536
    """Of a query that others write; `casus.sparql.reading` holds it."""
    result_max_bytes: Annotated[
        int,
        Setting("CASUS_RESULT_MAX_BYTES", "Largest SPARQL result; a larger one is refused, never cut.", minimum=1),
    ] = 64 * 1024**2
    """Serialised size at which the worker stops writing."""
    stack_bytes: int = 256 * 1024**2
    """Stack of a worker: 8 MiB ends in SIGSEGV at some 4,000 nested brackets or operands in a chain; on 256 MiB no
    query of 64 Ki characters does (50 ways to recurse, measured on pyoxigraph 0.5.13). It becomes memory, of the
    query's, only as far as a query recurses."""
    start_s: float = 10.0
    """Wall clock that a worker may take to open the store."""

    def to_json(self) -> str:
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))


class QueryTimeout(Problem):
    """The query ran until the deadline and was ended; nothing of its result is given."""

    status, slug, title = 504, "query-timeout", "The query took too long"

    @classmethod
    def after(cls, deadline_s: float) -> Self:
        return cls(f"The query was still running after {deadline_s:g} s and was ended.")


class QueryMemory(Problem):
    """The query needed more memory than it may use and was ended."""

    status, slug, title = 422, "query-memory", "The query needs too much memory"

    @classmethod
    def beyond(cls, memory_bytes: int) -> Self:
        return cls(f"The query needed more than {memory_bytes >> 20} MiB of memory.")


class QueryTooLong(Problem):
    """The query is longer than the limit."""

    status, slug, title = 413, "query-too-long", "The query is too long"


class ResultTooLarge(Problem):
    """The result is larger than the limit; nothing of it is given, because a cut result would look whole."""

    status, slug, title = 413, "result-too-large", "The result is too large"
