"""The competency questions: what they are, and each run with its parameters, as JSON, a page or CSV."""

import json
from collections.abc import Callable
from typing import Any, Final

from flask import Response, jsonify
from rdflib import URIRef

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED, released
from casus.http.representations import CSV, HTML, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.http.urls import self_url, sparql_url
from casus.model.json_schema import LANGUAGE_MAP, PLAIN_VALUE, STRING, STRING_OR_NULL, URL, Json, array, closed
from casus.model.types import Model
from casus.questions import pages
from casus.questions.parameters import of_question, terms
from casus.questions.questions import questions_of
from casus.release.questions import Question
from casus.sandbox.query import Query
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of
from casus.terms.namespaces import CODE, XSD

_RESULT: Final = "application/sparql-results+json"
_OFFERS: Final = (JSON, HTML, CSV)
_LIST_OFFERS: Final = (JSON, HTML)
_LANGUAGE: Final = "Language of the page for people, and of the labels of codes in it; English where there is none."
_QUESTION: Final = closed(
    {
        "id": STRING,
        "number": {"type": "integer"},
        "label": STRING,
        "text": STRING,
        "tags": array(STRING),
        "parameters": array(
            closed({"name": STRING, "datatype": STRING, "default": STRING_OR_NULL, "description": LANGUAGE_MAP})
        ),
        "columns": array(closed({"name": STRING, "description": LANGUAGE_MAP})),
        "note": LANGUAGE_MAP,
    }
)
_CELL: Final[Json] = {"oneOf": [*PLAIN_VALUE["oneOf"], {"type": "null"}], "description": "A value of a row."}
_PLAIN: Final[dict[str, Callable[[str], Any]]] = {
    str(XSD.integer): int,
    str(XSD.decimal): float,
    str(XSD.double): float,
    str(XSD.boolean): "true".__eq__,
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the list of questions, and the answer to each."""
    blp = StrictBlueprint(
        "questions", __name__, url_prefix="/v1", description="Competency questions, ready to run with parameters."
    )

    @blp.route("/questions")
    @blp.doc(operationId="listQuestions", summary="List the competency questions")
    @blp.arguments({"lang": parameters.language(_LANGUAGE), "format": parameters.representation(_LIST_OFFERS)})
    @blp.answers(closed({"items": array(_QUESTION), **RELEASED}), _LIST_OFFERS, "The questions, by number.")
    def list_questions(arguments: dict[str, Any]) -> Response:
        items = [_shown(question) for question in questions_of(opened()).values()]
        answer = jsonify({"items": items, **released(opened())})
        return pages.list_page(answer) if chosen(arguments, _LIST_OFFERS) is HTML else answer

    api.spec.components.schema("Cell", _CELL)
    for question in questions_of(release).values():
        _add(blp, question, release.model)
    api.register_blueprint(blp)


def _add(blp: StrictBlueprint, question: Question, model: Model) -> None:
    """The path of one question: its parameters and columns are its own."""
    fields = {
        **of_question(question, model),
        "lang": parameters.language(_LANGUAGE),
        "format": parameters.representation(_OFFERS),
    }
    row = {name: {"$ref": "#/components/schemas/Cell", "description": text} for name, text in question.columns.items()}
    schema = closed(
        {
            "question": _QUESTION,
            "rows": array(closed(row)),
            "links": closed({"self": URL, "query": URL}),
            **RELEASED,
        }
    )

    @blp.route(f"/questions/{question.slug}", endpoint=question.slug)
    @blp.doc(operationId=f"question{question.number}", summary=question.title, description=question.question)
    @blp.arguments(fields)
    @blp.answers(schema, _OFFERS, "The answer, row by row.")
    @blp.alt_response(503, "Busy")
    @blp.alt_response(504, "QueryTimeout")
    def answer(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, _OFFERS)
        if representation is not HTML:
            return _answer(opened(), question, arguments, representation)
        return pages.question_page(opened(), question, arguments, _answer(opened(), question, arguments, JSON), _OFFERS)


def _shown(question: Question) -> Json:
    return {
        "id": f"questions/{question.slug}",
        "number": question.number,
        "label": question.title,
        "text": question.question,
        "tags": list(question.kinds),
        "parameters": [
            {
                "name": parameter.name,
                "datatype": " ".join(part for part in (parameter.type, parameter.target) if part),
                "default": parameter.default,
                "description": {"en": parameter.description},
            }
            for parameter in question.parameters
        ],
        "columns": [{"name": name, "description": {"en": text}} for name, text in question.columns.items()],
        "note": {"en": question.note} if question.note else {},
    }


def _answer(
    release: OpenRelease, question: Question, arguments: dict[str, Any], representation: Representation
) -> Response:
    need(Turn.QUERY)
    query = question.bound(terms(release, question, arguments))
    found = json.loads(release.sandbox.run(Query(query, _RESULT)).read())["results"]["bindings"]
    columns = list(question.columns)
    if representation is CSV:
        rows = ([_text(release.model, row.get(name)) for name in columns] for row in found)
        return table(columns, rows, representation)
    return jsonify(
        {
            "question": _shown(question),
            "rows": [{name: _plain(release.model, row.get(name)) for name in columns} for row in found],
            "links": {"self": self_url(), "query": sparql_url(query)},
            **released(release, question.title),
        }
    )


def _plain(model: Model, value: dict[str, str] | None) -> Any:
    """A value of a SPARQL result as JSON has it: numbers and truth values as such, records as their ids."""
    text = _text(model, value)
    return None if value is None else _PLAIN.get(value.get("datatype", ""), str)(text)


def _text(model: Model, value: dict[str, str] | None) -> Any:
    """A record, a code and a class as answers call them."""
    if value is None:
        return None
    if value["type"] != "uri":
        return value["value"]
    iri = value["value"]
    if (record_type := model.type_of([URIRef(iri)])) is not None:
        return record_type.name
    return slug_of(iri) if iri.startswith(CODE) else model.id_of(iri)
