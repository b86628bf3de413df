"""What lists need to know of each record: its values by filter, its keys by order, its time and its names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.model.fields import Path
from casus.model.types import Collection, Model
from casus.release.list_fields import LABEL, TIMELINE_PROPERTY, order_property, orders_of
from casus.terms.namespaces import BOUNDS, CASUS, RDF, RECORD, XSD


@dataclass(frozen=True)
class Row:
    """One record."""

    iri: str
    collection: Collection
    type: str
    """The name of its type."""
    label: str
    """The folded English label."""
    names: tuple[str, ...] = ()
    """All its folded names."""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of each filter, as texts and IRIs."""
    numbers: dict[str, float] = field(default_factory=dict)
    """What it says by each field that holds a number; what it does not say is not there."""
    keys: dict[str, Any] = field(default_factory=dict)
    """What it is sorted by, by the name of the sort; what has no value is not there."""
    dated: bool = False
    bounds: dict[str, str | None] = field(default_factory=dict)
    """Days, by the names of the bounds."""
    mentions: tuple[str, ...] = ()
    """The IRIs that it names."""


def rows_of(model: Model, union: Triples) -> list[Row]:
    """The rows of all records that are in a collection, by collection and label."""
    rows = []
    for record in union.subjects(RDF.type, CASUS.Record):
        home = model.home_of(str(record))
        record_type = model.type_of(cls for cls in union.objects(record, RDF.type) if isinstance(cls, URIRef))
        if home is not None and record_type is not None:
            rows.append(row_of(union, record, home.collection, record_type.name))
    return sorted(rows, key=lambda row: (row.collection.name, row.label, row.iri))


def row_of(union: Triples, record: Node, collection: Collection, type_name: str) -> Row:
    """What lists need to know of the record."""
    keys = {
        name: _key(value)
        for name, each in collection.sorts.items()
        if each.sort_path and (value := next(iter(values(union, record, each.sort_path)), None)) is not None
    }
    numbers = {name: found[0] for name, f in collection.numbers.items() if (found := values(union, record, f.path))}
    bounds = {name: union.value(record, bound) for name, bound in BOUNDS.items()}
    return Row(
        iri=str(record),
        collection=collection,
        type=type_name,
        label=str(union.value(record, CASUS.sortKey) or ""),
        names=tuple(str(key) for key in union.objects(record, CASUS.searchKey)),
        filters={name: tuple(map(str, values(union, record, f.path))) for name, f in collection.filters.items()},
        numbers={name: float(str(value)) for name, value in numbers.items()},
        keys=keys,
        dated=union.value(record, CASUS.when) is not None,
        bounds={name: None if day is None else str(day) for name, day in bounds.items()},
        mentions=tuple({str(value) for _, value in union.predicate_objects(record) if str(value).startswith(RECORD)}),
    )


def values(union: Triples, node: Node, path: Path) -> list[Node]:
    """Where the path leads from the node, each once."""
    found: Iterable[Node] = [node]
    for predicate, inverse in path:
        found = dict.fromkeys(
            value
            for each in found
            for value in (union.subjects(predicate, each) if inverse else union.objects(each, predicate))
        )
    return list(found)


def _key(value: Node) -> Any:
    """A value that compares as SPARQL's ORDER BY does (section 15.1)."""
    if isinstance(value, Literal) and value.datatype in (XSD.integer, XSD.decimal):
        return Decimal(str(value))
    return str(value)


@dataclass(frozen=True)
class Order:
    """The records of a collection in one of its orders."""

    name: str
    predicate: URIRef
    valued: list[Row]
    """Those that have a value, by it; then by label and IRI."""
    others: list[Row]
    """Those that have none, by label and IRI."""

    @property
    def ascending(self) -> list[Row]:
        return [*self.valued, *self.others]

    @property
    def descending(self) -> list[Row]:
        """What has no value is last in both directions."""
        return [*reversed(self.valued), *reversed(self.others)]

    def numbers(self) -> Iterator[tuple[str, int]]:
        """The place of each record in RDF; of those without a value a negative one, so that they can be told apart."""
        yield from ((row.iri, place) for place, row in enumerate(self.valued))
        yield from ((row.iri, place - len(self.others)) for place, row in enumerate(self.others))


def orders(collection: Collection, rows: Iterable[Row]) -> Iterator[Order]:
    """The orders of a collection."""
    by_label = sorted(rows, key=lambda row: (row.label, row.iri))
    for name in orders_of(collection):
        if name == LABEL:
            yield Order(name, order_property(collection, name), by_label, [])
            continue
        valued = [row for row in by_label if name in row.keys]
        valued.sort(key=lambda row, name=name: row.keys[name])  # type: ignore[misc]  # stable: then by label and IRI
        yield Order(name, order_property(collection, name), valued, [row for row in by_label if name not in row.keys])


def timeline(rows: Iterable[Row]) -> Order:
    """What is dated, by its earliest start and latest end; what has none comes first, since it began before all."""
    dated = [row for row in rows if row.dated and row.collection.timeline]
    ends = ("earliest_start", "latest_end")
    dated.sort(key=lambda row: (*(row.bounds[name] or "" for name in ends), row.iri))
    return Order("timeline", TIMELINE_PROPERTY, dated, [])
