"""Dates as files have them: YYYY-MM-DD, whatever comes behind the day, or with slashes in an order of their own."""

from datetime import date, datetime
from typing import Final

from casus.imports.refused import RowRefused

DAY_FIRST: Final = "%d/%m/%Y"
MONTH_FIRST: Final = "%m/%d/%Y"


def day_of(cell: str, slashed: str = "") -> str:
    """The day as YYYY-MM-DD; `slashed` is the order of one with slashes. Raises ValueError for what is no such date."""
    if slashed and "/" in cell:
        return datetime.strptime(cell, slashed).date().isoformat()
    return date.fromisoformat(cell[:10]).isoformat()


def whole_day(cell: str, column: str) -> str:
    """The day of a moment that is always midnight, which versions write in four ways. Raises RowRefused."""
    day, time = cell[:10], cell[10:]
    try:
        if time.strip("T 0:.") or len(day) != len("YYYY-MM-DD"):
            raise ValueError
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise RowRefused(f"{column} is '{cell[:40]}', which is no day as YYYY-MM-DD") from None
