"""What a profile marks beside the words: bars in time, and a sign for what a party did."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Final

from markupsafe import Markup

from casus.drawings import bars, window
from casus.drawings.bars import HATCH, Bar
from casus.drawings.extent import Extent
from casus.drawings.statuses import STROKES
from casus.drawings.time_scale import TimeScale
from casus.http.urls import record_url
from casus.model.json_schema import Json
from casus.pages.messages import Messages, messages
from casus.pages.times import in_words
from casus.profiles.reading import language

_SIGNS: Final = {
    "signed": "✓",
    "signed-with-reservation": "✓",
    "declined": "✗",
    "declined-to-sign": "✗",
    "delayed": "…",
    "left": "⇥",
    "absent": "∅",
    "declined-to-come": "∅",
    "excluded": "∅",
    "not-invited": "∅",
    "attended": "•",
    "proximity": "•",
    "remote": "•",
    "took-part": "•",
    "invited": "?",
    "unknown": "?",
}
"""By the code of a signature, an attendance or an outcome of a participation; the word stands beside it."""
_TINTS: Final = {"✓": "did", "✗": "did-not", "…": "did-not", "⇥": "did-not", "∅": "did-not"}
_EXAMPLES: Final = ("certain", "possible", "day", "open", "unknown", "censored")


def sign(code: Json | None) -> str:
    """The sign of what a party did; nothing where there is none for it."""
    return _SIGNS.get((code or {}).get("id", ""), "")


def tint(code: Json | None) -> str:
    """The class by which that is tinted."""
    return _TINTS.get(sign(code), "")


def tally(claims: Collection[Json]) -> list[Json]:
    """How many of the claims are of each status, {status, count}, the firmest first."""
    counted = Counter(each["status"]["id"] for each in claims)
    codes = {each["status"]["id"]: each["status"] for each in claims}
    return [{"status": codes[name], "count": counted[name]} for name in sorted(counted, key=firmness)]


SHOWN: Final[dict[str, Any]] = {
    "sign": sign,
    "tint": tint,
    "tally": tally,
    "patterns": HATCH,
    "sample": bars.sample,
    "example": bars.example,
    "examples": _EXAMPLES,
}
"""What every template of a profile may call."""


def words() -> Messages:
    """Those of the language that the request asks for."""
    return messages(language())


def axis(scale: TimeScale) -> Markup:
    """The days, months or years along the strips of a window, in the language of the page."""
    t = words()
    return bars.axis(scale, lambda day, step: t.tick(day, step.value))


def firmness(status: str) -> int:
    """The place of a status among all, the firmest first."""
    order = [*STROKES]
    return order.index(status) if status in order else len(order)


def bar_of(record: Json, status: str | None = None, *, linked: bool = True) -> Bar | None:
    """The bar of a record of JSON; None where it has no time."""
    if not record.get("when"):
        return None
    said = record.get("status") or {"id": status or "accepted", "label": ""}
    title = " · ".join(filter(None, (record.get("label"), said["label"], in_words(record, words()))))
    where = record_url(record["id"], language()) if linked else None
    return Bar(Extent.of(record), said["id"], title, where)


def alone(record: Json) -> Json | None:
    """The drawing of the time of one record, with its axis; None where it has no time, or one that is a day."""
    bar = bar_of(record, linked=False)
    scale = None if bar is None else window.around([bar.extent])
    if bar is None or scale is None or bar.extent.day is not None:
        return None
    return {"strip": bars.strip([bar], scale, bar.title), "axis": axis(scale)}


def together(records: Iterable[Json], status: str | None = None) -> tuple[dict[str, Markup], Markup | None]:
    """A strip for each record that has a time, by its id, all in one window, and the axis of it."""
    drawn = {each["id"]: bar for each in records if (bar := bar_of(each, status, linked="#" not in each["id"]))}
    scale = window.around_most(bar.extent for bar in drawn.values())
    if scale is None:
        return {}, None
    return {name: bars.strip([bar], scale, bar.title) for name, bar in drawn.items()}, axis(scale)
