"""Bars: what is counted of each row, for answers that have numbers and no drawing of their own."""

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from casus.http.urls import url
from casus.model.json_schema import Json

_WIDTH: Final = 860
_LEFT: Final = 260
"""Where the bars begin; the names stand before it."""
_RIGHT: Final = 70
"""What is kept for the number behind the longest bar."""
_BAR: Final = 16
_GAP: Final = 8
_HEAD: Final = 26
_NAME_CHARS: Final = 36
_MOST_ROWS: Final = 60
_MOST_NUMBERS: Final = 3
_YEAR: Final = "year"


def bars(rows: Sequence[Json], title: str) -> Markup | None:
    """The SVG of the rows; None where they have no numbers, or no names that tell them apart."""
    numbers = [*_numbers(rows)][:_MOST_NUMBERS]
    name = _name(rows)
    if not numbers or name is None or not 1 < len(rows) <= _MOST_ROWS:
        return None
    most = max(row[number] or 0 for row in rows for number in numbers) or 1
    step = len(numbers) * _BAR + _GAP
    height = _HEAD + len(rows) * step
    parts = [_legend(numbers), *(_row(row, name, numbers, most, _HEAD + n * step) for n, row in enumerate(rows))]
    return Markup(
        '<svg class="drawing bars" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" '
        'direction="ltr" lang="en"><title>{title}</title>{parts}</svg>'
    ).format(width=_WIDTH, height=height, title=title, parts=Markup().join(parts))


def _numbers(rows: Sequence[Json]) -> Iterable[str]:
    """The columns with numbers that are counts or sums."""
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows if row[name] is not None]
        if values and not name.endswith(_YEAR) and all(type(each) in (int, float) and each >= 0 for each in values):
            yield name


def _name(rows: Sequence[Json]) -> str | None:
    """The column that names the rows: the first whose texts, or years, are different in each."""
    for name in sorted(rows[0] if rows else (), key=lambda each: not each.endswith("_label")):
        values = [row[name] for row in rows]
        is_text = all(isinstance(each, str) for each in values) or name.endswith(_YEAR)
        if is_text and len({*values}) == len(values):
            return name
    return None


def _legend(numbers: Sequence[str]) -> Markup:
    entry = Markup(
        '<rect class="n{n}" x="{x}" y="5" width="11" height="11"/><text class="tick" x="{text}" y="15">{name}</text>'
    )
    return Markup().join(
        entry.format(n=n, x=_LEFT + n * 190, text=_LEFT + n * 190 + 16, name=name.replace("_", " "))
        for n, name in enumerate(numbers)
    )


def _row(row: Json, name: str, numbers: Sequence[str], most: float, y: int) -> Markup:
    said = str(row[name])
    text = said if len(said) <= _NAME_CHARS else f"{said[: _NAME_CHARS - 1]}…"
    middle = y + len(numbers) * _BAR / 2 + 3
    label = Markup('<text x="{x}" y="{y}" text-anchor="end"><title>{said}</title>{text}</text>').format(
        x=_LEFT - 8, y=middle, said=said, text=text
    )
    record = row.get(name.removesuffix("_label"))
    if name.endswith("_label") and isinstance(record, str):
        label = Markup('<a href="{url}">{label}</a>').format(url=url(f"/v1/{record}"), label=label)
    return label + Markup().join(
        _bar(row[number], n, (row[number] or 0) / most, y + n * _BAR) for n, number in enumerate(numbers)
    )


def _bar(value: float | None, n: int, share: float, y: int) -> Markup:
    width = round(share * (_WIDTH - _LEFT - _RIGHT), 1)
    return Markup(
        '<rect class="n{n}" x="{x}" y="{y}" width="{width}" height="{high}"/>'
        '<text class="tick" x="{text}" y="{base}">{value}</text>'
    ).format(
        n=n,
        x=_LEFT,
        y=y,
        width=width,
        high=_BAR - 3,
        text=_LEFT + width + 5,
        base=y + 11,
        value="–" if value is None else value,
    )
