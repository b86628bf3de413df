"""Bars in time as SVG: one for each claim, its status by the style of its line, and a link.

Filled is certain, hatched is possible; an arrow goes on, a fading bar ends nobody knows when, a cut one where data end.
Texts that come from outside are escaped here, and nothing but presentation attributes and classes is used.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from casus.drawings.extents import Extent, Span, Window
from casus.drawings.statuses import STROKES

ROW: Final = 24
"""Pixels from one row to the next: what a finger can touch."""
_OUTLINE: Final = 14
_CORE: Final = 6
"""Of what is certain, inside the outline, whose line tells the status."""
_EARLIER: Final = '<path d="M9 -7v14l-9 -7z" fill="currentColor"/>'
_APART: Final = 7.0
"""Per cent between two bars of one row, so that neighbours can be told apart and touched, on a phone too."""

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

    span: Span
    status: str
    title: str
    url: str | None = None
    """None: it is told here."""


def strip(bars: Iterable[Bar], window: Window, title: str) -> Markup:
    """The bars below each other, as few rows as keep them apart, with lines for the ticks of the window."""
    rows = packed(bars, window)
    height = max(1, len(rows)) * ROW
    linked = any(bar.url for row in rows for bar in row)
    body = "".join(_bar(bar, window, place * ROW + ROW / 2) for place, row in enumerate(rows) for bar in row)
    lines = "".join(f'<line x1="{x}%" x2="{x}%" y1="0" y2="{height}" class="grid"/>' for x, _ in window.ticks())
    return _svg(height, f"{lines}{body}", title, "group" if linked else "img")


def axis(window: Window) -> Markup:
    """The days, months or years along a strip."""
    texts = "".join(
        f'<text x="{x}%" y="13" text-anchor="{_anchor(x)}" font-size="12" fill="currentColor">{label}</text>'
        for x, label in window.ticks()
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


def packed(bars: Iterable[Bar], window: Window) -> list[list[Bar]]:
    """The bars in rows in which none comes near another, each in the first row that has room."""
    rows: list[list[Bar]] = []
    ends: list[float] = []
    for bar in bars:
        possible = next(window.extents(bar.span))
        place = next((at for at, end in enumerate(ends) if end + _APART <= possible.left), len(rows))
        if place == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[place].append(bar)
        ends[place] = possible.right
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


def _bar(bar: Bar, window: Window, y: float) -> str:
    possible, *certain = window.extents(bar.span)
    if possible.right <= 0:
        marks = _glyph(0, y, f'<rect x="0" y="-12" width="24" height="24" fill="none" pointer-events="all"/>{_EARLIER}')
    else:
        marks = _marks(bar, possible, certain, window, y)
    body = f"<title>{escape(bar.title)}</title>{marks}"
    if bar.url is None:
        return f'<g class="{escape(bar.status)}">{body}</g>'
    return f'<a class="{escape(bar.status)}" href="{escape(bar.url)}">{body}</a>'


def _marks(bar: Bar, possible: Extent, certain: Sequence[Extent], window: Window, y: float) -> str:
    if possible.is_point:
        return _point(bar, possible, y, filled=bool(certain))
    return _box(bar, possible, certain, y) + "".join(_ends(bar.span, certain, window, y))


def _point(bar: Bar, extent: Extent, y: float, *, filled: bool) -> str:
    """A diamond, with around it what a finger can touch."""
    fill = "currentColor" if filled else "url(#possible)"
    return (
        f'<svg x="{extent.middle}%" y="{y:g}" width="1" height="1" overflow="visible">'
        f'<rect x="-12" y="-12" width="24" height="24" fill="none" pointer-events="all"/>'
        f'<path d="M0 -7l7 7-7 7-7-7z" fill="{fill}" stroke="currentColor" {_line(bar.status)}/></svg>'
    )


def _box(bar: Bar, possible: Extent, certain: Sequence[Extent], y: float) -> str:
    mask = ' mask="url(#fading)"' if bar.span.last is None and bar.span.end == "unknown" else ""
    touched = f'<rect {_placed(possible, y, ROW)} fill="none" pointer-events="all"/>'
    outline = f'<rect {_placed(possible, y, _OUTLINE)} fill="url(#possible)" stroke="currentColor" {_line(bar.status)}'
    return f"{touched}{outline}{mask}/>{''.join(_core(each, y) for each in certain)}"


def _core(extent: Extent, y: float) -> str:
    """What is certain; where that is less than can be seen, a stroke."""
    if extent.is_point:
        top, bottom = y - _OUTLINE / 2, y + _OUTLINE / 2
        at = f'x1="{extent.middle}%" x2="{extent.middle}%" y1="{top:g}" y2="{bottom:g}"'
        return f'<line {at} stroke="currentColor" stroke-width="3"/>'
    return f'<rect {_placed(extent, y, _CORE)} fill="currentColor"/>'


def _ends(span: Span, certain: Sequence[Extent], window: Window, y: float) -> Iterator[str]:
    """What tells how a bar begins and ends, where its sides do not tell."""
    if span.first is None or span.first < window.first:
        yield _glyph(0, y, _EARLIER)
    if span.end == "censored":
        yield from (
            _glyph(each.right, y, '<path d="M0 -9v18" stroke="currentColor" stroke-width="2"/>') for each in certain
        )
    elif span.last is None and span.end == "unknown":
        yield _glyph(100, y, '<text x="-3" y="4" text-anchor="end" font-size="13" fill="currentColor">?</text>')
    elif span.last is None:
        yield _glyph(100, y, '<path d="M-9 -7v14l9 -7z" fill="currentColor"/>')


def _glyph(x: float, y: float, body: str) -> str:
    return f'<svg x="{x:g}%" y="{y:g}" width="1" height="1" overflow="visible">{body}</svg>'


def _placed(extent: Extent, y: float, height: float) -> str:
    width = round(extent.right - extent.left, 2)
    return f'x="{extent.left}%" y="{y - height / 2:g}" width="{width}%" height="{height:g}"'
