"""What results are written in: the one table, for the engine, the HTTP endpoint and the command line."""

from typing import Final, NamedTuple


class ResultFormat(NamedTuple):
    """One way to write a result."""

    name: str
    """What people call it."""
    media_type: str
    w3c_name: str
    """What the W3C calls it, below http://www.w3.org/ns/formats/."""
    aliases: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""


SOLUTIONS: Final = (
    ResultFormat("json", "application/sparql-results+json", "SPARQL_Results_JSON", ("application/json", "text/json")),
    ResultFormat("xml", "application/sparql-results+xml", "SPARQL_Results_XML", ("application/xml", "text/xml")),
    ResultFormat("csv", "text/csv", "SPARQL_Results_CSV"),
    ResultFormat("tsv", "text/tab-separated-values", "SPARQL_Results_TSV", ("text/plain",)),
)
"""SELECT and ASK, the usual one first. The standard has no CSV and no TSV for ASK; here both are the word true or
false."""

GRAPHS: Final = (
    ResultFormat(
        "turtle",
        "text/turtle",
        "Turtle",
        ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3", "application/n3"),
    ),
    ResultFormat("ntriples", "application/n-triples", "N-Triples", ("text/plain",)),
    ResultFormat("jsonld", "application/ld+json", "JSON-LD", ("application/json", "text/json")),
    ResultFormat("rdfxml", "application/rdf+xml", "RDF_XML", ("application/xml", "text/xml")),
    ResultFormat("trig", "application/trig", "TriG", ("application/x-trig",)),
    ResultFormat("nquads", "application/n-quads", "N-Quads", ("text/x-nquads",)),
)
"""CONSTRUCT and DESCRIBE; their triples are in the default graph of TriG and N-Quads."""


def formats(form: str) -> tuple[ResultFormat, ...]:
    """What a query form (its name, in capitals) can be written in."""
    return SOLUTIONS if form in ("SELECT", "ASK") else GRAPHS


def offered(form: str) -> tuple[str, ...]:
    """The media types of a query form."""
    return tuple(written.media_type for written in formats(form))
