"""Small drawings of real data for who does not yet know the large ones: no links, and nothing to read but names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from casus.drawings import coast
from casus.drawings.geography import WIDTH, Window
from casus.drawings.order import spread, stacked, two_sides
from casus.drawings.statuses import stroke
from casus.drawings.svg import cut, element, group, text

_WIDE, _TALL = 240.0, 132.0
_FLAT: Final = WIDTH * _TALL / _WIDE
"""The height of a map in these proportions."""
_EDGE: Final = 6.0
_BAR: Final = 5.0
_LINE: Final = 22.0
_LETTERS: Final = 12
_GLYPH: Final = 16.0
_RING, _MOST_RING = 14.0, 60.0

Triple = tuple[str, str, str]
"""From whom, to whom, and the status of the claim."""


def sides(ties: Iterable[Triple]) -> Markup:
    """Who is tied to whom: a line for each claim, from a bar on the left to one on the right."""
    ties = sorted(ties)
    left, right = two_sides((source, target) for source, target, _ in ties)
    pitch = (_TALL - 2 * _EDGE) / (len(ties) + len(left))
    counts = [Counter(tie[end] for tie in ties) for end in (0, 1)]
    tall = [[counts[end][name] * pitch for name in side] for end, side in enumerate((left, right))]
    on_left = stacked(tall[0], pitch)
    places = dict(zip(left, on_left, strict=True))
    wishes = [sum(places[a] for a, b, _ in ties if b == name) / counts[1][name] for name in right]
    on_right = spread(wishes, tall[1], pitch)
    down = _EDGE - min(on_right[0] - tall[1][0] / 2, 0.0)
    begins = {name: y - height / 2 + down for name, y, height in zip(left, on_left, tall[0], strict=True)}
    ends = {name: y - height / 2 + down for name, y, height in zip(right, on_right, tall[1], strict=True)}
    bars = [_bar(_EDGE, begins[name], height) for name, height in zip(left, tall[0], strict=True)] + [
        _bar(_WIDE - _EDGE - _BAR, ends[name], height) for name, height in zip(right, tall[1], strict=True)
    ]
    lines = []
    for source, target, status in sorted(ties, key=lambda tie: (left.index(tie[0]), right.index(tie[1]), tie[2])):
        begins[source] += pitch
        ends[target] += pitch
        lines.append(_curve(begins[source] - pitch / 2, ends[target] - pitch / 2, status))
    return _small(*lines, *bars)


def _bar(x: float, y: float, height: float) -> Markup:
    return element("rect", x=x, y=y, width=_BAR, height=height, rx=1, class_="ink")


def _curve(y: float, down: float, status: str) -> Markup:
    x, to, middle = _EDGE + _BAR + 1, _WIDE - _EDGE - _BAR - 1, _WIDE / 2
    d = f"M{x} {y:.1f}C{middle} {y:.1f} {middle} {down:.1f} {to} {down:.1f}"
    line = stroke(status)
    return element("path", d=d, **{**line, "stroke_width": float(line["stroke_width"] or 1) * 0.7})


def signs(rows: Sequence[tuple[str, str, str]]) -> Markup:
    """A line for each party: its sign, the class of its tint, and its name."""
    top = (_TALL - _LINE * len(rows)) / 2
    return _small(*(_sign(each, top + _LINE * (place + 0.5)) for place, each in enumerate(rows)))


def _sign(row: tuple[str, str, str], y: float) -> Markup:
    glyph, tint, name = row
    box = element("rect", x=_EDGE, y=y - _GLYPH / 2, width=_GLYPH, height=_GLYPH, rx=3, class_=f"tinted {tint}")
    mark = text(_EDGE + _GLYPH / 2, y + 5, glyph, text_anchor="middle", font_size=13, font_weight=700, class_="ink")
    words = cut(name, _LETTERS, _WIDE - 3 * _EDGE - _GLYPH)
    return group(box, mark, text(2 * _EDGE + _GLYPH, y + 4, words, font_size=_LETTERS, class_="ink"))


def places(points: Sequence[tuple[float, float, int]]) -> Markup:
    """The coast, and a ring at each latitude and longitude, larger where there is more."""
    window, tall = Window.around_most(((lat, lon) for lat, lon, _ in points), (count for *_, count in points)), _FLAT
    if window.height > tall:
        more = (window.height / tall - 1) * (window.east - window.west) / 2
        window = replace(window, west=window.west - more, east=window.east + more)
    rings = [
        element("circle", cx=x, cy=y, r=min(_MOST_RING, _RING + 4.0 * count), class_="ring filled")
        for lat, lon, count in points
        if window.holds(lat, lon)
        for x, y in [window.place(lat, lon)]
    ]
    land = element("path", d=coast.path(window), class_="land")
    box = f"0 {max(0.0, (window.height - tall) / 2):.0f} {WIDTH:.0f} {tall:.0f}"
    sea = element("rect", width=WIDTH, height=max(window.height, tall), class_="sea")
    return _small(sea, land, *rings, box=box, class_="drawing small wide-lines")


def columns(counts: Sequence[tuple[int, int]], first: str, last: str) -> Markup:
    """A column for each possible and certain number, the first and the last of them named."""
    most = max(possible for possible, _ in counts) or 1
    base, pitch = _TALL - 18.0, (_WIDE - 2 * _EDGE) / len(counts)
    high = base - _EDGE

    def column(place: int, count: int, name: str) -> Markup:
        height = high * count / most
        return element(
            "rect",
            x=_EDGE + pitch * place + 1,
            y=base - height,
            width=pitch - 2,
            height=height,
            class_=name,
            fill="none",
            stroke_dasharray="2.5 2",
        )

    bars = [column(place, possible, "possible") for place, (possible, _) in enumerate(counts)] + [
        column(place, certain, "bar") for place, (_, certain) in enumerate(counts)
    ]
    names = (("start", _EDGE, first), ("end", _WIDE - _EDGE, last))
    words = [text(x, _TALL - 4, name, text_anchor=anchor, font_size=11, class_="quiet") for anchor, x, name in names]
    return _small(*bars, *words)


def _small(*inside: Markup, box: str = f"0 0 {_WIDE:.0f} {_TALL:.0f}", class_: str = "drawing small") -> Markup:
    """A picture beside a link that says what it is: nothing to be told twice."""
    return element("svg", *inside, viewBox=box, class_=class_, aria_hidden="true", direction="ltr")
