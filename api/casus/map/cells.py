"""Places that are too many for a map, as cells of a grid: each says how many records lie in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casus.map.asked import Asked
from casus.records.selecting import Lists
from casus.records.selection import Selection
from casus.store.list_index import Cell

MOST: Final = 240
"""Cells on a map."""
_COARSEST: Final = 8.0
_FINEST: Final = 2.0**-6
_ACROSS: Final = 24
"""So many cells are between the west and the east of the window at least, before they are merged."""


@dataclass(frozen=True)
class Grid:
    """The cells in which there are records."""

    size: float
    """Of a cell, in degrees: a power of two, so that cells of one grid are whole parts of those of the next."""
    cells: dict[tuple[int, int], Cell]
    certain: dict[tuple[int, int], int]
    """How many of the records of a cell were so for certain."""


def grid_of(lists: Lists, asked: Asked, selected: Selection) -> Grid:
    """The cells of the records, as fine as there is room for. Raises TooManyValues."""
    size = _COARSEST
    width = asked.box.width if asked.box else _width(lists.grid(selected, size), size)
    while size > _FINEST and width / size < _ACROSS:
        size /= 2
    cells = _by_place(lists.grid(selected, size))
    certain = asked.certain(selected)
    sure = _by_place(lists.grid(certain, size)) if certain is not None else {}
    while len(cells) > MOST:
        cells, sure, size = _coarser(cells.values()), _coarser(sure.values()), size * 2
    return Grid(size, cells, {place: cell.records for place, cell in sure.items()})


def _width(cells: list[Cell], size: float) -> float:
    columns = [cell.column for cell in cells]
    return (max(columns) - min(columns) + 1) * size if columns else size


def _by_place(cells: Iterable[Cell]) -> dict[tuple[int, int], Cell]:
    return {(cell.column, cell.row): cell for cell in cells}


def _coarser(cells: Iterable[Cell]) -> dict[tuple[int, int], Cell]:
    """The cells four by four."""
    found: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        place = cell.column // 2, cell.row // 2
        found[place] = _merged(found[place], cell) if place in found else cell._replace(column=place[0], row=place[1])
    return found


def _merged(one: Cell, other: Cell) -> Cell:
    records = one.records + other.records
    return one._replace(
        records=records,
        latitude=(one.records * one.latitude + other.records * other.latitude) / records,
        longitude=(one.records * one.longitude + other.records * other.longitude) / records,
    )
