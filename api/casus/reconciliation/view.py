"""The endpoint of the reconciliation service: manifest, query batches, data extension (specification, 3, 4 and 7)."""

from typing import Any, Final
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, jsonify, request

from casus.http.blueprint import RELEASE, StrictBlueprint
from casus.http.current_release import opened, pinned
from casus.http.openapi import CasusApi
from casus.http.problems import InvalidParameters, UnsupportedMediaType
from casus.http.urls import root_url
from casus.model.json_schema import Json
from casus.reconciliation import preview, suggestions
from casus.reconciliation.extension import EXTENSION, extended
from casus.reconciliation.matching import RESULT, Matcher
from casus.reconciliation.request_fields import other_forms
from casus.reconciliation.requests import reader_of
from casus.reconciliation.service_manifest import MANIFEST, PATH, service_manifest
from casus.reconciliation.vocabulary import vocabulary_of
from casus.store.open_release import OpenRelease

_JSON: Final = "application/json"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_PARAMETERS: Final = {
    "queries": "A batch of reconciliation queries, as JSON.",
    "extend": "A data extension query, as JSON.",
}
_ANSWER: Final[Json] = {
    "type": "object",
    "description": "Without parameters the manifest; with `queries` a result for each; with `extend` the columns.",
    "properties": {**MANIFEST["properties"], **EXTENSION["properties"]},
    "additionalProperties": {"$ref": "#/components/schemas/ReconciliationResult"},
}
"""One object and no choice of three: of one with a map in it openapi-generator 7.17 makes what does not compile."""


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    converter, reader = api.ma_plugin.converter, reader_of(release)
    converter.add_attribute_function(other_forms)
    api.spec.components.schema("ReconciliationResult", RESULT)
    asked = {
        "queries": converter.field2property(reader.batch),
        "extend": converter.field2property(reader.extension),
    }
    api.register_blueprint(_blueprint(asked))
    api.register_blueprint(suggestions.blueprint(vocabulary_of(release).types))
    api.register_blueprint(preview.blueprint())


def _blueprint(asked: dict[str, Json]) -> StrictBlueprint:
    """The routes of the endpoint; `asked` are the JSON Schemas of its parameters."""
    blp = StrictBlueprint(
        "reconcile",
        __name__,
        description="Matching names with records: the W3C Entity Reconciliation API 0.2, as OpenRefine speaks it.",
    )
    form = {
        name: {"type": "string", "description": text, "contentMediaType": _JSON, "contentSchema": asked[name]}
        for name, text in _PARAMETERS.items()
    }
    parameters = [{"in": "query", "name": name, "schema": schema} for name, schema in form.items()]
    one = {"type": "object", "properties": form, "minProperties": 1, "maxProperties": 1, "additionalProperties": False}

    @blp.route(PATH, methods=["GET"])
    @blp.doc(
        operationId="reconcileGet",
        summary="The manifest of the reconciliation service; or a batch of queries",
        parameters=[*parameters, RELEASE],
    )
    @blp.arguments({name: ma.fields.String() for name in _PARAMETERS})
    @blp.response(200, _ANSWER, description="The manifest, or the answer to what was asked.")
    @blp.alt_response(413, "BatchTooLarge")
    def reconcile_get(arguments: dict[str, Any]) -> Response:
        asked = {name: arguments[name] for name in _PARAMETERS if name in arguments}
        if not asked:
            return jsonify(service_manifest(vocabulary_of(opened()), root_url(), _template))
        return jsonify(_answer(opened(), asked))

    @blp.route(PATH, methods=["POST"])
    @blp.doc(
        operationId="reconcilePost",
        summary="Match names with records, or fetch columns for records",
        requestBody={"required": True, "content": {_FORMS[0]: {"schema": one}}},
    )
    @blp.arguments({})
    @blp.response(200, _ANSWER, description="The answer to what was asked.")
    @blp.alt_response(413, "BatchTooLarge")
    @blp.alt_response(415, "UnsupportedMediaType")
    def reconcile_post(arguments: dict[str, Any]) -> Response:
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


def _template(path: str) -> str:
    """The URL of the path with a place for an entity's id, in the release that was asked for."""
    release = pinned()
    return f"{root_url()}{path}?id={{{{id}}}}" + (f"&{urlencode({'release': release})}" if release else "")


def _answer(release: OpenRelease, asked: dict[str, str]) -> Json:
    if not asked:
        raise InvalidParameters.of("queries", "", "is not there; send 'queries' or 'extend'")
    if len(asked) > 1:
        raise InvalidParameters.of("queries", asked["queries"][:200], "cannot go with 'extend'; send one of the two")
    reader, vocabulary = reader_of(release), vocabulary_of(release)
    if "queries" in asked:
        batch = reader.read_batch(asked["queries"])
        return Matcher(release.dataset, release.search_index, vocabulary).results(batch)
    return extended(release.dataset, vocabulary, reader.read_extension(asked["extend"]))
