"""A matrix: who did what in what, one cell for each pair of which something is recorded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from casus.drawings.svg import INK, LINE, Drawing, cut, element, link, number, text, width_of

GLYPHS: Final = {
    "signed": "✓",
    "signed-with-reservation": "✓*",
    "declined-to-sign": "✗",
    "delayed": "…",
    "left": "⇥",
    "absent": "∅",
    "declined-to-come": "⊘",
    "excluded": "⊗",
    "attended": "•",
    "invited": "◦",
    "not-invited": "–",
    "took-part": "?",
}
"""By outcome. What is not here has its first letter."""
_TINTS: Final = {"✓": "#cfe5d6", "✗": "#f2cdc6", "…": "#ecdfc2", "⇥": "#ecdfc2", "∅": "#e3e7ee", "⊘": "#e3e7ee"}
_CELL: Final = 26
_LETTERS: Final = 13
_NAMES: Final = 270
_HEADS: Final = 260
_MARGIN: Final = 12


@dataclass(frozen=True)
class Entry:
    """A row or a column."""

    id: str
    label: str
    url: str
    note: str = ""
    """Beside the label: when it was."""


@dataclass(frozen=True)
class Mark:
    """What is recorded of a row in a column."""

    outcome: str
    word: str
    """The outcome in words."""
    status: str
    """How far it stands, in words."""
    is_accepted: bool
    url: str

    @property
    def glyph(self) -> str:
        return GLYPHS.get(self.outcome, self.outcome[:1].upper())

    @property
    def in_words(self) -> str:
        """The outcome, and its status where that is not accepted."""
        return self.word if self.is_accepted else f"{self.word} ({self.status})"


Marks = Mapping[tuple[str, str], Mark]
"""By the ids of a row and a column."""


@dataclass(frozen=True)
class Matrix:
    """Rows, columns, and what is recorded of them."""

    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    marks: Marks
    rows_left: int = 0
    """How many more rows there are, and likewise columns."""
    columns_left: int = 0

    @property
    def outcomes(self) -> list[tuple[Mark, int]]:
        """A mark of each outcome that is shown, and how often it is, in the order of the glyphs."""
        counts = Counter(mark.outcome for mark in self.marks.values())
        known = {mark.outcome: mark for mark in self.marks.values()}
        order = [*GLYPHS, *sorted(counts.keys() - GLYPHS.keys())]
        return [(known[each], counts[each]) for each in order if each in counts]


def densest(
    rows: Iterable[Entry], columns: Iterable[Entry], marks: Mapping[tuple[str, str], Mark], most: int, across: int
) -> Matrix:
    """At most so many rows and columns: the columns with the most marks, in their order, then the rows likewise.

    Rows with more marks come first.
    """
    rows, columns = list(rows), list(columns)
    full = Counter(column for _, column in marks)
    kept = {each.id for each in sorted(columns, key=lambda each: (-full[each.id], each.id))[:across]}
    in_kept = {pair: mark for pair, mark in marks.items() if pair[1] in kept}
    parts = Counter(row for row, _ in in_kept)
    shown = sorted((each for each in rows if parts[each.id]), key=lambda each: (-parts[each.id], each.label, each.id))[
        :most
    ]
    names = {each.id for each in shown}
    return Matrix(
        tuple(shown),
        tuple(each for each in columns if each.id in kept),
        {pair: mark for pair, mark in in_kept.items() if pair[0] in names},
        len(rows) - len(shown),
        len(columns) - len(kept),
    )


def drawn(matrix: Matrix, title: str, frame: str) -> Drawing:
    """The matrix with upright names of columns, and a legend of its glyphs; `frame` says what a dashed frame means."""
    tall = min(_HEADS, max((width_of(_head(each), _LETTERS) for each in matrix.columns), default=0)) + _MARGIN
    names = min(_NAMES, max((width_of(each.label, _LETTERS) for each in matrix.rows), default=0)) + 2 * _MARGIN
    places = {each.id: names + _CELL * place for place, each in enumerate(matrix.columns)}
    heights = {each.id: tall + _CELL * place for place, each in enumerate(matrix.rows)}
    right, bottom = names + _CELL * len(matrix.columns), tall + _CELL * len(matrix.rows)
    legend, height = _legend(matrix, frame, bottom + _MARGIN, max(right, 480.0))
    marks = [
        *(_column(each, places[each.id] + _CELL / 2, tall - 6) for each in matrix.columns),
        *(_row(each, names - 8, heights[each.id] + _CELL / 2) for each in matrix.rows),
        _grid([*places.values(), right], [*heights.values(), bottom], names, tall),
        *(_cell(mark, matrix, pair, places[pair[1]], heights[pair[0]]) for pair, mark in matrix.marks.items()),
        *legend,
    ]
    return Drawing(max(right, 480.0) + _MARGIN, height, title, Markup("").join(marks))


def _head(column: Entry) -> str:
    return f"{column.label} {column.note}".strip()


def _column(column: Entry, x: float, y: float) -> Markup:
    """The label, cut to what the note leaves of the room, and the note in full."""
    note = f" {column.note}" if column.note else ""
    label = cut(column.label, _LETTERS, _HEADS - width_of(note, _LETTERS)) + note[:1]
    turned = f"rotate(-90 {x:.1f} {y:.1f})"
    return link(
        column.url, _head(column), text(x, y + 4, label, number(column.note), font_size=_LETTERS, transform=turned)
    )


def _row(row: Entry, x: float, y: float) -> Markup:
    words = text(x, y + 4, cut(row.label, _LETTERS, _NAMES), font_size=_LETTERS, text_anchor="end")
    return link(row.url, row.label, words)


def _grid(across: list[float], down: list[float], left: float, top: float) -> Markup:
    lines = [f"M{x:.0f} {top:.0f}V{down[-1]:.0f}" for x in across] + [
        f"M{left:.0f} {y:.0f}H{across[-1]:.0f}" for y in down
    ]
    return element("path", d="".join(lines), stroke=LINE, class_="line", fill="none")


def _cell(mark: Mark, matrix: Matrix, pair: tuple[str, str], x: float, y: float) -> Markup:
    labels = {each.id: each.label for each in (*matrix.rows, *matrix.columns)}
    name = f"{labels[pair[0]]}, {labels[pair[1]]}: {mark.in_words}"
    return link(mark.url, name, *_sign(mark.glyph, x, y, is_accepted=mark.is_accepted))


def _sign(glyph: str, x: float, y: float, *, is_accepted: bool) -> list[Markup]:
    """The tinted square, framed with dashes where the claim is not accepted, and the glyph."""
    tint = _TINTS.get(glyph[:1], "none")
    square = element(
        "rect",
        x=x + 2,
        y=y + 2,
        width=_CELL - 4,
        height=_CELL - 4,
        fill=tint,
        pointer_events="all",
        stroke=None if is_accepted else INK,
        stroke_width=None if is_accepted else 1.5,
        stroke_dasharray=None if is_accepted else "4 3",
    )
    return [square, text(x + _CELL / 2, y + _CELL / 2 + 5, glyph, text_anchor="middle", font_weight=700)]


def _legend(matrix: Matrix, frame: str, top: float, width: float) -> tuple[list[Markup], float]:
    """What the glyphs and the frame mean, in lines of that width, and where the last of them ends."""
    marks: list[Markup] = []
    x, y = float(_MARGIN), top
    samples = [(mark.glyph, mark.word, True) for mark, _ in matrix.outcomes]
    if not all(mark.is_accepted for mark in matrix.marks.values()):
        samples.append(("", frame, False))
    for glyph, word, is_accepted in samples:
        room = _CELL + width_of(word, _LETTERS) + 3 * _MARGIN
        if x + room > width:
            x, y = float(_MARGIN), y + _CELL
        sign = _sign(glyph, x, y, is_accepted=is_accepted)
        marks += [*sign, text(x + _CELL + 4, y + _CELL / 2 + 4, word, font_size=_LETTERS)]
        x += room
    return marks, y + _CELL + _MARGIN
