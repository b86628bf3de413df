"""Times in words: what is certain of a beginning and an end, and what is only possible."""

import re
from calendar import monthrange
from dataclasses import asdict
from datetime import date
from typing import Final

from casus.model.json_schema import Json
from casus.pages.messages import Messages
from casus.terms.dates import bounds

_DECEMBER: Final = 12
_ONE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


def is_one(when: str) -> bool:
    """Whether the EDTF string is a day, a month or a year, which HTML has an element for."""
    return _ONE.fullmatch(when) is not None


def dated(when: str) -> Json:
    """The time of an EDTF string, as a record of JSON says it; ValueError for what is none."""
    found = {name: day and str(day) for name, day in asdict(bounds(when)).items()}
    return {**found, "end_known": {"id": found["end_known"]}, "when": when}


def time_in_words(when: str, t: Messages) -> str:
    """The time of an EDTF string in words; ValueError for what is none."""
    return in_words(dated(when), t)


def in_words(record: Json, t: Messages) -> str:
    """The time of a record of JSON in words; nothing where it has none.

    A beginning or an end is told as precisely as it is known: a day, a month, a year, between two days.
    """
    if not record.get("when"):
        return ""
    first, begun, lasted, last = (
        _day(record.get(name)) for name in ("earliest_start", "latest_start", "earliest_end", "latest_end")
    )
    known = (record.get("end_known") or {}).get("id")
    if (first, begun) == (lasted, last):
        return _span(first, last, t)
    start = _span(first, begun, t) if first or begun else ""
    if known == "open":
        return t("time-since-still", start=start) if start else t("time-still")
    if known == "unknown" and last is None:
        return t("time-since-unknown", start=start) if start else t("time-unknown")
    end = _span(lasted, last, t)
    if known == "censored":
        end = t("time-as-far", end=_span(lasted, lasted, t))
    return t("time-from-to", start=start, end=end) if start else t("time-until", end=end)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _span(first: date | None, last: date | None, t: Messages) -> str:
    """The day, month or year that both bound; else what lies between them."""
    if first is None or last is None:
        either = first or last
        if either is None:
            return t("time-some-day")
        return t("time-not-before" if last is None else "time-not-after", day=t.day(either))
    if first == last:
        return t.day(first)
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and last.day == _days(last):
        return t.month(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, _DECEMBER, 31):
        return str(first.year) if first.year == last.year else t("time-years", first=first.year, last=last.year)
    return t("time-between", first=t.day(first), last=t.day(last))


def _days(day: date) -> int:
    return monthrange(day.year, day.month)[1]
