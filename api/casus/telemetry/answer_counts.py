"""What is counted of answers: one entry for each kind of them holds all that the page shows.

So an answer costs three additions: its bucket of time, its time, its bytes. How many there were is the sum of the
buckets.
"""

from typing import Final

from casus.telemetry.metrics import ANSWERS, BOUNDS_S
from casus.telemetry.shared_counts import Counts

UNKNOWN: Final = "unknown"
"""The route of all paths that lead nowhere, and of requests that are refused before they have a path."""
_METHODS: Final = frozenset(["GET", "HEAD", "POST", "OPTIONS"])
_OTHER: Final = "other"
SECONDS: Final = len(BOUNDS_S) + 1
"""Behind a bucket for each bound, and one for what is above all."""
SIZE: Final = SECONDS + 1
NUMBERS: Final = SIZE + 1


class AnswerCounts:
    """Where they are counted. Used by one event loop, so that it needs no lock."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._places: dict[tuple[str, str, int, str], int] = {}

    def place(self, route: str, method: str, status: int, cache: str) -> int:
        """Where the numbers of such answers begin: buckets of time, their seconds, their bytes."""
        key = (route, method, status, cache)
        place = self._places.get(key)
        return self._new_place(*key) if place is None else place

    def _new_place(self, route: str, method: str, status: int, cache: str) -> int:
        told = method if method in _METHODS else _OTHER
        place = self._counts.place((ANSWERS, route, told, str(status), cache), NUMBERS)
        if told == method:  # else a client could fill the table
            self._places[route, method, status, cache] = place
        return place
