"""Suggestions for reconciliation, while a user types (specification, section 6), and properties to fetch (7.2).

Clients send parameters of their own here (OpenRefine's widget `filter`, `schema` and others), and mean well: what the
specification does not know is ignored. A `callback` is not: JSONP would let any page read the answer as a script.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint

from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.problems import InvalidParameters
from casus.model.json_schema import Json
from casus.reconciliation import schemas, suggestions
from casus.reconciliation.manifest import PATH
from casus.reconciliation.requests import MOST_CANDIDATES
from casus.reconciliation.vocabulary import vocabulary_of
from casus.store.open_release import OpenRelease

_LONGEST: Final = 200
_MOST_SKIPPED: Final = 10_000


def _parameter(name: str, description: str, example: Any, schema: Json, *, required: bool = False) -> Json:
    return {
        "in": "query",
        "name": name,
        "description": description,
        "example": example,
        "schema": schema,
        "required": required,
    }


_PREFIX: Final = _parameter(
    "prefix",
    "What the user typed.",
    "Haf",
    {"type": "string", "minLength": 1, "maxLength": _LONGEST, "pattern": r"\S"},
    required=True,
)


def _count(name: str, description: str, example: int, least: int, most: int) -> Json:
    number = {"type": "integer", "minimum": least, "maximum": most}
    return _parameter(name, f"{description} Empty: as without it.", example, {"anyOf": [number, {"const": ""}]})


_CURSOR: Final = _count("cursor", "How many suggestions to skip.", 0, 0, _MOST_SKIPPED)
_LIMIT: Final = _count("limit", "How many properties at most.", 10, 1, MOST_CANDIDATES)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(vocabulary_of(release).types))


def _blueprint(types: Iterable[str]) -> Blueprint:
    blp = Blueprint("reconcile-suggest", __name__, description="Suggestions while a user types.")
    type_ = _parameter(
        "type",
        "The id of a type: only its entities, or only its properties. Empty: any.",
        "Person",
        {"type": "string", "enum": ["", *types]},
    )

    @blp.route(f"{PATH}/suggest/entity")
    class Entities(MethodView):
        @blp.doc(
            operationId="suggestEntities",
            summary="Entities by the beginnings of their names",
            parameters=[_PREFIX, _CURSOR, type_],
        )
        @blp.response(200, schemas.ENTITIES, description="The suggestions.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self) -> Response:
            prefix, skipped, kind = _prefix(), _number("cursor", 0, _MOST_SKIPPED) or 0, _type()
            release = opened()
            wanted = [kind] if kind else []
            found = suggestions.entities(release.search_index, vocabulary_of(release), prefix, wanted, skipped)
            return jsonify({"result": found})

    @blp.route(f"{PATH}/suggest/property")
    class Properties(MethodView):
        @blp.doc(
            operationId="suggestProperties",
            summary="Properties by the beginnings of their names",
            parameters=[_PREFIX, _CURSOR],
        )
        @blp.response(200, schemas.PROPERTIES, description="The suggestions.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self) -> Response:
            prefix, skipped = _prefix(), _number("cursor", 0, _MOST_SKIPPED) or 0
            return jsonify({"result": suggestions.properties(vocabulary_of(opened()), prefix, skipped)})

    @blp.route(f"{PATH}/suggest/type")
    class Types(MethodView):
        @blp.doc(
            operationId="suggestTypes", summary="Types by the beginnings of their names", parameters=[_PREFIX, _CURSOR]
        )
        @blp.response(200, schemas.TYPES, description="The suggestions.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self) -> Response:
            prefix, skipped = _prefix(), _number("cursor", 0, _MOST_SKIPPED) or 0
            return jsonify({"result": suggestions.types(vocabulary_of(opened()), prefix, skipped)})

    @blp.route(f"{PATH}/properties")
    class Proposals(MethodView):
        @blp.doc(
            operationId="proposeProperties",
            summary="Properties that can be fetched of a type",
            parameters=[type_, _LIMIT],
        )
        @blp.response(200, schemas.PROPOSALS, description="The codes that entities of the type have, and their fields.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self) -> Response:
            kind, limit = _type(), _number("limit", 1, MOST_CANDIDATES)
            found = suggestions.proposed(opened().dataset, vocabulary_of(opened()), kind, limit)
            asked = {"type": kind, "limit": limit}
            return jsonify({"properties": found, **{name: value for name, value in asked.items() if value is not None}})

    return blp


def _prefix() -> str:
    _refuse_callback()
    prefix = request.args.get("prefix", "").strip()
    if not prefix or len(prefix) > _LONGEST:
        raise InvalidParameters.of("prefix", prefix[:_LONGEST], f"is a text of 1 to {_LONGEST} characters")
    return prefix


def _number(name: str, least: int, most: int) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise InvalidParameters.of(name, text, f"is a whole number from {least} to {most}")
    return int(text)


def _type() -> str | None:
    """The type that is asked for; none for an empty one, which is how clients say any."""
    _refuse_callback()
    kind = request.args.get("type") or None
    if kind is not None and kind not in vocabulary_of(opened()).types:
        raise InvalidParameters.of("type", kind, "is no type", allowed=list(vocabulary_of(opened()).types))
    return kind


def _refuse_callback() -> None:
    if "callback" in request.args:
        raise InvalidParameters.of(
            "callback", request.args["callback"], "asks for JSONP, which is not offered; CORS is open to all"
        )
