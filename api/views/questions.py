"""The competency questions: what they are, and each run with its parameters, as JSON or CSV."""

import json
from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask import Response, jsonify, redirect
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as WerkzeugResponse

from api import negotiation
from api.admission import admission
from api.formats import citation, table
from api.formats.record_json import Json
from api.model.json_schema import closed
from api.model.types import Model
from api.problems import NotFound
from api.service import Service, service
from api.views import question_parameters
from api.views.representation import chosen
from api.views.slots import query_slot
from api.views.strict import StrictBlueprint
from api.views.urls import self_url, sparql_url, url
from ontology.build.questions import Question
from ontology.namespaces import XSD

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


def blueprint(questions: dict[str, Question], model: Model) -> StrictBlueprint:
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
            items = [_described(question) for question in service().questions.values()]
            manifest = service().manifest
            return jsonify({"items": items, "release": manifest.id, "cite_as": citation.sentence(manifest)})

    for question in questions.values():
        _add(blp, question, model)
    return blp


def identifiers() -> Blueprint:
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
        if slug not in service().questions:
            raise NotFound(f"There is no question '{slug}'.", list=url("/v1/questions"))
        return redirect(url(f"/v1/questions/{slug}"), 303)

    return blp


def _add(blp: StrictBlueprint, question: Question, model: Model) -> None:
    """The path of one question: its parameters and columns are its own."""
    schema = question_parameters.schema(question, model, _OFFERS)
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
            return _answer(service(), question, arguments, chosen(arguments, _OFFERS))


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


def _answer(casus: Service, question: Question, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    query = question.bound(question_parameters.terms(casus, question, arguments))
    query_slot()
    with admission().query():
        rows = json.loads(casus.sandbox.run(query, media_type=_RESULT).read())["results"]["bindings"]
    if offer is negotiation.CSV:
        cells = ([row[name]["value"] if name in row else "" for name in question.columns] for row in rows)
        text = "".join(map(table.line, (question.columns, *cells)))
        return Response(text, content_type="text/csv; charset=utf-8")
    described = _described(question)
    release = casus.manifest.id
    return jsonify(
        {
            "question": described,
            "rows": [{name: _plain(row.get(name)) for name in question.columns} for row in rows],
            "links": {"self": self_url(), "query": sparql_url(query)},
            "release": release,
            "cite_as": citation.sentence(casus.manifest, question.title),
        }
    )


def _plain(value: dict[str, str] | None) -> Any:
    """A value of a SPARQL result as JSON has it: numbers and truth values as such, IRIs and all else as text."""
    if value is None:
        return None
    return _PLAIN.get(value.get("datatype", ""), str)(value["value"])
