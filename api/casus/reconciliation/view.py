"""The endpoint of the reconciliation service: manifest, query batches, data extension (specification, 3, 4 and 7)."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, jsonify, request
from flask.views import MethodView

from casus.http.openapi import CasusApi
from casus.http.opened import opened, pinned
from casus.http.problems import BatchTooLarge, InvalidParameters, UnsupportedMediaType
from casus.http.strict import RELEASE, StrictBlueprint
from casus.http.urls import root_url
from casus.model.json_schema import Json
from casus.reconciliation import schemas
from casus.reconciliation.extension import extended
from casus.reconciliation.manifest import BATCH_SIZE, PATH, manifest
from casus.reconciliation.matching import Matcher
from casus.reconciliation.requests import UnreadableError, read_batch, read_extension
from casus.reconciliation.vocabulary import vocabulary_of
from casus.store.open_release import OpenRelease

_JSON: Final = "application/json"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_EXTENDED: Final = 200
"""Entities, and properties, of one data extension query."""
_PARAMETERS: Final = {
    "queries": "A batch of reconciliation queries, as JSON.",
    "extend": "A data extension query, as JSON.",
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(vocabulary_of(release).types))


def _blueprint(types: Iterable[str]) -> StrictBlueprint:
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
        @blp.arguments(schema)
        @blp.response(200, schemas.ANSWER, description="The manifest, or the answer to what was asked.")
        @blp.alt_response(413, "BatchTooLarge")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            asked = {name: arguments[name] for name in _PARAMETERS if name in arguments}
            if not asked:
                return jsonify(manifest(vocabulary_of(opened()), root_url(), _template))
            return jsonify(_answer(opened(), asked))

        @blp.doc(
            operationId="reconcilePost",
            summary="Match names with records, or fetch columns for records",
            requestBody=body,
        )
        @blp.arguments(none)
        @blp.response(200, schemas.ANSWER, description="The answer to what was asked.")
        @blp.alt_response(413, "BatchTooLarge")
        @blp.alt_response(415, "UnsupportedMediaType")
        @blp.alt_response(422, "InvalidParameters")
        def post(self, arguments: dict[str, Any]) -> Response:
            if request.mimetype not in _FORMS:
                raise UnsupportedMediaType(f"A body of type '{request.mimetype}' is no form.", accepted=list(_FORMS))
            for name in request.form:
                if name not in _PARAMETERS:
                    raise InvalidParameters.of(
                        name, request.form[name], "is no field of the form", allowed=list(_PARAMETERS)
                    )
                if len(request.form.getlist(name)) > 1:
                    raise InvalidParameters.of(name, request.form[name], "is there twice; send it once")
            return jsonify(_answer(opened(), request.form.to_dict()))

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


def _answer(release: OpenRelease, asked: dict[str, str]) -> Json:
    if not asked:
        raise InvalidParameters.of("queries", "", "is not there; send 'queries' or 'extend'")
    if len(asked) > 1:
        raise InvalidParameters.of("queries", asked["queries"][:200], "cannot go with 'extend'; send one of the two")
    name, text = next(iter(asked.items()))
    answers: dict[str, Callable[[OpenRelease, str], Json]] = {"queries": _matched, "extend": _extended}
    try:
        return answers[name](release, text)
    except UnreadableError as error:
        allowed = {"allowed": error.allowed} if error.allowed else {}
        refused = {"parameter": name, "value": text[:200], "detail": str(error), **allowed}
        raise InvalidParameters(f"'{name}' cannot be read: {error}.", errors=[refused]) from error
    except OverflowError as error:
        raise BatchTooLarge(f"{error}.", most=BATCH_SIZE if name == "queries" else _MOST_EXTENDED) from error


def _matched(release: OpenRelease, text: str) -> Json:
    batch = read_batch(text, vocabulary_of(release), BATCH_SIZE)
    return Matcher(release.dataset, release.search_index, vocabulary_of(release)).results(batch)


def _extended(release: OpenRelease, text: str) -> Json:
    ids, columns = read_extension(text, vocabulary_of(release), _MOST_EXTENDED)
    return extended(release.dataset, vocabulary_of(release), ids, columns)
