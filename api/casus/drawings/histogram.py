"""How many records there are in each year or month: possibly, and for certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from casus.drawings.extent_shape import BAR, patterns
from casus.drawings.svg import LINE, QUIET, Drawing, element, group, link, text
from casus.drawings.time_scale import Step, TickLabel, TimeScale
from casus.drawings.timeline import grid

WIDTH: Final = 1000.0
LEFT: Final = 64.0
RIGHT: Final = 984.0
TOP: Final = 40.0
BASE: Final = 300.0
"""Where the bars stand."""
_LINES: Final = 4
_ROUND: Final = (1, 2, 5)


@dataclass(frozen=True)
class Bin:
    """A year or month."""

    first: date
    last: date
    told: str
    """What the link is called: the time, and both numbers in words."""
    url: str
    possible: int
    certain: int


def histogram(title: str, bins: Sequence[Bin], tick_label: TickLabel) -> Drawing:
    """A bar for each: as high as there are records possibly, filled as high as there are for certain."""
    scale = TimeScale(bins[0].first, bins[-1].last, LEFT, RIGHT)
    step = _step(max(each.possible for each in bins) or 1)
    top = step * -(-max(each.possible for each in bins) // step) or step
    bars = Markup("").join(_bar(each, scale, top) for each in bins)
    unit = Step.MONTH if bins[0].first.month == bins[0].last.month else Step.YEAR
    return Drawing(
        WIDTH, BASE + 12, title, patterns() + grid(scale, BASE, tick_label, unit) + _levels(step, top) + bars
    )


def height(count: int, top: int) -> float:
    """How high so many records are, where `top` is the highest that there is room for."""
    return (BASE - TOP) * count / top


def _step(most: int) -> int:
    """Round numbers of which a few are enough for so many."""
    size = 1
    while True:
        for each in _ROUND:
            if each * size * _LINES >= most:
                return each * size
        size *= 10


def _levels(step: int, top: int) -> Markup:
    return group(*_lines(step, top), aria_hidden="true")


def _lines(step: int, top: int) -> Iterable[Markup]:
    for count in range(0, top + 1, step):
        y = BASE - height(count, top)
        d = f"M{LEFT} {y:.1f}H{RIGHT}"
        yield element("path", d=d, class_="line", stroke=LINE, stroke_width=1)
        yield text(LEFT - 8, y + 4, f"{count}", class_="quiet", font_size=11, fill=QUIET, text_anchor="end")


def _bar(each: Bin, scale: TimeScale, top: int) -> Markup:
    left, right = scale.begin(each.first), scale.end(each.last)
    gap = min(2.0, (right - left) / 6)
    whole = element("rect", x=left, y=TOP, width=right - left, height=BASE - TOP, fill="none", pointer_events="all")

    def bar(count: int, fill: str, **more: str | float) -> Markup:
        tall = height(count, top)
        return element(
            "rect", x=left + gap, y=BASE - tall, width=right - left - 2 * gap, height=tall, fill=fill, **more
        )

    possible = bar(each.possible, "url(#hatch)", class_="possible", stroke=BAR, stroke_width=0.75)
    certain = bar(each.certain, BAR, class_="bar")
    return link(
        each.url, each.told, whole, *([possible] if each.possible else []), *([certain] if each.certain else [])
    )
