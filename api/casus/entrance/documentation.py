"""The JSON-LD context, the OpenAPI document, and Swagger UI over it from a locked package: this host alone is asked."""

import json
from importlib.resources import files

from flask import Blueprint, Response, current_app, render_template, send_from_directory

from casus.http.openapi import CasusApi, document
from casus.model.context import context as json_ld_context
from casus.model.types import Model
from casus.store.open_release import OpenRelease

_ASSETS = files("flask_openapi3_swagger") / "templates" / "swagger"


def register(api: CasusApi, release: OpenRelease) -> None:
    """To be called last: the document is written once, and holds what was registered before."""
    current_app.register_blueprint(_blueprint(api, release.model))


def _blueprint(api: CasusApi, model: Model) -> Blueprint:
    text = document(api)
    context_text = json.dumps(json_ld_context(model), ensure_ascii=False)
    blp = Blueprint("documentation", __name__, static_folder="../pages/static")

    @blp.route("/openapi.json")
    def openapi() -> Response:
        return Response(text, content_type="application/json")

    @blp.route("/context.jsonld")
    def context() -> Response:
        return Response(context_text, content_type="application/ld+json")

    @blp.route("/docs")
    def docs() -> str:
        return render_template("docs.html")

    @blp.route("/docs/ui/<path:name>")
    def asset(name: str) -> Response:
        return send_from_directory(str(_ASSETS), name, max_age=86_400)

    @blp.route("/docs/start.js")
    def start() -> Response:
        return send_from_directory(str(files("casus.pages") / "static"), "docs.js", max_age=86_400)

    return blp
