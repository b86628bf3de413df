"""A network whose ties have no direction, or not all: the actors on a ring, those that are tied near each other."""

from collections import Counter
from math import dist, sqrt
from typing import Final

from markupsafe import Markup

from casus.drawings.network import LABEL, Actor, Network, Tie, line, with_handles
from casus.drawings.order import round_a_circle
from casus.drawings.svg import Drawing, cut, element, link, text, width_of

_ROW: Final = 24
"""No two names on the same side are nearer, so that each can stand upright beside its actor."""
_LEAST: Final = 110
_WIDEST: Final = 260
"""Half of what the ring measures across: it is a circle, and an ellipse where there are many actors."""
_LONGEST: Final = 300
"""Room for a name."""
_DOT: Final = 5
_MARGIN: Final = 12
_BEND: Final = 0.5
_APART: Final = 0.2
"""By how much ties between the same two actors are bent differently."""
_DOUBTS: Final = (0.5, 0.38, 0.62, 0.44, 0.56)
"""Where on lines that follow each other something is written, so that it seldom covers another; parts of a line."""
_TIP: Final = 8
Point = tuple[float, float]


def circle(network: Network, title: str) -> Drawing:
    """Every actor on a ring, its name outside, its ties inside; a tie with a direction has a tip."""
    ties = sorted(network.ties, key=lambda tie: (tie.source, tie.target, tie.key))
    order = round_a_circle(network.actors, {(tie.source, tie.target) for tie in ties})
    half = (len(order) + 1) // 2
    words = {name: min(width_of(network.actors[name].label, LABEL), _LONGEST) for name in order}
    left, right = (max((words[name] for name in side), default=0) for side in (order[half:], order[:half]))
    down = max(_LEAST, half * _ROW / 2)
    across = min(down, _WIDEST)
    centre = (left + across + _DOT + 2 * _MARGIN, down + _MARGIN)
    points = _places(order[:half], centre, across, down, 1) | _places(order[half:][::-1], centre, across, down, -1)
    seen = Counter[frozenset[str]]()
    marks: list[Markup] = []
    for place, tie in enumerate(ties):
        between = frozenset((tie.source, tie.target))
        bend = _BEND + _APART * seen[between]
        seen[between] += 1
        marks.append(
            _drawn(tie, points[tie.source], points[tie.target], centre, bend, place, handle=with_handles(network))
        )
    marks.extend(_actor(network.actors[name], points[name], centre) for name in order)
    width = centre[0] + across + _DOT + right + 2 * _MARGIN
    return Drawing(width, 2 * (down + _MARGIN), title, Markup("").join(marks))


def _places(names: list[str], centre: Point, across: float, down: float, side: int) -> dict[str, Point]:
    """The points of one side of the ring, from top to bottom, as far from each other in height."""
    found = {}
    for place, name in enumerate(names):
        height = (2 * place + 1) / len(names) - 1
        found[name] = (centre[0] + side * across * sqrt(1 - height * height), centre[1] + down * height)
    return found


def _drawn(tie: Tie, start: Point, end: Point, centre: Point, bend: float, place: int, *, handle: bool) -> Markup:
    """The tie, bent towards the middle of the ring, the less the nearer its ends are."""
    pull = bend * min(1, 0.2 + dist(start, end) / (2 * _WIDEST))
    control = tuple((1 - pull) * (a + b) / 2 + pull * c for a, b, c in zip(start, end, centre, strict=True))
    path = f"M{start[0]:.1f} {start[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    t = _DOUBTS[place % len(_DOUBTS)]
    at = [(1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b for a, b, c in zip(start, end, control, strict=True)]
    tip = _tip((control[0], control[1]), end) if tie.directed else ""
    return line(tie, path, (at[0], at[1]), handle=handle, tip=tip)


def _tip(control: Point, end: Point) -> str:
    """An arrow at the end of a line that comes from the control point."""
    x, y = end[0] - control[0], end[1] - control[1]
    length = sqrt(x * x + y * y) or 1
    x, y = x / length, y / length
    at = (end[0] - _DOT * x, end[1] - _DOT * y)
    back = (at[0] - _TIP * x, at[1] - _TIP * y)
    wing = _TIP / 2
    return (
        f"M{back[0] - wing * y:.1f} {back[1] + wing * x:.1f}L{at[0]:.1f} {at[1]:.1f} "
        f"{back[0] + wing * y:.1f} {back[1] - wing * x:.1f}"
    )


def _actor(actor: Actor, point: Point, centre: Point) -> Markup:
    """The dot, and the name on its outer side."""
    away = 1 if point[0] > centre[0] else -1
    name = text(
        point[0] + away * (_DOT + 6),
        point[1] + LABEL / 3,
        cut(actor.label, LABEL, _LONGEST),
        text_anchor="start" if away > 0 else "end",
    )
    dot = element("circle", cx=point[0], cy=point[1], r=_DOT)
    return link(actor.url, actor.in_full, dot, name, class_="actor")
