"""Claims as edges between actors: which edges there are, as one query, and the actors within some steps of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import URIRef

from casus.model.types import RecordType
from casus.records.selection import Selection
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import CASUS, RDF


@dataclass(frozen=True)
class EdgeRow:
    """One edge: the claim and its two actors; without a direction, in the order of their IRIs."""

    claim: URIRef
    source: URIRef
    target: URIRef


@dataclass(frozen=True)
class Edges:
    """The edges that the selected claims are."""

    selected: Selection
    touching: tuple[URIRef, ...] = ()
    """Actors of which one end at least is one; empty: any."""
    within: tuple[URIRef, ...] = ()
    """Actors of which both ends are one; empty: any."""

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The kinds of claim that are edges, of those that are selected."""
        return tuple(t for t in self.selected.types if t.edge is not None)

    def query(self, limit: int | None = None, offset: int = 0) -> str:
        """SELECT ?id ?source ?target, in the order of claims and actors."""
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        return f"SELECT DISTINCT ?id ?source ?target WHERE {{ {self._where()} }} ORDER BY ?id ?source ?target{cut}" + (
            f" OFFSET {int(offset)}" if offset else ""
        )

    def count_query(self) -> str:
        """SELECT ?count of the edges."""
        edges = f"SELECT DISTINCT ?id ?source ?target WHERE {{ {self._where()} }}"
        return f"SELECT (COUNT(*) AS ?count) WHERE {{ {{ {edges} }} }}"

    def rows(self, dataset: ReleaseDataset, limit: int | None = None, offset: int = 0) -> Iterator[EdgeRow]:
        """The edges themselves."""
        for claim, source, target in dataset.select(self.query(limit, offset)):
            yield EdgeRow(URIRef(str(claim)), URIRef(str(source)), URIRef(str(target)))

    def _where(self) -> str:
        actor = f"?source {term(RDF.type)} {term(CASUS.Actor)} . ?target {term(RDF.type)} {term(CASUS.Actor)} ."
        branches = " UNION ".join(f"{{ {_pattern(t)} }}" for t in self.types) or "{ FILTER(false) }"
        parts = [self.selected.where(), branches, actor]
        if self.touching:
            # A UNION of two VALUES says the same; Virtuoso 7.2.5 finds nothing for it.
            actors = ", ".join(map(term, self.touching))
            parts.append(f"FILTER(?source IN ({actors}) || ?target IN ({actors}))")
        if self.within:
            parts.extend((values("source", self.within), values("target", self.within)))
        return " ".join(parts)


def _pattern(record_type: RecordType) -> str:
    edge = record_type.edge
    if edge is None:
        raise ValueError(f"{record_type.name} is no edge")
    pattern = (
        f"?id {term(RDF.type)} {term(record_type.cls)} . "
        f"?id {edge.source.path.n3()} ?source . ?id {edge.target.path.n3()} ?target ."
    )
    return pattern if edge.directed else f"{pattern} FILTER(STR(?source) < STR(?target))"


def surroundings(
    dataset: ReleaseDataset, selected: Selection, actor: URIRef, depth: int, most: int
) -> list[URIRef] | None:
    """The actor and those that at most `depth` edges lead to, whatever their direction.

    None when these actors, or the edges between them, are more than `most`.
    """
    found = {actor}
    frontier: Iterable[URIRef] = found
    for _ in range(depth):
        edges = Edges(selected, touching=tuple(sorted(frontier)))
        rows = [*edges.rows(dataset, most + 1)]
        ends = {end for row in rows for end in (row.source, row.target)}
        frontier = ends - found
        found |= ends
        if max(len(found), len(rows)) > most:
            return None
        if not frontier:
            break
    return sorted(found)
