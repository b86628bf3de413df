"""What one query may use: said here once, for the settings, the parent and the worker."""

import json
from typing import NamedTuple


class Limits(NamedTuple):
    """Limits of every worker of a sandbox. (No dataclass: that import would cost each start of a worker 10 ms.)"""

    deadline_s: float = 30.0
    """Wall clock from the moment a worker has the query; a request may ask for less, not for more."""
    memory_bytes: int = 1024**3
    """Address space that a query may add to what the worker holds once the store is open (RLIMIT_AS)."""
    max_query_chars: int = 65_536
    """Longest query."""
    max_query_depth: int = 64
    """Brackets of all kinds that may be open at once."""
    max_result_bytes: int = 64 * 1024**2
    """Serialised size at which the worker stops writing."""
    max_result_rows: int = 1_000_000
    """Solutions or triples at which the worker stops writing."""
    stack_bytes: int = 256 * 1024**2
    """Stack of the thread that parses: 8 MiB ends in SIGSEGV at some 4,000 nested brackets or operands in a chain; on
    256 MiB no query of 64 Ki characters does (50 ways to recurse, measured on pyoxigraph 0.5.13). It is mapped before
    memory_bytes is set, and becomes real memory only as far as a query recurses."""
    start_s: float = 10.0
    """Wall clock that a worker may take to open the store."""

    def to_json(self) -> str:
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))
