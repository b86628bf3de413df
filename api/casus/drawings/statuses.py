"""How the status of a claim is drawn: by the style of a line, and by colour only beside it."""

from dataclasses import dataclass
from typing import Final

from casus.drawings.svg import Value


@dataclass(frozen=True)
class Stroke:
    """The line of a status; in pages the class `status-…` has its colour."""

    colour: str
    dashes: str | None = None
    width: float = 2
    opacity: float | None = None


_FALLEN: Final = "#5b6470"
STROKES: Final = {
    "accepted": Stroke("#14532d"),
    "reported": Stroke("#1e4e8c", "9 5"),
    "alleged": Stroke("#7a4a00", "1.5 4"),
    "inferred": Stroke("#7a4a00", "9 4 1.5 4"),
    "contested": Stroke("#9b2c13", "9 3", 3.5),
    "denied": Stroke("#86198f", "3 5", 3.5),
    "refuted": Stroke(_FALLEN, "3 6", 1.5, 0.6),
    "superseded": Stroke(_FALLEN, "12 6", 1.5, 0.6),
}
FALLEN: Final = ("refuted", "superseded")
"""Not drawn unless they are asked for; how many there are is always said."""


def stroke(status: str) -> dict[str, Value]:
    """The attributes of a line of a claim with the status, for an element of SVG."""
    found = STROKES.get(status, Stroke(_FALLEN))
    return {
        "class_": f"status-{status}",
        "stroke": found.colour,
        "stroke_width": found.width,
        "stroke_dasharray": found.dashes,
        "stroke_opacity": found.opacity,
        "fill": "none",
    }
