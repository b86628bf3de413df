"""Records in brief: what they are and what they are called, for lists that reach over all collections."""

from collections.abc import Callable, Iterable

from rdflib import URIRef

from casus.records.description import Description
from casus.records.record_json import Shaper
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values
from casus.terms.namespaces import RDF, SKOS


def in_brief(
    release: OpenRelease,
    records: list[URIRef],
    properties: Iterable[URIRef] = (),
    *,
    url: Callable[[str], str] = str,
    language: str = "en",
) -> Shaper:
    """What writes references to the records; its description has these properties of them too."""
    return Shaper(release.model, _brief(release.dataset, records, properties), url, full=False, language=language)


def _brief(dataset: ReleaseDataset, records: list[URIRef], properties: Iterable[URIRef]) -> Description:
    """The types and names of the records, and these properties; nothing for those that the release does not hold.

    By a FILTER on ?p, for the reason that `casus.records.description` gives.
    """
    if not records:
        return Description(())
    wanted = ", ".join(term(predicate) for predicate in (RDF.type, SKOS.prefLabel, *properties))
    query = f"SELECT ?s ?p ?o WHERE {{ {values('s', records)} ?s ?p ?o FILTER(?p IN ({wanted})) }}"
    return Description((s, URIRef(str(p)), o) for s, p, o in dataset.triples(query))
