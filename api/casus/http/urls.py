"""URLs of this service, as the client sees it."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import request

from casus.http.current_release import opened, pinned
from casus.http.problems import BadRequest
from casus.model.context import RELATION


def root_url() -> str:
    """What every URL begins with: the public URL of the settings, or the request's own. Raises BadRequest."""
    public = opened().settings.public_url.rstrip("/")
    if not public and not request.host:
        raise BadRequest("The request has no valid Host header, so the answer could not link to anything.")
    return public or request.host_url.rstrip("/")


def linker() -> Callable[[str], str]:
    """What makes a URL of a path, in the release that was asked for; good after the request too, in a stream."""
    root, release = root_url(), pinned()
    return lambda path: f"{root}{path}" + (f"?{urlencode({'release': release})}" if release else "")


def url(path: str, *parameters: tuple[str, str]) -> str:
    """The URL of a path with these parameters, in the release that was asked for."""
    release = pinned()
    pairs = [*parameters, *([("release", release)] if release else [])]
    return f"{root_url()}{path}" + (f"?{urlencode(pairs)}" if pairs else "")


def self_url() -> str:
    """The URL that was asked for."""
    return url(request.path, *(pair for pair in request.args.items(multi=True) if pair[0] != "release"))


def sparql_url(query: str) -> str:
    """A URL that runs the query."""
    return url("/sparql", ("query", query))


def pinned_url(path: str, release: str) -> str:
    """The URL of a path in that release, whatever is released later."""
    return f"{root_url()}{path}?{urlencode({'release': release})}"


def canonical_url(release: str) -> str:
    """The URL of this request with its release pinned, which answers the same for ever (RFC 6596)."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "release"]
    return f"{root_url()}{request.path}?{urlencode([*pairs, ('release', release)])}"


def context_link() -> str:
    """The Link header by which plain JSON is JSON-LD too (JSON-LD 1.1, section 6.1)."""
    return f'<{root_url()}/context.jsonld>; rel="{RELATION}"; type="application/ld+json"'
