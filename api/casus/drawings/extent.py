"""When something was so, and where that is on a line of time: what is certain of it, and what is only possible."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from casus.drawings.time_scale import TimeScale
from casus.terms.namespaces import BOUNDS


class End(Enum):
    """How the end of a time is known (codes of end-known); what is no code here is known as it is written."""

    KNOWN = "known"
    OPEN = "open"
    UNKNOWN = "unknown"
    CENSORED = "censored"

    @classmethod
    def of(cls, code: str | None) -> "End":
        return next((each for each in cls if each.value == code), cls.KNOWN)


@dataclass(frozen=True)
class Extent:
    """The days between which something began and ended; None is no limit."""

    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None
    end: End = End.KNOWN

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Extent":
        """That of a record of JSON."""
        days = {bound: date.fromisoformat(record[bound]) if record.get(bound) else None for bound in BOUNDS}
        return cls(**days, end=End.of((record.get("end_known") or {}).get("id")))

    @property
    def day(self) -> date | None:
        """The one day on which it was; None where it was on several, or it is not known on which."""
        bounds = {self.earliest_start, self.latest_start, self.earliest_end, self.latest_end}
        return self.earliest_start if len(bounds) == 1 else None

    @property
    def days(self) -> list[date]:
        """Its limits."""
        bounds = (self.earliest_start, self.latest_start, self.earliest_end, self.latest_end)
        return [day for day in bounds if day is not None]

    @property
    def is_certain(self) -> bool:
        """Whether there is a day on which it was so for certain: not where nothing is known of any."""
        if self.latest_start is None and self.earliest_end is None:
            return False
        return (self.latest_start or date.min) <= (self.earliest_end or date.max)

    @property
    def begins_unknown(self) -> bool:
        """Whether it is not known when it began: not where it was always so."""
        return self.earliest_start is None and (self.latest_start is not None or not self.is_certain)

    @property
    def fades(self) -> bool:
        """Whether it is not known how long it lasted."""
        return self.latest_end is None and self.end not in (End.OPEN, End.CENSORED)


@dataclass(frozen=True)
class Span:
    """A stretch of the line."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def possible(extent: Extent, scale: TimeScale) -> Span | None:
    """Where it may have been so; None: nowhere on the line."""
    return _between(extent.earliest_start, extent.latest_end, scale)


def certain(extent: Extent, scale: TimeScale) -> Span | None:
    """Where it was so for certain; None where there is no such day on the line."""
    if not extent.is_certain:
        return None
    return _between(extent.latest_start, extent.earliest_end, scale)


def _between(start: date | None, end: date | None, scale: TimeScale) -> Span | None:
    """From the one day to the other, as far as the line reaches; None: no limit."""
    first, last = start or date.min, end or date.max
    if last < scale.first or first > scale.last:
        return None
    return Span(scale.begin(max(first, scale.first)), scale.end(min(last, scale.last)))
