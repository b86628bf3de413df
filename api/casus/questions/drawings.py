"""Drawings of answers: each fits answers that have certain columns."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from markupsafe import Markup

from casus.drawings.svg import Drawing
from casus.model.json_schema import Json
from casus.pages.messages import Messages
from casus.questions import ties
from casus.questions.bars import Words, bars
from casus.release.questions import KINDS, Question

Draw = Callable[[Sequence[Json], str, Messages], Drawing | None]
"""Draws rows under a title; None where these rows give nothing to draw."""
BY_COLUMNS: Final[list[tuple[Iterable[str], Draw]]] = [(ties.COLUMNS, ties.ties)]
"""What needs these columns; the first that fits is drawn."""


def drawing(question: Question, rows: Sequence[Json], words: Words, t: Messages) -> Markup | None:
    """The first drawing that fits the columns of the answer; bars, in the words of its table, where it counts."""
    found = (draw(rows, question.title, t) for needed, draw in BY_COLUMNS if {*needed} <= {*question.columns})
    drawn = next(filter(None, found), None)
    if drawn is None and KINDS["A"] in question.kinds:
        drawn = bars(rows, question.title, words)
    return None if drawn is None else drawn.in_page()
