"""The days, months and years before and after one: steps through time, as texts of the same precision."""

from calendar import monthrange
from datetime import date
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

_STEPS: Final = {"day": relativedelta(days=1), "month": relativedelta(months=1), "year": relativedelta(years=1)}


class Step(NamedTuple):
    """What comes before and after by one unit; nothing beyond the years that dates have."""

    unit: str
    """day, month or year."""
    before: str | None
    after: str | None


def steps(at: str) -> list[Step]:
    """The steps from a day, a month or a year: by its own unit, and by the next larger one."""
    units = {4: ("year",), 7: ("month", "year"), 10: ("day", "month")}[len(at)]
    return [Step(unit, _moved(at, unit, -1), _moved(at, unit, 1)) for unit in units]


def _moved(at: str, unit: str, by: int) -> str | None:
    year, month, day = (int(part) for part in (*at.split("-"), "1", "1")[:3])
    try:
        begins = date(year, month, min(day, monthrange(year, month)[1]))
        moved = begins + _STEPS[unit] * by
    except (ValueError, OverflowError):
        return None
    return moved.isoformat()[: len(at)]
