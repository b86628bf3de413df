"""How long the head of a request may be: its URL (RFC 9110, section 15.5.15) and its headers (RFC 6585, section 5).

The server in front refuses what is longer than it can read, 64 KiB for a URL, without a body. What this service has a
use for is far shorter, and is told with a problem.
"""

from typing import Final

from flask import Flask, request

from casus.http.problems import HeadersTooLarge, UrlTooLong

BODY_BYTES: Final = 1024**2
"""A query of the longest kind, percent-encoded three times over, and no more: a body is read into memory."""
_URL_BYTES: Final = 16 * 1024
_HEADER_BYTES: Final = 32 * 1024
_QUERIES: Final = "/sparql"


def register(app: Flask) -> None:
    """Refuse long heads before anything reads them; a query in a URL has its own limit."""
    app.before_request(_refuse_long_heads)


def _refuse_long_heads() -> None:
    url_bytes = len(request.path.encode()) + len(request.query_string)
    if url_bytes > _URL_BYTES and request.path != _QUERIES:
        raise UrlTooLong(f"The URL has {url_bytes} bytes; at most {_URL_BYTES} are read.")
    header_bytes = sum(len(name) + len(value) for name, value in request.headers)
    if header_bytes > _HEADER_BYTES:
        raise HeadersTooLarge(f"The headers have {header_bytes} bytes; at most {_HEADER_BYTES} are read.")
