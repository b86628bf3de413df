"""From a code of another scheme to our record."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView

from casus.http import negotiation
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.paging import page_url
from casus.http.problems import NotFound
from casus.http.representation import chosen
from casus.http.strict import StrictBlueprint
from casus.http.urls import linker, sparql_url, url
from casus.identifiers import rows
from casus.identifiers.query import Choice, Pair, find
from casus.identifiers.schemes import Scheme, Schemes, schemes_of
from casus.model.json_schema import closed
from casus.records import parameters
from casus.records.formats import citation
from casus.records.shaper import Json
from casus.store.open_release import OpenRelease

_OFFERS = (negotiation.JSON,)
_STRING: Json = {"type": "string"}
_ROWS: Json = {"type": "array", "items": closed({**rows.OWNER, **rows.IDENTIFIER})}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(schemes_of(release)))


def _blueprint(schemes: Schemes) -> StrictBlueprint:
    blp = StrictBlueprint("lookup", __name__, url_prefix="/v1", description="Records by the codes of other schemes.")
    schema = _schema(schemes)

    @blp.route("/lookup")
    class Lookup(MethodView):
        @blp.doc(operationId="lookup", summary="Which record a code of another scheme stands for")
        @blp.arguments(schema, location="query")
        @blp.response(200, _answer_schema(), description="Every record that the code stands for.")
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            chosen(arguments, _OFFERS)
            return jsonify(_answer(opened(), arguments))

    return blp


def scheme_field(schemes: Schemes, description: str, **kwargs: Any) -> ma.fields.String:
    """A parameter that names a scheme."""
    metadata = {"description": description, "example": "cow"}
    return ma.fields.String(validate=ma.validate.OneOf(schemes.names), metadata=metadata, **kwargs)


def chosen_scheme(release: OpenRelease, arguments: dict[str, Any], parameter: str) -> Scheme:
    """The scheme that the parameter names; InvalidParameters where a pinned release lacks it."""
    name = arguments[parameter]
    if name not in schemes_of(release).names:
        detail = f"is no scheme of release {release.id}"
        raise parameters.invalid(parameter, name, detail, allowed=schemes_of(release).names)
    return schemes_of(release)[name]


def _schema(schemes: Schemes) -> ma.Schema:
    fields: dict[str, ma.fields.Field[Any]] = {
        "scheme": scheme_field(schemes, "The scheme: a code of identifier-scheme, or a short name.", required=True),
        "value": ma.fields.String(
            required=True,
            validate=ma.validate.Length(1, 500),
            metadata={"description": "The code, as the scheme writes it.", "example": "620"},
        ),
        "at": parameters.day_field("Valid in this day, month or year, or without a span."),
        "format": parameters.representation_field(_OFFERS),
    }
    return ma.Schema.from_dict(fields, name="LookupParameters")()


def _answer_schema() -> Json:
    look_alikes = "Other records that have the same code in other schemes, which are not meant."
    return closed(
        {
            "scheme": _STRING,
            "value": _STRING,
            "at": {"type": ["string", "null"]},
            "items": _ROWS,
            "look_alikes": {**_ROWS, "description": look_alikes},
            "links": closed({name: {"type": "string", "format": "uri"} for name in ("self", "crosswalk", "query")}),
            "release": _STRING,
            "cite_as": _STRING,
        }
    )


def _answer(release: OpenRelease, arguments: dict[str, Any]) -> Json:
    scheme = chosen_scheme(release, arguments, "scheme")
    value, at = arguments["value"], arguments.get("at")
    choice = Choice(scheme, (value,), period=parameters.period(arguments))
    found = list(find(release.dataset, choice))
    if not found:
        raise _nothing(release, scheme, value, at)
    return {
        "scheme": scheme.name,
        "value": value,
        "at": at,
        "items": _rows(release, found),
        "look_alikes": _rows(release, _elsewhere(release, scheme, value, found)),
        "links": {
            "self": page_url(0, release.id),
            "crosswalk": url(f"/v1/crosswalks/{scheme.name}"),
            "query": sparql_url(choice.rows_query()),
        },
        "release": release.id,
        "cite_as": citation.sentence(release.manifest),
    }


def _rows(release: OpenRelease, pairs: list[Pair]) -> list[Json]:
    return list(rows.rows(release.dataset, release.model, schemes_of(release), iter(pairs), linker()))


def _elsewhere(release: OpenRelease, scheme: Scheme, value: str, found: list[Pair]) -> list[Pair]:
    """The same code in other schemes, where it stands for other records: COW 616 is Tunisia, ISO 616 is Poland."""
    known = {one.owner for one, _ in found}
    same = find(release.dataset, Choice(values=(value,)))
    return [pair for pair in same if pair[0].scheme != scheme.iri and pair[0].owner not in known]


def _nothing(release: OpenRelease, scheme: Scheme, value: str, at: str | None) -> NotFound:
    """Why there is nothing, as far as that can be told: another time, another way of writing it, another scheme."""
    crosswalk_url = url(f"/v1/crosswalks/{scheme.name}")
    if at is not None and (ever := list(find(release.dataset, Choice(scheme, (value,))))):
        detail = f"'{value}' is a {scheme.label}, but not at {at}; 'otherwise' tells when it is."
        return NotFound(detail, otherwise=_rows(release, ever), list=crosswalk_url)
    written = tuple({value.upper(), value.lower(), value.strip(), value.zfill(3), value.lstrip("0")} - {value, ""})
    if alike := list(find(release.dataset, Choice(scheme, written))):
        forms = " or ".join(sorted({f"'{one.value}'" for one, _ in alike}))
        detail = f"No {scheme.label} is '{value}'; the scheme writes {forms}."
        return NotFound(detail, otherwise=_rows(release, alike), list=crosswalk_url)
    elsewhere = _elsewhere(release, scheme, value, [])
    others = sorted({schemes_of(release).of(one.scheme).name for one, _ in elsewhere})
    detail = f"No record of this release has the {scheme.label} '{value}'."
    if others:
        detail += (
            f" It is a code of {', '.join(others)}: codes of different schemes look alike and mean different things."
        )
    return NotFound(detail, look_alikes=_rows(release, elsewhere), list=crosswalk_url)
