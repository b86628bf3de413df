"""Where the IRIs of records and codes lead: the IRI names the thing, a page is about it.

(Cool URIs for the Semantic Web, section 4.2)
"""

from flask import redirect
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.parameters import in_path
from casus.http.problems import NotFound
from casus.http.urls import arguments_of, url
from casus.records.record import existing_record
from casus.store.open_release import OpenRelease


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add a redirect for every kind of IRI."""
    blp = Blueprint("identifiers", __name__, description="Where identifiers lead.")

    @blp.route(
        "/id/<collection>/<slug>",
        parameters=[in_path("collection", example="armed-forces"), in_path("slug", example="lna")],
    )
    @blp.doc(
        operationId="identifier",
        summary="Where the record with this IRI is",
        description="The IRI names the thing, the page is about it (Cool URIs for the Semantic Web, section 4.2).",
    )
    @blp.response(303, description="The identifier is the thing; the page about it is there.")
    @blp.alt_response(308, description="The thing goes by another identifier now.")
    @blp.alt_response(404, "NotFound")
    @blp.alt_response(410, "Gone")
    def identifier(collection: str, slug: str) -> Response:
        found = opened().model.collections.get(collection)
        if found is None or not found.base.endswith(f"/id/{collection}/"):
            raise NotFound(f"There is no collection '{collection}'.", collections=sorted(opened().model.collections))
        existing_record(opened(), found, slug)
        return _to(f"/v1/{collection}/{slug}")

    @blp.route("/code/<code_list>", parameters=[in_path("code_list", example="claim-status")])
    @blp.doc(operationId="codeList", summary="Where the code list with this IRI is")
    @blp.response(303, description="The page of the list is there.")
    @blp.alt_response(404, "NotFound")
    def code_list(code_list: str) -> Response:
        existing_record(opened(), opened().model.collections["codes"], code_list)
        return _to(f"/v1/codes/{code_list}")

    @blp.route(
        "/code/<code_list>/<slug>",
        parameters=[in_path("code_list", example="claim-status"), in_path("slug", example="reported")],
    )
    @blp.doc(operationId="code", summary="Where the code with this IRI is defined")
    @blp.response(303, description="The page of the list, which defines the code, is there.")
    @blp.alt_response(404, "NotFound")
    def code(code_list: str, slug: str) -> Response:
        codes = opened().model.codes.get(code_list, ())
        if slug not in codes:
            raise NotFound(f"There is no code '{slug}' in a list '{code_list}'.", codes=list(codes))
        return _to(f"/v1/codes/{code_list}", slug)

    api.register_blueprint(blp)


def _to(path: str, anchor: str = "") -> Response:
    """303 to the path, in the language that is asked for."""
    return redirect(url(path, *arguments_of("lang")) + (f"#{anchor}" if anchor else ""), 303)
