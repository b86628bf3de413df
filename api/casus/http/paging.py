"""Pages of a list: where the one that is asked for begins, and the links to the others (RFC 8288 relations)."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from casus.http import cursors
from casus.http.urls import root_url, sparql_url
from casus.records.parameters import invalid

Links = dict[str, str | None]


def offset(arguments: dict[str, Any], release: str) -> int:
    """Where the page begins. Raises InvalidParameters for a cursor of another list or release."""
    if "cursor" not in arguments:
        return 0
    try:
        return cursors.read(arguments["cursor"], release, _list())
    except ValueError as error:
        raise invalid("cursor", arguments["cursor"], f"is {error}") from error


def page_links(offset: int, limit: int, total: int, release: str, query: str) -> Links:
    """The links of the page that begins at `offset`, and the SPARQL query that gives its ids."""
    return {
        "self": page_url(offset, release),
        "first": page_url(0, release),
        "prev": page_url(max(0, offset - limit), release) if offset > 0 else None,
        "next": page_url(offset + limit, release) if offset + limit < total else None,
        "query": sparql_url(query),
    }


def add_link_headers(response: Response, links: Links) -> None:
    for relation in ("first", "prev", "next"):
        if links[relation]:
            response.headers.add("Link", f'<{links[relation]}>; rel="{relation}"')


def page_url(offset: int, release: str) -> str:
    """The URL of the page of the same list that begins there."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    if offset:
        pairs.append(("cursor", cursors.write(offset, release, _list())))
    return f"{root_url()}{request.path}" + (f"?{urlencode(pairs)}" if pairs else "")


def _list() -> list[tuple[str, str]]:
    """The path and the parameters that make the list what it is: all but the place and the size of the page.

    The release is not one: a cursor names its own, and the canonical URL of a page, which pins it, keeps the cursor.
    """
    apart = ("cursor", "limit", "release")
    chosen = [(name, value) for name, value in request.args.items(multi=True) if name not in apart]
    return [("", request.path), *chosen]
