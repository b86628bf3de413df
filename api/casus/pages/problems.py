"""Problems as pages, and forms as browsers send them."""

from typing import Final

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from casus.http.problems import MEDIA_TYPE, Problem
from casus.http.representations import HTML, JSON, choose
from casus.http.urls import joined, root_url
from casus.pages.choices import instead
from casus.pages.html import drawn
from casus.pages.messages import texts
from casus.terms.problem import PROBLEM_BASE

_OFFERS: Final = (JSON, HTML)


def register(app: Flask) -> None:
    """Have the app draw the problems of those who ask for pages."""

    @app.before_request
    def without_what_is_empty() -> AnyResponse | None:
        """A form sends its empty fields too; what is empty is not asked for."""
        pairs = [*request.args.items(multi=True)]
        kept = [(name, value) for name, value in pairs if value.strip()]
        if request.method != "GET" or kept == pairs or not for_people():
            return None
        return redirect(joined(root_url() + request.path, kept), 303)

    @app.after_request
    def page_of_a_problem(response: Response) -> Response:
        if response.content_type != MEDIA_TYPE or not for_people():
            return response
        try:
            page = drawn(response, "problem.html", instead=instead, title=_title(response))
        except Problem:  # such as a request that does not say for which host it is
            return response
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                page.headers[name] = response.headers[name]
        return page


def _title(response: Response) -> str | None:
    """The message with the title of the problem; none for one that its readers know in English."""
    key = f"problem-{response.get_json(force=True)['type'].removeprefix(PROBLEM_BASE)}"
    return key if key in texts() else None


def for_people() -> bool:
    """Whether the client asks for pages."""
    if "format" in request.args:
        return request.args["format"] == HTML.name
    return choose(request.headers.get("Accept"), _OFFERS) is HTML
