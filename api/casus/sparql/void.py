"""What the dataset is and holds: the Vocabulary of Interlinked Datasets (https://www.w3.org/TR/void/) and DCAT 3.

Blank nodes have names made of what they describe, so that the same release is described in the same bytes every time.
"""

from collections.abc import Iterable
from typing import Final

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID, XSD
from rdflib.term import Node

from casus.model.types import Collection
from casus.records.formats.rdf import plain
from casus.release.manifest import Manifest
from casus.release.statistics import Statistics, namespace
from casus.terms.namespaces import BASE, RECORD

DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
"""DCAT 3; rdflib knows DCAT 2 only."""
DATASET: Final = URIRef(BASE + "dataset")
FORMATS: Final = "http://www.w3.org/ns/formats/"
"""Where the W3C names file formats (https://www.w3.org/ns/formats/)."""
_DATA_PACKAGE: Final = URIRef("https://specs.frictionlessdata.io/data-package/")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"


def describe(
    graph: Graph,
    stated: Iterable[tuple[Node, Node, Node]],
    manifest: Manifest,
    statistics: Statistics | None,
    root: str,
) -> None:
    """Add what is stated of the dataset, the release, where it can be queried, and its numbers.

    `root` is what URLs of this server begin with; empty makes them relative.
    """
    for bound, prefix in ((VOID, "void"), (DCAT, "dcat"), (DCTERMS, "dcterms"), (FOAF, "foaf"), (XSD, "xsd")):
        graph.bind(prefix, bound)
    for subject, predicate, value in stated:
        graph.add((subject, predicate, plain(value)))
    about = [
        (RDF.type, VOID.Dataset),
        (DCAT.version, Literal(manifest.id)),
        (DCTERMS.modified, Literal(manifest.built_at, datatype=XSD.dateTime)),
        (VOID.sparqlEndpoint, URIRef(f"{root}/sparql")),
        (VOID.uriSpace, Literal(BASE)),
        (FOAF.page, URIRef(f"{root}/docs")),
    ]
    for predicate, value in about:
        graph.add((DATASET, predicate, value))
    if statistics is not None:
        _numbers(graph, statistics)


def describe_parts(
    graph: Graph, manifest: Manifest, statistics: Statistics | None, collections: Iterable[Collection], root: str
) -> None:
    """Add the named graphs with their sizes, links to others, an example of each collection, and the files."""
    for name, triples in manifest.graphs.items():
        graph.add((DATASET, VOID.subset, URIRef(name)))
        graph.add((URIRef(name), RDF.type, VOID.Dataset))
        graph.add((URIRef(name), VOID.triples, Literal(triples)))
    for linkset in statistics.linksets if statistics else ():
        node = BNode(f"links-{_name(linkset.predicate)}-{_name(linkset.target)}")
        graph.add((DATASET, VOID.subset, node))
        graph.add((node, RDF.type, VOID.Linkset))
        graph.add((node, VOID.subjectsTarget, DATASET))
        graph.add((node, VOID.objectsTarget, URIRef(linkset.target)))
        graph.add((node, VOID.linkPredicate, URIRef(linkset.predicate)))
        graph.add((node, VOID.triples, Literal(linkset.triples)))
    for collection in collections:
        if collection.type.example and collection.base.startswith(RECORD) and not collection.type.of_datasets:
            graph.add((DATASET, VOID.exampleResource, collection.iri(collection.type.example)))
    for dump in manifest.dumps:
        url = URIRef(f"{root}/v1/releases/{manifest.id}/dumps/{dump.name}")
        node = BNode(f"dump-{_name(dump.name)}")
        graph.add((DATASET, VOID.dataDump, url))
        graph.add((DATASET, DCAT.distribution, node))
        graph.add((node, RDF.type, DCAT.Distribution))
        graph.add((node, DCAT.downloadURL, url))
        graph.add((node, DCAT.mediaType, URIRef(_MEDIA_TYPES + dump.media_type)))
        graph.add((node, DCAT.compressFormat, URIRef(_MEDIA_TYPES + "application/gzip")))
        graph.add((node, DCAT.byteSize, Literal(dump.bytes, datatype=XSD.nonNegativeInteger)))
    tables = BNode("tables")
    graph.add((DATASET, DCAT.distribution, tables))
    graph.add((tables, RDF.type, DCAT.Distribution))
    graph.add((tables, DCAT.downloadURL, URIRef(f"{root}/v1/releases/{manifest.id}/tables")))
    graph.add((tables, DCAT.mediaType, URIRef(_MEDIA_TYPES + "text/csv")))
    graph.add((tables, DCAT.packageFormat, URIRef(_MEDIA_TYPES + "application/zip")))
    graph.add((tables, DCTERMS.conformsTo, _DATA_PACKAGE))
    service = URIRef(f"{root}/sparql")
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.servesDataset, DATASET))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")))
    api = URIRef(f"{root}/v1")
    graph.add((api, RDF.type, DCAT.DataService))
    graph.add((api, DCAT.servesDataset, DATASET))
    graph.add((api, DCAT.endpointURL, api))
    graph.add((api, DCAT.endpointDescription, URIRef(f"{root}/openapi.json")))


def _numbers(graph: Graph, statistics: Statistics) -> None:
    """Counts of the whole, by class and by property.

    Comunica 5 takes a property of a namespace that is not listed as a vocabulary for one without triples, so all are.
    """
    for predicate, number in (
        (VOID.triples, statistics.triples),
        (VOID.entities, statistics.entities),
        (VOID.distinctSubjects, statistics.subjects),
        *([] if statistics.objects is None else [(VOID.distinctObjects, statistics.objects)]),
        (VOID.classes, len(statistics.classes)),
        (VOID.properties, len(statistics.properties)),
    ):
        graph.add((DATASET, predicate, Literal(number)))
    for vocabulary in sorted({namespace(iri) for iri in (*statistics.properties, *statistics.classes)}):
        graph.add((DATASET, VOID.vocabulary, URIRef(vocabulary)))
    for iri, entities in statistics.classes.items():
        node = BNode(f"class-{_name(iri)}")
        graph.add((DATASET, VOID.classPartition, node))
        graph.add((node, VOID["class"], URIRef(iri)))
        graph.add((node, VOID.entities, Literal(entities)))
    for iri, use in statistics.properties.items():
        node = BNode(f"property-{_name(iri)}")
        graph.add((DATASET, VOID.propertyPartition, node))
        graph.add((node, VOID.property, URIRef(iri)))
        graph.add((node, VOID.triples, Literal(use.triples)))
        graph.add((node, VOID.distinctSubjects, Literal(use.subjects)))
        if use.objects is not None:
            graph.add((node, VOID.distinctObjects, Literal(use.objects)))


def _name(iri: str) -> str:
    """The IRI as part of the name of a blank node."""
    return "".join(character if character.isalnum() and character.isascii() else "-" for character in iri)
