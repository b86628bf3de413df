"""Tables between our records and the codes of another scheme, or of two."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView

from api import negotiation
from api.formats import citation, crosswalk
from api.formats.record_json import Json
from api.model.json_schema import closed
from api.model.schemes import Scheme, Schemes
from api.model.types import Model
from api.problems import NotFound
from api.queries.identifiers import Choice, find
from api.service import Service, service
from api.settings import Settings
from api.views import pages, parameters
from api.views.lookup import chosen_scheme, scheme_field
from api.views.pages import add_link_headers, page_links
from api.views.representation import chosen, content_type, pinned_etag
from api.views.slots import query_slot
from api.views.strict import StrictBlueprint
from api.views.urls import linker, url

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


def blueprint(model: Model, schemes: Schemes, settings: Settings) -> StrictBlueprint:
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
            items = [_described(scheme) for scheme in service().schemes.all]
            manifest = service().manifest
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
            return _answer(service(), scheme, arguments, chosen(arguments, _OFFERS))

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
    row = closed({**crosswalk.OWNER, **crosswalk.IDENTIFIER, **crosswalk.AGAINST})
    row["required"] = [*crosswalk.OWNER, *crosswalk.IDENTIFIER]
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


def _answer(casus: Service, name: str, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    if name not in casus.schemes.names:
        raise NotFound(f"There is no scheme '{name}'.", schemes=casus.schemes.names, list=url("/v1/crosswalks"))
    scheme, release = casus.schemes[name], casus.manifest.id
    limit = arguments.get("limit", casus.settings.page_limit_default if offer is negotiation.JSON else None)
    choice = Choice(
        scheme,
        matches=tuple(arguments.get("match", ())),
        period=parameters.period(arguments),
        against=chosen_scheme(casus, arguments, "against") if "against" in arguments else None,
        limit=limit,
        offset=pages.offset(arguments, release),
    )
    total = casus.knowledge.number(choice.count_query())
    links = page_links(choice.offset, limit or total, total, release, choice.rows_query())
    if offer is negotiation.JSON:
        response = jsonify(
            {
                "scheme": _described(scheme),
                "against": _described(choice.against) if choice.against else None,
                "items": list(_rows(casus, choice)),
                "total": {"value": total, "relation": "eq"},
                "links": links,
                "release": release,
                "cite_as": citation.sentence(casus.manifest, scheme.label),
            }
        )
    else:
        response = _table(casus, choice, offer)
    add_link_headers(response, links)
    return response


def _rows(casus: Service, choice: Choice) -> Iterator[Json]:
    found = find(casus.knowledge, choice)
    against = choice.against is not None
    return crosswalk.rows(casus.knowledge, casus.model, casus.schemes, found, linker(), against=against)


def _table(casus: Service, choice: Choice, offer: negotiation.Offer) -> Response:
    """The rows as a stream; like a query it may not keep the short requests from being answered."""
    query_slot()
    columns = [*crosswalk.OWNER, *crosswalk.IDENTIFIER, *(crosswalk.AGAINST if choice.against else ())]
    mark = ["\ufeff"] if offer is negotiation.EXCEL else []
    response = Response(chain(mark, crosswalk.lines(columns, _rows(casus, choice))), content_type=content_type(offer))
    response.implicit_sequence_conversion = False
    response.set_etag(pinned_etag(casus.manifest.id, offer))
    return response
