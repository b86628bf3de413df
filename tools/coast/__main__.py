"""`python -m tools.coast`: the outlines of the land on maps, made of Natural Earth, into api/casus/drawings/coast.json.

Natural Earth is in the public domain. Its outlines come by the npm package `world-atlas`, which the lock file beside
this script pins: `npm ci --ignore-scripts --prefix tools/coast`. There are no borders in them, and none is drawn.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, Final

_HERE: Final = Path(__file__).parent
_PACKAGE: Final = _HERE / "node_modules" / "world-atlas"
_FILE: Final = _HERE.parents[1] / "api" / "casus" / "drawings" / "coast.json"
_UNITS: Final = 100
"""In a degree: a coordinate is right to about a kilometre."""
_TOLERANCE: Final = 4.4
"""Units at the equator by which a line may be off that of Natural Earth, so that the file stays small."""
_SMALLEST: Final = 150
"""Square units at the equator: an island that is smaller is left out."""

_CORNERS: Final = 3

Point = tuple[float, float]


def main() -> int:
    try:
        topology = json.loads((_PACKAGE / "land-50m.json").read_text("utf-8"))
        package = json.loads((_PACKAGE / "package.json").read_text("utf-8"))
    except FileNotFoundError as error:
        print(f"{error.filename} is missing: npm ci --ignore-scripts --prefix tools/coast", file=sys.stderr)
        return 1
    rings = sorted(filter(None, map(_simple, _rings(topology))), key=lambda ring: (-len(ring), ring))
    head = {
        "source": "Natural Earth, land 1:50m",
        "source_url": "https://www.naturalearthdata.com/",
        "licence": "public domain",
        "made_of": f"{package['name']} {package['version']} by tools/coast",
        "units_per_degree": _UNITS,
        "ring": "longitude and latitude of its first point, then the steps to each following one; it closes itself",
    }
    lines = ",\n".join(json.dumps(_steps(ring), separators=(",", ":")) for ring in rings)
    _FILE.write_text(f'{json.dumps(head, indent=1)[:-2]},\n "rings": [\n{lines}\n]}}\n', "utf-8")
    print(f"{_FILE.name}: {len(rings)} rings, {sum(map(len, rings))} points, {_FILE.stat().st_size} bytes")
    return 0


def _rings(topology: Any) -> Iterator[list[Point]]:
    """The rings of all polygons in degrees (TopoJSON: arcs are steps on a grid; ~i is arc i the other way round)."""
    (east, north), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        grid = accumulate(arc, lambda at, step: (at[0] + step[0], at[1] + step[1]))
        arcs.append([(x * east + left, y * north + bottom) for x, y in grid])
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            parts = (arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring)
            yield _unrolled([point for part in parts for point in part[1:]])


def _unrolled(ring: list[Point]) -> list[Point]:
    """The ring without leaps from one side of the 180th meridian to the other: it goes on beyond 180 degrees.

    One that goes all around the Earth is closed at the pole.
    """
    found = ring[:1]
    for longitude, latitude in ring[1:]:
        turns = round((longitude - found[-1][0]) / 360)
        found.append((longitude - 360 * turns, latitude))
    if abs(found[-1][0] - found[0][0]) > 180:
        found += [(found[-1][0], -90.0), (found[0][0], -90.0)]
    return found


def _simple(ring: list[Point]) -> list[tuple[int, int]]:
    """The ring in whole units, with as few points as the tolerance allows; nothing where it is too small."""
    points = [(x * _UNITS, y * _UNITS) for x, y in ring]
    area = abs(sum(x * v - u * y for (x, y), (u, v) in pairwise([*points, points[0]]))) / 2
    if area * _width(points[0]) < _SMALLEST:
        return []
    far = max(range(len(points)), key=lambda i: hypot(points[i][0] - points[0][0], points[i][1] - points[0][1]))
    kept = [*_few(points[: far + 1])[:-1], *_few([*points[far:], points[0]])[:-1]]
    whole = [(round(x), round(y)) for x, y in kept]
    found = [at for before, at in pairwise([whole[-1], *whole]) if at != before]
    return found if len(found) >= _CORNERS else []


def _few(line: list[Point]) -> list[Point]:
    """The points of the line that it needs (Douglas and Peucker 1973)."""
    kept, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        most = max(between, key=lambda i: _off(line[i], line[first], line[last]), default=None)
        if most is not None and _off(line[most], line[first], line[last]) > _TOLERANCE:
            kept.add(most)
            spans += [(first, most), (most, last)]
    return [line[i] for i in sorted(kept)]


def _width(at: Point) -> float:
    """How wide a degree of longitude is there, in those of the equator."""
    return cos(radians(at[1] / _UNITS))


def _off(at: Point, first: Point, last: Point) -> float:
    """How far the point lies from the straight line between the two, where degrees are as wide as at the point."""
    narrow = _width(at)
    x, y = (last[0] - first[0]) * narrow, last[1] - first[1]
    u, v = (at[0] - first[0]) * narrow, at[1] - first[1]
    length = x * x + y * y
    along = min(1.0, max(0.0, (x * u + y * v) / length)) if length else 0.0
    return hypot(u - along * x, v - along * y)


def _steps(ring: list[tuple[int, int]]) -> list[int]:
    steps = [ring[0], *((u - x, v - y) for (x, y), (u, v) in pairwise(ring))]
    return [number for step in steps for number in step]


if __name__ == "__main__":
    sys.exit(main())
