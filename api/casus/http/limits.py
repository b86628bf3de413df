"""How large a request may be, and its parts: what several rooms share. Those of a query are in sandbox/limits.

The server in front refuses what is longer than it can read, 64 KiB for a URL, without a body. What this service has a
use for is far shorter, and is told with a problem. (RFC 9110, section 15.5.15; RFC 6585, section 5)
"""

from typing import Final

from flask import request

from casus.http.problems import HeadersTooLarge, UrlTooLong

URL_BYTES: Final = 16 * 1024
HEADER_BYTES: Final = 32 * 1024
BODY_BYTES: Final = 1024**2
"""A query of the longest kind, percent-encoded three times over, and no more: a body is read into memory."""
FORM_FIELDS: Final = 1000
"""A dataset has far fewer graphs, and a body of empty fields would cost half a second of the whole web process."""
FILTER_VALUES: Final = 50
"""How often one filter may be repeated."""
IDENTIFIER_CHARS: Final = 500
CURSOR_CHARS: Final = 500
SEARCH_CHARS: Final = 200
ERRORS_SHOWN: Final = 20
"""How many errors one answer lists: thousands of unknown parameters are no request of a person."""
_QUERIES: Final = "/sparql"


def refuse_long_heads() -> None:
    """Refuse long heads before anything reads them; a query in a URL has its own limit."""
    url_bytes = len(request.path.encode()) + len(request.query_string)
    if url_bytes > URL_BYTES and request.path != _QUERIES:
        raise UrlTooLong(f"The URL has {url_bytes} bytes; at most {URL_BYTES} are read.")
    header_bytes = sum(len(name) + len(value) for name, value in request.headers)
    if header_bytes > HEADER_BYTES:
        raise HeadersTooLarge(f"The headers have {header_bytes} bytes; at most {HEADER_BYTES} are read.")
