"""Rows as CSV (RFC 4180) in UTF-8, for R, pandas and spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from flask import Response

from casus.http.representations import EXCEL, Representation, pinned_etag

SEPARATOR: Final = "|"
"""Between several values of a cell."""
BYTE_ORDER_MARK: Final = "\ufeff"


def lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The header and a line for each row, each with its end (CR LF); what is not known is an empty cell."""
    yield _line(columns)
    for row in rows:
        yield _line(map(_cell, row))


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]], representation: Representation) -> Response:
    """All the rows at once."""
    return Response("".join(_marked(lines(columns, rows), representation)), content_type=representation.content_type)


def streamed_table(
    columns: Iterable[str], rows: Iterable[Iterable[Any]], representation: Representation, edition: str
) -> Response:
    """The rows as they come."""
    return streamed(_marked(lines(columns, rows), representation), representation, edition)


def streamed(pieces: Iterator[str] | Iterator[bytes], representation: Representation, edition: str) -> Response:
    """A body that is sent piece by piece, of that edition of the release; it ends without its last chunk when something
    fails.
    """
    response = Response(pieces, content_type=representation.content_type)
    response.implicit_sequence_conversion = False
    response.set_etag(pinned_etag(edition, representation))
    return response


def _marked(text: Iterator[str], representation: Representation) -> Iterator[str]:
    if representation is EXCEL:
        yield BYTE_ORDER_MARK
    yield from text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A code or a record as its id; several values with a separator between."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return str(value["id"])
        case list():
            return SEPARATOR.join(map(_cell, value))
        case _:
            return str(value)
