"""From a code of another scheme to our record."""

from typing import Any, Final

import marshmallow as ma
from flask import Response, jsonify

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.limits import IDENTIFIER_CHARS
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED, released
from casus.http.parameters import Fields
from casus.http.problems import NotFound
from casus.http.representations import HTML, JSON, chosen
from casus.http.urls import self_url, sparql_url, url
from casus.identifiers.query import Choice, Pair, find
from casus.identifiers.rows import IDENTIFIER, MATCH, OWNER, rows
from casus.identifiers.schemes import Scheme, Schemes, chosen_scheme, scheme_parameter, schemes_of
from casus.model.json_schema import CODE, STRING, STRING_OR_NULL, URL, Json, array, closed
from casus.pages.html import drawn
from casus.records.period import Period
from casus.records.request import period
from casus.store.open_release import OpenRelease

_OFFERS: Final = (JSON, HTML)
_ROWS: Final = array(closed({**OWNER, **MATCH, **IDENTIFIER}, optional=MATCH))
_LOOK_ALIKES: Final = "Other records that have the same code in other schemes, which are not meant."
_ANSWER: Final = closed(
    {
        "scheme": CODE,
        "value": STRING,
        "at": STRING_OR_NULL,
        "items": _ROWS,
        "look_alikes": {**_ROWS, "description": _LOOK_ALIKES},
        "links": closed(dict.fromkeys(("self", "crosswalk", "query"), URL)),
        **RELEASED,
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the lookup."""
    blp = StrictBlueprint("lookup", __name__, url_prefix="/v1", description="Records by the codes of other schemes.")

    @blp.route("/lookup")
    @blp.doc(operationId="lookup", summary="Which record a code of another scheme stands for")
    @blp.arguments(_parameters(schemes_of(release)))
    @blp.answers(_ANSWER, _OFFERS, "Every record that the code stands for.")
    @blp.alt_response(404, "NotFound")
    def lookup(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, _OFFERS)
        answer = jsonify(_answer(opened(), arguments))
        return _page(opened(), answer) if representation is HTML else answer

    api.register_blueprint(blp)


def _parameters(schemes: Schemes) -> Fields:
    return {
        "scheme": scheme_parameter(
            schemes.names, "The scheme: a code of identifier-scheme, or a short name.", required=True
        ),
        "value": ma.fields.String(
            required=True,
            validate=ma.validate.Length(1, IDENTIFIER_CHARS),
            metadata={"description": "The code, as the scheme writes it.", "example": "620"},
        ),
        "at": parameters.day("Valid in this day, month or year, or without a span."),
        "format": parameters.representation(_OFFERS),
    }


def _answer(release: OpenRelease, arguments: dict[str, Any]) -> Json:
    scheme = chosen_scheme(release, arguments, "scheme")
    value, at = arguments["value"], arguments.get("at")
    choice = Choice(scheme, (value,), period=period(arguments))
    found = list(find(release.dataset, choice))
    if not found:
        raise _nothing(release, scheme, value, at)
    return {
        "scheme": {"id": scheme.name, "label": scheme.label},
        "value": value,
        "at": at,
        "items": _rows(release, found, choice.period),
        "look_alikes": _rows(release, _elsewhere(release, scheme, value, found)),
        "links": {
            "self": self_url(),
            "crosswalk": url(f"/v1/crosswalks/{scheme.name}"),
            "query": sparql_url(choice.rows_query()),
        },
        **released(release),
    }


def _page(release: OpenRelease, answer: Response) -> Response:
    return drawn(answer, "lookup.html", _OFFERS, schemes=schemes_of(release).all)


def _rows(release: OpenRelease, pairs: list[Pair], period: Period | None = None) -> list[Json]:
    return list(rows(release, iter(pairs), period))


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
        return NotFound(detail, otherwise=_rows(release, ever), crosswalk=crosswalk_url)
    written = tuple({value.upper(), value.lower(), value.strip(), value.zfill(3), value.lstrip("0")} - {value, ""})
    if alike := list(find(release.dataset, Choice(scheme, written))):
        forms = " or ".join(sorted({f"'{one.value}'" for one, _ in alike}))
        detail = f"No {scheme.label} is '{value}'; the scheme writes {forms}."
        return NotFound(detail, otherwise=_rows(release, alike), crosswalk=crosswalk_url)
    elsewhere = _elsewhere(release, scheme, value, [])
    others = sorted({schemes_of(release).of(one.scheme).name for one, _ in elsewhere})
    detail = f"No record of this release has the {scheme.label} '{value}'."
    if others:
        detail += (
            f" It is a code of {', '.join(others)}: codes of different schemes look alike and mean different things."
        )
    return NotFound(detail, look_alikes=_rows(release, elsewhere), crosswalk=crosswalk_url)
