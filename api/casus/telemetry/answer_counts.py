"""What is counted of each answer: for the event loop, which answers from its cache in some tens of microseconds.

One entry for each kind of answer holds all that the page shows of it, so that an answer costs three additions: its
bucket of time, its time, its bytes. How many there were is the sum of the buckets.
"""

from bisect import bisect_left
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
    """Used by one event loop, so that it needs no lock."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._places: dict[tuple[str, str, int, str], int] = {}

    def add(self, route: str, method: str, status: int, cache: str, seconds: float, size: int) -> int:
        """Count an answer of so many bytes that began after so many seconds; its place, for `add_bytes`."""
        numbers = self._counts.numbers
        key = (route, method, status, cache)
        place = self._places.get(key)
        if place is None:
            place = self._place(*key)
        numbers[place + bisect_left(BOUNDS_S, seconds)] += 1.0
        numbers[place + SECONDS] += seconds
        numbers[place + SIZE] += size
        return place

    def add_bytes(self, place: int, size: int) -> None:
        """Count what else was given of that answer."""
        self._counts.numbers[place + SIZE] += size

    def _place(self, route: str, method: str, status: int, cache: str) -> int:
        told = method if method in _METHODS else _OTHER
        place = self._counts.place((ANSWERS, route, told, str(status), cache), NUMBERS)
        if told == method:  # else a client could fill the table
            self._places[route, method, status, cache] = place
        return place
