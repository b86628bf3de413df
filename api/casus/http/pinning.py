"""Releases in HTTP: every answer below /v1 names its pinned URL, which answers the same for ever."""

from flask import Flask, Response, request

from casus.http.opened import opened, pinned
from casus.http.urls import canonical_url

_FOR_A_DAY = "public, max-age=86400"


def register(app: Flask) -> None:
    """Finish every answer of the app that comes from a release."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    pinnable = request.path.startswith("/v1/") and not request.path.startswith("/v1/releases")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and pinnable:
        response.headers.add("Link", f'<{canonical_url(opened().manifest.id)}>; rel="canonical"')
        if pinned():
            response.headers["Cache-Control"] = _FOR_A_DAY
    return response
