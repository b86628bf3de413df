"""Claims of support with their time, and the camps that their recipients stood in, read once for a panel."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from casus.model.types import Collection
from casus.records.period import Match, Period
from casus.records.selection import Selection
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import BOUNDS, CASUS, RDF, as_iri
from casus.terms.statuses import UNTRUE

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

    def match(self, year: Period) -> Match | None:
        """How it was so in the year; None: it was not."""
        return year.match(self.bounds) if year.overlaps(self.bounds) else None


@dataclass(frozen=True)
class Camp:
    """That an actor stood in a camp for a time."""

    camp: URIRef
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


def camps(dataset: ReleaseDataset, claims: Collection, members: Iterable[URIRef]) -> dict[URIRef, list[Camp]]:
    """The camps of each of the actors, but for what is denied, refuted or superseded."""
    untrue = ", ".join(map(term, UNTRUE))
    query = _query(
        ("member", "camp"),
        f"{values('member', members)} ?id {term(CASUS.campMember)} ?member ; "
        f"{term(RDF.type)} {term(claims.type.cls)} ; {term(CASUS.camp)} ?camp ; "
        f"{term(CASUS.claimStatus)} ?status . FILTER(?status NOT IN ({untrue}))",
    )
    found = defaultdict[URIRef, list[Camp]](list)
    for _, member, camp, *days in dataset.select(query):
        found[as_iri(member)].append(Camp(as_iri(camp), _bounds(days)))
    return found


def _query(names: Iterable[str], where: str) -> str:
    """SELECT ?id, these and the four bounds."""
    shown = " ".join(f"?{name}" for name in (*names, *BOUNDS))
    bounds = " ".join(f"OPTIONAL {{ ?id {term(bound)} ?{name} }}" for name, bound in BOUNDS.items())
    return f"SELECT ?id {shown} WHERE {{ {where} {bounds} }} ORDER BY ?id"


def _bounds(days: Iterable[object]) -> Bounds:
    return {name: None if day is None else str(day) for name, day in zip(BOUNDS, days, strict=True)}
