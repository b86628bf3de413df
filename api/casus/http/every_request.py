"""What happens to every request before its view and to every answer after it, in the order in which it happens."""

from typing import Final

from flask import Flask, Response, request

from casus.http import compression, headers, limits
from casus.settings import Settings
from casus.telemetry.answer_counts import UNKNOWN
from casus.terms import deadline
from casus.terms.deadline import Deadline

DEADLINE: Final = "casus.deadline"
"""In the WSGI environment, from a server that knows when the client has gone: the deadline, which has begun in the
context in which the application is called and its answer fetched. Elsewhere a request has one until its view returns.
"""
ROUTE: Final = "casus.route"
"""In the WSGI environment, of every request: the template of its path, for whoever counts requests in front."""
BEFORE: Final = (limits.refuse_long_heads,)
"""Each may raise a problem; the view is then not called."""
AFTER: Final = (
    headers.name_release,
    headers.finish,
    compression.compress,
    headers.answer_conditions,
)
"""Each takes the answer and returns it, or another. A coding has its own ETag, so conditions come after compression."""


def register(app: Flask, settings: Settings) -> None:
    """Have the app do all of it."""
    app.config["MAX_CONTENT_LENGTH"] = limits.BODY_BYTES
    compression.configure(app)

    @app.before_request
    def before() -> None:
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else UNKNOWN
        if DEADLINE not in request.environ:
            Deadline(settings.request_deadline_s).begin()
        for step in BEFORE:
            step()

    @app.teardown_request
    def teardown(_: BaseException | None) -> None:
        if DEADLINE not in request.environ:
            deadline.end()

    @app.after_request
    def after(response: Response) -> Response:
        for step in AFTER:
            response = step(response)
        return response
