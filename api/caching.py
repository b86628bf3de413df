"""What every response carries: validators, CORS and security headers."""

from flask import Flask, Response, request

_EXPOSED = "ETag, Link, Retry-After, Allow"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    """Finish every response of the app."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    response.headers.setdefault("Access-Control-Expose-Headers", _EXPOSED)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
    if request.method == "OPTIONS":
        response.headers.setdefault("Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD, OPTIONS"))
        response.headers.setdefault("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match")
        return response
    response.vary.add("Accept")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not response.direct_passthrough:
        response.add_etag()
        response.headers.setdefault("Cache-Control", "public, max-age=60")
        response.make_conditional(request.environ)
    elif response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
