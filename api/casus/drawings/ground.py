"""What lies below the marks of a map: the sea, the land, and the parallels and meridians with their names."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from casus.drawings import coast
from casus.drawings.geography import WIDTH, Window
from casus.drawings.svg import LINE, QUIET, Value, element, group, text, width_of

_SEA, _LAND, _COAST = "#eaf0f6", "#fff", "#8b97a7"
_NAME: Final = 16.0
"""As high as the name of a parallel with what is around it."""
_SOURCE: Final = 160
"""At the right end, as wide as the line that names the source of the outlines."""


def ground(window: Window) -> Markup:
    """Sea, land and graticule."""
    sea = element("rect", width=WIDTH, height=window.height, class_="sea", fill=_SEA)
    land = element("path", d=coast.path(window), class_="land", fill=_LAND, stroke=_COAST, stroke_width=1)
    return group(sea, land, *_graticule(window), aria_hidden="true")


def _graticule(window: Window) -> Iterator[Markup]:
    named: dict[str, Value] = {"class_": "quiet", "font_size": 10, "fill": QUIET}
    line: dict[str, Value] = {"class_": "line", "stroke": LINE, "stroke_width": 0.6}
    for longitude, name in window.meridians():
        x, _ = window.place(window.south, longitude)
        yield element("path", d=f"M{x:.1f} 0V{window.height:.1f}", **line)
        if x + width_of(name, 10) < WIDTH / 2 or x < WIDTH - _SOURCE:
            yield text(x + 3, window.height - 6, name, **named)
    for latitude, name in window.parallels():
        _, y = window.place(latitude, window.west)
        yield element("path", d=f"M0 {y:.1f}H{WIDTH}", **line)
        if _NAME < y < window.height - 2 * _NAME:
            yield text(4, y - 3, name, **named)
