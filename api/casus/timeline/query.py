"""Everything dated, in order: events, agreements, negotiations, conflicts and claims, as one query."""

from dataclasses import dataclass

from rdflib import URIRef

from casus.model.types import Collection, Model
from casus.records.period import Match, Period, during
from casus.store.query_terms import Term, term, values
from casus.terms.namespaces import CASUS, RDF


@dataclass(frozen=True)
class Timeline:
    """The entries that a request asks for. What has no date is no entry."""

    model: Model
    kinds: tuple[URIRef, ...] = ()
    """Classes of which one must be the entry's; empty: any that the shapes put into the timeline."""
    about: tuple[URIRef, ...] = ()
    """Records of which the entry must name one, or be one."""
    conflicts: tuple[URIRef, ...] = ()
    statuses: tuple[Term, ...] | None = None
    """Of claims, None: any; what is no claim has no status, and stays."""
    period: Period | None = None
    match: Match = Match.POSSIBLE
    descending: bool = False

    @property
    def collections(self) -> tuple[Collection, ...]:
        return tuple(collection for collection in self.model.collections.values() if collection.timeline)

    def query(self, limit: int | None = None, offset: int = 0) -> str:
        """SELECT ?id: the entries, in order of their earliest start.

        Those whose start is unlimited come first, as what began before all others; among equals the IRI decides.
        """
        direction = "DESC" if self.descending else "ASC"
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        return (
            f"SELECT ?id WHERE {{ {{ SELECT DISTINCT ?id WHERE {{ {self._where()} }} }} "
            f"OPTIONAL {{ ?id {term(CASUS.earliestStart)} ?start }} "
            f"OPTIONAL {{ ?id {term(CASUS.latestEnd)} ?end }} }} "
            f"ORDER BY {direction}(?start) {direction}(?end) {direction}(?id){cut} OFFSET {int(offset)}"
        )

    def count_query(self) -> str:
        """SELECT ?count of the entries."""
        return f"SELECT (COUNT(*) AS ?count) WHERE {{ {{ SELECT DISTINCT ?id WHERE {{ {self._where()} }} }} }}"

    def _where(self) -> str:
        classes = self.kinds or tuple(collection.type.cls for collection in self.collections)
        parts = [f"{values('class', classes)} ?id {term(RDF.type)} ?class . ?id {term(CASUS.when)} ?dated ."]
        if self.about:
            naming = f"{{ {values('about', self.about)} ?id ?any ?about }}"
            parts.append(f"{naming} UNION {{ {values('id', self.about)} }}")
        if self.conflicts:
            parts.append(f"{values('conflict', self.conflicts)} ?id {term(CASUS.conflict)} ?conflict .")
        if self.statuses is not None:
            refused = " && ".join(f"?status != {term(status)}" for status in self.statuses) or "true"
            status = f"?id {term(CASUS.claimStatus)} ?status . FILTER({refused})"
            parts.append(f"FILTER NOT EXISTS {{ {status} }}")
        if self.period is not None:
            parts.extend(during("id", self.period, self.match))
        return " ".join(parts)
