"""What the lines of a drawing mean, below it: for drawings that stand alone."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from casus.drawings.statuses import stroke
from casus.drawings.svg import INK, Drawing, element, text, width_of

_LETTERS = 12
_SAMPLE = 36
_GAP = 22
_MARGIN = 12
_LINE = 22


def with_legend(drawing: Drawing, statuses: Iterable[tuple[str, str]], *notes: str) -> Drawing:
    """The drawing with a sample of the line of each status (id and words) and with further notes below it."""
    marks: list[Markup] = []
    x, y = float(_MARGIN), drawing.height + _LINE
    for status, words in [*statuses, *(("", note) for note in notes)]:
        sample = _SAMPLE if status else 0
        room = sample + width_of(words, _LETTERS) + _GAP
        if x > _MARGIN and x + room > drawing.width:
            x, y = float(_MARGIN), y + _LINE
        if status:
            marks.append(element("path", d=f"M{x:.0f} {y - 4:.0f}h{_SAMPLE - 8}", **stroke(status)))
        marks.append(text(x + sample, y, words, font_size=_LETTERS, fill=INK, class_="ink"))
        x += room
    return replace(drawing, height=y + _MARGIN, inside=drawing.inside + Markup("").join(marks))
