"""The entrance: an index of what there is, and the identifiers that lead to records."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from api import __version__, negotiation
from api.model.types import Model
from api.service import service
from api.views.collections import redirects
from api.views.urls import root_url


def blueprint(model: Model) -> Blueprint:
    blp = Blueprint("index", __name__, template_folder="../templates")
    blp.add_url_rule("/", "entrance", entrance)
    blp.add_url_rule("/ontology", "ontology", ontology)
    for number, (path, view) in enumerate(redirects(model)):
        blp.add_url_rule(path, f"identifier{number}", view)
    blp.add_url_rule("/code/<code_list>/<slug>", "code", code)
    return blp


def entrance() -> Response | str:
    """HTML for browsers, links in JSON for programs."""
    links = _links()
    offers = (negotiation.JSON, negotiation.HTML)
    if negotiation.choose(request.headers.get("Accept"), offers) is negotiation.HTML:
        return render_template("index.html", links=links, manifest=service().manifest, collections=_collections())
    return jsonify(
        {
            "name": "Casus",
            "description": "An open knowledge service about armed conflict.",
            "version": __version__,
            "release": service().manifest.id,
            "links": links,
        }
    )


def _collections() -> list[dict[str, str]]:
    return [
        {"name": c.type.label, "url": f"{root_url()}/v1/{c.name}", "about": c.type.description}
        for c in service().model.collections.values()
    ]


def _links() -> dict[str, str]:
    root = root_url()
    return {
        **{c.name: f"{root}/v1/{c.name}" for c in service().model.collections.values()},
        "sparql": f"{root}/sparql",
        "openapi": f"{root}/openapi.json",
        "docs": f"{root}/docs",
        "ontology": f"{root}/ontology",
        "health": f"{root}/healthz",
        "readiness": f"{root}/readyz",
    }


def ontology() -> Response:
    """The vocabulary as Turtle."""
    text = (service().settings.ontology_dir / "casus.ttl").read_text("utf-8")
    return Response(text, content_type="text/turtle; charset=utf-8")


def code(code_list: str, slug: str) -> Response:
    """303: the page of the list defines the code."""
    return redirect(f"{root_url()}/v1/codes/{code_list}", 303)  # type: ignore[return-value]
