"""A network in columns: from whom on the left, to whom on the right; or one actor between those it is tied to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup

from casus.drawings.network import LABEL, Bar, Network, Tie, height_of, line, ports, with_handles
from casus.drawings.order import spread, stacked, two_sides
from casus.drawings.svg import INK, QUIET, Drawing, cut, element, link, text

_WIDTH: Final = 960
_NAMES: Final = 315
"""For the names on each side."""
_TOP: Final = 40
"""Below the heads of the columns."""
_GAP: Final = 9
_MARGIN: Final = 10
_GROUP: Final = 30
"""What the name of a kind takes, above those who are tied so."""
_DOUBT: Final = 12
"""From where a line begins to what is written on it."""
_ASIDE: Final = 13
_ABREAST: Final = 3
"""So much farther is it on the next line, and so many lines until it is there again: lines are nearer than letters."""


def two_sided(network: Network, title: str, heads: tuple[str, str]) -> Drawing:
    """Who does it on the left, to whom on the right, ordered so that few lines cross.

    An actor that does both stands on both sides.
    """
    ties = sorted(network.ties, key=lambda tie: (_label(network, tie.source), _label(network, tie.target), tie.key))
    left, right = two_sides((tie.source, tie.target) for tie in ties)
    of_left, of_right = _by(ties, lambda tie: tie.source), _by(ties, lambda tie: tie.target)
    tall_left, tall_right = (
        [height_of(of[name]) for name in side] for of, side in ((of_left, left), (of_right, right))
    )
    if sum(tall_left) + _GAP * len(left) >= sum(tall_right) + _GAP * len(right):
        y_left = stacked(tall_left, _GAP)
        y_right = _opposite(right, of_right, dict(zip(left, y_left, strict=True)), lambda tie: tie.source, tall_right)
    else:
        y_right = stacked(tall_right, _GAP)
        y_left = _opposite(left, of_left, dict(zip(right, y_right, strict=True)), lambda tie: tie.target, tall_left)
    top = min((y - tall / 2 for y, tall in zip(y_left + y_right, tall_left + tall_right, strict=True)), default=0)
    down = _TOP - top
    bars_left = _bars(network, left, [y + down for y in y_left], tall_left, on_the_left=True)
    bars_right = _bars(network, right, [y + down for y in y_right], tall_right, on_the_left=False)
    bars = [*bars_left.values(), *bars_right.values()]
    marks = [
        _head(_NAMES, heads[0], "end"),
        _head(_WIDTH - _NAMES, heads[1], "start"),
        *_lines(ties, bars_left, bars_right, handle=with_handles(network)),
        *(bar.drawn() for bar in bars),
    ]
    return Drawing(_WIDTH, _bottom(bars), title, Markup("").join(marks))


def _label(network: Network, name: str) -> str:
    return network.actors[name].label


def _by(ties: Iterable[Tie], end: Callable[[Tie], str]) -> dict[str, list[Tie]]:
    found = defaultdict[str, list[Tie]](list)
    for tie in ties:
        found[end(tie)].append(tie)
    return found


def _opposite(
    side: Sequence[str],
    of: dict[str, list[Tie]],
    places: dict[str, float],
    other: Callable[[Tie], str],
    heights: Sequence[float],
) -> list[float]:
    """Where those of a side stand nearest to those that they are tied to."""
    wishes = [sum(places[other(tie)] for tie in of[name]) / len(of[name]) for name in side]
    return spread(wishes, heights, _GAP)


def _bars(
    network: Network, names: Sequence[str], places: Sequence[float], heights: Sequence[float], *, on_the_left: bool
) -> dict[str, Bar]:
    x = _NAMES if on_the_left else _WIDTH - _NAMES
    return {
        name: Bar(network.actors[name], x, y, height, _NAMES, on_the_left)
        for name, y, height in zip(names, places, heights, strict=True)
    }


def _lines(ties: Iterable[Tie], left: dict[str, Bar], right: dict[str, Bar], *, handle: bool) -> list[Markup]:
    """A line for each tie; at a bar they end in the order of where they lead to."""
    ties = list(ties)
    starts, ends = dict[str, float](), dict[str, float]()
    for name, held in _by(ties, lambda tie: tie.source).items():
        starts |= ports(left[name], sorted(held, key=lambda tie: (right[tie.target].y, tie.key)))
    for name, held in _by(ties, lambda tie: tie.target).items():
        ends |= ports(right[name], sorted(held, key=lambda tie: (left[tie.source].y, tie.key)))
    x, to = _NAMES + 4, _WIDTH - _NAMES - 4
    place = {key: n for n, key in enumerate(sorted(starts, key=starts.__getitem__))}
    return [_line(tie, (x, starts[tie.key]), (to, ends[tie.key]), place[tie.key], handle=handle) for tie in ties]


def _line(tie: Tie, start: tuple[float, float], end: tuple[float, float], place: int, *, handle: bool) -> Markup:
    """The line; `place` counts those of a side, so that what is written on neighbours stands beside each other."""
    (x, y), (to, down) = start, end
    middle = (x + to) / 2
    path = f"M{x:.0f} {y:.1f}C{middle:.0f} {y:.1f} {middle:.0f} {down:.1f} {to:.0f} {down:.1f}"
    t = (_DOUBT + _ASIDE * (place % _ABREAST)) / (1.5 * (to - x))  # as x begins to grow with the parameter of the curve
    doubt = (x + (to - x) * (1.5 * t * (1 - t) + t**3), y + (down - y) * (3 * t**2 - 2 * t**3))
    return line(tie, path, doubt, handle=handle)


def _head(x: float, words: str, anchor: str) -> Markup:
    return text(x, 18, words, text_anchor=anchor, font_weight=700, fill=QUIET, class_="quiet")


def _bottom(bars: Iterable[Bar]) -> float:
    return max((bar.y + max(bar.height, LABEL) / 2 for bar in bars), default=float(_TOP)) + _MARGIN


def around(network: Network, centre: str, title: str) -> Drawing:
    """One actor in the middle: on the left who does something to it, on the right to whom it does, by kind.

    Those that it stands with in no order are on the right too. Only its own ties are drawn. Where nobody is on one
    side, the actor stands there itself.
    """
    own = [tie for tie in network.ties if centre in (tie.source, tie.target)]
    incoming = [tie for tie in own if tie.directed and tie.source != centre]
    outgoing = [tie for tie in own if not tie.directed or tie.source == centre]
    columns = [_grouped(network, ties, centre) for ties in (incoming, outgoing)]
    tall = max(_height(column) for column in columns)
    thick = max(height_of(incoming), height_of(outgoing))
    x = _WIDTH / 2 if incoming and outgoing else float(_WIDTH - _NAMES if incoming else _NAMES)
    bar = Bar(network.actors[centre], x, _TOP + max(tall, thick) / 2, thick, _NAMES, left=not incoming)
    marks, bars = [], [bar]
    for column, on_the_left in zip(columns, (True, False), strict=True):
        y = bar.y - _height(column) / 2
        ends = ports(bar, [tie for _, others in column for _, ties in others for tie in ties])
        for kind, others in column:
            marks.append(_kind(kind, y, on_the_left=on_the_left))
            y += _GROUP
            for name, ties in others:
                height = height_of(ties)
                side = _NAMES if on_the_left else _WIDTH - _NAMES
                other = Bar(network.actors[name], side, y + height / 2, height, _NAMES, on_the_left)
                starts = ports(other, ties)
                marks += [_to_the_middle(tie, other, bar, starts, ends, handle=with_handles(network)) for tie in ties]
                marks.append(other.drawn())
                bars.append(other)
                y += height + _GAP
    marks += _middle(bar) if incoming and outgoing else [bar.drawn()]
    return Drawing(_WIDTH, _bottom(bars), title, Markup("").join(marks))


_Column = list[tuple[str, list[tuple[str, list[Tie]]]]]
"""Kinds, in each the actors, with each the ties."""


def _grouped(network: Network, ties: Iterable[Tie], centre: str) -> _Column:
    def other(tie: Tie) -> str:
        return tie.target if tie.source == centre else tie.source

    ordered = sorted(ties, key=lambda tie: (tie.kind, _label(network, other(tie)), other(tie), tie.key))
    return [
        (kind, [(name, [*held]) for name, held in groupby(of_kind, key=other)])
        for kind, of_kind in groupby(ordered, key=lambda tie: tie.kind)
    ]


def _height(column: _Column) -> float:
    return sum(_GROUP + sum(height_of(ties) + _GAP for _, ties in others) for _, others in column)


def _kind(words: str, y: float, *, on_the_left: bool) -> Markup:
    x = _NAMES + 4 if on_the_left else _WIDTH - _NAMES - 4
    anchor = "end" if on_the_left else "start"
    return text(x, y + 20, words, text_anchor=anchor, font_size=12, font_weight=700, fill=QUIET, class_="quiet")


def _to_the_middle(
    tie: Tie, other: Bar, bar: Bar, starts: dict[str, float], ends: dict[str, float], *, handle: bool
) -> Markup:
    there, here, place = starts[tie.key], ends[tie.key], [*ends].index(tie.key)
    if other.left:
        return _line(tie, (other.x + 4, there), (bar.x - 4, here), place, handle=handle)
    return _line(tie, (bar.x + 4, here), (other.x - 4, there), place, handle=handle)


def _middle(bar: Bar) -> list[Markup]:
    """The bar of the actor itself, its name above it."""
    name = cut(bar.actor.label, LABEL, _WIDTH - 2 * _NAMES)
    top = bar.y - bar.height / 2
    rect = element("rect", x=bar.x - 5, y=top, width=10, height=bar.height, rx=2)
    words = text(bar.x, top - 10, name, text_anchor="middle", font_weight=700, fill=INK, class_="ink")
    return [link(bar.actor.url, bar.actor.in_full, rect, words, class_="actor")]
