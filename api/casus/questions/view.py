"""The competency questions: what they are, and each run with its parameters, as JSON or CSV."""

import json
from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask import Response, jsonify, redirect
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as WerkzeugResponse

from casus.http import negotiation
from casus.http.admission import admission
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.problems import NotFound
from casus.http.representation import chosen
from casus.http.strict import StrictBlueprint
from casus.http.urls import self_url, sparql_url, url
from casus.model.json_schema import closed
from casus.model.types import Model
from casus.questions import parameters
from casus.questions.questions import questions_of
from casus.records.formats import citation, table
from casus.records.shaper import Json
from casus.release.questions import Question
from casus.sandbox.query import Query
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import XSD

_TEXT: Json = {"type": "string"}
_URL: Json = {"type": "string", "format": "uri"}
_CELL: Json = {"type": ["string", "number", "boolean", "null"]}
_RESULT = "application/sparql-results+json"
_PLAIN: dict[str, Callable[[str], Any]] = {
    str(XSD.integer): int,
    str(XSD.decimal): float,
    str(XSD.double): float,
    str(XSD.boolean): "true".__eq__,
}
_OFFERS = (negotiation.JSON, negotiation.CSV)


_NAMED = {"type": "array", "items": closed({"name": _TEXT, "description": _TEXT})}
_PARAMETERS = {
    "type": "array",
    "items": closed({"name": _TEXT, "type": _TEXT, "default": {"type": ["string", "null"]}, "description": _TEXT}),
}
_QUESTION: Json = {
    "id": _TEXT,
    "number": {"type": "integer"},
    "title": _TEXT,
    "question": _TEXT,
    "kinds": {"type": "array", "items": _TEXT},
    "parameters": _PARAMETERS,
    "columns": _NAMED,
    "note": {"type": ["string", "null"]},
    "href": _URL,
}
_LIST = closed({"items": {"type": "array", "items": closed(_QUESTION)}, "release": _TEXT, "cite_as": _TEXT})


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(questions_of(release), release.model))
    api.register_blueprint(_identifiers())


def _blueprint(questions: dict[str, Question], model: Model) -> StrictBlueprint:
    blp = StrictBlueprint(
        "questions", __name__, url_prefix="/v1", description="Competency questions, ready to run with parameters."
    )
    none = ma.Schema.from_dict({}, name="QuestionsParameters")()

    @blp.route("/questions")
    class Questions(MethodView):
        @blp.doc(operationId="listQuestions", summary="List the competency questions")
        @blp.arguments(none, location="query")
        @blp.response(200, _LIST, description="The questions, by number.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            items = [_described(question) for question in questions_of(opened()).values()]
            manifest = opened().manifest
            return jsonify({"items": items, "release": manifest.id, "cite_as": citation.sentence(manifest)})

    for question in questions.values():
        _add(blp, question, model)
    return blp


def _identifiers() -> Blueprint:
    """Where the IRIs of the questions lead: beside those of records, and more exact than their route."""
    blp = Blueprint("question-identifiers", __name__, description="Identifiers of questions.")
    path = {
        "in": "path",
        "name": "slug",
        "required": True,
        "schema": {"type": "string"},
        "example": "identifiers-of-an-actor",
    }

    @blp.route("/id/questions/<slug>", parameters=[path])
    @blp.doc(operationId="questionIdentifier", summary="Where the question with this IRI is")
    @blp.response(303, description="It is asked and answered there.")
    @blp.alt_response(404, "NotFound")
    def question(slug: str) -> WerkzeugResponse:
        if slug not in questions_of(opened()):
            raise NotFound(f"There is no question '{slug}'.", list=url("/v1/questions"))
        return redirect(url(f"/v1/questions/{slug}"), 303)

    return blp


def _add(blp: StrictBlueprint, question: Question, model: Model) -> None:
    """The path of one question: its parameters and columns are its own."""
    schema = parameters.schema(question, model, _OFFERS)
    row = {
        name: {"type": ["string", "number", "boolean", "null"], "description": d}
        for name, d in question.columns.items()
    }
    answer = closed(
        {
            "question": closed(_QUESTION),
            "rows": {"type": "array", "items": closed(row)},
            "links": closed({"self": _URL, "query": _URL}),
            "release": _TEXT,
            "cite_as": _TEXT,
        }
    )

    @blp.route(f"/questions/{question.slug}", endpoint=question.slug)
    class Answer(MethodView):
        @blp.doc(operationId=f"question{question.number}", summary=question.title, description=question.question)
        @blp.arguments(schema, location="query")
        @blp.response(200, answer, description="The answer, row by row.")
        @blp.alt_response(200, schema={"type": "string"}, content_type="text/csv", description="A table.", success=True)
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        @blp.alt_response(503, "Busy")
        @blp.alt_response(504, "QueryTimeout")
        def get(self, arguments: dict[str, Any]) -> Response:
            return _answer(opened(), question, arguments, chosen(arguments, _OFFERS))


def _described(question: Question) -> Json:
    return {
        "id": question.slug,
        "number": question.number,
        "title": question.title,
        "question": question.question,
        "kinds": list(question.kinds),
        "parameters": [
            {
                "name": parameter.name,
                "type": " ".join(part for part in (parameter.type, parameter.target) if part),
                "default": parameter.default,
                "description": parameter.description,
            }
            for parameter in question.parameters
        ],
        "columns": [{"name": name, "description": text} for name, text in question.columns.items()],
        "note": question.note,
        "href": url(f"/v1/questions/{question.slug}"),
    }


def _answer(release: OpenRelease, question: Question, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    query = question.bound(parameters.terms(release, question, arguments))
    admission().admit_long()
    with admission().query():
        rows = json.loads(release.sandbox.run(Query(query, _RESULT)).read())["results"]["bindings"]
    if offer is negotiation.CSV:
        cells = ([row[name]["value"] if name in row else "" for name in question.columns] for row in rows)
        text = "".join(map(table.line, (question.columns, *cells)))
        return Response(text, content_type="text/csv; charset=utf-8")
    described = _described(question)
    return jsonify(
        {
            "question": described,
            "rows": [{name: _plain(row.get(name)) for name in question.columns} for row in rows],
            "links": {"self": self_url(), "query": sparql_url(query)},
            "release": release.id,
            "cite_as": citation.sentence(release.manifest, question.title),
        }
    )


def _plain(value: dict[str, str] | None) -> Any:
    """A value of a SPARQL result as JSON has it: numbers and truth values as such, IRIs and all else as text."""
    if value is None:
        return None
    return _PLAIN.get(value.get("datatype", ""), str)(value["value"])
