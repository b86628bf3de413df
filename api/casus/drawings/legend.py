"""What the marks of a drawing mean, below it: for drawings that stand alone."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from casus.drawings.statuses import stroke
from casus.drawings.svg import INK, Drawing, element, group, text, width_of

SAMPLE = 28
"""As wide a sample is at most; it begins at (0, 0), which is the middle of its left side."""
_LETTERS = 12
_GAP = 22
_MARGIN = 12
_LINE = 22

Entry = tuple[Markup, str]
"""A sample and what it means; a note has an empty sample."""


def with_legend(
    drawing: Drawing, statuses: Iterable[tuple[str, str]], *notes: str, marks: Iterable[Entry] = ()
) -> Drawing:
    """The drawing with further samples, that of the line of each status (id and words) and further notes below it."""
    lines = ((element("path", d=f"M0 0h{SAMPLE}", **stroke(status)), words) for status, words in statuses)
    drawn: list[Markup] = []
    x, y = float(_MARGIN), drawing.height + _LINE
    for sample, words in [*marks, *lines, *((Markup(""), note) for note in notes)]:
        wide = SAMPLE + 8 if sample else 0
        room = wide + width_of(words, _LETTERS) + _GAP
        if x > _MARGIN and x + room > drawing.width:
            x, y = float(_MARGIN), y + _LINE
        if sample:
            drawn.append(group(sample, transform=f"translate({x:.0f} {y - 4:.0f})"))
        drawn.append(text(x + wide, y, words, font_size=_LETTERS, fill=INK, class_="ink"))
        x += room
    if not drawn:
        return drawing
    return replace(drawing, height=y + _MARGIN, inside=drawing.inside + Markup("").join(drawn))
