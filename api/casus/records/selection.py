"""Which records of a collection a request asks for, as two queries: the ids of one page in order, and the count."""

from dataclasses import dataclass, field, replace

from rdflib import Literal, URIRef

from casus.model.fields import Field
from casus.model.types import Collection
from casus.records.filters import Condition
from casus.records.period import Match, Period, during
from casus.store.query_terms import term, values
from casus.terms.names import fold
from casus.terms.namespaces import CASUS, RDF


@dataclass(frozen=True)
class Sort:
    """By which field (None: by name), and which way round."""

    field: Field | None = None
    descending: bool = False


@dataclass(frozen=True)
class Selection:
    """A page of a collection."""

    collection: Collection
    conditions: tuple[Condition, ...] = ()
    """All must hold."""
    kinds: tuple[URIRef, ...] = ()
    """Classes of which one must be the record's; for collections with several types."""
    name: str | None = None
    """Text that one of the record's names contains, whatever the case, accents and script variants."""
    period: Period | None = None
    match: Match = Match.POSSIBLE
    sort: Sort = field(default_factory=Sort)
    limit: int | None = 50
    """None: all that there are."""
    offset: int = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the records of the page can have, in the order of columns."""
        if not self.kinds:
            return tuple(self.collection.fields.values())
        found = {field.name: field for t in self.collection.types if t.cls in self.kinds for field in t.fields}
        return tuple(found.values())

    def ids_query(self) -> str:
        """SELECT ?id: the ids of the page, in its order; by name and IRI among equals, what has no value last."""
        keys, patterns = ["?name", "?id"], [f"OPTIONAL {{ ?id {term(CASUS.sortKey)} ?name }}"]
        if self.sort.field is not None:
            keys.insert(0, "?key")
            patterns.insert(0, f"OPTIONAL {{ ?id {self.sort.field.path.n3()} ?key }}")
        if self.sort.descending:
            keys[0] = f"DESC({keys[0]})"
        if self.sort.field is not None:
            keys.insert(0, "(!BOUND(?key))")
        return "\n".join(
            [
                "SELECT ?id WHERE {",
                f"  {{ SELECT DISTINCT ?id WHERE {{ {self.where()} }} }}",
                *(f"  {pattern}" for pattern in patterns),
                f"}} ORDER BY {' '.join(keys)} {self._slice()}",
            ]
        )

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

    def where(self) -> str:
        """The graph pattern that binds ?id to each record of the list."""
        parts = [f"?id {term(RDF.type)} {term(self.collection.type.cls)} ."]
        if self.kinds:
            parts.append(f"{values('kind', self.kinds)} ?id {term(RDF.type)} ?kind .")
        parts.extend(condition.pattern(f"f{number}") for number, condition in enumerate(self.conditions))
        if self.name is not None:
            needle = term(Literal(fold(self.name)))
            parts.append(f"?id {term(CASUS.searchKey)} ?key . FILTER(CONTAINS(?key, {needle}))")
        if self.period is not None:
            parts.extend(during("id", self.period, self.match))
        return " ".join(parts)
