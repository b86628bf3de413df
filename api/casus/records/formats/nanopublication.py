"""A claim as a nanopublication: four named graphs in TriG.

The guidelines (https://nanopub.net/guidelines/working_draft/) ask for a head that names the three others: the
assertion (what is claimed), its provenance (on whose word, how far it stands: the fields that the shapes mark with
api:provenance) and the publication info (of this release).
"""

from collections.abc import Generator
from typing import Any, Final

from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, XSD

from casus.http.representations import Representation
from casus.model.fields import Path
from casus.records.formats.format import Format, RecordPage
from casus.records.formats.rdf import bind_prefixes, plain, shown_triples
from casus.terms.namespaces import CASUS, DATA_LICENCE, NANOPUB


def trig(page: RecordPage) -> str:
    """The claim as TriG."""
    model, collection, description, claim = page.release.model, page.collection, page.description, page.iri
    manifest = page.release.manifest
    publication, head, assertion, provenance, info = (
        URIRef(f"{claim}#nanopublication{part}") for part in ("", "-head", "-assertion", "-provenance", "-info")
    )
    dataset = _InOrder(default_union=False)
    bind_prefixes(dataset, model)
    dataset.bind("np", NANOPUB)
    _add(
        dataset.graph(head),
        (publication, RDF.type, NANOPUB.Nanopublication),
        (publication, NANOPUB.hasAssertion, assertion),
        (publication, NANOPUB.hasProvenance, provenance),
        (publication, NANOPUB.hasPublicationInfo, info),
    )
    grounds = {field.path for field in collection.fields.values() if field.provenance}
    nodes = {node for path in grounds for node in description.values(claim, path)} if grounds else set()
    for subject, predicate, value in shown_triples(model, collection, description, claim):
        said_of_claim = subject == claim and Path.of(predicate) in grounds
        graph = provenance if said_of_claim or subject in nodes else assertion
        dataset.graph(graph).add((subject, predicate, plain(value)))
    for source in description.values(claim, Path.of(CASUS.evidence, CASUS.readIn)):
        dataset.graph(provenance).add((assertion, PROV.wasDerivedFrom, source))
    _add(
        dataset.graph(info),
        (publication, DCTERMS.created, Literal(manifest.built_at, datatype=XSD.dateTime)),
        (publication, DCTERMS.license, DATA_LICENCE),
        (publication, DCTERMS.hasVersion, Literal(manifest.id)),
        (publication, DCTERMS.subject, claim),
    )
    return str(dataset.serialize(format="trig"))


class _InOrder(Dataset):
    """A dataset whose graphs come by name: rdflib 7.6 gives them in the order of a set, another one in each process."""

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:
        """Override; the serializer asks for them by the old name."""
        yield from sorted(super().graphs(triple), key=lambda graph: str(graph.identifier))


def _add(graph: Graph, *triples: tuple[URIRef, URIRef, URIRef | Literal]) -> None:
    for triple in triples:
        graph.add(triple)


TRIG: Final = Format(
    Representation("trig", "application/trig", ("application/x-trig",)),
    of_record=trig,
    fits=lambda collection: collection.holds_claims,
)
