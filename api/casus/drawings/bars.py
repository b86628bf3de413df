"""Bars in time as SVG: one for each claim, its status by the style of its line, and a link.

Filled is certain, hatched is possible; an arrow goes on, a fading bar ends nobody knows when, a cut one where data end.
Texts that come from outside are escaped here, and nothing but presentation attributes and classes is used.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from casus.drawings.extent import End, Extent, Span, certain, possible
from casus.drawings.statuses import STROKES
from casus.drawings.time_scale import TickLabel, TimeScale
from casus.drawings.window import ticks

ROW: Final = 24
"""Pixels from one row to the next: what a finger can touch."""
_OUTLINE: Final = 14
_CORE: Final = 6
"""Of what is certain, inside the outline, whose line tells the status."""
_EARLIER: Final = '<path d="M9 -7v14l-9 -7z" fill="currentColor"/>'
_APART: Final = 7.0
"""Per cent between two bars of one row, so that neighbours can be told apart and touched, on a phone too."""
_NARROW: Final = 1.5
"""Per cent below which a time is a point."""

HATCH: Final = Markup(
    '<svg width="0" height="0" class="patterns" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="possible" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" class="hatch" stroke-width="2"/></pattern>'
    '<linearGradient id="fade"><stop offset="0.5" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#fff" stop-opacity="0.1"/></linearGradient>'
    '<mask id="fading" maskContentUnits="objectBoundingBox" x="-0.1" y="-0.5" width="1.2" height="2">'
    '<rect x="-0.1" y="-0.5" width="1.2" height="2" fill="url(#fade)"/></mask></defs></svg>'
)
"""What the bars of a page are filled with: once on each page that has any."""


@dataclass(frozen=True)
class Bar:
    """A time, how far it stands, and where it is told."""

    extent: Extent
    status: str
    title: str
    url: str | None = None
    """None: it is told here."""


def strip(bars: Iterable[Bar], scale: TimeScale, title: str) -> Markup:
    """The bars below each other, as few rows as keep them apart, with lines for the ticks of the window."""
    rows = packed(bars, scale)
    height = max(1, len(rows)) * ROW
    linked = any(bar.url for row in rows for bar in row)
    body = "".join(_bar(bar, scale, place * ROW + ROW / 2) for place, row in enumerate(rows) for bar in row)
    lines = "".join(f'<line x1="{x}%" x2="{x}%" y1="0" y2="{height}" class="grid"/>' for x, *_ in ticks(scale))
    return _svg(height, f"{lines}{body}", title, "group" if linked else "img")


def axis(scale: TimeScale, tick_label: TickLabel) -> Markup:
    """The days, months or years along a strip."""
    labels = ((x, escape(tick_label(day, step))) for x, day, step in ticks(scale))
    texts = "".join(
        f'<text x="{x}%" y="13" text-anchor="{_anchor(x)}" font-size="12" fill="currentColor">{label}</text>'
        for x, label in labels
    )
    return Markup(  # noqa: S704
        f'<svg class="bars axis" width="100%" height="18" direction="ltr" aria-hidden="true">{texts}</svg>'
    )


def sample(status: str) -> Markup:
    """The line of a status, for a legend."""
    return _sample(f'<line x1="1" x2="35" y1="6" y2="6" stroke="currentColor" {_line(status)}/>', status)


def example(kind: str) -> Markup:
    """What certain, possible and the ends of bars look like, for a legend."""
    box = '<rect x="2" y="1" width="32" height="10" fill="url(#possible)" stroke="currentColor"'
    drawn = {
        "certain": '<rect x="2" y="3" width="32" height="6" fill="currentColor"/>',
        "possible": f"{box}/>",
        "day": '<path d="M18 0l6 6-6 6-6-6z" fill="currentColor"/>',
        "open": '<rect x="2" y="3" width="24" height="6" fill="currentColor"/><path d="M27 0l7 6-7 6z"/>',
        "unknown": f'{box} mask="url(#fading)"/><text x="31" y="11" font-size="12" text-anchor="end">?</text>',
        "censored": '<rect x="2" y="3" width="30" height="6" fill="currentColor"/><path d="M34 0v12" stroke-width="2" '
        'stroke="currentColor"/>',
    }
    return _sample(drawn[kind], "")


def packed(bars: Iterable[Bar], scale: TimeScale) -> list[list[Bar]]:
    """The bars in rows in which none comes near another, each in the first row that has room."""
    rows: list[list[Bar]] = []
    ends: list[float] = []
    for bar in bars:
        span = possible(bar.extent, scale) or Span(0, 0)
        place = next((at for at, end in enumerate(ends) if end + _APART <= span.left), len(rows))
        if place == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[place].append(bar)
        ends[place] = span.right
    return rows


def _svg(height: float, body: str, title: str, role: str) -> Markup:
    """In its own direction, whatever that of the page: time runs from left to right."""
    return Markup(  # noqa: S704
        f'<svg class="bars" width="100%" height="{height:g}" direction="ltr" role="{role}" '
        f'aria-label="{escape(title)}">{body}</svg>'
    )


def _sample(body: str, status: str) -> Markup:
    return Markup(  # noqa: S704
        f'<svg class="sample {escape(status)}" width="36" height="12" fill="currentColor" aria-hidden="true">'
        f"{body}</svg>"
    )


def _anchor(x: float) -> str:
    return "start" if x < 5 else "end" if x > 95 else "middle"


def _line(status: str) -> str:
    """How the outline of a status is drawn: in a page its colour is that of the text."""
    found = STROKES.get(status, STROKES["accepted"])
    return f'stroke-width="{found.width}"' + (f' stroke-dasharray="{found.dashes}"' if found.dashes else "")


def _bar(bar: Bar, scale: TimeScale, y: float) -> str:
    span = possible(bar.extent, scale)
    if span is None:
        marks = _glyph(0, y, f'<rect x="0" y="-12" width="24" height="24" fill="none" pointer-events="all"/>{_EARLIER}')
    else:
        marks = _marks(bar, span, certain(bar.extent, scale), scale, y)
    body = f"<title>{escape(bar.title)}</title>{marks}"
    if bar.url is None:
        return f'<g class="{escape(bar.status)}">{body}</g>'
    return f'<a class="{escape(bar.status)}" href="{escape(bar.url)}">{body}</a>'


def _marks(bar: Bar, span: Span, core: Span | None, scale: TimeScale, y: float) -> str:
    if span.width < _NARROW:
        return _point(bar, span, y, filled=core is not None)
    return _box(bar, span, core, y) + "".join(_ends(bar.extent, span, core, scale, y))


def _point(bar: Bar, span: Span, y: float, *, filled: bool) -> str:
    """A diamond, with around it what a finger can touch."""
    fill = "currentColor" if filled else "url(#possible)"
    return (
        f'<svg x="{span.middle:.2f}%" y="{y:g}" width="1" height="1" overflow="visible">'
        f'<rect x="-12" y="-12" width="24" height="24" fill="none" pointer-events="all"/>'
        f'<path d="M0 -7l7 7-7 7-7-7z" fill="{fill}" stroke="currentColor" {_line(bar.status)}/></svg>'
    )


def _box(bar: Bar, span: Span, core: Span | None, y: float) -> str:
    mask = ' mask="url(#fading)"' if bar.extent.fades else ""
    touched = f'<rect {_placed(span, y, ROW)} fill="none" pointer-events="all"/>'
    outline = f'<rect {_placed(span, y, _OUTLINE)} fill="url(#possible)" stroke="currentColor" {_line(bar.status)}'
    return f"{touched}{outline}{mask}/>{'' if core is None else _core(core, y)}"


def _core(span: Span, y: float) -> str:
    """What is certain; where that is less than can be seen, a stroke."""
    if span.width < _NARROW:
        top, bottom = y - _OUTLINE / 2, y + _OUTLINE / 2
        at = f'x1="{span.middle:.2f}%" x2="{span.middle:.2f}%" y1="{top:g}" y2="{bottom:g}"'
        return f'<line {at} stroke="currentColor" stroke-width="3"/>'
    return f'<rect {_placed(span, y, _CORE)} fill="currentColor"/>'


def _ends(extent: Extent, span: Span, core: Span | None, scale: TimeScale, y: float) -> Iterator[str]:
    """What tells how a bar begins and ends, where its sides do not tell."""
    if extent.earliest_start is None or extent.earliest_start < scale.first:
        yield _glyph(0, y, _EARLIER)
    if extent.end is End.CENSORED:
        cut = (span if extent.latest_end else core or span).right
        yield _glyph(cut, y, '<path d="M0 -9v18" stroke="currentColor" stroke-width="2"/>')
    elif extent.fades:
        yield _glyph(100, y, '<text x="-3" y="4" text-anchor="end" font-size="13" fill="currentColor">?</text>')
    elif extent.latest_end is None:
        yield _glyph(100, y, '<path d="M-9 -7v14l9 -7z" fill="currentColor"/>')


def _glyph(x: float, y: float, body: str) -> str:
    return f'<svg x="{x:.2f}%" y="{y:g}" width="1" height="1" overflow="visible">{body}</svg>'


def _placed(span: Span, y: float, height: float) -> str:
    return f'x="{span.left:.2f}%" y="{y - height / 2:g}" width="{span.width:.2f}%" height="{height:g}"'
