"""When something was so, as extents on a line of time: what is certain of it, and what is only possible.

Places on the line are per cent of its width, so that a drawing fits a phone and a wide screen alike and its text keeps
its size.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from casus.terms.namespaces import BOUNDS

_NARROW: Final = 1.5
"""Per cent below which an extent is a point."""
_MARGIN: Final = 0.04
_FEW: Final = 10
"""One in so many may lie outside of a window that is around most."""
_TAIL: Final = 0.08
"""Of the line, for what goes on behind the last day that is named."""
_MOST_TICKS: Final = 5
_UNITS: Final = {
    "day": (1, 10, (1, 2, 7, 14, 28)),
    "month": (31, 7, (1, 2, 3, 6)),
    "year": (366, 4, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
}
"""How many days each has at most, how much of an ISO date names it, and in which steps ticks count it."""


@dataclass(frozen=True)
class Span:
    """The days between which something began and ended; None is unlimited."""

    first: date | None
    begun: date | None
    lasted: date | None
    last: date | None
    end: str | None = None
    """A code of end-known."""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Span | None":
        """That of a record of JSON; None where it has no time."""
        if not record.get("when"):
            return None
        first, begun, lasted, last = (_day(record.get(bound)) for bound in BOUNDS)
        return cls(first, begun, lasted, last, (record.get("end_known") or {}).get("id"))

    @property
    def days(self) -> Iterator[date]:
        """Those that it names."""
        return (day for day in (self.first, self.begun, self.lasted, self.last) if day is not None)

    @property
    def is_certain(self) -> bool:
        """Whether there is a day on which it certainly was so."""
        return self.begun is None or self.lasted is None or self.begun <= self.lasted


@dataclass(frozen=True)
class Extent:
    """A stretch of the line, from one place to another, or a point."""

    kind: str
    """possible or certain."""
    left: float
    right: float

    @property
    def is_point(self) -> bool:
        return self.right - self.left < _NARROW

    @property
    def middle(self) -> float:
        return round((self.left + self.right) / 2, 2)


@dataclass(frozen=True)
class Window:
    """The days that a line shows."""

    first: date
    last: date

    @classmethod
    def around(cls, spans: Iterable[Span]) -> "Window | None":
        """What shows all days that the spans name, and some paper around them; None where they name none."""
        spans = list(spans)
        days = [day for span in spans for day in span.days]
        if not days:
            return None
        first, last = min(days), max(days)
        length = (last - first).days
        margin = max(2, round(length * _MARGIN))
        tail = round(length * _TAIL) + margin if any(span.last is None for span in spans) else margin
        before = round(length * _TAIL) + margin if any(span.first is None for span in spans) else margin
        return cls(_moved(first, -before), _moved(last, tail))

    @classmethod
    def around_most(cls, spans: Iterable[Span]) -> "Window | None":
        """The same, without the few that began long before all others, where these would press the others together."""
        spans = list(spans)
        window = cls.around(spans)
        begun = sorted(span.first for span in spans if span.first is not None)
        if window is None or not begun:
            return window
        first = _moved(begun[len(begun) // _FEW], -round((window.last - begun[len(begun) // _FEW]).days * _MARGIN))
        return cls(first, window.last) if (window.last - first).days * 2 < window.days else window

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Where the day begins, in per cent; at an end of the line what lies outside."""
        return round(min(100.0, max(0.0, 100 * (day - self.first).days / self.days)), 2)

    def extents(self, span: Span) -> Iterator[Extent]:
        """What is possible, then what is certain: nothing, where the one does not reach the other."""
        yield Extent("possible", self._from(span.first), self._to(span.last))
        if span.is_certain:
            yield Extent("certain", self._from(span.begun), self._to(span.lasted))

    def _from(self, day: date | None) -> float:
        return 0.0 if day is None else self.place(day)

    def _to(self, day: date | None) -> float:
        return 100.0 if day is None else self.place(_moved(day, 1))

    def ticks(self) -> list[tuple[float, str]]:
        """Some places with the day, month or year that begins there, as ISO 8601 writes it."""
        for unit, (length, chars, steps) in _UNITS.items():
            for step in steps:
                if self.days > (_MOST_TICKS + 1) * step * length:
                    continue
                days = [day for day in self._beginnings(unit, step) if self.first <= day <= self.last]
                if len(days) <= _MOST_TICKS:
                    return [(self.place(day), day.isoformat()[:chars]) for day in days]
        return []

    def _beginnings(self, unit: str, step: int) -> Iterator[date]:
        """The days on which each so many-th unit begins."""
        if unit == "day":
            yield from (_moved(self.first, days) for days in range(0, self.days, step))
            return
        for year in range(self.first.year, self.last.year + 1):
            if unit == "month":
                yield from (date(year, month, 1) for month in range(1, 13, step))
            elif year % step == 0:
                yield date(year, 1, 1)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moved(day: date, days: int) -> date:
    """The day so many days on; the first or the last one that there is, where it would be beyond it."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min
