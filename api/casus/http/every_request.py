"""What happens to every request before its view and to every answer after it, in the order in which it happens."""

from typing import Final

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from casus.http import admission, compression, headers, limits, request_end
from casus.http.admission import Admission
from casus.settings import Settings

BEFORE: Final = (
    limits.refuse_long_heads,
    admission.admit,
)
"""Each may raise a problem; the view is then not called."""
AFTER: Final = (
    headers.name_release,
    headers.finish,
    compression.compress,
    headers.answer_conditions,
    request_end.let_go,
)
"""Each takes the answer and returns it, or another. A coding has its own ETag, so conditions come after compression."""


def register(app: Flask, settings: Settings) -> None:
    """Have the app do all of it; around it, in WSGI, the end of the request, and first of all who the client is."""
    app.config["MAX_CONTENT_LENGTH"] = limits.BODY_BYTES
    app.extensions[admission.EXTENSION] = Admission(settings)
    compression.configure(app)
    app.before_request(_before)
    app.after_request(_after)
    app.wsgi_app = request_end.Lifetime(app.wsgi_app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
        )


def _before() -> None:
    for step in BEFORE:
        step()


def _after(response: Response) -> Response:
    for step in AFTER:
        response = step(response)
    return response
