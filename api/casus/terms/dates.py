"""From an EDTF string to four real dates.

EDTF is the Library of Congress specification of 2019 (ISO 8601-2). The `edtf` package parses it; three things are
ours: an interval is taken apart here, because the package fails on open ends (`2018-10/..`) and invents an end ten
years on for unknown ones (`2018-10/`); an uncertain or approximate date (`?`, `~`, `%`) is widened by one unit of its
precision on each side, because the package widens a day by thirteen months; years before 1 and after 9999 are refused,
because xsd:date in the engines does not reach further.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import struct_time
from typing import Final

from dateutil.relativedelta import relativedelta

_TIME: Final = r"(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"
_DATE: Final = re.compile(
    rf"([0-9]{{2}}(?:[0-9]{{2}}|[0-9]X|XX))(?:-([0-9]{{2}}|XX)(?:-([0-9]{{2}}|XX)(?:T{_TIME})?)?)?([?~%]?)"
)
_SET: Final = re.compile(r"\[(?P<one>.+)\]|\{(?P<all>.+)\}")
_NO_LATER: Final = re.compile(r"\[\.\.(?P<latest>[^,\[\]{}]+)\]")
"""Some day up to that one: EDTF level 2, a set that is open at its beginning. It says something of an end alone."""
_BY_SLASHES: Final = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}")
_BETWEEN_MEMBERS: Final = re.compile(r", ?")
_SEASONS: Final = {"21": 3, "22": 6, "23": 9, "24": 12}
"""First month of each three-month season, as the northern hemisphere counts them."""
_QUALIFIERS: Final = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
_DAY: Final = relativedelta(days=1)
_EXAMPLES: Final = "2020-01-13, 2020-01, 2020, 2014~ (about 2014), 2014/2016 (from, to) or 2014/.. (still so)"


@dataclass(frozen=True)
class Bounds:
    """The days between which something began and ended; None is unlimited.

    `certain` on day D means latest_start <= D <= earliest_end, `possible` earliest_start <= D <= latest_end.
    """

    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None
    end_known: str
    """A code of the list end-known: known, bounded, open or unknown."""


def bounds(when: str) -> Bounds:
    """The bounds of an EDTF string (level 0 and 1, and the sets of level 2).

    Raises ValueError, with what is wrong and an example, for anything else.
    """
    if _BY_SLASHES.fullmatch(when):
        raise ValueError(f"'{when}' is not an EDTF date: year, month and day have '-' between them, such as 2020-01-13")
    if when.count("/") > 1:
        raise ValueError(f"'{when}' has more than one '/': an interval is start/end, such as 2019-04-04/2020-06")
    start_text, slash, end_text = when.partition("/")
    if not slash:
        first, last = _hull(when)
        return Bounds(first, last, first, last, "known")
    if start_text in ("", "..") and end_text in ("", ".."):
        raise ValueError(f"'{when}' says nothing that can be compared: give a start or an end, or leave the date out")
    start_first, start_last = _start(start_text)
    end_first, end_last, end_known = _end(end_text)
    if start_first and end_last and end_last < start_first:
        raise ValueError(f"'{when}' ends before it starts")
    if end_known in ("unknown", "bounded"):
        end_first = start_first
    if start_text == "":
        start_last = end_last
    # What begins has begun before it ends: neither end of the one can pass the other's.
    if start_last and end_last:
        start_last = min(start_last, end_last)
    if start_first and end_first:
        end_first = max(start_first, end_first)
    return Bounds(start_first, start_last, end_first, end_last, end_known)


SPANS: Final = {"possible": ("earliest_start", "latest_end"), "certain": ("latest_start", "earliest_end")}
"""Between which bounds it is so possibly, and for certain."""


@dataclass(frozen=True)
class Precision:
    """How exactly an EDTF string says a time; each is None where it says nothing of it."""

    start: str | None
    """day, month, season, year, decade, century, or one-of for a set; of the time itself where it is no interval."""
    end: str | None
    """Of the end of an interval; one-of where it is only bounded."""
    qualifier: str | None
    """uncertain (?), approximate (~) or both (%)."""


def precision(when: str) -> Precision:
    """How exactly the EDTF string says a time; ValueError for what `bounds` does not take."""
    bounds(when)
    start, _, end = when.partition("/")
    marks = {mark for text in (start, end) if (mark := text[-1:]) in _QUALIFIERS}
    qualifier = _QUALIFIERS["%" if len(marks) > 1 else next(iter(marks))] if marks else None
    return Precision(_precision(start), _precision(end), qualifier)


def _precision(text: str) -> str | None:
    if text in ("", ".."):
        return None
    if (match := _DATE.fullmatch(text)) is None:
        return "one-of"
    year, month, day, _ = match.groups()
    if day is not None:
        return "month" if "X" in day else "day"
    if month is not None:
        return "year" if "X" in month else "season" if month in _SEASONS else "month"
    return "century" if year.endswith("XX") else "decade" if year.endswith("X") else "year"


def _start(text: str) -> tuple[date | None, date | None]:
    return (None, None) if text in ("", "..") else _hull(text)


def _end(text: str) -> tuple[date | None, date | None, str]:
    if text == "":
        return None, None, "unknown"
    if text == "..":
        return None, None, "open"
    if found := _NO_LATER.fullmatch(text):
        return None, _hull(found["latest"])[1], "bounded"
    first, last = _hull(text)
    return first, last, "known"


@lru_cache(maxsize=4096)
def _hull(text: str) -> tuple[date, date]:
    """First and last day that a date, or a set of dates, can mean."""
    if found := _SET.fullmatch(text):
        hulls = [_member(member) for member in _BETWEEN_MEMBERS.split(found["one"] or found["all"])]
        return min(first for first, _ in hulls), max(last for _, last in hulls)
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not an EDTF date, such as {_EXAMPLES}")
    year, month, day, qualifier = match.groups()
    try:
        first, last = _range(year, month, day)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a day, month or year between the years 1 and 9999") from error
    unit = relativedelta(days=1) if day else relativedelta(months=1) if month else relativedelta(years=1)
    try:
        return (first - unit, last + _DAY + unit - _DAY) if qualifier else (first, last)  # from month end to month end
    except (ValueError, OverflowError) as error:
        raise ValueError(f"'{text}' has no first and last day between the years 1 and 9999") from error


def _member(text: str) -> tuple[date, date]:
    """First and last day that a member of a set, a date or `earliest..latest`, can mean."""
    earliest, dots, latest = text.partition("..")
    if not dots:
        return _hull(text)
    if not earliest or not latest:
        raise ValueError(
            f"'{text}' is open at one side, which only the end of an interval may be, to say the last day of it: "
            "2011/[..2012-08]; a start that is not known is /2012-08"
        )
    first, last = _hull(earliest)[0], _hull(latest)[1]
    if last < first:
        raise ValueError(f"'{text}' ends before it starts")
    return first, last


def _range(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    """First and last day of a day, month, season or year; with an X in it, of all that the X can stand for.

    Only the X is left to the package: it takes 5 ms for a date, and there are thousands.
    """
    if "X" in f"{year}{month}{day}":
        return _masked("-".join(part for part in (year, month, day) if part))
    if month is None:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if day is not None:
        return date(int(year), int(month), int(day)), date(int(year), int(month), int(day))
    first = date(int(year), _SEASONS.get(month, int(month)), 1)
    return first, first + relativedelta(months=2 if month in _SEASONS else 0, day=31)


def _masked(text: str) -> tuple[date, date]:
    import edtf  # late: its grammar is a sixth of what a process imports, and few dates have an X

    try:
        parsed = edtf.parse_edtf(text)
        return _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (edtf.parser.edtf_exceptions.EDTFParseException, AttributeError, TypeError) as error:
        raise ValueError(text) from error


def _day(when: struct_time) -> date:
    return date(when.tm_year, when.tm_mon, when.tm_mday)
