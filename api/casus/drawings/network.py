"""A network of actors and claims, and the marks that all its drawings share: a bar for an actor, a line for a claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Final

from markupsafe import Markup

from casus.drawings.statuses import stroke
from casus.drawings.svg import INK, PAPER, QUIET, Value, cut, element, link, text

LABEL: Final = 14
"""Size of the letters of names."""
_GAP: Final = 4
"""Between two lines."""
_BAR: Final = 8
_LEAST_BAR: Final = 16
_HANDLE: Final = 9
"""How wide a line is to a pointer."""
_HANDLES: Final = 150
"""Lines from which on they are as narrow to a pointer as they look, so that the drawing stays small."""


@dataclass(frozen=True)
class Actor:
    """What lines lead from and to."""

    id: str
    label: str
    url: str
    about: str = ""
    """More of it, in words."""

    @property
    def in_full(self) -> str:
        return f"{self.label} ({self.about})" if self.about else self.label


@dataclass(frozen=True)
class Tie:
    """A line: one claim, or all between two actors."""

    key: str
    """One for each tie of a network."""
    source: str
    target: str
    url: str
    label: str
    """The claim, its status and its time in words."""
    status: str | None
    """None: claims of several statuses."""
    directed: bool = True
    count: int = 1
    kind: str = ""
    """In words, by which ties of one actor are grouped."""
    only_possible: bool = False
    """On the day that was asked for."""

    @property
    def width(self) -> float:
        """How thick it is: by its claims."""
        return float(self._stroke["stroke_width"] or 0) + 1.5 * log2(self.count)

    @property
    def room(self) -> float:
        """What it takes of the side of a bar."""
        return self.width + _GAP

    @property
    def _stroke(self) -> dict[str, Value]:
        if self.status is None:
            return {"class_": "status-several", "stroke": QUIET, "stroke_width": 2, "fill": "none"}
        return stroke(self.status)


@dataclass(frozen=True)
class Network:
    """Actors by id, and the ties between them."""

    actors: dict[str, Actor]
    ties: tuple[Tie, ...]


def line(tie: Tie, path: str, doubt: tuple[float, float], *, handle: bool, tip: str = "") -> Markup:
    """The tie along a path; at the point of doubt stands a question mark where it is only possible."""
    marks = [element("path", d=path, **{**tie._stroke, "stroke_width": tie.width})]
    if tip:
        marks.append(element("path", d=tip, **{**tie._stroke, "stroke_dasharray": None}))
    if handle:
        marks.append(
            element("path", d=path, fill="none", stroke_width=max(_HANDLE, tie.width), pointer_events="stroke")
        )
    if tie.only_possible:
        marks.append(_small("?", doubt))
    if tie.count > 1:
        marks.append(_small(str(tie.count), (doubt[0] + 14, doubt[1])))
    return link(tie.url, tie.label, *marks, class_="tie")


def _small(words: str, at: tuple[float, float]) -> Markup:
    """Words upon a line, with the colour of the paper around them."""
    halo: dict[str, Value] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke", "class_": "ink halo"}
    return text(at[0], at[1] + 4, words, font_size=11, font_weight=700, fill=INK, text_anchor="middle", **halo)


def with_handles(network: Network) -> bool:
    """Whether its lines are wider to a pointer than they look."""
    return len(network.ties) <= _HANDLES


@dataclass(frozen=True)
class Bar:
    """An actor on a side of a drawing: where it stands, and how tall it is by the ties that it holds."""

    actor: Actor
    x: float
    y: float
    """Of its middle."""
    height: float
    words: float
    """How much room its name has."""
    left: bool
    """Whether the name stands to the left of the bar."""

    def drawn(self) -> Markup:
        """The bar with the name, which leads to the actor."""
        bar = element("rect", x=self.x - _BAR / 2, y=self.y - self.height / 2, width=_BAR, height=self.height, rx=2)
        side = -1 if self.left else 1
        name = text(
            self.x + side * (_BAR / 2 + 6),
            self.y + LABEL / 3,
            cut(self.actor.label, LABEL, self.words - 12),
            text_anchor="end" if self.left else "start",
        )
        return link(self.actor.url, self.actor.in_full, bar, name, class_="actor")


def height_of(ties: Iterable[Tie]) -> float:
    """Of the bar that holds the ties."""
    return max(_LEAST_BAR, sum(tie.room for tie in ties))


def ports(bar: Bar, ties: Iterable[Tie]) -> dict[str, float]:
    """By the key of each tie, where on the bar it ends, in the order that they are given."""
    ties = list(ties)
    y = bar.y - sum(tie.room for tie in ties) / 2
    found: dict[str, float] = {}
    for tie in ties:
        found[tie.key] = y + tie.room / 2
        y += tie.room
    return found
