"""The outlines of the land in a window: one neutral line, and no borders.

`coast.json` holds them, in the public domain by Natural Earth; `python -m tools.coast` writes it.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Final

from casus.drawings.geography import WIDTH, Window

SOURCE: Final = "Natural Earth"
_ROUND: Final = 360.0
_SEEN: Final = 1.5
"""Points of a line that are nearer to each other are one in the drawing."""
_SMALLEST: Final = 2.5
"""Islands that are less wide and tall together are left out."""
_KEPT: Final = 32
"""Windows whose land is not looked for again: 70 KB each at most, the whole Earth."""

Point = tuple[float, float]


@lru_cache(_KEPT)
def path(window: Window) -> str:
    """The land of the window, as the `d` of a path in the drawing; cut at its frame."""
    return "".join(map(_written, outlines(window)))


def outlines(window: Window) -> Iterator[list[Point]]:
    """The rings of the land in the drawing, each cut at the frame."""
    for ring, (west, south, east, north) in _rings():
        for turn in (-_ROUND, 0.0, _ROUND):
            if west + turn > window.east or east + turn < window.west or south > window.north or north < window.south:
                continue
            placed = [_place(window, lon + turn, lat) for lon, lat in ring]
            if _size(placed) >= _SMALLEST and (cut := _cut(placed, window.height)):
                yield cut


@cache
def _rings() -> list[tuple[list[Point], tuple[float, float, float, float]]]:
    """The rings in degrees, each with its box."""
    data = json.loads(files(__package__).joinpath("coast.json").read_text("utf-8"))
    units = data["units_per_degree"]
    found = []
    for steps in data["rings"]:
        lons, lats = ([each / units for each in accumulate(steps[first::2])] for first in (0, 1))
        found.append(([*zip(lons, lats, strict=True)], (min(lons), min(lats), max(lons), max(lats))))
    return found


def _place(window: Window, longitude: float, latitude: float) -> Point:
    x = (longitude - window.west) / (window.east - window.west) * WIDTH
    return x, (window.north - latitude) / (window.north - window.south) * window.height


def _size(ring: Sequence[Point]) -> float:
    """How wide and tall it is together."""
    xs, ys = zip(*ring, strict=True)
    return float(max(xs) - min(xs) + max(ys) - min(ys))


def _cut(ring: Sequence[Point], height: float) -> list[Point]:
    """What of the ring is in the frame (Sutherland and Hodgman 1974)."""
    found = [*ring]
    for axis, limit, sign in ((0, 0.0, 1), (0, WIDTH, -1), (1, 0.0, 1), (1, height, -1)):
        found = [*_side(found, axis, limit, sign)]
    return found


def _side(ring: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """What of the ring is on one side of a line."""
    for before, at in pairwise([*ring[-1:], *ring]):
        was, is_in = (sign * (each[axis] - limit) >= 0 for each in (before, at))
        if was != is_in:
            share = (limit - before[axis]) / (at[axis] - before[axis])
            across = before[1 - axis] + share * (at[1 - axis] - before[1 - axis])
            yield (limit, across) if axis == 0 else (across, limit)
        if is_in:
            yield at


def _written(ring: Sequence[Point]) -> str:
    kept = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _SEEN:
            kept.append((x, y))
    whole = [(round(10 * x), round(10 * y)) for x, y in kept]
    steps = "".join(f"l{_tenth(u - x)} {_tenth(v - y)}" for (x, y), (u, v) in pairwise(whole))
    return f"M{_tenth(whole[0][0])} {_tenth(whole[0][1])}{steps}z" if len(whole) > 2 else ""


def _tenth(number: int) -> str:
    return f"{number / 10:g}"
