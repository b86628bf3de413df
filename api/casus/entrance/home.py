"""The entrance, `/`."""

from importlib.metadata import version
from typing import Any, Final

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from casus.entrance.dataset_card import dataset_card
from casus.entrance.ways_in import ways_in
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import HTML, JSON, choose
from casus.http.urls import root_url, url
from casus.model.json_schema import STRING, URL, closed
from casus.pages.html import page
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.store.open_release import OpenRelease

_OFFERS: Final = (JSON, HTML)
_INDEX: Final = closed(
    {
        **dict.fromkeys(("name", "description", "version", "release"), STRING),
        "links": {"type": "object", "additionalProperties": URL},
    }
)


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the entrance."""
    blp = Blueprint("entrance", __name__, description="Where everything is.")

    @blp.route("/")
    @blp.doc(operationId="index", summary="Links to everything; HTML for browsers")
    @blp.response(200, _INDEX, description="The index.")
    @blp.alt_response(200, schema={"type": "string"}, content_type="text/html", description="The index.", success=True)
    def index() -> Response:
        release = opened()
        if choose(request.headers.get("Accept"), _OFFERS) is HTML:
            return page(
                "index.html",
                entries=ways_in(release),
                collections=_collections(release),
                dataset=dataset_card(release.manifest, root_url()),
            )
        return jsonify(
            {
                "name": "Casus",
                "description": "An open knowledge service about armed conflict.",
                "version": version("casus"),
                "release": release.id,
                "links": _links(),
            }
        )

    api.register_blueprint(blp)


def _collections(release: OpenRelease) -> list[dict[str, Any]]:
    """Those that have records."""
    counted = (
        (each, lists_of(release).page(Selection(each, limit=1))[1]) for each in release.model.collections.values()
    )
    return [
        {"name": c.name, "label": c.type.label, "about": c.type.description, "count": count}
        for c, count in counted
        if count
    ]


def _links() -> dict[str, str]:
    paths = {
        **{c.name: f"/v1/{c.name}" for c in opened().model.collections.values()},
        "codebook": "/v1/codebook",
        "questions": "/v1/questions",
        "search": "/v1/search",
        "lookup": "/v1/lookup",
        "crosswalks": "/v1/crosswalks",
        "reconcile": "/v1/reconcile",
        "network": "/v1/network",
        "timeline": "/v1/timeline",
        "map": "/v1/map",
        "releases": "/v1/releases",
        "sparql_examples": "/.well-known/sparql-examples",
        "sparql": "/sparql",
        "mcp": "/mcp",
        "void": "/.well-known/void",
        "openapi": "/openapi.json",
        "docs": "/docs",
        "ontology": "/ontology",
        "health": "/healthz",
        "readiness": "/readyz",
    }
    return {name: url(path) for name, path in paths.items()}
