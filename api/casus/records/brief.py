"""Records in brief: what they are and what they are called, for lists that reach over all collections."""

from collections.abc import Iterable

from rdflib import URIRef

from casus.records.description import Description
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import RDF, SKOS


def brief(dataset: ReleaseDataset, records: list[URIRef], properties: Iterable[URIRef] = ()) -> Description:
    """The types and names of the records, and these properties; nothing for those that the release does not hold.

    By a FILTER on ?p, for the reason that `casus.records.description` gives.
    """
    if not records:
        return Description(())
    wanted = ", ".join(term(predicate) for predicate in (RDF.type, SKOS.prefLabel, *properties))
    query = f"SELECT ?s ?p ?o WHERE {{ {values('s', records)} ?s ?p ?o FILTER(?p IN ({wanted})) }}"
    return Description((s, URIRef(str(p)), o) for s, p, o in dataset.triples(query))
