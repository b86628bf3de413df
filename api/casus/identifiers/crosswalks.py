"""Tables between our records and the codes of another scheme, or of two."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView

from casus.http import negotiation, paging
from casus.http.admission import admission
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.paging import add_link_headers, page_links
from casus.http.problems import NotFound
from casus.http.representation import chosen, content_type, pinned_etag
from casus.http.strict import StrictBlueprint
from casus.http.urls import linker, url
from casus.identifiers import rows
from casus.identifiers.lookup import chosen_scheme, scheme_field
from casus.identifiers.query import Choice, find
from casus.identifiers.schemes import Scheme, Schemes, schemes_of
from casus.model.json_schema import closed
from casus.model.types import Model
from casus.records import parameters
from casus.records.formats import citation
from casus.records.shaper import Json
from casus.settings import Settings
from casus.store.open_release import OpenRelease

_OFFERS = (negotiation.JSON, negotiation.CSV, negotiation.EXCEL)
_STRING: Json = {"type": "string"}
_STRING_OR_NONE: Json = {"type": ["string", "null"]}
_URL: Json = {"type": "string", "format": "uri"}
_SCHEME: Json = {
    "id": {**_STRING, "description": "The code of the scheme in the list identifier-scheme."},
    "short_names": {"type": "array", "items": _STRING, "description": "Other names that requests may use."},
    "label": _STRING,
    "definition": _STRING,
    "note": _STRING_OR_NONE,
    "uri_template": {**_STRING_OR_NONE, "description": "Where a value can be looked up, {value} standing for it."},
    "identifiers": {"type": "integer", "description": "How many identifiers of records and codes belong to it."},
    "href": _URL,
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(release.model, schemes_of(release), release.settings))


def _blueprint(model: Model, schemes: Schemes, settings: Settings) -> StrictBlueprint:
    blp = StrictBlueprint(
        "crosswalks", __name__, url_prefix="/v1", description="Our records and the codes of other schemes."
    )
    none = ma.Schema.from_dict({}, name="CrosswalksParameters")()
    schema = _schema(model, schemes, settings)

    @blp.route("/crosswalks")
    class Crosswalks(MethodView):
        @blp.doc(operationId="listCrosswalks", summary="List the schemes of identifiers")
        @blp.arguments(none, location="query")
        @blp.response(
            200,
            closed({"items": {"type": "array", "items": closed(_SCHEME)}, "release": _STRING, "cite_as": _STRING}),
            description="Every scheme, by its code.",
        )
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            items = [_described(scheme) for scheme in schemes_of(opened()).all]
            manifest = opened().manifest
            return jsonify({"items": items, "release": manifest.id, "cite_as": citation.sentence(manifest)})

    path_scheme = {
        "in": "path",
        "name": "scheme",
        "required": True,
        "schema": {"type": "string", "enum": schemes.names},
        "description": "A code of identifier-scheme, or a short name.",
        "example": "cow",
    }

    @blp.route("/crosswalks/<scheme>", parameters=[path_scheme])
    class Crosswalk(MethodView):
        @blp.doc(operationId="getCrosswalk", summary="Every record with a code in the scheme")
        @blp.arguments(schema, location="query")
        @blp.response(200, _page_schema(model), description="The identifiers of the scheme, by their values.")
        @blp.alt_response(200, schema={"type": "string"}, content_type="text/csv", description="A table.", success=True)
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        @blp.alt_response(503, "Busy")
        def get(self, arguments: dict[str, Any], scheme: str) -> Response:
            return _answer(opened(), scheme, arguments, chosen(arguments, _OFFERS))

    return blp


def _schema(model: Model, schemes: Schemes, settings: Settings) -> ma.Schema:
    strengths = ma.fields.String(validate=ma.validate.OneOf(model.codes["match-strength"]))
    fields: dict[str, ma.fields.Field[Any]] = {
        "against": scheme_field(schemes, "A second scheme: each code beside those that its record has there."),
        "match": ma.fields.List(
            strengths,
            metadata={"description": "Only matches of this strength. Repeated: any of them.", "example": ["exact"]},
        ),
        "at": parameters.day_field("Valid in this day, month or year, or without a span."),
        "limit": parameters.PlainInteger(
            validate=ma.validate.Range(1, settings.page_limit_max),
            metadata={
                "description": f"How many rows a page has at most: {settings.page_limit_default} in JSON; "
                "tables hold all rows unless a limit is given."
            },
        ),
        "cursor": parameters.cursor_field(),
        "format": parameters.representation_field(_OFFERS),
    }
    return ma.Schema.from_dict(fields, name="CrosswalkParameters")()


def _page_schema(model: Model) -> Json:
    row = closed({**rows.OWNER, **rows.IDENTIFIER, **rows.AGAINST})
    row["required"] = [*rows.OWNER, *rows.IDENTIFIER]
    return closed(
        {
            "scheme": closed(_SCHEME),
            "against": {"anyOf": [closed(_SCHEME), {"type": "null"}]},
            "items": {"type": "array", "items": row},
            "total": {"$ref": "#/components/schemas/Total"},
            "links": closed(
                {name: {**_URL, "type": ["string", "null"]} for name in ("self", "first", "prev", "next", "query")}
            ),
            "release": _STRING,
            "cite_as": _STRING,
        }
    )


def _described(scheme: Scheme) -> Json:
    return {
        "id": scheme.name,
        "short_names": list(scheme.short_names),
        "label": scheme.label,
        "definition": scheme.definition,
        "note": scheme.note,
        "uri_template": scheme.uri_template,
        "identifiers": scheme.uses,
        "href": url(f"/v1/crosswalks/{scheme.name}"),
    }


def _answer(release: OpenRelease, name: str, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    if name not in schemes_of(release).names:
        raise NotFound(f"There is no scheme '{name}'.", schemes=schemes_of(release).names, list=url("/v1/crosswalks"))
    scheme = schemes_of(release)[name]
    limit = arguments.get("limit", release.settings.page_limit_default if offer is negotiation.JSON else None)
    choice = Choice(
        scheme,
        matches=tuple(arguments.get("match", ())),
        period=parameters.period(arguments),
        against=chosen_scheme(release, arguments, "against") if "against" in arguments else None,
        limit=limit,
        offset=paging.offset(arguments, release.id),
    )
    total = release.dataset.number(choice.count_query())
    links = page_links(choice.offset, limit or total, total, release.id, choice.rows_query())
    if offer is negotiation.JSON:
        response = jsonify(
            {
                "scheme": _described(scheme),
                "against": _described(choice.against) if choice.against else None,
                "items": list(_rows(release, choice)),
                "total": {"value": total, "relation": "eq"},
                "links": links,
                "release": release.id,
                "cite_as": citation.sentence(release.manifest, scheme.label),
            }
        )
    else:
        response = _table(release, choice, offer)
    add_link_headers(response, links)
    return response


def _rows(release: OpenRelease, choice: Choice) -> Iterator[Json]:
    found = find(release.dataset, choice)
    against = choice.against is not None
    return rows.rows(release.dataset, release.model, schemes_of(release), found, linker(), against=against)


def _table(release: OpenRelease, choice: Choice, offer: negotiation.Offer) -> Response:
    """The rows as a stream; like a query it may not keep the short requests from being answered."""
    admission().admit_long()
    columns = [*rows.OWNER, *rows.IDENTIFIER, *(rows.AGAINST if choice.against else ())]
    mark = ["\ufeff"] if offer is negotiation.EXCEL else []
    response = Response(chain(mark, rows.lines(columns, _rows(release, choice))), content_type=content_type(offer))
    response.implicit_sequence_conversion = False
    response.set_etag(pinned_etag(release.id, offer))
    return response
