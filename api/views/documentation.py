"""The JSON-LD context, the OpenAPI document, and Swagger UI over it from a locked package: this host alone is asked."""

import json
from importlib.resources import files

from flask import Blueprint, Response, render_template, send_from_directory

from api.model.context import context as json_ld_context
from api.model.types import Model
from api.openapi import CasusApi, document

_ASSETS = files("flask_openapi3_swagger") / "templates" / "swagger"


def blueprint(api: CasusApi, model: Model) -> Blueprint:
    """To be registered last: the document is written once, and holds what was registered before."""
    text = document(api)
    context_text = json.dumps(json_ld_context(model), ensure_ascii=False)
    blp = Blueprint("documentation", __name__, template_folder="../templates", static_folder="../static")

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
        return send_from_directory(str(files("api") / "static"), "docs.js", max_age=86_400)

    return blp
