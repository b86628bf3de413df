"""Claims of support with their time, and the camps that their recipients stood in, read once for a panel."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from casus.model.types import Collection
from casus.records.period import Match, Period
from casus.records.selection import Selection
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import BOUNDS, CASUS, RDF, as_iri
from casus.terms.statuses import ACCEPTED, UNTRUE

Bounds = dict[str, str | None]
"""Days, by the names of the bounds."""


@dataclass(frozen=True)
class Support:
    """One claim of support."""

    claim: URIRef
    supporter: URIRef
    recipient: URIRef
    form: URIRef
    status: URIRef
    bounds: Bounds

    def within(self, year: Period) -> Period:
        """The days of the year in which it may have been so."""
        return year.within(Period(*(_day(self.bounds[name]) for name in ("earliest_start", "latest_end"))))

    def match(self, year: Period) -> Match | None:
        """How it was so in the year; None: it was not."""
        return year.match(self.bounds) if year.overlaps(self.bounds) else None


@dataclass(frozen=True)
class Camp:
    """One claim that an actor stood in a camp for a time."""

    claim: URIRef
    camp: URIRef
    status: URIRef
    bounds: Bounds


def support(dataset: ReleaseDataset, selected: Selection) -> list[Support]:
    """The claims of support that are selected and dated, by claim."""
    query = _query(
        ("supporter", "recipient", "form", "status"),
        f"{selected.where()} ?id {term(CASUS.supporter)} ?supporter ; {term(CASUS.recipient)} ?recipient ; "
        f"{term(CASUS.supportForm)} ?form ; {term(CASUS.claimStatus)} ?status ; {term(CASUS.when)} ?when .",
    )
    return [
        Support(as_iri(claim), as_iri(one), as_iri(other), as_iri(form), as_iri(status), _bounds(days))
        for claim, one, other, form, status, *days in dataset.select(query)
    ]


def camps(
    dataset: ReleaseDataset, claims: Collection, members: Iterable[URIRef], *, truthy: bool
) -> dict[URIRef, list[Camp]]:
    """The camps of each of the actors, but for what is denied, refuted or superseded; or only what is accepted."""
    untrue = ", ".join(map(term, UNTRUE))
    kept = f"?status = {term(ACCEPTED)}" if truthy else f"?status NOT IN ({untrue})"
    query = _query(
        ("member", "camp", "status"),
        f"{values('member', members)} ?id {term(CASUS.campMember)} ?member ; "
        f"{term(RDF.type)} {term(claims.type.cls)} ; {term(CASUS.camp)} ?camp ; "
        f"{term(CASUS.claimStatus)} ?status . FILTER({kept})",
    )
    found = defaultdict[URIRef, list[Camp]](list)
    for claim, member, camp, status, *days in dataset.select(query):
        found[as_iri(member)].append(Camp(as_iri(claim), as_iri(camp), as_iri(status), _bounds(days)))
    return found


def _query(names: Iterable[str], where: str) -> str:
    """SELECT ?id, these and the four bounds."""
    shown = " ".join(f"?{name}" for name in (*names, *BOUNDS))
    bounds = " ".join(f"OPTIONAL {{ ?id {term(bound)} ?{name} }}" for name, bound in BOUNDS.items())
    return f"SELECT ?id {shown} WHERE {{ {where} {bounds} }} ORDER BY ?id"


def _bounds(days: Iterable[object]) -> Bounds:
    return {name: None if day is None else str(day) for name, day in zip(BOUNDS, days, strict=True)}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
