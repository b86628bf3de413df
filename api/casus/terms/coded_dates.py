"""What the dates of a dataset's record mean, as EDTF.

A date comes with a precision, whose pattern (casus:edtfPattern of a code of codes/date-precision.ttl) says what a date
with that precision can mean. So a scheme of precision codes is data, and no table in Python.
"""

import re
from datetime import date, timedelta
from typing import Final

from casus.terms.dates import bounds

_PLACE: Final = re.compile(r"\{(year|month|day|start|end)([+-]\d+)?\}")
_LENGTH: Final = {"year": 4, "month": 7, "day": 10}
"""Characters of an ISO 8601 date up to that part."""


def when_of(start: str, start_pattern: str, end: str, end_pattern: str) -> str | None:
    """EDTF for a start and an end with the patterns of their precisions; None where they say nothing.

    A text that is empty is no date, or no pattern. A start without an end is a span whose end is unknown. Raises
    ValueError, with what is wrong, for a date that is none, that has not the parts that its precision needs, or that
    ends before it starts.
    """
    first = _meaning(start, start_pattern, start, end)
    last = _meaning(end, end_pattern, start, end)
    if not first and not last:
        return None
    when = first if first == last else f"{first}/{last}"
    bounds(when)
    return when


def _meaning(day: str, pattern: str, start: str, end: str) -> str:
    """The pattern with the parts of the date in it; nothing for no date."""
    if not day:
        return ""
    bounds(day)

    def part(match: re.Match[str]) -> str:
        name, shift = match[1], match[2]
        if name in ("start", "end"):
            if not (start and end):
                raise ValueError("the precision is that of a range: write codedStart and codedEnd, both with it")
            return start if name == "start" else end
        if len(day) < _LENGTH[name]:
            raise ValueError(f"'{day}' has no {name}, which its precision needs")
        text = day[: _LENGTH[name]]
        return (date.fromisoformat(text) + timedelta(int(shift))).isoformat() if shift else text

    return _PLACE.sub(part, pattern)
