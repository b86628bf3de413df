"""Everything dated, in order: events, agreements, negotiations, conflicts and claims, as one query."""

from dataclasses import dataclass
from datetime import date

from rdflib import URIRef
from tantivy import Query

from casus.model.types import Collection, Model
from casus.records.period import Match, Period, during, within
from casus.release.list_fields import COLLECTION, IRI, MENTIONS, TIMELINE, TYPE, filter_field, span_field
from casus.store.list_index import ListIndex, all_of, none_of, one_of
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term, term, values
from casus.terms.calendar import Unit
from casus.terms.dates import SPANS
from casus.terms.namespaces import BOUNDS, CASUS, RDF


@dataclass(frozen=True)
class Timeline:
    """The entries that a request asks for. What has no date is no entry."""

    model: Model
    classes: tuple[URIRef, ...] = ()
    """Classes of which one must be the entry's; empty: any that the shapes put into the timeline."""
    subjects: tuple[URIRef, ...] = ()
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

    def page(self, release: OpenRelease, limit: int | None, offset: int) -> tuple[list[URIRef], int]:
        """The entries of the page, in its order, and how many there are on all pages."""
        if release.settings.lists == "sparql":
            found = [URIRef(str(row[0])) for row in release.dataset.select(self.query(limit, offset))]
            return found, release.dataset.number(self.count_query())
        index = release.list_index
        return index.ids(self._fitting(index), TIMELINE, limit, offset, descending=self.descending)

    def spans(self, release: OpenRelease, unit: Unit, match: str) -> dict[str, int]:
        """How many entries were so from one year or month to another, by these; `match`: possibly or for certain.

        What is for certain in none, since it may have ended before it began, is not there.
        """
        if release.settings.lists == "sparql":
            rows = ((unit.span(first, last), int(str(n))) for first, last, n in self._spans(release, unit, match))
            return {span: count for span, count in rows if span is not None}
        index = release.list_index
        table = index.table(self._fitting(index), [span_field(unit, match)])
        return {span: count for (span,), (count,) in table if span is not None}

    def extent(self, release: OpenRelease) -> tuple[date, date] | None:
        """The first and the last day on which an entry begins or ends; None: there is no entry."""
        if release.settings.lists == "sparql":
            ((first, last),) = release.dataset.select(
                f"SELECT (MIN(?end) AS ?first) (MAX(?end) AS ?last) WHERE {{ {self._where()} "
                f"{values('bound', BOUNDS.values())} ?id ?bound ?end }}"
            )
            return (date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first is not None else None
        index = release.list_index
        found = [index.extent(self._fitting(index), bound) for bound in BOUNDS]
        days = [day for extent in found if extent for day in extent]
        return (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None

    def _spans(self, release: OpenRelease, unit: Unit, match: str) -> list[tuple[str, str, object]]:
        """The first and last year or month of entries, "" where there is no limit, and how many have these."""
        ends = " ".join(
            f"OPTIONAL {{ ?id {term(BOUNDS[bound])} ?{name}_day }} "
            f'BIND(COALESCE(SUBSTR(STR(?{name}_day), 1, {unit.chars}), "") AS ?{name})'
            for name, bound in zip(("first", "last"), SPANS[match], strict=True)
        )
        entries = f"SELECT DISTINCT ?id WHERE {{ {self._where()} }}"
        query = f"SELECT ?first ?last (COUNT(*) AS ?n) WHERE {{ {{ {entries} }} {ends} }} GROUP BY ?first ?last"
        return [(str(first), str(last), n) for first, last, n in release.dataset.select(query) if first is not None]

    def query(self, limit: int | None = None, offset: int = 0) -> str:
        """SELECT ?id: the entries, in order of their earliest start, then of their latest end.

        Those whose start is unlimited come first, as what began before all others; among equals the IRI decides.
        """
        bounds = {"start": CASUS.earliestStart, "end": CASUS.latestEnd}
        dated = " ".join(f"OPTIONAL {{ ?id {term(bound)} ?{name} }}" for name, bound in bounds.items())
        order = " ".join(f"DESC(?{name})" if self.descending else f"?{name}" for name in (*bounds, "id"))
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        return (
            f"SELECT ?id WHERE {{ {{ SELECT DISTINCT ?id WHERE {{ {self._where()} }} }} {dated} }} "
            f"ORDER BY {order}{cut} OFFSET {int(offset)}"
        )

    def count_query(self) -> str:
        """SELECT ?count of the entries."""
        return f"SELECT (COUNT(*) AS ?count) WHERE {{ {{ SELECT DISTINCT ?id WHERE {{ {self._where()} }} }} }}"

    def _fitting(self, index: ListIndex) -> Query:
        """The same, as the list index is asked for it."""
        parts = [index.dated(), index.any_of(COLLECTION, [collection.name for collection in self.collections])]
        if self.classes:
            types = {each.name for cls in self.classes for each in self.model.types_below(cls)}
            parts.append(index.any_of(TYPE, types))
        if self.subjects:
            parts.append(one_of([index.any_of(field, self.subjects) for field in (MENTIONS, IRI)]))
        if self.conflicts:
            parts.append(index.any_of(filter_field("conflicts"), self.conflicts))
        if self.period is not None:
            parts.extend(within(index, self.period, self.match))
        fitting = all_of(parts)
        if self.statuses is None:
            return fitting
        claims = index.of(self.model.claims)
        has = index.any_of(filter_field("status"), map(str, self.statuses))
        return none_of(fitting, none_of(claims, has))

    def _where(self) -> str:
        classes = self.classes or tuple(collection.type.cls for collection in self.collections)
        parts = [f"{values('class', classes)} ?id {term(RDF.type)} ?class . ?id {term(CASUS.when)} ?dated ."]
        if self.subjects:
            naming = f"{{ {values('subject', self.subjects)} ?id ?any ?subject }}"
            parts.append(f"{naming} UNION {{ {values('id', self.subjects)} }}")
        if self.conflicts:
            parts.append(f"{values('conflict', self.conflicts)} ?id {term(CASUS.conflict)} ?conflict .")
        if self.statuses is not None:
            refused = " && ".join(f"?status != {term(status)}" for status in self.statuses) or "true"
            status = f"?id {term(CASUS.claimStatus)} ?status . FILTER({refused})"
            parts.append(f"FILTER NOT EXISTS {{ {status} }}")
        if self.period is not None:
            parts.extend(during("id", self.period, self.match))
        return " ".join(parts)
