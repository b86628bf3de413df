"""URLs of this service, as the client sees it."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import request

from casus.http.current_release import pinned, releases
from casus.http.problems import BadRequest
from casus.model.context import RELATION

_UNLESS_TOLD: Final = "en"


def root_url() -> str:
    """What every URL begins with: the public URL of the settings, or the request's own. Raises BadRequest."""
    public = releases().served.settings.public_url.rstrip("/")
    if not public and not request.host:
        raise BadRequest("The request has no valid Host header, so the answer could not link to anything.")
    return public or request.host_url.rstrip("/")


def joined(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The path, or URL, with these parameters."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def arguments_but(*names: str) -> list[tuple[str, str]]:
    """The parameters of the request in their order, without those of these names."""
    return [(name, value) for name, value in request.args.items(multi=True) if name not in names]


def arguments_of(*names: str) -> list[tuple[str, str]]:
    """The parameters of the request that have these names."""
    return [(name, value) for name, value in request.args.items(multi=True) if name in names]


def in_format(url: str, name: str) -> str:
    """The URL of the same in that format, whatever the Accept header."""
    path, _, query = url.partition("?")
    others = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != "format"]
    return joined(path, [*others, ("format", name)])


def in_release(url: str, release: str) -> str:
    """The URL of the same in that release."""
    path, _, query = url.partition("?")
    others = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != "release"]
    return joined(path, [*others, ("release", release)])


def url(path: str, *parameters: tuple[str, str]) -> str:
    """The URL of a path with these parameters, in the release that was asked for."""
    return joined(root_url() + path, [*parameters, *_release()])


def record_url(identifier: str, language: str | None) -> str:
    """The URL of the record of that id, in the language of the page that leads to it."""
    return url(f"/v1/{identifier}", *kept_language(language))


def kept_language(language: str | None) -> list[tuple[str, str]]:
    """The parameter that keeps a page in that language; none for English, which pages are in unless told."""
    return [("lang", language)] if language and language != _UNLESS_TOLD else []


def _release() -> list[tuple[str, str]]:
    release = pinned()
    return [("release", release)] if release else []


def self_url() -> str:
    """The URL that was asked for."""
    return url(request.path, *arguments_but("release"))


def sparql_url(query: str) -> str:
    """A URL that runs the query."""
    return url("/sparql", ("query", query))


def pinned_url(path: str, release: str) -> str:
    """The URL of a path in that release, whatever is released later."""
    return joined(root_url() + path, [("release", release)])


def canonical_url(release: str) -> str:
    """The URL of this request with its release pinned, which answers the same for ever (RFC 6596)."""
    return joined(root_url() + request.path, [*arguments_but("release"), ("release", release)])


def context_link() -> str:
    """The Link header by which plain JSON is JSON-LD too (JSON-LD 1.1, section 6.1)."""
    return f'<{root_url()}/context.jsonld>; rel="{RELATION}"; type="application/ld+json"'
