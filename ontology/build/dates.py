"""From an EDTF string to four real dates.

EDTF is the Library of Congress specification of 2019 (ISO 8601-2). The `edtf` package parses it; three things are
ours: an interval is taken apart here, because the package fails on open ends (`2018-10/..`) and invents an end ten
years on for unknown ones (`2018-10/`); an uncertain or approximate date (`?`, `~`, `%`) is widened by one unit of its
precision on each side, because the package widens a day by thirteen months; years before 1 and after 9999 are refused,
because xsd:date in the engines does not reach further.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import struct_time
from typing import Final

import edtf
from dateutil.relativedelta import relativedelta

_QUALIFIERS: Final = ("?", "~", "%")
_PLAIN: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")
_DAY: Final = relativedelta(days=1)
_UNIT_BY_HYPHENS: Final = (relativedelta(years=1), relativedelta(months=1), _DAY)


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
    """A code of the list end-known: known, open or unknown."""


def bounds(when: str) -> Bounds:
    """The bounds of an EDTF string (level 0 and 1, and the sets of level 2).

    Raises ValueError, with what is wrong and an example, for anything else.
    """
    if when.count("/") > 1:
        raise ValueError(f"'{when}' has more than one '/': an interval is start/end, such as 2019-04-04/2020-06")
    start_text, slash, end_text = when.partition("/")
    if not slash:
        first, last = _hull(when)
        return Bounds(first, last, first, last, "known")
    start_first, start_last = _start(start_text)
    end_first, end_last, end_known = _end(end_text)
    if start_first and end_last and end_last < start_first:
        raise ValueError(f"'{when}' ends before it starts")
    if end_known == "unknown":
        end_first = start_first
    return Bounds(start_first, start_last, end_first, end_last, end_known)


def _start(text: str) -> tuple[date | None, date | None]:
    return (None, None) if text in ("", "..") else _hull(text)


def _end(text: str) -> tuple[date | None, date | None, str]:
    if text == "":
        return None, None, "unknown"
    if text == "..":
        return None, None, "open"
    first, last = _hull(text)
    return first, last, "known"


@cache
def _hull(text: str) -> tuple[date, date]:
    """First and last day that a date, or a set of dates, can mean.

    Plain dates, nearly all there are, are read without the package: it takes 5 ms for one.
    """
    try:
        if plain := _PLAIN.fullmatch(text):
            year, month, day = (int(part) if part else None for part in plain.groups())
            return _whole(year or 0, month, day)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a day, month or year between the years 1 and 9999") from error
    try:
        parsed = edtf.parse_edtf(text)
    except (edtf.parser.edtf_exceptions.EDTFParseException, ValueError) as error:
        raise ValueError(f"'{text}' is not an EDTF date, such as 2020-01-13, 2020-01, 2020 or 2014~") from error
    try:
        first, last = _day(parsed.lower_strict()), _day(parsed.upper_strict())
        if text.endswith(_QUALIFIERS):
            unit = _UNIT_BY_HYPHENS[text.count("-")]
            first, last = first - unit, last + _DAY + unit - _DAY  # from month end to month end
    except (TypeError, ValueError, AttributeError, OverflowError, IndexError) as error:
        raise ValueError(f"'{text}' has no first and last day between the years 1 and 9999") from error
    return first, last


def _whole(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _day(when: struct_time) -> date:
    return date(when.tm_year, when.tm_mon, when.tm_mday)
