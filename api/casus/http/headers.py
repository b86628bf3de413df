"""What every response carries: validators, CORS and security headers."""

from typing import Final

from flask import Response, request

from casus.http import compression
from casus.http.current_release import opened, pinned
from casus.http.problems import PreconditionFailed, render
from casus.http.urls import canonical_url

_EXPOSED = "Allow, Cache-Status, Content-Disposition, ETag, Link, Repr-Digest, Retry-After, X-Request-Id"
_FOR_A_MINUTE = "public, max-age=60"
FOR_A_DAY = "public, max-age=86400"
_ANY_HEADER = "*, Authorization, Cache-Control, Content-Type, If-None-Match, X-Requested-With"
"""What a page may send with a request: anything, for it is read or ignored. The star does not cover Authorization
(Fetch, "CORS non-wildcard request-header name").
What is usual is named too, for old browsers that know no star."""
_ASKED_AGAIN_S = "86400"
"""How long a browser need not ask again what it may do."""
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


_ASKED_IF: Final = frozenset(
    f"HTTP_{name}"
    for name in ("IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "RANGE", "IF_RANGE")
)
_ALWAYS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _PAGE_POLICY,
}
OF_PROBLEMS: Final = {**_ALWAYS, "Vary": "Accept", "Cache-Control": "no-store"}
"""What a problem carries that is written in front of the application."""


def name_release(response: Response) -> Response:
    """Every answer below /v1 names its pinned URL, which answers the same for ever."""
    pinnable = request.path.startswith("/v1/") and not request.path.startswith("/v1/releases")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and pinnable:
        response.headers.add("Link", f'<{canonical_url(opened().id)}>; rel="canonical"')
        if pinned():
            response.headers["Cache-Control"] = FOR_A_DAY
    return response


def unchanged(tag: str) -> Response | None:
    """304 if the client has the representation of that ETag already, in any coding; for an ETag that needs no body.

    `If-None-Match: *` is left to `answer_conditions`, since it asks whether there is a representation at all.
    """
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return None
    known = next((each for each in compression.tags(tag) if request.if_none_match.contains_weak(each)), None)
    if known is None or request.if_none_match.star_tag:
        return None
    response = Response(status=304)
    response.set_etag(known)
    return response


def finish(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in _ALWAYS.items() if name.lower() not in given])
    if request.method == "OPTIONS":
        response.headers.setdefault("Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD, OPTIONS"))
        response.headers.setdefault("Access-Control-Allow-Headers", _ANY_HEADER)
        response.headers.setdefault("Access-Control-Max-Age", _ASKED_AGAIN_S)
        return response
    response.vary.add("Accept")
    if response.status_code in (200, 304) and request.method in ("GET", "HEAD"):
        response.headers.setdefault("Cache-Control", _FOR_A_MINUTE)
        if response.status_code == 200 and not response.is_streamed:
            response.add_etag()
    elif response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def answer_conditions(response: Response) -> Response:
    """RFC 9110, section 13.2.2."""
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.automatically_set_content_length = not response.is_streamed  # else werkzeug reads all of it to count
        if _ASKED_IF.isdisjoint(request.environ):
            return response
        given = dict(request.environ)
        tag = response.get_etag()[0]
        if request.if_match.star_tag or ("HTTP_IF_NONE_MATCH" in given and tag and request.if_match.is_strong(tag)):
            # werkzeug 3.1 takes the star for an ETag that nothing has, and looks at nothing behind an If-Match
            del given["HTTP_IF_MATCH"]
        response.make_conditional(given)
        if response.status_code == 412:  # the body is still the representation that the client does not want
            response.close()
            return finish(render(PreconditionFailed("If-Match does not name the ETag of what is here now.")))
    return response
