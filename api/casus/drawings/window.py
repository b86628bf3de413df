"""Which days a line of time shows, from 0 to 100: per cent of its width, so that a drawing fits every screen."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from casus.drawings.extent import Extent
from casus.drawings.time_scale import Step, TimeScale

_MARGIN: Final = 0.04
_TAIL: Final = 0.08
"""Of the line, for what goes on behind the last day that is named, or before the first."""
_FEW: Final = 10
"""One in so many may lie outside of a line that is around most."""
_APART: Final = 20.0
_FAR_APART: Final = 34.0
"""Per cent between two ticks at least, so that their labels have room on a phone too: years, and days and months."""


def around(extents: Iterable[Extent]) -> TimeScale | None:
    """What shows all days that the times name, and some paper around them; None where they name none."""
    extents = list(extents)
    days = [day for extent in extents for day in extent.days]
    if not days:
        return None
    first, last = min(days), max(days)
    margin = max(2, round((last - first).days * _MARGIN))
    tail = round((last - first).days * _TAIL) + margin
    goes_on = any(extent.latest_end is None for extent in extents)
    was_before = any(extent.earliest_start is None for extent in extents)
    return _scale(_moved(first, -(tail if was_before else margin)), _moved(last, tail if goes_on else margin))


def around_most(extents: Iterable[Extent]) -> TimeScale | None:
    """The same, without the few that began long before all others, where these would press the others together."""
    extents = list(extents)
    whole = around(extents)
    begun = sorted(extent.earliest_start for extent in extents if extent.earliest_start is not None)
    if whole is None or not begun:
        return whole
    most = begun[len(begun) // _FEW]
    first = _moved(most, -round((whole.last - most).days * _MARGIN))
    return _scale(first, whole.last) if (whole.last - first) * 2 < whole.last - whole.first else whole


def ticks(scale: TimeScale) -> list[tuple[float, date, Step]]:
    """Some places with the day on which a day, month or year begins there."""
    found = [*scale.ticks(_APART)]
    if any(step is not Step.YEAR for _, step in found):
        far = [*scale.ticks(_FAR_APART)]
        found = far if len(far) > 1 else found[:: max(1, len(found) - 1)]  # one alone measures nothing
    return [(round(scale.begin(day), 2), day, step) for day, step in found]


def _scale(first: date, last: date) -> TimeScale:
    return TimeScale(first, last, 0.0, 100.0)


def _moved(day: date, days: int) -> date:
    """The day so many days on; the first or the last one that there is, where it would be beyond it."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min
