"""Is the server alive, and is it ready? For load balancers and operators."""

from flask import Response, jsonify
from flask_smorest import Blueprint

from api.queries.fixed import fixed
from api.service import service

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


def blueprint() -> Blueprint:
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
        manifest = service().manifest
        service().knowledge.number(fixed("alive"))
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
