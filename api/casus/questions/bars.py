"""Bars: what is counted of each row, for answers that have numbers and no drawing of their own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from casus.drawings.svg import INK, QUIET, Drawing, cut, element, link, text
from casus.http.urls import url
from casus.model.json_schema import Json

_WIDTH: Final = 860
_LEFT: Final = 260
"""Where the bars begin; the names stand before it."""
_RIGHT: Final = 70
"""What is kept for the number behind the longest bar."""
_BAR: Final = 16
_GAP: Final = 8
_HEAD: Final = 28
_NAME: Final = 13
_TICK: Final = 11
_ENTRY: Final = 190
"""Of the legend, how wide."""
_COLOURS: Final = ("#1e4e8c", "#9b2c13", "#14532d")
_MOST_ROWS: Final = 60
_YEAR: Final = "year"
_LABEL: Final = "_label"


@dataclass(frozen=True)
class Words:
    """How the table beside the bars calls what they show."""

    heads: Mapping[str, str] = field(default_factory=dict)
    """The columns, by name."""
    labels: Sequence[Mapping[str, str]] = ()
    """For each row what its codes and records are called, by column."""
    number: Callable[[float], str] = str

    def head(self, name: str) -> str:
        return self.heads.get(name) or name.replace("_", " ")

    def label(self, row: int, name: str) -> str | None:
        return self.labels[row].get(name) if row < len(self.labels) else None


def bars(rows: Sequence[Json], title: str, words: Words | None = None) -> Drawing | None:
    """The bars of the rows; None where they have no numbers, or no names that tell them apart."""
    words = words or Words()
    numbers = [*_numbers(rows)][: len(_COLOURS)]
    name = _name(rows)
    if not numbers or name is None or not 1 < len(rows) <= _MOST_ROWS:
        return None
    most = max(row[number] or 0 for row in rows for number in numbers) or 1
    step = len(numbers) * _BAR + _GAP
    parts = [*_legend(numbers, words)]
    for n, row in enumerate(rows):
        label = words.label(n, name) or str(row[name])
        parts.append(_row(row, name, label, numbers, most, _HEAD + n * step, words))
    return Drawing(_WIDTH, _HEAD + len(rows) * step, title, Markup().join(parts))


def _numbers(rows: Sequence[Json]) -> Iterable[str]:
    """The columns with numbers that are counts or sums."""
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows if row[name] is not None]
        if values and not name.endswith(_YEAR) and all(type(each) in (int, float) and each >= 0 for each in values):
            yield name


def _name(rows: Sequence[Json]) -> str | None:
    """The column that names the rows: the first whose texts, or years, are different in each."""
    for name in sorted(rows[0] if rows else (), key=lambda each: not each.endswith(_LABEL)):
        values = [row[name] for row in rows]
        is_text = all(isinstance(each, str) for each in values) or name.endswith(_YEAR)
        if is_text and len({*values}) == len(values):
            return name
    return None


def _legend(numbers: Sequence[str], words: Words) -> Iterable[Markup]:
    for n, name in enumerate(numbers):
        yield element("rect", x=_LEFT + n * _ENTRY, y=5, width=11, height=11, class_=f"tint-{n}", fill=_COLOURS[n])
        yield _tick(_LEFT + n * _ENTRY + 16, 15, cut(words.head(name), _TICK, _ENTRY - 22))


def _row(row: Json, name: str, said: str, numbers: Sequence[str], most: float, y: int, words: Words) -> Markup:
    middle = y + len(numbers) * _BAR / 2 + 3
    label = text(
        _LEFT - 8, middle, cut(said, _NAME, _LEFT - 16), text_anchor="end", font_size=_NAME, class_="ink", fill=INK
    )
    record = row.get(name.removesuffix(_LABEL))
    if name.endswith(_LABEL) and isinstance(record, str):
        label = link(url(f"/v1/{record}"), said, label)
    return label + Markup().join(_bar(row[each], n, most, y + n * _BAR, words) for n, each in enumerate(numbers))


def _bar(value: float | None, n: int, most: float, y: int, words: Words) -> Markup:
    width = (value or 0) / most * (_WIDTH - _LEFT - _RIGHT)
    bar = element("rect", x=_LEFT, y=y, width=width, height=_BAR - 3, class_=f"tint-{n}", fill=_COLOURS[n])
    return bar + _tick(_LEFT + width + 5, y + 11, "–" if value is None else words.number(value))


def _tick(x: float, y: float, words: str) -> Markup:
    return text(x, y, words, font_size=_TICK, class_="quiet", fill=QUIET)
