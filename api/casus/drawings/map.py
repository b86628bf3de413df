"""A map: a ring at each place, as exact as the place is known; who holds it, as symbols with letters; no areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import hypot, sqrt
from typing import Final

from markupsafe import Markup

from casus.drawings.geography import WIDTH, Window
from casus.drawings.ground import ground
from casus.drawings.placement import Block, Box, placed
from casus.drawings.statuses import stroke
from casus.drawings.svg import INK, LINE, PAPER, QUIET, Drawing, Value, element, group, link, text, width_of

RING: Final = "#7a4a00"
"""Of files; in pages the class `ring` has the colour."""
TINTS: Final = ("#1e4e8c", "#9b2c13", "#14532d", "#86198f", "#7a4a00", "#0f5e6b")
"""Of the first actors; all others are grey. The letter says whose a symbol is, and the colour only helps to see it."""
_GREY: Final = "#566172"
_SYMBOL: Final = 18.0
_PITCH: Final = 21.0
_IN_A_ROW: Final = 6
_LABEL: Final = 12.5
_LINE: Final = 16.0
_LEAST, _MOST = 5.0, 26.0
"""Radiuses of rings."""
_REGION: Final = 7.0
"""By how much the ring of a region is wider."""
_TOUCHING: Final = 14.0
"""Farther from its mark than that, a block has a line to it."""
_EDGE: Final = 4.0
_SIDE: Final = 44.0
"""At the left, where the parallels are named."""


_PAINTED: Final[dict[str, Value]] = {"fill": RING, "fill_opacity": 0.28, "stroke": RING, "stroke_width": 1.5}
"""Of cells."""


class Ring(Enum):
    """How exactly a place is known."""

    EXACT = "exact"
    NEAR = "near"
    REGION = "region"
    UNKNOWN = "unknown"
    """Nothing says how exactly."""


_DASHES: Final = {Ring.NEAR: "5 3", Ring.REGION: "5 3", Ring.UNKNOWN: "1.5 3"}


@dataclass(frozen=True)
class Symbol:
    """A claim of who holds a place or has something there; or several of the same actor."""

    letter: str
    shape: str
    """control or deployments."""
    url: str
    told: str
    """What the link is called."""
    is_certain: bool
    status: str | None
    """None: several claims that stand differently."""
    tint: int | None = None
    """The place of its colour among the tints."""


@dataclass(frozen=True)
class Mark:
    """A place, with what is there."""

    latitude: float
    longitude: float
    label: str
    url: str
    told: str
    ring: Ring
    count: int = 0
    """Events."""
    is_certain: bool = True
    """Whether one of them at least was in the time for certain."""
    symbols: tuple[Symbol, ...] = ()


def radius(mark: Mark) -> float:
    """Of its ring: its area grows with the number of events."""
    size = min(_MOST, _LEAST + 2 * sqrt(mark.count)) if mark.count else _LEAST
    return size + _REGION if mark.ring is Ring.REGION else size


@dataclass(frozen=True)
class Cell:
    """A cell of a grid, in which there are so many events."""

    west: float
    south: float
    east: float
    north: float
    count: int
    label: str
    """The number in words, for where there is room for it."""
    url: str
    told: str


def drawn_map(title: str, window: Window, marks: Sequence[Mark], source: str, cells: Sequence[Cell] = ()) -> Drawing:
    """The marks in the window, the most important first: those have their labels first; `source` names the outlines."""
    shown = [mark for mark in marks if window.holds(mark.latitude, mark.longitude)]
    most = max((cell.count for cell in cells), default=1)
    blocks = [_block(mark, window) for mark in shown]
    frame = Box(_SIDE, _EDGE, WIDTH - _EDGE, window.height - _LINE)
    boxes = placed(blocks, frame)
    largest_first = sorted(range(len(shown)), key=lambda i: -blocks[i].radius)
    inside = [
        _hatch(),
        ground(window),
        *(_cell(cell, window, most) for cell in cells),
        *(_line(shown[i], blocks[i], box) for i, box in enumerate(boxes) if box is not None),
        *(_ring(shown[i], blocks[i]) for i in largest_first),
        *(_beside(mark, box) for mark, box in zip(shown, boxes, strict=True) if box is not None),
        element(
            "rect", x=0.5, y=0.5, width=WIDTH - 1, height=window.height - 1, fill="none", stroke=LINE, class_="line"
        ),
        text(WIDTH - 8, window.height - 6, source, class_="quiet", font_size=10, fill=QUIET, text_anchor="end"),
    ]
    return Drawing(WIDTH, window.height, title, Markup("").join(inside))


def unlabelled(window: Window, marks: Sequence[Mark]) -> int:
    """How many of the marks in the window there is no room to name."""
    shown = [mark for mark in marks if window.holds(mark.latitude, mark.longitude)]
    frame = Box(_SIDE, _EDGE, WIDTH - _EDGE, window.height - _LINE)
    return placed([_block(mark, window) for mark in shown], frame).count(None)


def symbol(of: Symbol, x: float, y: float) -> Markup:
    """The symbol with its middle there."""
    d = _shape(of.shape, x, y)
    colour = TINTS[of.tint] if of.tint is not None else _GREY
    name = f"tint-{of.tint}" if of.tint is not None else "tint"
    line = (
        stroke(of.status)
        if of.status
        else {"stroke": _GREY, "stroke_width": 1, "fill": "none", "class_": "status-several"}
    )
    fill: dict[str, Value] = {"fill": colour, "class_": name} if of.is_certain else {"fill": PAPER, "class_": "paper"}
    letter: dict[str, Value] = {"fill": PAPER, "class_": "paper"} if of.is_certain else {"fill": INK, "class_": "ink"}
    up = 3.5 if of.shape == "control" else 1.5
    return group(
        element("path", d=d, **fill),
        element("path", d=d, **line),
        text(x, y + up, of.letter, text_anchor="middle", font_size=10, font_weight=700, **letter),
    )


def _shape(layer: str, x: float, y: float) -> str:
    """A square for control, a shield for deployments."""
    half = _SYMBOL / 2
    if layer == "control":
        return f"M{x - half} {y - half}h{_SYMBOL}v{_SYMBOL}h{-_SYMBOL}z"
    return f"M{x - half} {y - half}h{_SYMBOL}v{half}l{-half} {half}l{-half} {-half}z"


def sample(of: Ring | str, wide: float) -> Markup:
    """What a ring looks like, or the shape of the symbols of a layer, or a cell; so wide, for a legend."""
    x = wide / 2
    if isinstance(of, Ring):
        return _circle(x, 0, 9 if of is Ring.REGION else 7, of, 0.28)
    if of == "cell":
        return element("rect", x=x - 8, y=-8, width=16, height=16, class_="ring", rx=2, **_PAINTED)
    return element("path", d=_shape(of, x, 0), fill="none", stroke=INK, stroke_width=1.5, class_="ink-line")


def _rows(mark: Mark) -> int:
    return -(-len(mark.symbols) // _IN_A_ROW)


def _block(mark: Mark, window: Window) -> Block:
    """The room that its label and its symbols need: symbols in rows, the label below them."""
    x, y = window.place(mark.latitude, mark.longitude)
    in_a_row = min(_IN_A_ROW, len(mark.symbols))
    wide = max(width_of(_named(mark), _LABEL) + 2, in_a_row * _PITCH)
    tall = _LINE + _rows(mark) * _PITCH
    return Block(x, y, radius(mark), wide, tall, goes_far=bool(mark.symbols))


def _named(mark: Mark) -> str:
    return f"{mark.label} {mark.count}" if mark.count > 1 else mark.label


def _cell(cell: Cell, window: Window, most: int) -> Markup:
    """A square in the middle of the cell, which it fills where there are most events; nothing beyond the window."""
    (left, bottom), (right, top) = (window.place(*at) for at in ((cell.south, cell.west), (cell.north, cell.east)))
    if right <= 0 or left >= WIDTH or bottom <= 0 or top >= window.height:
        return Markup("")
    side = min(max(_LEAST, min(right - left, bottom - top) * sqrt(cell.count / most)), window.height)
    x = min(WIDTH - side / 2, max(side / 2, (left + right) / 2))
    y = min(window.height - side / 2, max(side / 2, (top + bottom) / 2))
    square: dict[str, Value] = {"x": x - side / 2, "y": y - side / 2, "width": side, "height": side}
    parts = [element("rect", class_="ring", rx=2, **square, **_PAINTED)]
    if width_of(cell.label, 10) < side - 2:
        parts.append(text(x, y + 3.5, cell.label, class_="ink", font_size=10, fill=INK, text_anchor="middle"))
    return link(cell.url, cell.told, *parts)


def _ring(mark: Mark, block: Block) -> Markup:
    opacity = 0.28 if mark.count and mark.is_certain else 0
    return link(mark.url, mark.told, _circle(block.x, block.y, radius(mark), mark.ring, opacity))


def _circle(x: float, y: float, size: float, ring: Ring, opacity: float) -> Markup:
    """A ring; that of a region has a hatch below it."""
    below = Markup("")
    if ring is Ring.REGION:
        below = element("circle", cx=x, cy=y, r=size, fill="url(#region)", stroke="none")
    line: dict[str, Value] = {"stroke": RING, "stroke_width": 1.75, "stroke_dasharray": _DASHES.get(ring)}
    return below + element("circle", cx=x, cy=y, r=size, class_="ring", fill=RING, fill_opacity=opacity, **line)


def _beside(mark: Mark, box: Box) -> Markup:
    parts = []
    for place, each in enumerate(mark.symbols):
        row, column = divmod(place, _IN_A_ROW)
        x, y = box.left + (column + 0.5) * _PITCH, box.top + (row + 0.5) * _PITCH
        parts.append(link(each.url, each.told, _target(x, y), symbol(each, x, y)))
    label: dict[str, Value] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke", "stroke_linejoin": "round"}
    at = box.top + _rows(mark) * _PITCH + _LINE - 4
    parts.append(text(box.left + 1, at, _named(mark), font_size=_LABEL, class_="ink halo", fill=INK, **label))
    return group(*parts)


def _target(x: float, y: float) -> Markup:
    return element(
        "rect", x=x - _PITCH / 2, y=y - _PITCH / 2, width=_PITCH, height=_PITCH, fill="none", pointer_events="all"
    )


def _line(mark: Mark, block: Block, box: Box) -> Markup:
    """From the mark to its symbols, or from below to its label, where they are not beside it."""
    wide, tall = min(len(mark.symbols), _IN_A_ROW) * _PITCH, _rows(mark) * _PITCH
    from_below = block.y > box.bottom or not mark.symbols
    ends = box.left + (width_of(_named(mark), _LABEL) if from_below else wide)
    right, bottom = min(box.right, ends), box.bottom if from_below else box.top + tall
    x, y = min(right, max(box.left, block.x)), min(bottom, max(box.top, block.y))
    away = hypot(x - block.x, y - block.y)
    if away - block.radius < _TOUCHING:
        return Markup("")
    begin = block.radius / away
    d = f"M{block.x + begin * (x - block.x):.1f} {block.y + begin * (y - block.y):.1f}L{x:.1f} {y:.1f}"
    return element("path", d=d, class_="leader", fill="none", stroke=_GREY, stroke_width=0.9)


def _hatch() -> Markup:
    line = element("path", d="M0 6L6 0", stroke=RING, stroke_width=1, class_="ring-line")
    return element("defs", element("pattern", line, id="region", width=6, height=6, patternUnits="userSpaceOnUse"))
