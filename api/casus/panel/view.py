"""`/v1/panel`: who supported whom in which year, for R and pandas as it is."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import marshmallow as ma
from flask import Response
from rdflib import URIRef

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema
from casus.http.parameters import Fields
from casus.http.problems import InvalidParameters
from casus.http.representations import CSV, EXCEL, HTML, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.model.json_schema import CODE, CODE_OR_NULL, STRING, Json, array, closed
from casus.model.types import Collection
from casus.pages.html import drawn
from casus.panel.query import camps, support
from casus.panel.rows import SCHEMES, Cell, Key, StateCodes, cells
from casus.records.names import names_of
from casus.records.parameters import filters
from casus.records.period import Match
from casus.records.record_json import code, reference
from casus.records.request import period, selection
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS

_MOST_YEARS: Final = 300
_OFFERS: Final = (JSON, HTML, CSV, EXCEL)
_ASKED: Final[tuple[str, ...]] = ("supporter", "recipient", "support_form", "status", "truthy", "conflicts", "not")
"""The filters of claims that a panel has."""
_REFERENCE: Final[Json] = {"$ref": "#/components/schemas/Reference"}
_CLAIM: Final[Json] = {"$ref": "#/components/schemas/ClaimReference"}
_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
_ROW: Final = closed(
    {
        "year": {"type": "integer"},
        "supporter": _REFERENCE,
        **{name: {"type": ["integer", "null"], "description": "Of the supporter in that year."} for name in SCHEMES},
        "recipient": {**_REFERENCE, "description": "With unit=dyad-year."},
        "camp": {**CODE_OR_NULL, "description": "With unit=state-year: of the recipients; null: none is coded."},
        "recipients": array(_REFERENCE, "With unit=state-year: who they were."),
        "camps": array(CODE, "With unit=dyad-year: the camps that the recipient stood in then."),
        "camp_statuses": array(CODE, "Of the claims that the recipients stood in these camps."),
        "camp_claims": array(_CLAIM, "Those claims."),
        "support_forms": array(CODE),
        "statuses": array(CODE, "Of the claims."),
        "match": {**STRING, "enum": ["certain", "possible"], "description": "Certain, where one of the claims is."},
        "claim_count": _COUNT,
        "certain_claim_count": _COUNT,
        "accepted_claim_count": _COUNT,
        "underlying_claims": array(_CLAIM),
    },
    optional={"recipient", "recipients", "camp", "camps"},
)
_OF_UNIT: Final = {"dyad-year": ("recipient", "camps"), "state-year": ("camp", "recipients")}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the panel."""
    blp = StrictBlueprint("panel", __name__, url_prefix="/v1", description="Support by year.")

    @blp.route("/panel")
    @blp.doc(operationId="panel", summary="Who supported whom in which year, by dyad or by state and camp")
    @blp.arguments(_parameters(release.model.claims, release.settings))
    @blp.answers(page_schema(_ROW), _OFFERS, "A page of rows; all of them as a table.")
    def panel(arguments: dict[str, Any]) -> Response:
        need(Turn.LONG)
        representation = chosen(arguments, _OFFERS)
        if representation is not HTML:
            return _answer(opened(), arguments, representation)
        return drawn(_answer(opened(), arguments, JSON), "panel.html", _OFFERS, unit=arguments["unit"])

    api.register_blueprint(blp)


def _parameters(claims: Collection, settings: Settings) -> Fields:
    asked = filters(claims)
    return {
        "unit": parameters.choice(
            list(_OF_UNIT),
            "dyad-year: a row for each supporter, recipient and year. state-year: a row for each state that supports, "
            "camp of the recipients and year.",
            required=True,
        ),
        "from": _year("The first year."),
        "to": _year("The last year."),
        "match": parameters.choice(
            [match.value for match in Match],
            "Of which claims: those that may have been so in the year, or that were so for certain.",
            load_default=Match.POSSIBLE.value,
        ),
        **{name: asked[name] for name in _ASKED},
        "lang": parameters.language("Language of the labels; English where there is none."),
        **parameters.page(settings, "rows", whole=True),
        "format": parameters.representation(_OFFERS),
    }


def _answer(release: OpenRelease, arguments: dict[str, Any], representation: Representation) -> Response:
    page = Page.asked(release, arguments, whole=representation is not JSON)
    unit, by_camp = arguments["unit"], arguments["unit"] == "state-year"
    claims = release.model.claims
    asked = {name: arguments[name] for name in _ASKED if name in arguments}
    supports = support(release.dataset, selection(release, claims, {**asked, "type": ["Support"]}))
    if by_camp:
        supports = [each for each in supports if _is_state(release, each.supporter)]
    members = {each.recipient for each in supports}
    stood = camps(release.dataset, claims, members, truthy=arguments.get("truthy") == "true")
    found = {
        key: cell
        for key, cell in cells(supports, stood, _years(arguments), by_camp=by_camp).items()
        if arguments["match"] == Match.POSSIBLE.value or cell.match is Match.CERTAIN
    }
    keys = list(found)[page.offset : page.end]
    rows = _rows(release, {key: found[key] for key in keys}, unit, arguments.get("lang", "en"))
    if representation is JSON:
        return page.answer(rows, len(found))
    columns, lines = _flat(unit, rows)
    return page.linked(table(columns, lines, representation), len(found))


def _year(description: str) -> ma.fields.String:
    """A parameter for a year of four digits: a row is a whole one."""
    return ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(r"^[0-9]{4}$", error="is no year of four digits; a row is a whole year"),
        metadata={"description": description, "example": "2014"},
    )


def _is_state(release: OpenRelease, actor: URIRef) -> bool:
    home = release.model.home_of(actor)
    return home is not None and home.collection.type.cls == CASUS.State


def _years(arguments: dict[str, Any]) -> range:
    """The years that are asked for. Raises InvalidParameters."""
    asked = period(arguments)
    if asked is None or asked.first is None or asked.last is None:
        raise InvalidParameters.of("from", arguments["from"], "does not begin or end; give two years")
    years = range(asked.first.year, asked.last.year + 1)
    if len(years) > _MOST_YEARS:
        raise InvalidParameters.of("to", arguments["to"], f"makes {len(years)} years; ask for {_MOST_YEARS} at most")
    return years


def _rows(release: OpenRelease, found: dict[Key, Cell], unit: str, language: str) -> Iterator[Json]:
    model = release.model
    supports = [each for cell in found.values() for each in cell.supports]
    named = {each for support in supports for each in (support.claim, support.supporter, support.recipient)}
    named |= {each for support in supports for each in (support.form, support.status)}
    stood = [camp for cell in found.values() for camp in cell.camps.values()]
    named |= {each for camp in stood for each in (camp.claim, camp.camp, camp.status)}
    names = names_of(release).of(named)
    states = StateCodes(release, dict.fromkeys(each.supporter for each in supports))

    def record(iri: URIRef) -> Json:
        return reference(model, iri, names[iri], names, language)

    def codes(iris: Iterable[URIRef]) -> list[Json]:
        return [code(iri, names[iri], language) for iri in sorted(set(iris))]

    for (year, supporter, other), cell in found.items():
        head = {"year": year, "supporter": record(supporter), **dict(states.of(supporter, year))}
        if unit == "dyad-year" and other is not None:
            of_unit: Json = {"recipient": record(other), "camps": codes(camp.camp for camp in cell.camps.values())}
        else:
            recipients = sorted({support.recipient for support in cell.supports})
            of_unit = {
                "camp": None if other is None else code(other, names[other], language),
                "recipients": [record(each) for each in recipients],
            }
        yield {
            **head,
            **of_unit,
            "camp_statuses": codes(camp.status for camp in cell.camps.values()),
            "camp_claims": [record(each) for each in sorted(cell.camps)],
            "support_forms": codes(support.form for support in cell.supports),
            "statuses": codes(support.status for support in cell.supports),
            "match": cell.match.value,
            "claim_count": len(cell.claims),
            "certain_claim_count": cell.certain,
            "accepted_claim_count": cell.accepted,
            "underlying_claims": [record(each) for each in sorted(cell.claims)],
        }


def _flat(unit: str, rows: Iterable[Json]) -> tuple[list[str], Iterator[list[Any]]]:
    """The columns and the rows of a table: beside a record stands its name."""
    named = ("supporter", "recipient")
    left_out = {name for other, names in _OF_UNIT.items() if other != unit for name in names}
    columns = [
        column
        for name in _ROW["properties"]
        if name not in left_out
        for column in ((name, f"{name}.label") if name in named else (name,))
    ]

    def line(row: Json) -> list[Any]:
        return [row[name]["label"] if part else row[name] for name, _, part in (c.partition(".") for c in columns)]

    return columns, map(line, rows)
