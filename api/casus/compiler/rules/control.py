"""Who held a place: its claims follow each other without a gap, or the place says of which days nobody knows.

A place that is told to have been held by somebody is asked about on any day of the period: from the first day on which
any claim of control had begun to the horizon. A hold of unknown end speaks of its beginning alone, one of unknown
beginning of its end alone unless its holder was there before the period; one that ended at the latest when its holder
did speaks of all days until then. None is longer than its holder. Who was merely present held nothing, and who held
the larger place in full held its parts. Where no source was found, the place says so (casus:holderNotEstablished).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, NamedTuple

from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE, RDF

_NOT_SO: Final = {CODE[f"claim-status/{status}"] for status in ("denied", "refuted", "superseded")}
_PRESENCE: Final = CODE["control-type/presence"]
_UNKNOWN: Final = CODE["end-known/unknown"]
_OPEN: Final = CODE["end-known/open"]
_FULL: Final = CODE["control-type/full"]
_GAP: Final = timedelta(days=62)
"""A town whose holder left is not always held by the next one on the same day, and months are not always known."""


class Days(NamedTuple):
    """From a day to a day, both within."""

    first: date
    last: date


def places_without_a_holder(sources: Sources) -> Iterator[Violation]:
    """Warns of days of which neither a claim of control nor the place itself says anything."""
    union = sources.union
    horizon = _horizon(union)
    starts = [_day(start) for claim in _claims(union) if (start := union.value(claim, CASUS.latestStart))]
    if horizon is None or not starts:
        return
    period = Days(min(starts), horizon)
    held, wholly = _held(union, period)
    for place in sorted(held, key=str):
        known = held[place] + [days for larger in _larger(union, place) for days in wholly[larger]]
        unknown = []
        for when in union.objects(place, CASUS.holderNotEstablished):
            with suppress(ValueError):  # what is no date, rules/dates reports
                found = bounds(str(when))
                span = Days(found.earliest_start or period.first, found.latest_end or period.last)
                unknown.append(span)
                if not list(_gaps(known, span, timedelta(0))):
                    text = f"'{when}': claims of control say who held the place on all of these days: remove the line"
                    yield sources.where.violation(place, CASUS.holderNotEstablished, text)
        for gap in _gaps(known + unknown, period, _GAP):
            text = (
                f"no claim says who held it from {gap.first} to {gap.last}: add one, or say with "
                f'casus:holderNotEstablished "{gap.first}/{gap.last}" that the sources that were read do not tell'
            )
            yield sources.where.warning(place, CASUS.holderNotEstablished, text)


def _horizon(union: Triples) -> date | None:
    with suppress(ValueError):  # what is no day, rules/dates reports
        return next(map(_day, union.values_of(CASUS.horizon)), None)
    return None


def _claims(union: Triples) -> list[Node]:
    return [
        claim
        for claim in union.subjects(RDF.type, CASUS.Control)
        if union.value(claim, CASUS.claimStatus) not in _NOT_SO and union.value(claim, CASUS.controlType) != _PRESENCE
    ]


def _held(union: Triples, period: Days) -> tuple[dict[Node, list[Days]], dict[Node, list[Days]]]:
    """Of every place the days on which somebody held it, and those on which somebody alone did."""
    held: dict[Node, list[Days]] = defaultdict(list)
    wholly: dict[Node, list[Days]] = defaultdict(list)
    for claim in _claims(union):
        place, holder = union.value(claim, CASUS.place), union.value(claim, CASUS.controller)
        if place is None or holder is None:
            continue
        days = _days(union, claim, holder, period)
        held[place].append(days)
        if union.value(claim, CASUS.controlType) == _FULL:
            wholly[place].append(days)
    return held, wholly


def _days(union: Triples, claim: Node, holder: Node, period: Days) -> Days:
    known = union.value(claim, CASUS.endKnown)
    ended = CASUS.latestStart if known == _UNKNOWN else CASUS.latestEnd
    last = None if known == _OPEN else union.value(claim, ended)
    began, founded = union.value(claim, CASUS.earliestStart), union.value(holder, CASUS.earliestStart)
    if began is None and not ((there := union.value(holder, CASUS.latestStart)) and _day(there) < period.first):
        began = union.value(claim, CASUS.latestStart)
    ends = [last, union.value(holder, CASUS.latestEnd)]
    return Days(
        max([period.first, *(_day(start) for start in (began, founded) if start is not None)]),
        min([period.last, *(_day(end) for end in ends if end is not None)]),
    )


def _larger(union: Triples, place: Node) -> Iterator[Node]:
    """The places in which it lies, at any remove."""
    seen: set[Node] = set()
    todo = list(union.objects(place, CASUS.partOf))
    while todo:
        larger = todo.pop()
        if larger not in seen:
            seen.add(larger)
            todo += union.objects(larger, CASUS.partOf)
            yield larger


def _gaps(known: list[Days], period: Days, longest: timedelta) -> Iterator[Days]:
    """The days of the period that none of the known ones covers, where they are more than the longest that may be."""
    one = timedelta(days=1)
    at = period.first
    for days in [*sorted(known), Days(period.last + one, period.last + one)]:
        before = min(days.first - one, period.last)
        if before - at + one > longest:
            yield Days(at, before)
        at = max(at, days.last + one)


def _day(value: Node) -> date:
    return date.fromisoformat(str(value))
