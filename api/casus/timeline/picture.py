"""The timeline as a drawing: rows in lanes where they are few, years or months where they are many."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from flask import request

from casus.drawings.extent import Extent
from casus.drawings.histogram import Bin, histogram
from casus.drawings.svg import Drawing
from casus.drawings.time_scale import TickLabel
from casus.drawings.timeline import Lane, Row, timeline
from casus.http.urls import record_url
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.pages.choices import instead
from casus.pages.messages import Messages
from casus.pages.times import in_words, time_in_words
from casus.records.period import Period
from casus.terms.dates import bounds

MOST_ROWS: Final = 100
_MARGIN: Final = 40
"""Which part of the whole time is left free before and after it."""
_AROUND: Final = timedelta(days=15)
"""Before and after a time that is a single day."""


def drawing(title: str, lanes: Sequence[tuple[str, list[Json]]], period: Period | None, t: Messages) -> Drawing:
    """The entries in their lanes, as casus.timeline.picture.lanes_of has them; there must be one at least."""
    rows = [(label, [_row(entry, t) for entry in entries]) for label, entries in lanes]
    first, last = _window([row.extent for _, of in rows for row in of], period)
    return timeline(title, [Lane(label, tuple(of)) for label, of in rows], first, last, _ticks(t))


def counted(title: str, bins: Sequence[Json], t: Messages) -> Drawing:
    """The years or months; there must be one at least."""
    return histogram(title, [_bin(each, t) for each in bins], _ticks(t))


def lanes_of(model: Model, entries: Sequence[Json], by: str, other: str) -> list[tuple[str, list[Json]]]:
    """The entries by kind, claims last; or by subject, each in the lane of its busiest one, or in that of others."""
    found: dict[tuple[int, str], list[Json]] = {}
    busy = Counter(each["id"] for entry in entries for each in entry.get("about", ()))
    for entry in entries:
        subjects = sorted(entry.get("about", ()), key=lambda each: (-busy[each["id"]], each["id"]))
        if by == "kind":
            kind = model.types[entry["type"]]
            key = (int(entry["status"] is not None), kind.label)
        else:
            key = (-busy[subjects[0]["id"]], subjects[0]["label"] or subjects[0]["id"]) if subjects else (1, other)
        found.setdefault(key, []).append(entry)
    return [(label, found[order, label]) for order, label in sorted(found)]


def bin_url(each: Json) -> str:
    """The timeline of a year or month, or of that part of it that was asked for."""
    whole, asked = bounds(each["bin"]), request.args
    first, last = asked.get("from") or asked.get("at"), asked.get("to") or asked.get("at")
    begins, ends = (bounds(day) if day else whole for day in (first, last))
    start = first if first and _later(begins.earliest_start, whole.earliest_start) else each["bin"]
    end = last if last and _later(whole.latest_end, ends.latest_end) else each["bin"]
    return instead(("from", start), ("to", end), but=("at", "bins"))


def _later(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def _row(entry: Json, t: Messages) -> Row:
    status = entry["status"]
    said = [entry["label"] or entry["id"], *([status["label"]] if status else []), in_words(entry, t)]
    return Row(
        label=entry["label"] or entry["id"],
        told=" – ".join(said),
        url=record_url(entry["id"], t.language),
        extent=Extent.of(entry),
        status=status["id"] if status else None,
    )


def _window(extents: Sequence[Extent], period: Period | None) -> tuple[date, date]:
    """The time that is asked for, or else from the first to the last limit, with a margin."""
    asked = (period.first, period.last) if period else (None, None)
    days = [day for extent in extents for day in extent.days] or [date.today()]
    first, last = asked[0] or min(days), asked[1] or max(days)
    if last < first:
        first = last = asked[0] or last
    margin = (last - first) / _MARGIN if first != last else _AROUND
    return (
        first if asked[0] and first != last else _moved(first, -margin),
        last if asked[1] and first != last else _moved(last, margin),
    )


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _bin(each: Json, t: Messages) -> Bin:
    ends = bounds(each["bin"])
    counts = t("timeline-bin", possible=t.number(each["possible"]), certain=t.number(each["certain"]))
    return Bin(
        first=ends.earliest_start or date.min,
        last=ends.latest_end or date.max,
        told=f"{time_in_words(each['bin'], t)}: {counts}",
        url=bin_url(each),
        possible=each["possible"],
        certain=each["certain"],
    )


def _ticks(t: Messages) -> TickLabel:
    return lambda day, step: t.tick(day, step.value)
