"""What the results of queries are written in (SPARQL 1.1 Query Results, RDF 1.1): the one table of them."""

from dataclasses import dataclass
from typing import Final

from casus.http.representations import Representation
from casus.sparql.reading import QueryForm


@dataclass(frozen=True, kw_only=True)
class ResultFormat(Representation):
    """One way to write a result."""

    w3c_name: str
    """What the W3C calls it, below http://www.w3.org/ns/formats/."""


_JSON: Final = ("application/json", "text/json")
_XML: Final = ("application/xml", "text/xml")
_TURTLE: Final = ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3", "application/n3")

SOLUTIONS: Final = (
    ResultFormat("json", "application/sparql-results+json", _JSON, w3c_name="SPARQL_Results_JSON"),
    ResultFormat("xml", "application/sparql-results+xml", _XML, w3c_name="SPARQL_Results_XML"),
    ResultFormat("csv", "text/csv", w3c_name="SPARQL_Results_CSV"),
    ResultFormat("tsv", "text/tab-separated-values", ("text/plain",), w3c_name="SPARQL_Results_TSV"),
)
"""SELECT and ASK, the usual one first. The standard has no CSV and no TSV for ASK; here both are the word true or
false."""

GRAPHS: Final = (
    ResultFormat("turtle", "text/turtle", _TURTLE, w3c_name="Turtle"),
    ResultFormat("ntriples", "application/n-triples", ("text/plain",), w3c_name="N-Triples"),
    ResultFormat("jsonld", "application/ld+json", _JSON, w3c_name="JSON-LD"),
    ResultFormat("rdfxml", "application/rdf+xml", _XML, w3c_name="RDF_XML"),
    ResultFormat("trig", "application/trig", ("application/x-trig",), w3c_name="TriG"),
    ResultFormat("nquads", "application/n-quads", ("text/x-nquads",), w3c_name="N-Quads"),
)
"""CONSTRUCT and DESCRIBE; their triples are in the default graph of TriG and N-Quads."""


def of(form: QueryForm) -> tuple[ResultFormat, ...]:
    """What the result of a query of that form can be written in."""
    return GRAPHS if form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE) else SOLUTIONS
