"""Records in brief: what they are and what they are called, for lists that reach over all collections."""

from rdflib import URIRef

from api.queries.description import Description
from api.queries.terms import term, values
from api.store.dataset import Knowledge
from ontology.namespaces import RDF, SKOS


def brief(knowledge: Knowledge, records: list[URIRef]) -> Description:
    """The types and names of the records; nothing for those that the release does not hold."""
    if not records:
        return Description(())
    wanted = f"VALUES ?p {{ {term(RDF.type)} {term(SKOS.prefLabel)} }}"
    query = f"SELECT ?s ?p ?o WHERE {{ {values('s', records)} {wanted} ?s ?p ?o }}"
    return Description((s, URIRef(str(p)), o) for s, p, o in knowledge.triples(query))
