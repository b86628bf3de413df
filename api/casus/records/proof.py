"""That the list index of a release says what its quads say: random selections, asked of both."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from casus.model.shapes import read_model
from casus.model.types import Collection
from casus.records.filters import AnyOf, Between, Condition, Not
from casus.records.period import Match, Period
from casus.records.selecting import ByIndex, BySparql
from casus.records.selection import Selection, Sort
from casus.release import list_fields
from casus.release.list_fields import TYPE, orders_of
from casus.store.dataset import ReleaseDataset
from casus.store.list_index import ListIndex
from casus.store.open_release import shapes_of
from casus.terms.calendar import Times, Unit
from casus.terms.names import fold

_MANY: Final = 20_000
"""Records of a collection, above which a selection takes SPARQL a second and more."""
_DRAWS, _DRAWS_OF_MANY = 20, 3
_LONGEST_S: Final = 30.0
_LARGEST_BYTES: Final = 32 * 1024**2
"""Of a dump that is read into memory."""
_VALUES: Final = 200
_MOST: Final = 10
_FIRST, _LAST = date(1990, 1, 1), date(2025, 8, 5)
"""Days among which times are drawn."""


class IndexIsWrong(RuntimeError):
    """The list index does not say what the quads say: a fault of the program, so nothing is published."""


def prove(folder: Path) -> None:
    """Compare some selections of each collection of the release in the folder. Raises IndexIsWrong."""
    dataset = ReleaseDataset.open(_data(folder))
    model = read_model(shapes_of(dataset))
    index, sparql = ByIndex(ListIndex.open(folder / list_fields.FOLDER, model)), BySparql(dataset)
    end = time.monotonic() + _LONGEST_S
    for collection in model.collections.values():
        _, size = index.page(Selection(collection, limit=1))
        chance = random.Random(f"{collection.name} {size}")  # noqa: S311 - the same release, the same draws
        for _ in range(_DRAWS if size <= _MANY else _DRAWS_OF_MANY):
            if time.monotonic() > end:
                return
            selected = drawn(chance, dataset, collection)
            for what in differences(index, sparql, selected, chance):
                raise IndexIsWrong(f"the list index differs from SPARQL in {what}: {selected.ids_query()}")


def _data(folder: Path) -> Path:
    """Its quads for memory, unless they are many; or its store."""
    dump = next((folder / "dumps").glob("*.nq.gz"))
    return dump if dump.stat().st_size < _LARGEST_BYTES else folder / "store"


def drawn(chance: random.Random, dataset: ReleaseDataset, collection: Collection) -> Selection:
    """A selection of the collection, of whatever it can be asked for."""
    conditions: list[Condition] = []
    filters = list(collection.filters.values())
    for field in chance.sample(filters, min(len(filters), chance.choice([0, 0, 1, 2]))):
        pattern = f"?id a <{collection.type.cls}> ; {field.path.n3()} ?value"
        known = [row[0] for row in dataset.select(f"SELECT DISTINCT ?value WHERE {{ {pattern} }} LIMIT {_VALUES}")]
        if known:
            having = AnyOf(field, tuple(chance.sample(known, min(len(known), chance.choice([1, 2])))))  # type: ignore[arg-type]
            conditions.append(Not(having) if chance.random() < 0.3 else having)
    for field in chance.sample(
        list(collection.numbers.values()), min(len(collection.numbers), chance.choice([0, 0, 1]))
    ):
        least = Decimal(chance.choice([0, 1, 5, 30, 600]))
        conditions.append(Between(field, *chance.choice([(least, None), (None, least), (least, 2 * least)])))
    types = chance.sample(collection.types, chance.choice([0, 0, 1])) if collection.subtypes else ()
    return Selection(
        collection=collection,
        conditions=tuple(conditions),
        chosen_types=tuple(types),
        name=_part_of_a_name(chance, dataset, collection) if chance.random() < 0.3 else None,
        period=_period(chance) if collection.is_dated and chance.random() < 0.6 else None,
        match=chance.choice(list(Match)),
        sort=Sort(chance.choice(orders_of(collection)), descending=chance.random() < 0.5),
        limit=chance.choice([1, 10, 50]),
        offset=chance.choice([0, 0, 7, 60]),
    )


def differences(index: ByIndex, sparql: BySparql, selected: Selection, chance: random.Random) -> Iterator[str]:
    """In what the two differ."""
    if index.page(selected) != sparql.page(selected):
        yield "the records"
    if selected.period is not None and index.undated(selected) != sparql.undated(selected):
        yield "the number of what is not dated"
    names = [*selected.collection.filters, *([TYPE] if selected.collection.subtypes else [])]
    if names:
        name = chance.choice(names)
        if index.facet(selected, name, _MOST, _LONGEST_S) != sparql.facet(selected, name, _MOST, _LONGEST_S):
            yield f"the facet {name}"
    if selected.collection.is_dated:
        times = Times(chance.choice(list(Unit)), _FIRST, _LAST)
        if sorted(index.table(selected, [], (), times)) != sorted(sparql.table(selected, [], (), times)):
            yield f"the counts by {times.unit.value}"


def _part_of_a_name(chance: random.Random, dataset: ReleaseDataset, collection: Collection) -> str | None:
    pattern = f"?id a <{collection.type.cls}> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?name"
    rows = dataset.select(f"SELECT ?name WHERE {{ {pattern} }} LIMIT {_VALUES}")
    name = fold(str(chance.choice(rows)[0])) if rows else ""
    start = chance.randrange(max(1, len(name)))
    return fold(name[start : start + chance.choice([1, 2, 3, 5, 9])]) or None


def _period(chance: random.Random) -> Period:
    first = _FIRST + timedelta(days=chance.randrange(13_000))
    last = first + timedelta(days=chance.choice([0, 30, 3_000]))
    return chance.choice([Period(first, last), Period(None, last), Period(first, None)])
