"""Records in brief: what they are and what they are called, for answers that reach over all collections."""

from collections.abc import Iterable

from rdflib import URIRef

from casus.model.json_schema import Json
from casus.records.description import Description
from casus.records.names import names_of
from casus.records.record_json import reference
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values


def references(release: OpenRelease, records: Iterable[URIRef], language: str = "en") -> list[Json]:
    """References to the records, in their order."""
    records = list(records)
    names = names_of(release).of(records)
    return [reference(release.model, iri, names[iri], names, language) for iri in records]


def said(dataset: ReleaseDataset, records: Iterable[URIRef], properties: Iterable[URIRef]) -> Description:
    """What the records say of these properties; nothing for those that the release does not hold.

    By a FILTER on ?p, for the reason that `casus.records.description` gives.
    """
    records = list(records)
    if not records:
        return Description()
    wanted = ", ".join(term(predicate) for predicate in dict.fromkeys(properties))
    return Description(
        dataset.triples(f"SELECT ?s ?p ?o WHERE {{ {values('s', records)} ?s ?p ?o FILTER(?p IN ({wanted})) }}")
    )
