"""The media types that each query form can be written in, the form's usual one first."""

from typing import Final

SOLUTIONS: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""SELECT and ASK. The standard defines no CSV or TSV for ASK; the engine writes the word true or false."""

GRAPHS: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
    "text/n3",
)
"""CONSTRUCT and DESCRIBE."""


def offered(form: str) -> tuple[str, ...]:
    """What a query form (its name, in capitals) can be written in."""
    return SOLUTIONS if form in ("SELECT", "ASK") else GRAPHS
