"""Drawings of answers: each fits answers that have certain columns, and whoever draws them says which."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from markupsafe import Markup

from casus.model.json_schema import Json
from casus.pages.html import svg
from casus.pages.messages import Messages

Draw = Callable[[Sequence[Json], Messages], str]
"""Makes the SVG of rows, to stand in a page; an empty text where these rows give none. It escapes what it shows."""
_DRAWINGS: Final[list[tuple[frozenset[str], Draw]]] = []


def draw_where(columns: Iterable[str], draw: Draw) -> None:
    """Have answers with all of these columns be drawn so, unless what was named before fits too."""
    _DRAWINGS.append((frozenset(columns), draw))


def drawing(columns: Iterable[str], rows: Sequence[Json], t: Messages) -> Markup | None:
    """The first drawing that fits the columns and shows something of the rows."""
    there = {*columns}
    for needed, draw in _DRAWINGS:
        if needed <= there and (drawn := draw(rows, t)):
            return svg(drawn)
    return None
