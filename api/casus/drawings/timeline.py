"""A timeline: lanes of rows, each a record with what is certain and what is only possible of its time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from casus.drawings.extent import Extent, possible
from casus.drawings.extent_shape import drawn, patterns
from casus.drawings.statuses import stroke
from casus.drawings.svg import INK, LINE, QUIET, Drawing, cut, element, group, link, text, width_of
from casus.drawings.time_scale import Step, TickLabel, TimeScale

WIDTH: Final = 1000.0
LEFT: Final = 400.0
"""Where the line of time begins."""
RIGHT: Final = 984.0
ROW: Final = 24.0
"""As high as a target must be (WCAG 2.2, 2.5.8)."""
APART: Final = 80.0
"""Between the labels of two ticks at least."""
_TOP: Final = 28.0
_HEAD: Final = 30.0
"""Of a lane."""
_LABEL: Final = 12.5
_TICK: Final = 11.0
_STATUS: Final = (LEFT - 34, LEFT - 12)


@dataclass(frozen=True)
class Row:
    """A record in its lane."""

    label: str
    told: str
    """What the link is called: the label, the status and the time in words."""
    url: str
    extent: Extent
    status: str | None = None
    """The code of a claim."""


@dataclass(frozen=True)
class Lane:
    """Rows under one heading."""

    label: str
    rows: tuple[Row, ...]


def timeline(title: str, lanes: Sequence[Lane], first: date, last: date, tick_label: TickLabel) -> Drawing:
    """The lanes from the first to the last day; what lies outside of these has an empty row."""
    scale = TimeScale(first, last, LEFT, RIGHT)
    parts, y = [], _TOP
    for lane in lanes:
        parts.append(text(8, y + 20, lane.label, class_="ink", font_size=13, font_weight=700, fill=INK))
        y += _HEAD
        for row in lane.rows:
            parts.append(_row(row, scale, y))
            y += ROW
    height = y + 8
    return Drawing(WIDTH, height, title, patterns() + grid(scale, height, tick_label) + Markup("").join(parts))


def grid(scale: TimeScale, height: float, tick_label: TickLabel, least: Step = Step.DAY) -> Markup:
    """The ticks, with as many labels as there is room for, none more exact than that step."""
    return group(*_ticks(scale, height, tick_label, least), aria_hidden="true")


def _ticks(scale: TimeScale, height: float, tick_label: TickLabel, least: Step) -> Iterable[Markup]:
    for day, step in scale.ticks(APART, least):
        x, label = scale.begin(day), tick_label(day, step)
        yield element("path", d=f"M{x:.1f} {_TOP - 6}V{height:.1f}", class_="line", stroke=LINE, stroke_width=1)
        if x + width_of(label, _TICK) <= WIDTH:
            yield text(x, _TOP - 12, label, class_="quiet", font_size=_TICK, fill=QUIET)


def _row(row: Row, scale: TimeScale, y: float) -> Markup:
    middle, room = y + ROW / 2, _STATUS[0] - 16
    label = text(room + 8, middle + 4, cut(row.label, _LABEL, room - 8), text_anchor="end", font_size=_LABEL)
    whole = element("rect", x=0, y=y, width=WIDTH, height=ROW, fill="none", pointer_events="all")
    status = Markup("")
    if row.status is not None:
        d = f"M{_STATUS[0]} {middle}H{_STATUS[1]}"
        status = element("path", d=d, **stroke(row.status))
    outside = Markup("")
    if possible(row.extent, scale) is None:
        outside = text(LEFT + 6, middle + 4, "–", class_="quiet", fill=QUIET)
    return link(row.url, row.told, whole, label, status, drawn(row.extent, scale, middle), outside)
