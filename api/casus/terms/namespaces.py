"""The namespaces of the project, written once."""

from typing import Final

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, XSD

from casus.terms.names import BASE

CASUS: Final = Namespace(BASE + "ontology#")
CODE: Final = Namespace(BASE + "code/")
RECORD: Final = Namespace(BASE + "id/")
API: Final = Namespace(BASE + "api#")
GRAPH: Final = Namespace(BASE + "graph/")
NANOPUB: Final = Namespace("http://www.nanopub.org/nschema#")
WGS: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")

CODE_IDENTIFIER: Final = URIRef("http://www.w3.org/ns/shacl#codeIdentifier")
"""SHACL 1.2 Core; rdflib knows SHACL 1.1 only."""

ORDER: Final = Namespace(BASE + "order/")
"""What the places of records in the order of lists are said by, such as `order:claims-label`."""
ORDER_GRAPH: Final = GRAPH["order"]
"""Where they are said: they follow from all else, and are part of no record."""
DERIVED_GRAPH: Final = GRAPH["derived"]
"""What the build computes; nobody writes it by hand."""
CROSSWALK_GRAPH: Final = GRAPH["crosswalk"]
"""What ties records of imported datasets to those of the sources."""
QUESTIONS_GRAPH: Final = GRAPH["questions"]
"""The competency questions, as the SIB's sparql-examples write them."""
TRUTHY_GRAPH: Final = GRAPH["truthy"]
"""Plain triples for accepted claims."""
SHAPES_GRAPH: Final = GRAPH["shapes"]
"""The shapes of a release: whoever opens the release knows how to serve it."""

BOUNDS: Final = {
    "earliest_start": CASUS.earliestStart,
    "latest_start": CASUS.latestStart,
    "earliest_end": CASUS.earliestEnd,
    "latest_end": CASUS.latestEnd,
}
"""The four bounds of everything dated, by the names that answers use: `casus.terms.dates.Bounds` has them too."""

DATA_LICENCE: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")
"""As ontology/dataset.ttl says it of the dataset."""
DATA_LICENCE_NAME: Final = "CC BY 4.0"

COLLECTIONS: Final = {
    "state": "states",
    "force": "armed-forces",
    "body": "organizations",
    "person": "persons",
    "conflict": "conflicts",
    "place": "places",
    "event": "events",
    "agreement": "agreements",
    "negotiation": "negotiations",
    "part": "participation",
    "claim": "claims",
    "source": "sources",
    "publisher": "publishers",
    "dyad": "dyads",
    "conflict-year": "conflict-years",
    "conflict-episode": "conflict-episodes",
    "war-participant": "war-participants",
    "system-membership": "system-memberships",
}
"""Turtle prefix of each collection of records, as the data files use it."""

PREFIXES: Final[dict[str, str]] = {
    "casus": str(CASUS),
    "code": str(CODE),
    **{prefix: f"{RECORD}{collection}/" for prefix, collection in COLLECTIONS.items()},
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "prov": str(PROV),
    "sh": str(SH),
    "foaf": str(FOAF),
    "wgs": str(WGS),
}
"""Prefixes for everything that people read: Turtle answers, queries, messages."""


def as_iri(node: object) -> URIRef:
    """The node, which is an IRI, as one."""
    return node if isinstance(node, URIRef) else URIRef(str(node))


def code_of(iri: str) -> tuple[str, str]:
    """The code list and the slug that the IRI of a code stands for; no slug for the IRI of a list."""
    code_list, _, slug = str(iri).removeprefix(CODE).partition("/")
    return code_list, slug


def short(iri: str) -> str:
    """The IRI as `prefix:name` where a prefix fits, else in angle brackets; for messages."""
    if iri.startswith(CODE) and "/" in (code := iri.removeprefix(CODE)):
        return code.replace("/", ":", 1)
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


__all__ = [
    "API",
    "BASE",
    "BOUNDS",
    "CASUS",
    "CODE",
    "CODE_IDENTIFIER",
    "COLLECTIONS",
    "CROSSWALK_GRAPH",
    "DATA_LICENCE",
    "DATA_LICENCE_NAME",
    "DCTERMS",
    "DERIVED_GRAPH",
    "FOAF",
    "GRAPH",
    "NANOPUB",
    "ORDER",
    "ORDER_GRAPH",
    "OWL",
    "PREFIXES",
    "PROV",
    "QUESTIONS_GRAPH",
    "RDF",
    "RDFS",
    "RECORD",
    "SHAPES_GRAPH",
    "SKOS",
    "TRUTHY_GRAPH",
    "WGS",
    "XSD",
    "URIRef",
    "as_iri",
    "code_of",
    "short",
]
