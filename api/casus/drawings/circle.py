"""A network whose ties have no direction, or not all: the actors on a circle, those that are tied near each other."""

from collections import Counter
from math import cos, degrees, pi, sin
from typing import Final

from markupsafe import Markup

from casus.drawings.network import LABEL, Actor, Network, line, with_handles
from casus.drawings.order import round_a_circle
from casus.drawings.svg import Drawing, cut, element, link, text, width_of

_PER_NAME: Final = 20
"""Of the circle."""
_LEAST_RADIUS: Final = 120
_LONGEST: Final = 230
"""Room for a name."""
_DOT: Final = 5
_BEND: Final = 0.45
_APART: Final = 0.12
"""By how much ties between the same two actors are bent differently."""
_TIP: Final = 8


def circle(network: Network, title: str) -> Drawing:
    """Every actor on a circle, its name outside, its ties inside; a tie with a direction has a tip."""
    ties = sorted(network.ties, key=lambda tie: (tie.source, tie.target, tie.key))
    order = round_a_circle(network.actors, {(tie.source, tie.target) for tie in ties})
    radius = max(_LEAST_RADIUS, len(order) * _PER_NAME / (2 * pi))
    words = max((min(width_of(actor.label, LABEL), _LONGEST) for actor in network.actors.values()), default=0)
    half = radius + words + 3 * _DOT + 8
    angles = {name: 2 * pi * place / len(order) - pi / 2 for place, name in enumerate(order)}
    points = {name: (half + radius * cos(angle), half + radius * sin(angle)) for name, angle in angles.items()}
    seen = Counter[frozenset[str]]()
    marks: list[Markup] = []
    for tie in ties:
        between = frozenset((tie.source, tie.target))
        bend = _BEND + _APART * seen[between]
        seen[between] += 1
        start, end = points[tie.source], points[tie.target]
        control = (
            half + (1 - bend) * ((start[0] + end[0]) / 2 - half),
            half + (1 - bend) * ((start[1] + end[1]) / 2 - half),
        )
        path = f"M{start[0]:.1f} {start[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        doubt = tuple(start[i] / 4 + control[i] / 2 + end[i] / 4 for i in (0, 1))
        tip = _tip(control, end) if tie.directed else ""
        marks.append(line(tie, path, (doubt[0], doubt[1]), handle=with_handles(network), tip=tip))
    marks.extend(_actor(network.actors[name], angles[name], points[name]) for name in order)
    return Drawing(2 * half, 2 * half, title, Markup("").join(marks))


def _tip(control: tuple[float, float], end: tuple[float, float]) -> str:
    """A triangle at the end of a line that comes from the control point."""
    x, y = end[0] - control[0], end[1] - control[1]
    length = (x * x + y * y) ** 0.5 or 1
    x, y = x / length, y / length
    at = (end[0] - _DOT * x, end[1] - _DOT * y)
    back = (at[0] - _TIP * x, at[1] - _TIP * y)
    wing = _TIP / 2
    return (
        f"M{at[0]:.1f} {at[1]:.1f}L{back[0] - wing * y:.1f} {back[1] + wing * x:.1f} "
        f"{back[0] + wing * y:.1f} {back[1] - wing * x:.1f}Z"
    )


def _actor(actor: Actor, angle: float, point: tuple[float, float]) -> Markup:
    """The dot and the name, turned so that it leads away from the middle and is never upside down."""
    x, y = point
    turned = cos(angle) < -1e-9
    turn = degrees(angle) + (180 if turned else 0)
    away = -1 if turned else 1
    name = text(
        x + away * (_DOT + 6),
        y + LABEL / 3,
        cut(actor.label, LABEL, _LONGEST),
        text_anchor="end" if turned else "start",
        transform=f"rotate({turn:.1f} {x:.1f} {y:.1f})",
    )
    about = f"{actor.label} ({actor.about})" if actor.about else actor.label
    return link(actor.url, about, element("circle", cx=x, cy=y, r=_DOT), name, class_="actor")
