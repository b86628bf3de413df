"""The links between the pages of a list (RFC 8288 relations)."""

from urllib.parse import urlencode

from flask import Response, request

from api.views import cursors, parameters
from api.views.urls import root_url, sparql_url

Links = dict[str, str | None]


def page_links(offset: int, limit: int, total: int, release: str, query: str) -> Links:
    """The links of the page that begins at `offset`, and the SPARQL query that gives its ids."""
    return {
        "self": _page_url(offset, release),
        "first": _page_url(0, release),
        "prev": _page_url(max(0, offset - limit), release) if offset > 0 else None,
        "next": _page_url(offset + limit, release) if offset + limit < total else None,
        "query": sparql_url(query),
    }


def add_link_headers(response: Response, links: Links) -> None:
    for relation in ("first", "prev", "next"):
        if links[relation]:
            response.headers.add("Link", f'<{links[relation]}>; rel="{relation}"')


def _page_url(offset: int, release: str) -> str:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    if offset:
        pairs.append(("cursor", cursors.write(offset, release, parameters.list_parameters())))
    return f"{root_url()}{request.path}" + (f"?{urlencode(pairs)}" if pairs else "")
