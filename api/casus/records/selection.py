"""Which records of a collection a request asks for, as two queries: the ids of one page in order, and the count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rdflib import Literal

from casus.model.types import Collection, RecordType
from casus.records.filters import Condition, Not
from casus.records.period import Match, Period, during
from casus.release.list_fields import LABEL, TYPE, label_order
from casus.store.query_terms import term, values
from casus.terms.calendar import Times, Unit
from casus.terms.dates import SPANS
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS, CASUS, RDF, SKOS

_LABEL_OF_ROW, _NAME_OF_ROW = (
    f"OPTIONAL {{ ?id {term(key)} ?folded }} OPTIONAL {{ ?id {term(SKOS.prefLabel)} ?label FILTER(!BOUND(?folded)) }} "
    f"BIND(COALESCE(?folded, LCASE(STR(?label))) AS ?{bound})"
    for key, bound in ((CASUS.sortKey, "place"), (CASUS.searchKey, "key"))
)
"""The folded names of what may be a row: it has none where its label in small letters is its only one."""


@dataclass(frozen=True)
class Sort:
    """By which field, or by the English label, and which way round."""

    name: str = LABEL
    descending: bool = False


@dataclass(frozen=True)
class Selection:
    """A page of a collection."""

    collection: Collection
    conditions: tuple[Condition, ...] = ()
    """All must hold."""
    chosen_types: tuple[RecordType, ...] = ()
    """Types of which one must be the record's; none: any of the collection's."""
    name: str | None = None
    """Text that one of the record's names contains, whatever the case, accents and script variants."""
    period: Period | None = None
    match: Match = Match.POSSIBLE
    sort: Sort = field(default_factory=Sort)
    limit: int | None = 50
    """None: all that there are."""
    offset: int = 0

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The types that the records of the page can have."""
        return self.chosen_types or (self.collection.type, *self.collection.subtypes)

    @property
    def is_whole(self) -> bool:
        """Whether every record of the collection is in the list."""
        return not (self.conditions or self.chosen_types or self.name is not None or self.period)

    def ids_query(self) -> str:
        """SELECT ?id: the ids of the page, in its order: by what it is sorted by, then by label.

        The places that the build gave labels spare it to sort names; those of rows have no places. What has no value is
        last, in both directions.
        """
        chosen, keys = self._chosen(), ["?place"]
        place = f"?id {term(label_order(self.collection))} ?place"
        if self.collection.type.unnamed:
            chosen, place, keys = self.where(), _LABEL_OF_ROW, ["?place", "?id"]
        elif not self._chooses():
            chosen, place = "", f"{place} . {chosen}"
        where = f"{{ SELECT DISTINCT ?id WHERE {{ {chosen} }} }} {place}" if chosen else place
        by = f"{where} {self._value()}".rstrip()
        order = " ".join([*map(self._directed, keys), self._slice()])
        if self.sort.name != LABEL:
            order = f"(!BOUND(?value)) {self._directed('?value')} {order}"
        return f"SELECT ?id WHERE {{ {by} }} ORDER BY {order}"

    def _value(self) -> str:
        """The graph pattern that binds what the list is sorted by; nothing where that is the label."""
        path = None if self.sort.name == LABEL else self.collection.sorts[self.sort.name].sort_path
        return "" if path is None else f"OPTIONAL {{ ?id {path.n3()} ?value }}"

    def _directed(self, variable: str) -> str:
        return f"DESC({variable})" if self.sort.descending else variable

    def _chooses(self) -> bool:
        """Whether anything but what is left out tells which records there are."""
        having = [condition for condition in self.conditions if not isinstance(condition, Not)]
        return bool(self.chosen_types or having or self.name is not None or self.period)

    def _slice(self) -> str:
        offset = f"OFFSET {int(self.offset)}"
        return offset if self.limit is None else f"LIMIT {int(self.limit)} {offset}"

    def count_query(self) -> str:
        """SELECT ?count: how many records there are on all pages."""
        return f"SELECT (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {self.where()} }}"

    def undated_query(self) -> str:
        """SELECT ?count: how many records fit but for their time, because they have none."""
        where = replace(self, period=None).where()
        undated = f"FILTER NOT EXISTS {{ ?id {term(CASUS.when)} ?when }}"
        return f"SELECT (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {where} {undated} }}"

    def facet_query(self, name: str, most: int) -> str:
        """SELECT ?value ?count of the list's records by the values of a filter: the most frequent ones."""
        return _counted(f"{self.where()} ?id {self.collection.filters[name].path.n3()} ?value .", most)

    def types_query(self, most: int) -> str:
        """SELECT ?value ?count of the list's records by their class."""
        classes = values("value", [record_type.cls for record_type in self.collection.types])
        return _counted(f"{self.where()} {classes} ?id {term(RDF.type)} ?value .", most)

    def grid_query(self, size: float) -> str:
        """SELECT ?column ?row ?count ?latitude ?longitude of the records by cells of so many degrees.

        How many there are in each, and where they lie on average.
        """
        latitude, longitude = (field.path.n3() for field in self.collection.coordinates or ())
        records = f"SELECT DISTINCT ?id ?lat ?long WHERE {{ {self.where()} ?id {latitude} ?lat ; {longitude} ?long }}"
        places = ((f"FLOOR({name} / {size})", cell) for name, cell in (("?long", "?column"), ("?lat", "?row")))
        cells = " ".join(f"BIND({place} AS {cell})" for place, cell in places)
        return (
            "SELECT ?column ?row (COUNT(*) AS ?count) (AVG(?lat) AS ?latitude) (AVG(?long) AS ?longitude) "
            f"WHERE {{ {{ {records} }} {cells} }} GROUP BY ?column ?row"
        )

    def table_query(self, names: Sequence[str], sums: Sequence[str] = (), times: Times | None = None) -> str:
        """SELECT ?value0 ... ?time ?count ?known0 ?sum0 ... of the list's records.

        By the values of some filters, or by their class, and by the times in which they were so. For each of `sums` how
        many records say the number, and what these add up to.
        """
        shown = [f"?value{place}" for place in range(len(names))]
        ends = [] if times is None else ["?first", "?last"]
        numbers = [f"?number{place}" for place in range(len(sums))]
        counts = {"count": "COUNT(*)"}
        parts = [self.where(), *self._valued(names), *(() if times is None else self._span(times.unit))]
        for place, (name, number) in enumerate(zip(sums, numbers, strict=True)):
            parts.append(f"OPTIONAL {{ ?id {self.collection.numbers[name].path.n3()} {number} }}")
            counts |= {f"known{place}": f"COUNT({number})", f"sum{place}": f"SUM(COALESCE({number}, 0))"}
        chosen = " ".join(["?id", *shown, *ends, *numbers])
        records = f"{{ SELECT DISTINCT {chosen} WHERE {{ {' '.join(parts)} }} }}"
        if times is None:
            return _grouped(shown, counts, records)
        spans = _grouped([*shown, *ends], {f"{name}_of_span": each for name, each in counts.items()}, records)
        within = 'FILTER((?first = "" || ?first <= ?time) && (?last = "" || ?time <= ?last))'
        every = values("time", [Literal(time) for time in times])
        return _grouped(
            [*shown, "?time"], {name: f"SUM(?{name}_of_span)" for name in counts}, f"{{ {spans} }} {every} {within}"
        )

    def _valued(self, names: Sequence[str]) -> Iterator[str]:
        """The graph patterns that bind ?value0 ... to the values of the filters, or to the class."""
        for place, name in enumerate(names):
            if name == TYPE:
                classes = values(f"value{place}", [record_type.cls for record_type in self.collection.types])
                yield f"{{ {classes} ?id {term(RDF.type)} ?value{place} }}"
            else:
                yield f"OPTIONAL {{ ?id {self.collection.filters[name].path.n3()} ?value{place} }}"

    def _span(self, unit: Unit) -> Iterator[str]:
        """The graph patterns that bind ?first and ?last to the times between which a record was so; "" is no limit."""
        yield f"?id {term(CASUS.when)} ?when ."
        for name, bound in zip(("first", "last"), SPANS[self.match.value], strict=True):
            yield f"OPTIONAL {{ ?id {term(BOUNDS[bound])} ?day_{name} }}"
            yield f'BIND(COALESCE(SUBSTR(STR(?day_{name}), 1, {unit.chars}), "") AS ?{name})'

    def where(self) -> str:
        """The graph pattern that binds ?id to each record of the list."""
        return f"?id {term(RDF.type)} {term(self.collection.type.cls)} . {self._chosen()}".rstrip()

    def _chosen(self) -> str:
        """The graph pattern that keeps, of the records of the collection, those of the list."""
        parts = []
        if self.chosen_types:
            parts.append(f"{values('type', [t.cls for t in self.chosen_types])} ?id {term(RDF.type)} ?type .")
        parts.extend(condition.pattern(f"f{number}") for number, condition in enumerate(self.conditions))
        if self.name is not None:
            needle = term(Literal(fold(self.name)))
            key = _NAME_OF_ROW if self.collection.type.unnamed else f"?id {term(CASUS.searchKey)} ?key ."
            parts.append(f"{key} FILTER(CONTAINS(?key, {needle}))")
        if self.period is not None:
            parts.extend(during("id", self.period, self.match))
        return " ".join(parts)


def _grouped(by: Sequence[str], counts: Mapping[str, str], where: str) -> str:
    """What the pattern finds by each combination of variables: an expression for each count, by its name."""
    counted = [f"({expression} AS ?{name})" for name, expression in counts.items()]
    return f"SELECT {' '.join([*by, *counted])} WHERE {{ {where} }} GROUP BY {' '.join(by)}"


def _counted(where: str, most: int) -> str:
    return (
        f"SELECT ?value (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {where} }} "
        f"GROUP BY ?value ORDER BY DESC(?count) ?value LIMIT {int(most)}"
    )
