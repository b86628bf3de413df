"""Is the server alive, and is it ready? For load balancers and operators."""

from typing import Final

from flask import Response, jsonify
from flask_smorest import Blueprint

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.model.json_schema import STRING, closed
from casus.release.integrity import missing
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.problem import Problem

_STATUS: Final = closed({"status": {**STRING, "const": "ok"}})
_READY: Final = closed(
    {
        "status": {**STRING, "const": "ready"},
        "release": STRING,
        "built_at": {**STRING, "format": "date-time"},
        "triples": {"type": "integer"},
    }
)


class NotReady(Problem):
    """The server runs, but cannot answer everything; the operator is told why."""

    status, slug, title = 503, "not-ready", "The server is not ready"


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add both."""
    blp = Blueprint("health", __name__, description="Liveness and readiness.")

    @blp.route("/healthz")
    @blp.doc(operationId="health", summary="Is the server alive?")
    @blp.response(200, _STATUS, description="It is.")
    def healthz() -> Response:
        return _fresh(jsonify({"status": "ok"}))

    @blp.route("/readyz")
    @blp.doc(operationId="readiness", summary="Can it answer, and from which release?")
    @blp.response(200, _READY, description="It can.")
    @blp.alt_response(503, "NotReady")
    def readyz() -> Response:
        release = opened()
        manifest = release.manifest
        if lacking := list(missing(release.release, without_store=bool(release.settings.store))):
            raise NotReady("Parts of the release are missing.", log="; ".join(lacking))
        release.check_data()
        release.dataset.number(fixed("casus.store", "alive"))
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

    api.register_blueprint(blp)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
