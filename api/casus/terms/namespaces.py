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

DERIVED_GRAPH: Final = GRAPH["derived"]
"""What the build computes; nobody writes it by hand."""
QUESTIONS_GRAPH: Final = GRAPH["questions"]
"""The competency questions, as the SIB's sparql-examples write them."""
TRUTHY_GRAPH: Final = GRAPH["truthy"]
"""Plain triples for accepted claims."""
SHAPES_GRAPH: Final = GRAPH["shapes"]
"""The shapes of a release: whoever opens the release knows how to serve it."""

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
    "claim": "claims",
    "source": "sources",
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
    "CASUS",
    "CODE",
    "CODE_IDENTIFIER",
    "COLLECTIONS",
    "DCTERMS",
    "DERIVED_GRAPH",
    "FOAF",
    "GRAPH",
    "NANOPUB",
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
    "short",
]
