"""Asking for a time: what something with imprecise dates was like in a period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rdflib import Literal
from tantivy import Query

from casus.store.list_index import ListIndex
from casus.store.query_terms import term
from casus.terms.dates import SPANS
from casus.terms.namespaces import BOUNDS, CASUS, XSD


class Match(Enum):
    """What it means that something with imprecise dates was so in a period."""

    POSSIBLE = "possible"
    """It may have been so on some day of the period."""
    CERTAIN = "certain"
    """It was so on some day of the period, whichever of the possible dates are the true ones."""


@dataclass(frozen=True)
class Period:
    """First and last day asked for; None is unlimited."""

    first: date | None
    last: date | None

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    def within(self, other: "Period") -> "Period":
        """The days that are in both."""
        firsts, lasts = (filter(None, days) for days in ((self.first, other.first), (self.last, other.last)))
        return Period(max(firsts, default=None), min(lasts, default=None))

    def overlaps(self, bounds: Mapping[str, str | None]) -> bool:
        """Whether something with these bounds may have been so in it."""
        start, end = bounds["earliest_start"], bounds["latest_end"]
        begins = start is None or self.last is None or start <= self.last.isoformat()
        return begins and (end is None or self.first is None or end >= self.first.isoformat())

    def match(self, bounds: Mapping[str, str | None]) -> Match:
        """How what is in the period is in it: bounds as days, by the names of their fields; None is unlimited."""
        start, end = bounds["latest_start"], bounds["earliest_end"]
        begins = start is None or self.last is None or start <= self.last.isoformat()
        lasts = end is None or self.first is None or end >= self.first.isoformat()
        return Match.CERTAIN if begins and lasts else Match.POSSIBLE


def within(index: ListIndex, period: Period, match: Match) -> Iterator[Query]:
    """What is so in the period, as the list index is asked for it; there what has no time has no bounds either."""
    start, end = SPANS[match.value]
    if period.last is not None:
        yield index.between(start, None, period.last.toordinal())
    if period.first is not None:
        yield index.between(end, period.first.toordinal(), None)


def during(variable: str, period: Period, match: Match) -> Iterator[str]:
    """Patterns for the variable to be dated and so in the period; an absent bound is unlimited."""
    yield f"?{variable} {term(CASUS.when)} ?when ."
    yield from unless_outside(variable, period, match)


def unless_outside(variable: str, period: Period, match: Match = Match.POSSIBLE) -> Iterator[str]:
    """Patterns for the variable to be so in the period, or without a date."""
    start, end = (BOUNDS[bound] for bound in SPANS[match.value])
    for day, bound, comparison in ((period.last, start, ">"), (period.first, end, "<")):
        if day is not None:
            literal = term(Literal(day.isoformat(), datatype=XSD.date))
            yield f"FILTER NOT EXISTS {{ ?{variable} {term(bound)} ?day . FILTER(?day {comparison} {literal}) }}"
