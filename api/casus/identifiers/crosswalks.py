"""Tables between our records and the codes of another scheme, or of two."""

from typing import Any, Final

from flask import Response, jsonify

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED, Page, page_schema, released
from casus.http.parameters import Fields
from casus.http.problems import NotFound
from casus.http.representations import CSV, EXCEL, HTML, JSON, Representation, chosen
from casus.http.tables import streamed_table
from casus.http.urls import url
from casus.identifiers.query import Choice, find
from casus.identifiers.rows import AGAINST, IDENTIFIER, MATCH, OWNER, rows
from casus.identifiers.schemes import Scheme, chosen_scheme, scheme_parameter, schemes_of
from casus.model.json_schema import CODE, CODE_OR_NULL, LANGUAGE_MAP, STRING, STRING_OR_NULL, Json, array, closed
from casus.model.types import Model
from casus.pages.html import drawn
from casus.records.request import period
from casus.settings import Settings
from casus.store.open_release import OpenRelease

_LIST_OFFERS: Final = (JSON, HTML)
_OFFERS: Final = (JSON, HTML, CSV, EXCEL)
_SCHEME: Final[Json] = {
    "id": {**STRING, "description": "The code of the scheme in the list identifier-scheme."},
    "short_notations": array(STRING, "Other names that requests may use."),
    "label": STRING,
    "definition": LANGUAGE_MAP,
    "scope_note": LANGUAGE_MAP,
    "uri_template": {**STRING_OR_NULL, "description": "Where a value can be looked up, {value} standing for it."},
    "use_count": {"type": "integer", "description": "How many identifiers of records and codes belong to it."},
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the list of schemes, and the crosswalk of each."""
    schemes = schemes_of(release)
    blp = StrictBlueprint(
        "crosswalks", __name__, url_prefix="/v1", description="Our records and the codes of other schemes."
    )
    path = parameters.in_path(
        "scheme",
        {"type": "string", "enum": schemes.names},
        description="A code of identifier-scheme, or a short name.",
        example="cow",
    )

    @blp.route("/crosswalks")
    @blp.doc(operationId="listCrosswalks", summary="List the schemes of identifiers")
    @blp.arguments({"format": parameters.representation(_LIST_OFFERS)})
    @blp.answers(closed({"items": array(closed(_SCHEME)), **RELEASED}), _LIST_OFFERS, "Every scheme, by its code.")
    def list_crosswalks(arguments: dict[str, Any]) -> Response:
        representation, known = chosen(arguments, _LIST_OFFERS), schemes_of(opened()).all
        answer = jsonify({"items": [_shown(scheme) for scheme in known], **released(opened())})
        return drawn(answer, "crosswalks.html", _LIST_OFFERS, schemes=known) if representation is HTML else answer

    @blp.route("/crosswalks/<scheme>", parameters=[path])
    @blp.doc(operationId="getCrosswalk", summary="Every record with a code in the scheme")
    @blp.arguments(_parameters(release.model, schemes.names, release.settings))
    @blp.answers(_page_schema(), _OFFERS, "The identifiers of the scheme, by their values.")
    @blp.alt_response(404, "NotFound")
    @blp.alt_response(503, "Busy")
    def get_crosswalk(arguments: dict[str, Any], scheme: str) -> Response:
        representation = chosen(arguments, _OFFERS)
        if representation is not HTML:
            return _answer(opened(), scheme, arguments, representation)
        return drawn(_answer(opened(), scheme, arguments, JSON), "crosswalk.html", _OFFERS)

    api.register_blueprint(blp)


def _parameters(model: Model, schemes: list[str], settings: Settings) -> Fields:
    return {
        "against": scheme_parameter(schemes, "A second scheme: each code beside those that its record has there."),
        "match_strength": parameters.choices(model.codes["match-strength"], "Only matches of this strength.", "exact"),
        "at": parameters.day("Valid in this day, month or year, or without a span."),
        **parameters.page(settings, "rows", whole=True),
        "format": parameters.representation(_OFFERS),
    }


def _page_schema() -> Json:
    row = closed({**OWNER, **MATCH, **IDENTIFIER, **AGAINST}, optional={*MATCH, *AGAINST})
    return page_schema(row, scheme=CODE, against=CODE_OR_NULL)


def _shown(scheme: Scheme) -> Json:
    return {
        "id": scheme.name,
        "short_notations": list(scheme.short_names),
        "label": scheme.label,
        "definition": {"en": scheme.definition},
        "scope_note": {"en": scheme.note} if scheme.note else {},
        "uri_template": scheme.uri_template,
        "use_count": scheme.uses,
    }


def _code(scheme: Scheme) -> Json:
    return {"id": scheme.name, "label": scheme.label}


def _answer(release: OpenRelease, name: str, arguments: dict[str, Any], representation: Representation) -> Response:
    schemes = schemes_of(release)
    if name not in schemes.names:
        raise NotFound(f"There is no scheme '{name}'.", schemes=schemes.names, list=url("/v1/crosswalks"))
    page = Page.asked(release, arguments, whole=representation is not JSON)
    choice = Choice(
        schemes[name],
        matches=tuple(arguments.get("match_strength", ())),
        period=period(arguments),
        against=chosen_scheme(release, arguments, "against") if "against" in arguments else None,
        limit=page.limit,
        offset=page.offset,
    )
    total = release.dataset.number(choice.count_query())
    found = rows(release, find(release.dataset, choice), choice.period, against=choice.against is not None)
    if representation is JSON:
        return page.answer(
            found,
            total,
            choice.rows_query(),
            title=schemes[name].label,
            scheme=_code(schemes[name]),
            against=_code(choice.against) if choice.against else None,
        )
    columns = [*OWNER, *(MATCH if choice.period else ()), *IDENTIFIER, *(AGAINST if choice.against else ())]
    cells = ([row[column] for column in columns] for row in found)
    return page.linked(streamed_table(columns, cells, representation, release.manifest.edition), total)
