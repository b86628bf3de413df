"""How the parameters of a list become a selection; tests/records/test_refusals.py shows what is refused."""

from datetime import date
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from casus.http import blueprint, cursors, paging
from casus.http.paging import Page
from casus.http.problems import InvalidParameters
from casus.records.filters import AnyOf
from casus.records.parameters import of_list
from casus.records.period import Match, Period
from casus.records.request import selection
from casus.records.selection import Selection, Sort
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, RECORD


def selected(app: Flask, collection: str, query: str = "") -> Selection:
    """The selection that the query string asks for."""
    opened: OpenRelease = app.extensions["casus-releases"].served
    home = opened.model.collections[collection]
    fields = of_list(home, opened.settings)
    with app.test_request_context(f"/v1/{collection}?{query}"):
        arguments: dict[str, Any] = blueprint.StrictParser().parse(fields, location="query")
        return selection(opened, home, arguments, Page.asked(opened, arguments, whole=True))


def test_a_list_without_parameters_is_all_of_it_by_label(app: Flask) -> None:
    found = selected(app, "claims")

    assert (found.limit, found.offset, found.conditions, found.chosen_types) == (None, 0, (), ())
    assert (found.name, found.period, found.match) == (None, None, Match.POSSIBLE)
    assert (found.sort.name, found.sort.descending) == ("label", False)


def test_a_code_becomes_the_iri_of_the_code(app: Flask) -> None:
    (chosen,) = selected(app, "claims", "status=accepted&status=reported").conditions

    assert isinstance(chosen, AnyOf) and chosen.field.name == "status"
    assert chosen.terms == (CODE["claim-status/accepted"], CODE["claim-status/reported"])


def test_a_number_becomes_a_literal_of_its_datatype(app: Flask) -> None:
    (chosen,) = selected(app, "states", "cow_code=0620").conditions

    assert isinstance(chosen, AnyOf) and chosen.terms == (Literal("620", datatype=XSD.integer),)


def test_a_text_becomes_a_literal_and_keeps_its_white_space(app: Flask) -> None:
    (chosen,) = selected(app, "sources", "un_symbol=S/RES/2510%20(2020)").conditions

    assert isinstance(chosen, AnyOf) and chosen.terms == (Literal("S/RES/2510 (2020)"),)


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("subjects=states/libya", RECORD["states/libya"]),
        (f"subjects={RECORD}states/libya", RECORD["states/libya"]),
        ("subjects=armed-forces/lna", RECORD["armed-forces/lna"]),
        ("conflicts=libya-2011", RECORD["conflicts/libya-2011"]),
        ("conflicts=conflicts/libya-2011", RECORD["conflicts/libya-2011"]),
    ],
)
def test_a_reference_becomes_the_iri_of_the_record(app: Flask, query: str, iri: URIRef) -> None:
    (chosen,) = selected(app, "claims", query).conditions

    assert isinstance(chosen, AnyOf) and chosen.terms == (iri,)


def test_a_reference_is_looked_for_only_where_the_field_can_lead(app: Flask) -> None:
    with pytest.raises(InvalidParameters) as caught:
        selected(app, "claims", "supporter=conflicts/libya-2011")

    where = caught.value.detail.partition("and not of ")[2]
    assert "is a record of /v1/conflicts" in caught.value.detail
    assert "/v1/states" in where and "/v1/conflicts" not in where


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ("at=2020", Period(date(2020, 1, 1), date(2020, 12, 31))),
        ("at=2020-02", Period(date(2020, 2, 1), date(2020, 2, 29))),
        ("at=2020-02-29", Period(date(2020, 2, 29), date(2020, 2, 29))),
        ("from=2019-05", Period(date(2019, 5, 1), None)),
        ("to=2019-05", Period(None, date(2019, 5, 31))),
        ("from=2019&to=2019", Period(date(2019, 1, 1), date(2019, 12, 31))),
        ("from=0001&to=9999", Period(date(1, 1, 1), date(9999, 12, 31))),
    ],
)
def test_a_date_means_all_of_its_days(app: Flask, query: str, period: Period) -> None:
    assert selected(app, "events", query).period == period


def test_a_type_is_called_as_in_json(app: Flask) -> None:
    chosen = selected(app, "claims", "type=ArmsTransfer&type=Support").chosen_types

    assert [record_type.cls for record_type in chosen] == [CASUS.ArmsTransfer, CASUS.Support]


def test_a_sort_with_a_minus_goes_the_other_way_round(app: Flask) -> None:
    found = selected(app, "states", "sort=-cow_code").sort

    assert (found.name, found.descending) == ("cow_code", True)
    assert selected(app, "states", "sort=-label").sort == Sort("label", descending=True)


def test_a_cursor_becomes_the_place_in_the_list(app: Flask) -> None:
    release = app.extensions["casus-releases"].served.manifest.id
    with app.test_request_context("/v1/states?sort=-label"):
        cursor = cursors.write(20, release, paging._list())

    assert selected(app, "states", f"sort=-label&limit=10&cursor={cursor}").offset == 20


def test_the_place_of_a_page_is_not_part_of_what_its_list_is(app: Flask) -> None:
    with app.test_request_context("/v1/states?sort=-label&limit=10&cursor=x&q=a&q=b"):
        assert sorted(paging._list())[-3:] == [("q", "a"), ("q", "b"), ("sort", "-label")]
        assert not {"limit", "cursor"} & {name for name, _ in paging._list()}


def test_the_limits_of_a_page_are_settings(app: Flask) -> None:
    home = app.extensions["casus-releases"].served.model.collections["states"]
    limit = of_list(home, Settings(page_limit_default=3, page_limit_max=4))["limit"]

    assert "3 in JSON" in limit.metadata["description"]
    assert limit.deserialize("4") == 4
    with pytest.raises(ma.ValidationError):
        limit.deserialize("5")


def test_only_what_is_dated_can_be_asked_for_a_time_and_everything_for_its_type(app: Flask) -> None:
    model, settings = app.extensions["casus-releases"].served.model, Settings()
    names = {name: set(of_list(home, settings)) for name, home in model.collections.items()}

    assert {"at", "from", "to", "match"} <= names["claims"]
    assert not {"at", "from", "to", "match"} & names["persons"]
    assert all("type" in each for each in names.values())


def test_every_filter_of_a_collection_is_a_parameter_and_has_a_description(app: Flask) -> None:
    for home in app.extensions["casus-releases"].served.model.collections.values():
        fields = of_list(home, Settings())

        assert set(home.filters) <= set(fields)
        assert all(fields[name].metadata["description"] for name in home.filters)


def test_no_filter_has_the_name_of_another_parameter(app: Flask) -> None:
    own = {"at", "from", "to", "match", "type", "q", "sort", "limit", "cursor", "format", "fields", "include", "facets"}
    own |= {"lang", "truthy", "release"}

    for home in app.extensions["casus-releases"].served.model.collections.values():
        assert not own & set(home.filters)
