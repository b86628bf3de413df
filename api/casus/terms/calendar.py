"""Years and months as texts that stand in the order of time: the first characters of a day (ISO 8601)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

_MONTHS = 12


class Unit(Enum):
    """Into which parts time is divided."""

    YEAR = "year"
    """`2016`"""
    MONTH = "month"
    """`2016-05`"""

    @property
    def chars(self) -> int:
        """How many characters of a day say in which one it is."""
        return len("2016") if self is Unit.YEAR else len("2016-05")

    def of(self, day: date | str) -> str:
        """The one in which the day is."""
        return str(day)[: self.chars]

    def span(self, first: date | str | None, last: date | str | None) -> str | None:
        """From that of the first day to that of the last: `2016-05/2016-07`, with nothing where there is no limit.

        None: it ends before it begins, and so is in none.
        """
        start, end = ("" if day is None else self.of(day) for day in (first, last))
        return None if start and end and end < start else f"{start}/{end}"


@dataclass(frozen=True)
class Times:
    """The years or months from one day to another."""

    unit: Unit
    first: date
    last: date

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, place: int) -> str:
        return self._texts[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def places(self, span: str) -> range:
        """Where those stand that the span holds."""
        start, _, end = span.partition("/")
        return range(bisect_left(self._texts, start), bisect_right(self._texts, end) if end else len(self))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        if self.unit is Unit.YEAR:
            return tuple(f"{year:04}" for year in range(self.first.year, self.last.year + 1))
        first, last = (_MONTHS * day.year + day.month - 1 for day in (self.first, self.last))
        return tuple(f"{month // _MONTHS:04}-{month % _MONTHS + 1:02}" for month in range(first, last + 1))
