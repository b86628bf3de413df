"""Small questions about single records."""

from rdflib import URIRef

from api.queries.terms import term, values
from api.store.dataset import Knowledge
from ontology.namespaces import CASUS, RDF


def existing(knowledge: Knowledge, candidates: list[URIRef]) -> list[URIRef]:
    """Those of the candidates that are records of the release."""
    if not candidates:
        return []
    query = f"SELECT DISTINCT ?id WHERE {{ {values('id', candidates)} ?id {term(RDF.type)} {term(CASUS.Record)} }}"
    return [URIRef(str(row[0])) for row in knowledge.select(query)]
