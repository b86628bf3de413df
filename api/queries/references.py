"""Names and classes of records, for referring to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from api.queries.terms import term, values
from api.store.dataset import Knowledge
from ontology.namespaces import RDF, SKOS


@dataclass
class Named:
    """What a reference to a record says."""

    classes: set[URIRef] = field(default_factory=set)
    labels: dict[str | None, str] = field(default_factory=dict)
    """By language."""

    def label(self, language: str = "en") -> str | None:
        """The name in the language, or in English, or any."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()), None)


def references(knowledge: Knowledge, iris: Iterable[URIRef]) -> dict[URIRef, Named]:
    """Each of the records with its classes and names."""
    found = {iri: Named() for iri in iris}
    if not found:
        return found
    pattern = f"{{ ?id {term(RDF.type)} ?value }} UNION {{ ?id {term(SKOS.prefLabel)} ?value }}"
    for iri, value in knowledge.select(
        f"SELECT ?id ?value WHERE {{ {values('id', found)} {pattern} }} ORDER BY ?value"
    ):
        named = found[URIRef(str(iri))]
        if isinstance(value, Literal):
            named.labels[value.language] = str(value)
        elif isinstance(value, URIRef):
            named.classes.add(value)
    return found
