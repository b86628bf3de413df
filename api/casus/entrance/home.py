"""The entrance, `/`, and the vocabulary."""

from importlib.metadata import version
from typing import Final

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import HTML, JSON, choose
from casus.http.urls import url
from casus.model.json_schema import STRING, URL, closed
from casus.pages.html import page
from casus.records.formats import rdf
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease

_OFFERS: Final = (JSON, HTML)
_INDEX: Final = closed(
    {
        **dict.fromkeys(("name", "description", "version", "release"), STRING),
        "links": {"type": "object", "additionalProperties": URL},
    }
)


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the entrance and the vocabulary."""
    blp = Blueprint("entrance", __name__, description="Where everything is.")

    @blp.route("/")
    @blp.doc(operationId="index", summary="Links to everything; HTML for browsers")
    @blp.response(200, _INDEX, description="The index.")
    @blp.alt_response(200, schema={"type": "string"}, content_type="text/html", description="The index.", success=True)
    def index() -> Response:
        release = opened()
        if choose(request.headers.get("Accept"), _OFFERS) is HTML:
            return page("index.html", links=_links(), manifest=release.manifest, collections=_collections())
        return jsonify(
            {
                "name": "Casus",
                "description": "An open knowledge service about armed conflict.",
                "version": version("casus"),
                "release": release.id,
                "links": _links(),
            }
        )

    @blp.route("/ontology")
    @blp.doc(operationId="ontology", summary="The vocabulary: every class and property, with definitions")
    @blp.response(200, {"type": "string"}, content_type="text/turtle", description="The vocabulary as Turtle.")
    def ontology() -> Response:
        return Response(opened().once(_ontology), content_type=rdf.TURTLE.representation.content_type)

    api.register_blueprint(blp)


def _ontology(release: OpenRelease) -> str:
    return rdf.turtle(rdf.graph_of(release.model, release.dataset.triples(fixed(__package__, "ontology"))))


def _collections() -> list[dict[str, str]]:
    return [
        {"name": c.type.label, "url": url(f"/v1/{c.name}"), "about": c.type.description}
        for c in opened().model.collections.values()
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
        "releases": "/v1/releases",
        "sparql_examples": "/.well-known/sparql-examples",
        "sparql": "/sparql",
        "void": "/.well-known/void",
        "openapi": "/openapi.json",
        "docs": "/docs",
        "ontology": "/ontology",
        "health": "/healthz",
        "readiness": "/readyz",
    }
    return {name: url(path) for name, path in paths.items()}
