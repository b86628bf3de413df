"""Which records a list shows, in which order, how many, and its facets: asked of the list index, or by SPARQL.

SPARQL is the definition, and the index an accelerator that a build compares with it. Either answers everything;
CASUS_LISTS says which one does.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from rdflib import URIRef
from tantivy import Query as IndexQuery

from casus.model.fields import Kind
from casus.records.period import within
from casus.records.selection import Selection
from casus.records.spans import spread
from casus.release import list_fields
from casus.release.list_fields import TYPE
from casus.sandbox.query import Query
from casus.store.dataset import ReleaseDataset
from casus.store.list_index import Cell, ListIndex, Numbers, Values, all_of, none_of
from casus.store.open_release import OpenRelease, Queries
from casus.store.query_terms import values
from casus.terms.calendar import Times
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS

_RESULT: Final = "application/sparql-results+json"

Counts = list[tuple[str, int]]
Table = Iterable[tuple[Values, Numbers]]
"""Combinations of values, in no order, each with how many records have it, and what their numbers add up to."""


class Lists(Protocol):
    """What lists ask."""

    def page(self, selected: Selection) -> tuple[list[URIRef], int]:
        """The records of the page, in its order, and how many there are on all pages."""
        ...

    def undated(self, selected: Selection) -> int:
        """How many records fit but for their time, because they have none."""
        ...

    def facet(self, selected: Selection, name: str, most: int, deadline_s: float) -> Counts:
        """How many records have each value of a filter, or are of each type: the most frequent ones, then by value.

        Values are texts and IRIs, types their names. Raises the problems of a query that is out of its limits.
        """
        ...

    def table(
        self, selected: Selection, names: Sequence[str], sums: Sequence[str] = (), times: Times | None = None
    ) -> Table:
        """How many records have each combination of values of filters, or of types; None: it has no value.

        With times, the last value is the one of them in which a record was so, as `match` of the list says; a record is
        in the row of each. `sums` are fields of whole numbers. Raises TooManyValues.
        """
        ...

    def extent(self, selected: Selection) -> tuple[date, date] | None:
        """The first and the last day on which a record of the list begins or ends; None: none has a date."""
        ...

    def grid(self, selected: Selection, size: float) -> list[Cell]:
        """The records by where they lie, in cells of so many degrees, in no order; those that have no coordinates are
        in none. The collection must have coordinates. Raises TooManyValues.
        """
        ...


def lists_of(release: OpenRelease) -> Lists:
    """What answers for the lists of the release, by the settings."""
    if release.settings.lists == "sparql":
        return BySparql(release.dataset, release.sandbox)
    return ByIndex(release.list_index)


class ByIndex:
    """By the list index of the release."""

    def __init__(self, index: ListIndex) -> None:
        self._index = index

    def page(self, selected: Selection) -> tuple[list[URIRef], int]:
        """The records of the page, in its order, and how many there are on all pages."""
        order = list_fields.order_field(selected.sort.name, descending=selected.sort.descending)
        fitting = self._fitting(selected)
        if selected.is_whole and selected.limit is not None:  # its places are those of the page: nothing is sorted
            page = all_of([fitting, self._index.at_places(order, selected.offset, selected.limit)])
            return self._index.ids(page, order, selected.limit)[0], self._index.size(selected.collection)
        return self._index.ids(fitting, order, selected.limit, selected.offset)

    def undated(self, selected: Selection) -> int:
        """How many records fit but for their time, because they have none."""
        return self._index.count(none_of(self._fitting(selected, whenever=True), self._index.dated()))

    def facet(self, selected: Selection, name: str, most: int, deadline_s: float) -> Counts:
        """How many records have each value."""
        if name == TYPE:
            return self._index.facet(self._fitting(selected), TYPE, most)
        is_number = selected.collection.filters[name].kind in (Kind.INTEGER, Kind.DECIMAL)
        by = Decimal if is_number else str
        return self._index.facet(self._fitting(selected), list_fields.filter_field(name), most, by)

    def table(
        self, selected: Selection, names: Sequence[str], sums: Sequence[str] = (), times: Times | None = None
    ) -> Table:
        """How many records have each combination of values; of those in times, by their spans, which are few."""
        named = [TYPE if name == TYPE else list_fields.filter_field(name) for name in names]
        spans = [] if times is None else [list_fields.span_field(times.unit, selected.match.value)]
        numbers = [list_fields.number_field(name) for name in sums]
        found = self._index.table(self._fitting(selected), [*named, *spans], numbers)
        return found if times is None else spread(found, times)

    def extent(self, selected: Selection) -> tuple[date, date] | None:
        """The first and the last day on which a record begins or ends."""
        found = [self._index.extent(self._fitting(selected), bound) for bound in BOUNDS]
        days = [day for extent in found if extent for day in extent]
        return (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None

    def grid(self, selected: Selection, size: float) -> list[Cell]:
        """The records by where they lie."""
        latitude, longitude = (list_fields.number_field(field.name) for field in selected.collection.coordinates or ())
        return self._index.grid(self._fitting(selected), latitude, longitude, size)

    def _fitting(self, selected: Selection, *, whenever: bool = False) -> IndexQuery:
        index, parts = self._index, [self._index.of(selected.collection)]
        if selected.chosen_types:
            parts.append(index.any_of(TYPE, [each.name for each in selected.chosen_types]))
        parts.extend(condition.fitting(index) for condition in selected.conditions)
        if selected.name is not None:
            parts.append(index.contains(fold(selected.name)))
        if selected.period is not None and not whenever:
            parts.extend(within(index, selected.period, selected.match))
        return all_of(parts)


class BySparql:
    """By queries on the store; facets by the query workers, if there are any, which can be stopped."""

    def __init__(self, dataset: ReleaseDataset, sandbox: Queries | None = None) -> None:
        self._dataset = dataset
        self._sandbox = sandbox

    def page(self, selected: Selection) -> tuple[list[URIRef], int]:
        """The records of the page, in its order, and how many there are on all pages."""
        found = [URIRef(str(row[0])) for row in self._dataset.select(selected.ids_query())]
        return found, self._dataset.number(selected.count_query())

    def undated(self, selected: Selection) -> int:
        """How many records fit but for their time, because they have none."""
        return self._dataset.number(selected.undated_query())

    def facet(self, selected: Selection, name: str, most: int, deadline_s: float) -> Counts:
        """How many records have each value."""
        query = selected.types_query(most) if name == TYPE else selected.facet_query(name, most)
        if self._sandbox is None:
            found = [(str(value), int(str(count))) for value, count in self._dataset.select(query)]
        else:
            answer = json.loads(self._sandbox.run(Query(query, _RESULT, deadline_s=deadline_s)).read())
            found = [(row["value"]["value"], int(row["count"]["value"])) for row in answer["results"]["bindings"]]
        types = {str(each.cls): each.name for each in selected.collection.types}
        return sorted(((types[cls], n) for cls, n in found), key=_by_count) if name == TYPE else found

    def table(
        self, selected: Selection, names: Sequence[str], sums: Sequence[str] = (), times: Times | None = None
    ) -> Table:
        """How many records have each combination of values."""
        types = {str(each.cls): each.name for each in selected.collection.types}
        columns = [*names, *([] if times is None else [times.unit.value])]
        for row in self._dataset.select(selected.table_query(names, sums, times)):
            found, numbers = row[: len(columns)], row[len(columns) :]
            values = (
                None if value is None else types[str(value)] if name == TYPE else str(value)
                for name, value in zip(columns, found, strict=True)
            )
            yield tuple(values), tuple(int(str(number)) for number in numbers)

    def extent(self, selected: Selection) -> tuple[date, date] | None:
        """The first and the last day on which a record begins or ends."""
        bounds = values("bound", BOUNDS.values())
        query = (
            f"SELECT (MIN(?end) AS ?first) (MAX(?end) AS ?last) WHERE {{ {selected.where()} {bounds} ?id ?bound ?end }}"
        )
        ((first, last),) = self._dataset.select(query)
        return (date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first is not None else None

    def grid(self, selected: Selection, size: float) -> list[Cell]:
        """The records by where they lie."""
        found = self._dataset.select(selected.grid_query(size))
        return [
            Cell(*(int(float(str(n))) for n in row[:3]), *(float(str(n)) for n in row[3:]))
            for row in found
            if row[0] is not None
        ]


def _by_count(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]
