"""What results are written in: the one table, for the engine, the HTTP endpoint and the command line."""

from typing import Final, NamedTuple


class ResultFormat(NamedTuple):
    """One way to write a result."""

    name: str
    """What people call it."""
    media_type: str
    aliases: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""


SOLUTIONS: Final = (
    ResultFormat("json", "application/sparql-results+json", ("application/json", "text/json")),
    ResultFormat("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    ResultFormat("csv", "text/csv"),
    ResultFormat("tsv", "text/tab-separated-values", ("text/plain",)),
)
"""SELECT and ASK, the usual one first. The standard has no CSV and no TSV for ASK; here both are the word true or
false."""

GRAPHS: Final = (
    ResultFormat(
        "turtle",
        "text/turtle",
        ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3", "application/n3"),
    ),
    ResultFormat("ntriples", "application/n-triples", ("text/plain",)),
    ResultFormat("jsonld", "application/ld+json", ("application/json", "text/json")),
    ResultFormat("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    ResultFormat("trig", "application/trig", ("application/x-trig",)),
    ResultFormat("nquads", "application/n-quads", ("text/x-nquads",)),
)
"""CONSTRUCT and DESCRIBE; their triples are in the default graph of TriG and N-Quads."""


def formats(form: str) -> tuple[ResultFormat, ...]:
    """What a query form (its name, in capitals) can be written in."""
    return SOLUTIONS if form in ("SELECT", "ASK") else GRAPHS


def offered(form: str) -> tuple[str, ...]:
    """The media types of a query form."""
    return tuple(written.media_type for written in formats(form))
