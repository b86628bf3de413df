"""Asking for a time: what something with imprecise dates was like in a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rdflib import Literal

from casus.store.query_terms import term
from casus.terms.namespaces import CASUS, XSD


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


def during(variable: str, period: Period, match: Match) -> Iterator[str]:
    """Patterns for the variable to be dated and so in the period; an absent bound is unlimited."""
    yield f"?{variable} {term(CASUS.when)} ?when ."
    yield from unless_outside(variable, period, match)


def unless_outside(variable: str, period: Period, match: Match = Match.POSSIBLE) -> Iterator[str]:
    """Patterns for the variable to be so in the period, or without a date."""
    start, end = (
        (CASUS.earliestStart, CASUS.latestEnd) if match is Match.POSSIBLE else (CASUS.latestStart, CASUS.earliestEnd)
    )
    for day, bound, comparison in ((period.last, start, ">"), (period.first, end, "<")):
        if day is not None:
            literal = term(Literal(day.isoformat(), datatype=XSD.date))
            yield f"FILTER NOT EXISTS {{ ?{variable} {term(bound)} ?day . FILTER(?day {comparison} {literal}) }}"
