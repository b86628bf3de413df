"""How many entries of the timeline there are in each year or month: possibly, and for certain."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from casus.http.problems import InvalidParameters
from casus.model.json_schema import STRING, Json, closed
from casus.records.spans import spread
from casus.store.open_release import OpenRelease
from casus.terms.calendar import Times, Unit
from casus.terms.dates import SPANS
from casus.timeline.query import Timeline

_MOST: Final = {Unit.YEAR: 300, Unit.MONTH: 1_200}
MOST_DRAWN: Final = 240
"""Years or months of a page, whose drawing and table have ten elements for each: it stays below 3,000."""
_MONTHS_SHOWN: Final = 180
"""Above so many months a picture has years unless it is asked for months."""
_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
SCHEMA: Final = closed(
    {
        "bin": {**STRING, "description": "The year or month.", "examples": ["2020-01"]},
        **{match: {**_COUNT, "description": f"How many entries are {match} in it."} for match in SPANS},
    },
    "A year or month of the timeline. An entry counts in each in which it was so.",
)
COLUMNS: Final = tuple(SCHEMA["properties"])


def bins(release: OpenRelease, timeline: Timeline, unit: Unit, most: int | None = None) -> list[Json]:
    """Every year or month of the time that is asked for, or else of all entries.

    Raises InvalidParameters where they are more than `most`, or than any answer has.
    """
    ends = _ends(release, timeline)
    if ends is None:
        return []
    times = Times(unit, *ends)
    most = min(most or _MOST[unit], _MOST[unit])
    if len(times) > most:
        detail = f"are {len(times)} of them, {times[0]} to {times[-1]}; ask for {most} at most, by from and to"
        raise InvalidParameters.of("bins", unit.value, detail)
    counts = {match: dict(_counts(timeline.spans(release, unit, match), times)) for match in SPANS}
    return [{"bin": each, **{match: counts[match].get(each, 0) for match in SPANS}} for each in times]


def unit_for(release: OpenRelease, timeline: Timeline) -> Unit:
    """Months where a picture has room for them, years where it has not."""
    ends = _ends(release, timeline)
    return Unit.YEAR if ends and len(Times(Unit.MONTH, *ends)) > _MONTHS_SHOWN else Unit.MONTH


def _ends(release: OpenRelease, timeline: Timeline) -> tuple[date, date] | None:
    """The first and last day that is asked for, or else on which an entry begins or ends; None: there is none."""
    period = timeline.period
    first, last = (period.first, period.last) if period else (None, None)
    if first is None or last is None:
        found = timeline.extent(release)
        if found is None:
            return None
        first, last = first or found[0], last or found[1]
    return (first, last) if first <= last else None


def _counts(spans: Mapping[str, int], times: Times) -> Iterator[tuple[str, int]]:
    for (time,), (count,) in spread((((span,), (count,)) for span, count in spans.items()), times):
        if time is not None:
            yield time, count
