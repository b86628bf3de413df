"""How records are written: a format is a row (`format.Format`) beside its writer, and its place in this table."""

from collections.abc import Callable
from typing import Final

from casus.http.representations import HTML, JSON, Representation
from casus.model.types import Collection
from casus.records.formats import citation, csv_columns, drawn_matrix, geojson, json_lines, nanopublication, rdf, wide
from casus.records.formats.format import Format

FORMATS: Final = (
    rdf.TURTLE,
    rdf.JSON_LD,
    rdf.N_TRIPLES,
    nanopublication.TRIG,
    csv_columns.CSV,
    csv_columns.EXCEL,
    wide.WIDE,
    json_lines.NDJSON,
    geojson.GEOJSON,
    citation.CSL,
    citation.BIBTEX,
    citation.RIS,
    drawn_matrix.MATRIX,
)
"""All but JSON and the pages drawn from it, which lists and records write; among equals a client gets the first."""


def of_lists(collection: Collection) -> tuple[Representation, ...]:
    """The representations of a list of the collection."""
    return _offered(collection, lambda format: format.of_list is not None)


def of_records(collection: Collection) -> tuple[Representation, ...]:
    """The representations of one record of the collection."""
    return _offered(collection, lambda format: format.of_record is not None)


def format_of(representation: Representation) -> Format:
    """Its row in the table."""
    return next(format for format in FORMATS if format.representation is representation)


def _offered(collection: Collection, writes: Callable[[Format], bool]) -> tuple[Representation, ...]:
    return (JSON, HTML, *(format.representation for format in FORMATS if writes(format) and format.fits(collection)))
