"""Where the IRIs of the questions lead: beside those of records, and more exact than their route."""

from flask import redirect
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.parameters import in_path
from casus.http.problems import NotFound
from casus.http.urls import arguments_of, url
from casus.questions.questions import questions_of
from casus.store.open_release import OpenRelease


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the redirect."""
    blp = Blueprint("question-identifiers", __name__, description="Identifiers of questions.")
    path = in_path("slug", example="identifiers-of-an-actor")

    @blp.route("/id/questions/<slug>", parameters=[path])
    @blp.doc(operationId="questionIdentifier", summary="Where the question with this IRI is")
    @blp.response(303, description="It is asked and answered there.")
    @blp.alt_response(404, "NotFound")
    def question(slug: str) -> Response:
        if slug not in questions_of(opened()):
            raise NotFound(f"There is no question '{slug}'.", list=url("/v1/questions"))
        return redirect(url(f"/v1/questions/{slug}", *arguments_of("lang")), 303)

    api.register_blueprint(blp)
