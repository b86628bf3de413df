"""What is left of the ids of records that were renamed, merged, split or removed."""

from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS

from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import CASUS, RDF


@dataclass
class Tombstone:
    """One id that was given up."""

    iri: URIRef
    replaced_by: list[URIRef] = field(default_factory=list)
    see_also: list[URIRef] = field(default_factory=list)
    reasons: dict[str | None, str] = field(default_factory=dict)
    """By language."""

    @property
    def successors(self) -> list[URIRef]:
        """What to take instead, the same things first."""
        return [*self.replaced_by, *self.see_also]

    @property
    def successor(self) -> URIRef | None:
        """The record that is the same thing under another id; None where there is none or the thing was split."""
        return self.replaced_by[0] if len(self.replaced_by) == 1 else None

    @property
    def reason(self) -> str:
        """In English, or else in any language."""
        return self.reasons.get("en") or next(iter(self.reasons.values()), "")


def tombstones(dataset: ReleaseDataset, candidates: list[URIRef]) -> list[Tombstone]:
    """Those of the candidates that are ids given up, by IRI."""
    if not candidates:
        return []
    found: dict[URIRef, Tombstone] = {}
    pattern = f"{values('id', candidates)} ?id {term(RDF.type)} {term(CASUS.Tombstone)} . ?id ?property ?value"
    for iri, predicate, value in dataset.triples(
        f"SELECT ?id ?property ?value WHERE {{ {pattern} }} ORDER BY ?id ?value"
    ):
        stone = found.setdefault(URIRef(str(iri)), Tombstone(URIRef(str(iri))))
        if predicate == DCTERMS.isReplacedBy:
            stone.replaced_by.append(URIRef(str(value)))
        elif predicate == RDFS.seeAlso:
            stone.see_also.append(URIRef(str(value)))
        elif predicate == SKOS.changeNote and isinstance(value, Literal):
            stone.reasons[value.language] = str(value)
    return list(found.values())
