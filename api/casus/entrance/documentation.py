"""The JSON-LD context, the OpenAPI document, and Swagger UI over it from a locked package: this host alone is asked."""

import json
from functools import cache, partial
from importlib.resources import files
from typing import Final

from flask import Blueprint, Response, current_app, request

from casus.http.files import file_in
from casus.http.openapi import CasusApi, document
from casus.model.context import context as json_ld_context
from casus.pages.html import is_named_by_content, page
from casus.store.open_release import OpenRelease

_SWAGGER: Final = str(files("flask_openapi3_swagger") / "templates" / "swagger")
_STATIC: Final = str(files("casus.pages") / "static")
_A_DAY_S: Final = 86_400
_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""A year, than which no cache keeps longer (RFC 8246)."""


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes; the document is written when it is first asked for, and kept."""
    text = cache(partial(document, api))
    context_text = json.dumps(json_ld_context(release.model), ensure_ascii=False)
    blp = Blueprint("documentation", __name__)

    @blp.after_request
    def keep(response: Response) -> Response:
        """A file whose URL names its content never changes; any other is asked for again."""
        name = (request.view_args or {}).get("filename")
        if name and response.status_code in (200, 304) and is_named_by_content(name, request.args.get("v")):
            response.headers["Cache-Control"] = _FOR_EVER
        return response

    @blp.route("/static/<path:filename>")
    def static(filename: str) -> Response:
        """What pages load."""
        return file_in(_STATIC, filename)

    @blp.route("/openapi.json")
    def openapi() -> Response:
        return Response(text(), content_type="application/json")

    @blp.route("/context.jsonld")
    def context() -> Response:
        return Response(context_text, content_type="application/ld+json")

    @blp.route("/docs")
    def docs() -> Response:
        return page("docs.html")

    @blp.route("/docs/ui/<path:name>")
    def asset(name: str) -> Response:
        return file_in(_SWAGGER, name, _A_DAY_S)

    current_app.register_blueprint(blp)
