"""Where the page of an entity is, and a small preview of it for the frames of clients (specification, section 5)."""

from typing import Any

from flask import Response, redirect
from rdflib import URIRef
from werkzeug.wrappers import Response as WerkzeugResponse

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.parameters import Fields
from casus.http.problems import NotFound
from casus.http.urls import url
from casus.pages.html import page
from casus.reconciliation.entities import living
from casus.reconciliation.service_manifest import PATH
from casus.reconciliation.vocabulary import vocabulary_of
from casus.store.open_release import OpenRelease

_FRAME_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""Nothing but text and its style sheet, in anybody's frame."""


def blueprint() -> StrictBlueprint:
    """The routes to a record from its id."""
    blp = StrictBlueprint("reconcile-entity", __name__, description="Pages of entities for clients.")
    fields: Fields = {
        "id": parameters.identifier("The id of an entity: collection and slug.", "armed-forces/lna", required=True)
    }

    @blp.route(f"{PATH}/view")
    @blp.doc(operationId="viewEntity", summary="Where the record of an entity is")
    @blp.arguments(fields)
    @blp.response(303, description="The page of the record is there.")
    @blp.alt_response(404, "NotFound")
    def view_entity(arguments: dict[str, Any]) -> WerkzeugResponse:
        return redirect(_page(opened(), _entity(opened(), arguments["id"])), 303)

    @blp.route(f"{PATH}/preview")
    @blp.doc(operationId="previewEntity", summary="A small page about an entity, for a frame")
    @blp.arguments(fields)
    @blp.response(200, {"type": "string"}, content_type="text/html", description="The page.")
    @blp.alt_response(404, "NotFound")
    def preview_entity(arguments: dict[str, Any]) -> Response:
        release = opened()
        iri = _entity(release, arguments["id"])
        response = page("preview.html", **_shown(release, iri), url=_page(release, iri))
        response.headers["Content-Security-Policy"] = _FRAME_POLICY
        return response

    return blp


def _entity(release: OpenRelease, identifier: str) -> URIRef:
    """The record of that id, or the one that it was merged into. Raises NotFound."""
    found = living(release.dataset, [identifier]).get(identifier)
    if found is None:
        raise NotFound(f"'{identifier}' is the id of no entity; one is such as armed-forces/lna.")
    return found


def _page(release: OpenRelease, iri: URIRef) -> str:
    home = release.model.home_of(iri)
    return url(home.path if home else "/")


def _shown(release: OpenRelease, iri: URIRef) -> dict[str, Any]:
    entry = release.search_index.entries([str(iri)])[str(iri)]
    label = entry.label()
    others = dict.fromkeys(text for field, text, _ in entry.names if field in ("labels", "aliases") and text != label)
    kinds = [kind.name for kind in vocabulary_of(release).types_of(entry.classes)][:1]
    return {"label": label, "kinds": kinds, "description": entry.description(), "others": list(others)[:8]}
