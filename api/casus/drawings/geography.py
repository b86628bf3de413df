"""Part of the Earth on paper: a window in degrees, where its points are in a drawing, and a graticule."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import ceil, cos, floor, radians
from typing import Final

WIDTH: Final = 1000.0
LEAST_HEIGHT, MOST_HEIGHT = 420.0, 760.0
_ROUND: Final = 360.0
_POLE_TO_POLE: Final = 180.0
_ALMOST: Final = 0.99
"""Of a height, where it moves with what it is the height of."""
_LEAST_SIZE: Final = 0.2
"""Degrees: as far in as it goes."""
_MARGIN: Final = 0.08
"""Of its size on each side, around the points."""
_FEW: Final = 6
_STEPS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)
_LINES: Final = 7
"""Of a graticule in each direction, at most."""


@dataclass(frozen=True)
class Window:
    """What is shown, in degrees: `east` may be beyond 180, where it goes on behind the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "Window":
        """Around latitudes and longitudes, the shorter way round; the whole Earth where there are none."""
        found = [*points]
        if not found:
            return cls(-180, -60, 180, 80)
        lats = [latitude for latitude, _ in found]
        lons = _in_a_row([longitude for _, longitude in found])
        wide, tall = (max(each) - min(each) for each in (lons, lats))
        margin = max(_LEAST_SIZE, _MARGIN * max(wide, tall))
        return cls(min(lons) - margin, min(lats) - margin, max(lons) + margin, max(lats) + margin).whole

    @classmethod
    def around_most(cls, points: Iterable[tuple[float, float]], weights: Iterable[int]) -> "Window":
        """Around those that lie near each other, where that shows them twice as large at least; else around all.

        They lie within the width of the middle four fifths by weight, and a quarter of it on each side.
        """
        found, heavy = [*points], [*weights]
        whole = cls.around(found)
        if len(found) < _FEW:
            return whole
        lats, lons = [lat for lat, _ in found], _in_a_row([lon for _, lon in found])
        (south, north), (west, east) = (_most([*zip(values, heavy, strict=True)]) for values in (lats, lons))
        near = cls.around(
            (lat, lon) for lat, lon in zip(lats, lons, strict=True) if south <= lat <= north and west <= lon <= east
        )
        return near if 2 * (near.east - near.west) <= whole.east - whole.west else whole

    @classmethod
    def of(cls, west: float, south: float, east: float, north: float) -> "Window":
        """That of a box whose west may be greater than its east (RFC 7946, section 5.2)."""
        return cls(west, south, east + _ROUND if east < west else east, north).whole

    @property
    def whole(self) -> "Window":
        """The same, of some size and on the Earth, in the proportions of a drawing."""
        west, east = _at_least(self.west, self.east)
        south, north = _at_least(max(-90.0, self.south), min(90.0, self.north))
        if east - west >= _ROUND:
            west, east = -180.0, 180.0
        found = Window(west, max(-90.0, south), east, min(90.0, north))
        return found._stretched()

    def _stretched(self) -> "Window":
        """As wide or as tall as a drawing must be."""
        if self._height > MOST_HEIGHT:
            more = (self._height / MOST_HEIGHT - 1) * (self.east - self.west) / 2
            west, east = self.west - more, self.east + more
            return replace(self, west=west, east=east) if east - west < _ROUND else replace(self, west=-180, east=180)
        if self._height < _ALMOST * LEAST_HEIGHT and self.north - self.south < _POLE_TO_POLE:
            tall = min(_POLE_TO_POLE, (self.north - self.south) * LEAST_HEIGHT / self._height)
            south = min(90 - tall, max(-90.0, self.middle[1] - tall / 2))
            return replace(self, south=south, north=south + tall)._stretched()  # nearer to the equator it is less tall
        return self

    @property
    def _shrunk(self) -> float:
        """How much a degree of longitude is shorter than one of latitude, in the middle."""
        return max(0.2, cos(radians((self.south + self.north) / 2)))

    @property
    def _degree(self) -> float:
        """A degree of latitude in the drawing."""
        return WIDTH / ((self.east - self.west) * self._shrunk)

    @property
    def _height(self) -> float:
        return (self.north - self.south) * self._degree

    @cached_property
    def height(self) -> float:
        """Of the drawing; its width is always the same."""
        return min(MOST_HEIGHT, self._height)

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where the point is in the drawing: equirectangular, true to scale along the middle latitude and meridians."""
        if longitude < self.west and longitude + _ROUND <= self.east:
            longitude += _ROUND
        x = (longitude - self.west) / (self.east - self.west) * WIDTH
        y = (self.north - latitude) / (self.north - self.south) * self.height
        return x, y

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether the point is in the window."""
        x, y = self.place(latitude, longitude)
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def scaled(self, by: float) -> "Window":
        """So many times as large, around the same middle."""
        (x, y), wide, tall = self.middle, (self.east - self.west) * by / 2, (self.north - self.south) * by / 2
        return Window(x - wide, y - tall, x + wide, y + tall).whole

    def moved(self, east: float, north: float) -> "Window":
        """Moved by parts of its size; no farther than to a pole."""
        wide, tall = self.east - self.west, self.north - self.south
        up = min(90.0 - self.north, max(-90.0 - self.south, north * tall))
        return Window(self.west + east * wide, self.south + up, self.east + east * wide, self.north + up)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    @property
    def bbox(self) -> str:
        """As a box of the API: west, south, east, north."""
        ends = (_meridian(self.west), self.south, _meridian(self.east), self.north)
        if self.east - self.west >= _ROUND:
            ends = (-180.0, self.south, 180.0, self.north)
        return ",".join(f"{round(each, 3):g}" for each in ends)

    def meridians(self) -> Iterator[tuple[float, str]]:
        """Round longitudes in the window, each with its name."""
        for each in _rounds(self.west, self.east):
            yield each, _named(_meridian(each), "E", "W")

    def parallels(self) -> Iterator[tuple[float, str]]:
        """Round latitudes, likewise."""
        for each in _rounds(self.south, self.north):
            yield each, _named(each, "N", "S")


def _in_a_row(longitudes: Sequence[float]) -> list[float]:
    """The same, those in the west of the widest gap that none is in moved once round the Earth, so that it is outside.

    A gap at the 180th meridian, which is where they begin and end, goes before others that are as wide.
    """
    order = sorted({*longitudes})
    gaps = [after - before for before, after in pairwise(order)]
    if not gaps or max(gaps) <= order[0] + _ROUND - order[-1]:
        return [*longitudes]
    first = order[gaps.index(max(gaps)) + 1]
    return [each if each >= first else each + _ROUND for each in longitudes]


def _most(values: Iterable[tuple[float, int]]) -> tuple[float, float]:
    """Between which limits most of the numbers are, by their weights."""
    order = sorted(values)
    ends = [_after_a_tenth(order), _after_a_tenth(order[::-1])]
    margin = max(_LEAST_SIZE, (ends[1] - ends[0]) / 4)
    return ends[0] - margin, ends[1] + margin


def _after_a_tenth(order: Sequence[tuple[float, int]]) -> float:
    """The number with which a tenth of all weight is reached."""
    left = sum(weight for _, weight in order) / 10
    for value, weight in order:
        left -= weight
        if left < 0:
            return value
    return order[-1][0]


def _at_least(least: float, most: float) -> tuple[float, float]:
    missing = _LEAST_SIZE - (most - least)
    return (least - missing / 2, most + missing / 2) if missing > 0 else (least, most)


def _meridian(longitude: float) -> float:
    """Between -180 and 180."""
    return (longitude + 180.0) % _ROUND - 180.0 if not -180 <= longitude <= 180 else longitude


def _rounds(least: float, most: float) -> Iterator[float]:
    step = next((each for each in _STEPS if (most - least) / each <= _LINES), _STEPS[-1])
    for each in range(ceil(least / step), floor(most / step) + 1):
        yield each * step


def _named(degrees: float, positive: str, negative: str) -> str:
    side = positive if degrees > 0 else negative if degrees < 0 else ""
    return f"{round(abs(degrees), 2):g}°{side}"
