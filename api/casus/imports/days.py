"""Dates as files have them: YYYY-MM-DD, whatever comes behind the day, or with slashes in an order of their own."""

from datetime import date, datetime
from typing import Final

DAY_FIRST: Final = "%d/%m/%Y"
MONTH_FIRST: Final = "%m/%d/%Y"


def day_of(cell: str, slashed: str = "") -> str:
    """The day as YYYY-MM-DD; `slashed` is the order of one with slashes. Raises ValueError for what is no such date."""
    if slashed and "/" in cell:
        return datetime.strptime(cell, slashed).date().isoformat()
    return date.fromisoformat(cell[:10]).isoformat()
