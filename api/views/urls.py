"""URLs of this service, as the client sees it."""

from urllib.parse import urlencode

from flask import request

from api.model.context import RELATION
from api.problems import BadRequest
from api.service import service


def root_url() -> str:
    """What every URL begins with: the public URL of the settings, or the request's own. Raises BadRequest."""
    public = service().settings.public_url.rstrip("/")
    if not public and not request.host:
        raise BadRequest("The request has no valid Host header, so the answer could not link to anything.")
    return public or request.host_url.rstrip("/")


def sparql_url(query: str) -> str:
    """A URL that runs the query."""
    return f"{root_url()}/sparql?{urlencode({'query': query})}"


def context_link() -> str:
    """The Link header by which plain JSON is JSON-LD too (JSON-LD 1.1, section 6.1)."""
    return f'<{root_url()}/context.jsonld>; rel="{RELATION}"; type="application/ld+json"'
