"""Days as places on a line, and its ticks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

_MONTHS: Final = 12
_DAY: Final = timedelta(days=1)


class Step(Enum):
    """What is between two ticks."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


TickLabel = Callable[[date, Step], str]
"""What is written at a tick, which begins a day, a month or a year."""

_STEPS: Final = (
    *((Step.DAY, count, float(count)) for count in (1, 2, 7, 14)),
    *((Step.MONTH, count, count * 28.0) for count in (1, 2, 3, 6)),
    *((Step.YEAR, count, count * 365.0) for count in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
"""What ticks may be apart: so many of a step, and how many days these are at least."""


@dataclass(frozen=True)
class TimeScale:
    """The days from the first to the last, from left to right; a day is as wide as any other."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day_width(self) -> float:
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def begin(self, day: date) -> float:
        """Where the day begins, within the line."""
        return self._within(self.left + (day - self.first).days * self.day_width)

    def end(self, day: date) -> float:
        """Where it ends."""
        return self._within(self.left + ((day - self.first).days + 1) * self.day_width)

    def middle(self, day: date) -> float:
        return (self.begin(day) + self.end(day)) / 2

    def ticks(self, apart: float, least: Step = Step.DAY) -> Iterator[tuple[date, Step]]:
        """The days at which a day, month or year begins, so many units apart at least; no step shorter than `least`."""
        steps = [each for each in _STEPS if [*Step].index(each[0]) >= [*Step].index(least)]
        step, count, _ = next((each for each in steps if each[2] * self.day_width >= apart), steps[-1])
        day = _first_tick(self.first, step, count)
        while day is not None and day <= self.last:
            if day >= self.first:
                yield day, step
            day = _after(day, step, count)

    def _within(self, place: float) -> float:
        return min(self.right, max(self.left, place))


def _first_tick(first: date, step: Step, count: int) -> date | None:
    """The last tick that is no later than the day, or the first one."""
    match step:
        case Step.DAY:
            return first
        case Step.MONTH:
            return date(first.year, (first.month - 1) // count * count + 1, 1)
        case Step.YEAR:
            return date(first.year // count * count or count, 1, 1)


def _after(day: date, step: Step, count: int) -> date | None:
    """The tick after that one; None after the last year that there is."""
    try:
        match step:
            case Step.DAY:
                return day + count * _DAY
            case Step.MONTH:
                months = day.month - 1 + count
                return date(day.year + months // _MONTHS, months % _MONTHS + 1, 1)
            case Step.YEAR:
                return date(day.year // count * count + count, 1, 1)
    except (ValueError, OverflowError):
        return None
