"""The entrance, the vocabulary, and the identifiers that lead to records."""

from importlib.metadata import version
from typing import Any

from flask import Response, jsonify, redirect, render_template, request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as WerkzeugResponse

from casus.http import negotiation
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.problems import NotFound
from casus.http.urls import url
from casus.records.formats import rdf
from casus.records.record import existing_record
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease

_OFFERS = (negotiation.JSON, negotiation.HTML)
_URL = {"type": "string", "format": "uri"}
_INDEX: dict[str, Any] = {
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ("name", "description", "version", "release")},
        "links": {"type": "object", "additionalProperties": _URL},
    },
    "required": ["name", "description", "version", "release", "links"],
    "additionalProperties": False,
}


def _path(name: str, example: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "schema": {"type": "string"}, "example": example}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    blp = Blueprint("entrance", __name__, description="Where everything is.")

    @blp.route("/")
    @blp.doc(operationId="index", summary="Links to everything; HTML for browsers")
    @blp.response(200, _INDEX, description="The index.")
    @blp.alt_response(200, schema={"type": "string"}, content_type="text/html", description="The index.", success=True)
    def entrance() -> Response:
        if negotiation.choose(request.headers.get("Accept"), _OFFERS) is negotiation.HTML:
            html = render_template("index.html", links=_links(), manifest=opened().manifest, collections=_collections())
            return Response(html, content_type="text/html; charset=utf-8")
        return jsonify(
            {
                "name": "Casus",
                "description": "An open knowledge service about armed conflict.",
                "version": version("casus"),
                "release": opened().manifest.id,
                "links": _links(),
            }
        )

    @blp.route("/ontology")
    @blp.doc(operationId="ontology", summary="The vocabulary: every class and property, with definitions")
    @blp.response(200, {"type": "string"}, content_type="text/turtle", description="The vocabulary as Turtle.")
    def ontology() -> Response:
        release = opened()
        return Response(release.once(_ontology), content_type="text/turtle; charset=utf-8")

    @blp.route("/id/<collection>/<slug>", parameters=[_path("collection", "armed-forces"), _path("slug", "lna")])
    @blp.doc(operationId="identifier", summary="Where the record with this IRI is")
    @blp.response(303, description="The identifier is the thing; the page about it is there.")
    @blp.alt_response(308, description="The thing goes by another identifier now.")
    @blp.alt_response(404, "NotFound")
    @blp.alt_response(410, "Gone")
    def identifier(collection: str, slug: str) -> WerkzeugResponse:
        """The IRI names the thing, the page is about it (Cool URIs for the Semantic Web, section 4.2)."""
        found = opened().model.collections.get(collection)
        if found is None or not found.base.endswith(f"/id/{collection}/"):
            raise NotFound(f"There is no collection '{collection}'.", collections=sorted(opened().model.collections))
        existing_record(opened(), found, slug)
        return redirect(url(f"/v1/{collection}/{slug}"), 303)

    @blp.route("/code/<code_list>", parameters=[_path("code_list", "claim-status")])
    @blp.doc(operationId="codeList", summary="Where the code list with this IRI is")
    @blp.response(303, description="The page of the list is there.")
    @blp.alt_response(404, "NotFound")
    def code_list(code_list: str) -> WerkzeugResponse:
        existing_record(opened(), opened().model.collections["codes"], code_list)
        return redirect(url(f"/v1/codes/{code_list}"), 303)

    @blp.route("/code/<code_list>/<slug>", parameters=[_path("code_list", "claim-status"), _path("slug", "reported")])
    @blp.doc(operationId="code", summary="Where the code with this IRI is defined")
    @blp.response(303, description="The page of the list, which defines the code, is there.")
    @blp.alt_response(404, "NotFound")
    def code(code_list: str, slug: str) -> WerkzeugResponse:
        codes = opened().model.codes.get(code_list, ())
        if slug not in codes:
            raise NotFound(f"There is no code '{slug}' in a list '{code_list}'.", codes=list(codes))
        return redirect(url(f"/v1/codes/{code_list}"), 303)

    return blp


def _collections() -> list[dict[str, str]]:
    return [
        {"name": c.type.label, "url": url(f"/v1/{c.name}"), "about": c.type.description}
        for c in opened().model.collections.values()
    ]


def _links() -> dict[str, str]:
    paths = {
        **{c.name: f"/v1/{c.name}" for c in opened().model.collections.values()},
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


def _ontology(release: OpenRelease) -> str:
    return rdf.turtle(rdf.graph_of(release.model, release.dataset.triples(fixed(__package__, "ontology"))))
