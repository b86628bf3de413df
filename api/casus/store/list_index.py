"""The list index of a release, opened read-only; the build writes it (api/casus/compiler/list_index.py)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import tantivy
from rdflib import URIRef
from tantivy import FieldType, Occur, Order, Query

from casus.model.types import Collection, Model
from casus.release import list_fields as fields
from casus.release.list_fields import schema
from casus.store.tantivy_folder import searcher_of

_MOST_VALUES: Final = 60_000
"""Of a facet; tantivy counts 65,000 at most."""

Values = tuple[str | None, ...]
"""A combination of values, one of each field; None: no value."""
Numbers = tuple[int, ...]
"""How many records there are, then for each sum how many of them say the number, and what these add up to.

All of it adds up over combinations.
"""


class Cell(NamedTuple):
    """The records in one cell of a grid over the Earth."""

    column: int
    """How many cells it lies east of the prime meridian."""
    row: int
    """How many it lies north of the equator."""
    records: int
    latitude: float
    """Of its records on average, as is the longitude."""
    longitude: float


class TooManyValues(ValueError):
    """There are more combinations of values than the index counts at once."""


class ListIndex:
    """The records of a release by what lists choose them by. Threads may share it."""

    def __init__(self, model: Model, searcher: tantivy.Searcher) -> None:
        self._schema = schema(model)
        self._searcher = searcher
        self._sizes: dict[str, int] = {}

    @classmethod
    def open(cls, path: Path, model: Model) -> "ListIndex":
        """Open the index in that folder; FileNotFoundError when there is none."""
        return cls(model, searcher_of(path))

    # What fits

    def of(self, collection: Collection) -> Query:
        return self._is(fields.COLLECTION, collection.name)

    def any_of(self, field: str, values: Iterable[str]) -> Query:
        """What has one of these values in the field."""
        return Query.const_score_query(Query.term_set_query(self._schema, field, list(values)), 0.0)

    def contains(self, text: str) -> Query:
        """What has a name that contains the folded text, exactly so."""
        grams = fields.grams(text)
        if not grams:
            return self._is(fields.SHORT, fields.short_gram(text))
        if len(grams) == 1:
            return Query.const_score_query(Query.term_query(self._schema, fields.GRAM, grams[0]), 0.0)
        return Query.const_score_query(Query.phrase_query(self._schema, fields.GRAM, list(grams)), 0.0)

    def dated(self) -> Query:
        return self._is(fields.DATED, "yes")

    def between(self, bound: str, least: int | None, most: int | None) -> Query:
        """What has that bound between these days, as numbers."""
        return Query.const_score_query(
            Query.range_query(self._schema, bound, FieldType.Integer, lower_bound=least, upper_bound=most), 0.0
        )

    def at_places(self, order: str, first: int, number: int) -> Query:
        """What has one of so many places in the order, from the first on."""
        last = min(first + number, 2**63) - 1
        return Query.const_score_query(
            Query.range_query(self._schema, order, FieldType.Unsigned, lower_bound=first, upper_bound=last), 0.0
        )

    def number_between(self, field: str, least: float | None, most: float | None) -> Query:
        """What has a number between these in the field; None is unlimited."""
        return Query.const_score_query(
            Query.range_query(self._schema, field, FieldType.Float, lower_bound=least, upper_bound=most), 0.0
        )

    def but(self, excluded: Query) -> Query:
        """What does not fit."""
        return none_of(Query.const_score_query(Query.all_query(), 0.0), excluded)

    def _is(self, field: str, value: str) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, field, value, index_option="basic"), 0.0)

    # What is found

    def count(self, query: Query) -> int:
        """How many records fit."""
        return int(self._searcher.search(query, limit=1).count)  # type: ignore[attr-defined]

    def size(self, collection: Collection) -> int:
        """How many records the collection has; counted once."""
        if collection.name not in self._sizes:
            self._sizes[collection.name] = self.count(self.of(collection))
        return self._sizes[collection.name]

    def ids(
        self, query: Query, order: str, limit: int | None, offset: int = 0, *, descending: bool = False
    ) -> tuple[list[URIRef], int]:
        """A page of those that fit, in the order of a field, and how many there are on all pages."""
        left = self._searcher.num_docs - offset  # tantivy allocates for what is asked, were it thousands of millions
        if left <= 0:
            return [], self.count(query)
        found = self._searcher.search(
            query,
            limit=left if limit is None else min(limit, left),
            offset=offset,
            order_by_field=order,
            order=Order.Desc if descending else Order.Asc,
        )
        doc = self._searcher.doc
        return [URIRef(doc(address)[fields.IRI][0]) for _, address in found.hits], int(found.count)  # type: ignore[attr-defined]

    def facet(self, query: Query, field: str, most: int, by: Callable[[str], Any] = str) -> list[tuple[str, int]]:
        """The values of the field among those that fit, by how many have each; no more than `most`.

        Values that as many have stand in the order that `by` gives them. tantivy gives those on the edge in any order:
        so all of them are asked for; where they are too many for it, the first that it gives are taken.
        """
        found = self._counted(query, field, {"size": most})
        if len(found) == most:
            with suppress(ValueError):  # more values than it counts at once
                found = self._counted(query, field, {"size": _MOST_VALUES, "min_doc_count": found[-1][1]})
        return sorted(found, key=lambda each: (-each[1], by(each[0])))[:most]

    def table(self, query: Query, names: Sequence[str], sums: Sequence[str] = ()) -> list[tuple[Values, Numbers]]:
        """Those that fit by each combination of values of the fields, with what the fields of `sums` add up to.

        The numbers must be whole. Raises TooManyValues.
        """
        parts: dict[str, Any] = {name: {"stats": {"field": name}} for name in sums}
        for name in reversed(names):
            terms = {"field": name, "size": _MOST_VALUES, "missing": ""}
            parts = {"values": {"terms": terms, **({"aggs": parts} if parts else {})}}
        try:
            found = self._searcher.aggregate(query, parts)
        except ValueError as error:  # tantivy's own, of all that may be wrong; nothing else can be, of fields of ours
            raise TooManyValues(str(error)) from error
        return list(_rows(found, (), sums))

    def grid(self, query: Query, latitude: str, longitude: str, size: float) -> list[Cell]:
        """Those that fit and have both numbers, by cells of so many degrees. Raises TooManyValues."""
        means = {each: {"avg": {"field": each}} for each in (latitude, longitude)}
        rows = {"histogram": {"field": latitude, "interval": size, "min_doc_count": 1}}
        columns = {"histogram": {"field": longitude, "interval": size, "min_doc_count": 1}}
        try:
            found = self._searcher.aggregate(query, {"x": {**columns, "aggs": {"y": {**rows, "aggs": means}}}})
        except ValueError as error:
            raise TooManyValues(str(error)) from error
        return [
            Cell(
                column=round(column["key"] / size),
                row=round(row["key"] / size),
                records=int(row["doc_count"]),
                latitude=row[latitude]["value"],
                longitude=row[longitude]["value"],
            )
            for column in found["x"]["buckets"]
            for row in column["y"]["buckets"]
        ]

    def extent(self, query: Query, bound: str) -> tuple[int, int] | None:
        """The least and the greatest day of that bound among those that fit; None where none has one."""
        limited = all_of([query, self.between(bound, fields.EARLIEST + 1, fields.LATEST - 1)])
        found = self._searcher.aggregate(limited, {each: {each: {"field": bound}} for each in ("min", "max")})
        ends = [found[each]["value"] for each in ("min", "max")]
        return None if None in ends else (int(ends[0]), int(ends[1]))

    def _counted(self, query: Query, field: str, options: dict[str, int]) -> list[tuple[str, int]]:
        counted = self._searcher.aggregate(query, {"values": {"terms": {"field": field, **options}}})
        return [(str(each["key"]), int(each["doc_count"])) for each in counted["values"]["buckets"]]


def _rows(counted: dict[str, Any], before: Values, sums: Sequence[str]) -> Iterator[tuple[Values, Numbers]]:
    if counted["values"].get("sum_other_doc_count"):
        raise TooManyValues(f"more than {_MOST_VALUES} values of a field")
    for bucket in counted["values"]["buckets"]:
        values = (*before, str(bucket["key"]) or None)
        if "values" in bucket:
            yield from _rows(bucket, values, sums)
        else:
            added = (int(bucket[name][what]) for name in sums for what in ("count", "sum"))
            yield values, (int(bucket["doc_count"]), *added)


def all_of(queries: Sequence[Query]) -> Query:
    """What fits all of these."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def one_of(queries: Sequence[Query]) -> Query:
    """What fits one of these."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def none_of(query: Query, excluded: Query) -> Query:
    """What fits the query and not the other."""
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])
