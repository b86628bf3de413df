"""Blocks of text and symbols beside points, so that none covers another: one after the other, where there is room."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

_CELL: Final = 40.0
_GAP: Final = 3.0
_DIRECTIONS: Final = 16
_FARTHEST: Final = 260
_STEP: Final = 20


@dataclass(frozen=True)
class Box:
    """Part of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether they have a point in common that is on the edge of neither."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether all of it is in the other."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class Block:
    """What stands beside a point, or, if `goes_far`, in some distance from it where there is no room beside it."""

    x: float
    y: float
    radius: float
    """Of the mark at the point, which must stay free too."""
    width: float
    height: float
    goes_far: bool = False


def placed(blocks: Sequence[Block], frame: Box) -> list[Box | None]:
    """Where each is, in their order, which is that of their importance; None where there is no room for it."""
    taken = _Taken()
    for block in blocks:
        taken.add(_mark(block))
    found: list[Box | None] = []
    for block in blocks:
        free = (box for box in _candidates(block) if box.within(frame) and not taken.meets(box, _mark(block)))
        box = next(free, None)
        if box is not None:
            taken.add(box)
        found.append(box)
    return found


def _mark(block: Block) -> Box:
    return Box(block.x - block.radius, block.y - block.radius, block.x + block.radius, block.y + block.radius)


def _candidates(block: Block) -> Iterator[Box]:
    """To the right, to the left, below, above, at the corners; then farther and farther away."""
    wide, tall, off = block.width, block.height, block.radius + _GAP
    middles = [
        (off + wide / 2, 0.0),
        (-off - wide / 2, 0.0),
        (0.0, off + tall / 2),
        (0.0, -off - tall / 2),
        *((side * (off + wide / 2), up * (off + tall / 2)) for side in (1, -1) for up in (1, -1)),
    ]
    for distance in range(_STEP, _FARTHEST, _STEP) if block.goes_far else ():
        for turn in range(_DIRECTIONS):
            angle = 2 * pi * turn / _DIRECTIONS
            middles.append(
                (
                    cos(angle) * (off + distance + wide / 2),
                    sin(angle) * (off + distance + tall / 2),
                )
            )
    for x, y in middles:
        yield Box(block.x + x - wide / 2, block.y + y - tall / 2, block.x + x + wide / 2, block.y + y + tall / 2)


class _Taken:
    """What is no more free, by the cells of a grid, so that only what is near is looked at."""

    def __init__(self) -> None:
        self._boxes: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self._boxes[cell].append(box)

    def meets(self, box: Box, own: Box) -> bool:
        """Whether it meets a box that is taken, other than that of its own mark; it may not lie on that either."""
        return box.meets(own) or any(
            box.meets(other) for cell in _cells(box) for other in self._boxes.get(cell, ()) if other != own
        )


def _cells(box: Box) -> Iterable[tuple[int, int]]:
    columns, rows = (
        range(int(least // _CELL), int(most // _CELL) + 1)
        for least, most in ((box.left, box.right), (box.top, box.bottom))
    )
    return ((column, row) for column in columns for row in rows)
