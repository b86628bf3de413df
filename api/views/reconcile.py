"""The endpoint of the reconciliation service: manifest, query batches, data extension (specification, 3, 4 and 7)."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, jsonify, request
from flask.views import MethodView

from api.formats.record_json import Json
from api.problems import BatchTooLarge, InvalidParameters, UnsupportedMediaType
from api.reconciliation import schemas
from api.reconciliation.extension import extended
from api.reconciliation.manifest import BATCH_SIZE, PATH, manifest
from api.reconciliation.matching import Matcher
from api.reconciliation.requests import UnreadableError, read_batch, read_extension
from api.service import Service, pinned, service
from api.views.parameters import invalid
from api.views.search import search_index
from api.views.strict import RELEASE, StrictBlueprint
from api.views.urls import root_url

_JSON: Final = "application/json"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_EXTENDED: Final = 200
"""Entities, and properties, of one data extension query."""
_PARAMETERS: Final = {
    "queries": "A batch of reconciliation queries, as JSON.",
    "extend": "A data extension query, as JSON.",
}


def blueprint(types: Iterable[str]) -> StrictBlueprint:
    blp = StrictBlueprint(
        "reconcile",
        __name__,
        description="Matching names with records: the W3C Entity Reconciliation API 0.2, as OpenRefine speaks it.",
    )
    schema, none = _schema(), ma.Schema.from_dict({}, name="ReconcilePostParameters")()
    asked = {"queries": schemas.batch(types, BATCH_SIZE), "extend": schemas.extension(_MOST_EXTENDED)}
    parameters = [
        {"in": "query", "name": name, "description": text, "content": {_JSON: {"schema": asked[name]}}}
        for name, text in _PARAMETERS.items()
    ]
    form = {
        name: {"type": "string", "description": text, "contentMediaType": _JSON, "contentSchema": asked[name]}
        for name, text in _PARAMETERS.items()
    }
    one = {"type": "object", "properties": form, "minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    body = {"required": True, "content": {_FORMS[0]: {"schema": one}}}

    @blp.route(PATH)
    class Reconcile(MethodView):
        @blp.doc(
            operationId="reconcileGet",
            summary="The manifest of the reconciliation service; or a batch of queries",
            parameters=[*parameters, RELEASE],
        )
        @blp.arguments(schema, location="query")
        @blp.response(200, schemas.ANSWER, description="The manifest, or the answer to what was asked.")
        @blp.alt_response(413, "BatchTooLarge")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            asked = {name: arguments[name] for name in _PARAMETERS if name in arguments}
            if not asked:
                return jsonify(manifest(service().vocabulary, root_url(), _template))
            return jsonify(_answer(service(), asked))

        @blp.doc(
            operationId="reconcilePost",
            summary="Match names with records, or fetch columns for records",
            requestBody=body,
        )
        @blp.arguments(none, location="query")
        @blp.response(200, schemas.ANSWER, description="The answer to what was asked.")
        @blp.alt_response(413, "BatchTooLarge")
        @blp.alt_response(415, "UnsupportedMediaType")
        @blp.alt_response(422, "InvalidParameters")
        def post(self, arguments: dict[str, Any]) -> Response:
            if request.mimetype not in _FORMS:
                raise UnsupportedMediaType(f"A body of type '{request.mimetype}' is no form.", accepted=list(_FORMS))
            for name in request.form:
                if name not in _PARAMETERS:
                    raise invalid(name, request.form[name], "is no field of the form", allowed=list(_PARAMETERS))
                if len(request.form.getlist(name)) > 1:
                    raise invalid(name, request.form[name], "is there twice; send it once")
            return jsonify(_answer(service(), request.form.to_dict()))

    return blp


def _schema() -> ma.Schema:
    fields: dict[str, ma.fields.Field[Any]] = {
        name: ma.fields.String(metadata={"description": text}) for name, text in _PARAMETERS.items()
    }
    return ma.Schema.from_dict(fields, name="ReconcileParameters")()


def _template(path: str) -> str:
    """The URL of the path with a place for an entity's id, in the release that was asked for."""
    release = pinned()
    return f"{root_url()}{path}?id={{{{id}}}}" + (f"&{urlencode({'release': release})}" if release else "")


def _answer(casus: Service, asked: dict[str, str]) -> Json:
    if not asked:
        raise invalid("queries", "", "is not there; send 'queries' or 'extend'")
    if len(asked) > 1:
        raise invalid("queries", asked["queries"][:200], "cannot go with 'extend'; send one of the two")
    name, text = next(iter(asked.items()))
    answers: dict[str, Callable[[Service, str], Json]] = {"queries": _matched, "extend": _extended}
    try:
        return answers[name](casus, text)
    except UnreadableError as error:
        allowed = {"allowed": error.allowed} if error.allowed else {}
        refused = {"parameter": name, "value": text[:200], "detail": str(error), **allowed}
        raise InvalidParameters(f"'{name}' cannot be read: {error}.", errors=[refused]) from error
    except OverflowError as error:
        raise BatchTooLarge(f"{error}.", most=BATCH_SIZE if name == "queries" else _MOST_EXTENDED) from error


def _matched(casus: Service, text: str) -> Json:
    batch = read_batch(text, casus.vocabulary, BATCH_SIZE)
    return Matcher(casus.knowledge, search_index(casus), casus.vocabulary).results(batch)


def _extended(casus: Service, text: str) -> Json:
    ids, columns = read_extension(text, casus.vocabulary, _MOST_EXTENDED)
    return extended(casus.knowledge, casus.vocabulary, ids, columns)
