"""Is the server alive, and is it ready? For load balancers and operators."""

from flask import Response, jsonify
from flask_smorest import Blueprint

from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease

_STATUS = {
    "type": "object",
    "properties": {"status": {"type": "string", "const": "ok"}},
    "required": ["status"],
    "additionalProperties": False,
}
_READY = {
    "type": "object",
    "properties": {
        "status": {"type": "string", "const": "ready"},
        "release": {"type": "string"},
        "built_at": {"type": "string", "format": "date-time"},
        "triples": {"type": "integer"},
    },
    "required": ["status", "release", "built_at", "triples"],
    "additionalProperties": False,
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    blp = Blueprint("health", __name__, description="Liveness and readiness.")

    @blp.route("/healthz")
    @blp.doc(operationId="health", summary="Is the server alive?")
    @blp.response(200, _STATUS, description="It is.")
    def healthz() -> Response:
        return _fresh(jsonify({"status": "ok"}))

    @blp.route("/readyz")
    @blp.doc(operationId="readiness", summary="Can it answer, and from which release?")
    @blp.response(200, _READY, description="It can.")
    def readyz() -> Response:
        manifest = opened().manifest
        opened().dataset.number(fixed("casus.store", "alive"))
        return _fresh(
            jsonify(
                {
                    "status": "ready",
                    "release": manifest.id,
                    "built_at": manifest.built_at,
                    "triples": manifest.triples,
                }
            )
        )

    return blp


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
