"""Columns for entities: every kind of value as the specification writes it, and ids that are no more."""

import json
from typing import Any

import pytest

from api.formats.record_json import Json
from api.reconciliation.extension import extended
from api.reconciliation.requests import read_extension
from api.service import Service


def rows(casus: Service, ids: list[str], *properties: str, **settings: Any) -> Json:
    columns = [{"id": name, "settings": settings} for name in properties]
    query = read_extension(json.dumps({"ids": ids, "properties": columns}), casus.vocabulary, 100)
    found: Json = extended(casus.knowledge, casus.vocabulary, *query)
    return found


@pytest.mark.parametrize(
    ("entity", "name", "cell"),
    [
        ("states/libya", "cow-code", [{"str": "620"}]),
        ("states/libya", "iso-3166-1-alpha-3", [{"str": "LBY"}]),
        ("states/libya", "cow_code", [{"int": 620}]),
        ("states/libya", "labels", [{"str": "Libya"}]),
        ("armed-forces/lna", "force_type", [{"str": "coalition-of-armed-groups"}]),
        ("armed-forces/lna", "state", [{"id": "states/libya", "name": "Libya"}]),
        ("negotiations/moscow-talks-2020", "place", [{"id": "places/moscow", "name": "Moscow"}]),
        ("negotiations/moscow-talks-2020", "when", [{"str": "2020-01-13/2020-01-14"}]),
        ("negotiations/moscow-talks-2020", "earliest_start", [{"date": "2020-01-13T00:00:00Z"}]),
        ("persons/khalifa-haftar", "cow-code", []),
    ],
)
def test_a_value_is_written_as_its_kind_is(casus: Service, entity: str, name: str, cell: list[Json]) -> None:
    assert rows(casus, [entity], name)["rows"] == {entity: {name: cell}}


def test_coordinates_are_numbers(casus: Service) -> None:
    (latitude,) = rows(casus, ["places/sirte"], "latitude")["rows"]["places/sirte"]["latitude"]

    assert 31 < latitude["float"] < 32


def test_settings_limit_the_values_and_choose_labels_and_language(casus: Service) -> None:
    entity = "armed-forces/lna"

    assert len(rows(casus, [entity], "aliases", limit=2)["rows"][entity]["aliases"]) == 2
    assert len(rows(casus, [entity], "aliases", limit=0)["rows"][entity]["aliases"]) > 2
    assert rows(casus, [entity], "force_type", content="label")["rows"][entity]["force_type"] != [
        {"str": "coalition-of-armed-groups"}
    ]
    assert rows(casus, [entity], "labels", language="ar")["rows"][entity]["labels"] == [{"str": "الجيش الوطني الليبي"}]
    assert rows(casus, [entity], "labels", language="xx")["rows"][entity]["labels"] == []


def test_columns_are_described_in_their_order_with_the_type_of_their_entities(casus: Service) -> None:
    meta = rows(casus, [], "state", "cow-code", "force_type", "participation_in")["meta"]

    assert meta == [
        {"id": "state", "name": "State of origin", "type": {"id": "State", "name": "States"}},
        {"id": "cow-code", "name": "COW code"},
        {"id": "force_type", "name": "Kind of force"},
        {"id": "participation_in", "name": "In"},
    ]


def test_an_id_that_was_merged_has_the_values_of_its_successor_and_an_unknown_one_none(casus: Service) -> None:
    ids = [
        "events/sirte-freed-2016",
        "events/sirte-campaign-declared-over-2016",
        "events/never",
        "",
        "nonsense",
        "a/b/c",
    ]
    found = rows(casus, ids, "when")["rows"]

    assert list(found) == ids
    assert found[ids[0]] == found[ids[1]] == {"when": [{"str": "2016-12-17"}]}
    assert all(found[identifier] == {"when": []} for identifier in ids[2:])
