"""A time as a shape: what is certain of it filled, what is only possible hatched, and how its ends are known."""

from typing import Final

from markupsafe import Markup

from casus.drawings.extent import End, Extent, Span, certain, possible
from casus.drawings.svg import PAPER, element, group, text
from casus.drawings.time_scale import TimeScale

BAR: Final = "#0b4f94"
"""Of files; in pages the class `bar` has the colour."""
_HEIGHT: Final = 10.0
_CORE: Final = 13.0
"""Of what is certain: it covers the outline of what is possible."""
_DIAMOND: Final = 6.0
_ARROW: Final = 6.5
BEYOND: Final = 9.0
"""So far beside the line the tips of arrows are."""
_LEAST: Final = 4.0
"""So wide is a bar at least, so that a day in ten years is seen."""
_NOTCHES: Final = 4
_FADES: Final = ((0.4, 0.9), (0.25, 0.65), (0.2, 0.4), (0.15, 0.2))
"""Parts of a hatch whose end is not known: how much of its width each has, and how faint it is."""


def drawn(extent: Extent, scale: TimeScale, y: float) -> Markup:
    """The extent in a row whose middle is there; nothing where it is outside of the line."""
    whole = possible(extent, scale)
    if whole is None:
        return Markup("")
    if extent.day is not None:
        return _diamond(scale.middle(extent.day), y)
    core = certain(extent, scale)
    parts = [] if core == whole else [_fading(whole, y) if extent.fades else _bar(whole, y, "url(#hatch)", "4 2")]
    if core is not None:
        parts.append(_core(core, y))
    return group(*parts, *_ends(extent, scale, whole, core, y))


def _ends(extent: Extent, scale: TimeScale, whole: Span, core: Span | None, y: float) -> list[Markup]:
    """What the left and the right end of the shape say."""
    marks = []
    if extent.begins_unknown:
        marks.append(_question(scale.left - BEYOND / 2, y))
    elif extent.earliest_start is None or extent.earliest_start < scale.first:
        marks.append(_arrow(scale.left - BEYOND, y, -1))
    if extent.end is End.CENSORED:
        marks.append(_cut_edge(whole.right if extent.latest_end else (core or whole).right, y))
    elif extent.fades:
        marks.append(_question(whole.right - 4, y))
    elif extent.latest_end is None or extent.latest_end > scale.last:
        marks.append(_arrow(scale.right + BEYOND, y, 1))
    return marks


def _bar(span: Span, y: float, fill: str, dashes: str) -> Markup:
    return element(
        "rect",
        class_="possible",
        x=span.left,
        y=y - _HEIGHT / 2,
        width=span.width,
        height=_HEIGHT,
        fill=fill,
        stroke=BAR,
        stroke_width=1,
        stroke_dasharray=dashes,
    )


def _core(span: Span, y: float) -> Markup:
    width = max(_LEAST, span.width)
    return element("rect", class_="bar", x=span.right - width, y=y - _CORE / 2, width=width, height=_CORE, fill=BAR)


def _fading(span: Span, y: float) -> Markup:
    """A hatch that becomes fainter towards the end that is not known."""
    left, parts = span.left, []
    for share, opacity in _FADES:
        width = share * span.width
        parts.append(
            element("rect", x=left, y=y - _HEIGHT / 2, width=width, height=_HEIGHT, fill="url(#hatch)", opacity=opacity)
        )
        left += width
    return group(*parts, class_="fading")


def _diamond(x: float, y: float) -> Markup:
    d = f"M{x:.1f} {y - _DIAMOND:.1f}l{_DIAMOND} {_DIAMOND}l{-_DIAMOND} {_DIAMOND}l{-_DIAMOND} {-_DIAMOND}z"
    return element("path", d=d, class_="bar", fill=BAR)


def _arrow(x: float, y: float, direction: int) -> Markup:
    """It goes on, or began before; the tip is there."""
    back = -direction * _ARROW
    d = f"M{x + back:.1f} {y - _ARROW:.1f}l{-back:.1f} {_ARROW}l{back:.1f} {_ARROW}z"
    return element("path", d=d, class_="bar", fill=BAR)


def _question(x: float, y: float) -> Markup:
    return text(x, y + 4, "?", class_="ink", text_anchor="middle", font_size=12, font_weight=700)


def _cut_edge(x: float, y: float) -> Markup:
    """Where the data end: a torn edge, half of it on paper."""
    step = _HEIGHT / _NOTCHES
    teeth = "".join(f"l{3 if each % 2 else -3} {step}" for each in range(_NOTCHES))
    d = f"M{x:.1f} {y - _HEIGHT / 2:.1f}{teeth}"
    return element("path", d=d, class_="cut paper-line", fill="none", stroke=PAPER, stroke_width=3) + element(
        "path", d=d, class_="ink-line", fill="none", stroke=BAR, stroke_width=1
    )


def patterns() -> Markup:
    """What the shapes are filled with; a drawing has it once."""
    line = element("path", d="M0 6L6 0", stroke=BAR, stroke_width=1, class_="bar-line")
    hatch = element("pattern", line, id="hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    return element("defs", hatch)


def sample(mark: str, wide: float) -> Markup:
    """What a mark of time looks like, so wide, for a legend: day, certain, possible, open, unknown, censored."""
    match mark:
        case "day":
            return _diamond(wide / 2, 0)
        case "certain":
            return _core(Span(0, wide), 0)
        case "open":
            return _core(Span(0, wide - _ARROW - 2), 0) + _arrow(wide, 0, 1)
        case "unknown":
            return _fading(Span(0, wide - 10), 0) + _question(wide - 4, 0)
        case "censored":
            return _core(Span(0, wide - 4), 0) + _cut_edge(wide - 4, 0)
    return _bar(Span(0, wide), 0, "url(#hatch)", "4 2")
