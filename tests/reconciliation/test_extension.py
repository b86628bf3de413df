"""Columns for entities: every kind of value as the specification writes it, and ids that are no more."""

import json
from typing import Any

import pytest

from casus.model.json_schema import Json
from casus.reconciliation.extension import extended
from casus.reconciliation.requests import reader_of
from casus.reconciliation.vocabulary import vocabulary_of
from casus.store.open_release import OpenRelease


def rows(opened: OpenRelease, ids: list[str], *properties: str, **settings: Any) -> Json:
    columns = [{"id": name, "settings": settings} for name in properties]
    query = reader_of(opened).read_extension(json.dumps({"ids": ids, "properties": columns}))
    found: Json = extended(opened.dataset, vocabulary_of(opened), query)
    return found


@pytest.mark.parametrize(
    ("entity", "name", "cell"),
    [
        ("states/libya", "cow-code", [{"str": "620"}]),
        ("states/libya", "iso-3166-1-alpha-3", [{"str": "LBY"}]),
        ("states/libya", "cow_code", [{"int": 620}]),
        ("states/libya", "labels", [{"str": "Libya"}]),
        ("armed-forces/lna", "force_type", [{"str": "coalition-of-armed-groups"}]),
        ("armed-forces/lna", "states", [{"id": "states/libya", "name": "Libya"}]),
        ("negotiations/moscow-talks-2020", "places", [{"id": "places/moscow", "name": "Moscow"}]),
        ("negotiations/moscow-talks-2020", "when", [{"str": "2020-01-13/2020-01-14"}]),
        ("negotiations/moscow-talks-2020", "earliest_start", [{"date": "2020-01-13T00:00:00Z"}]),
        ("persons/khalifa-haftar", "cow-code", []),
    ],
)
def test_a_value_is_written_as_its_kind_is(opened: OpenRelease, entity: str, name: str, cell: list[Json]) -> None:
    assert rows(opened, [entity], name)["rows"] == {entity: {name: cell}}


def test_coordinates_are_numbers(opened: OpenRelease) -> None:
    (latitude,) = rows(opened, ["places/sirte"], "latitude")["rows"]["places/sirte"]["latitude"]

    assert 31 < latitude["float"] < 32


def test_settings_limit_the_values_and_choose_labels_and_language(opened: OpenRelease) -> None:
    entity = "armed-forces/lna"

    assert len(rows(opened, [entity], "aliases", limit=2)["rows"][entity]["aliases"]) == 2
    assert len(rows(opened, [entity], "aliases", limit=0)["rows"][entity]["aliases"]) > 2
    assert rows(opened, [entity], "force_type", content="label")["rows"][entity]["force_type"] != [
        {"str": "coalition-of-armed-groups"}
    ]
    assert rows(opened, [entity], "labels", language="ar")["rows"][entity]["labels"] == [{"str": "الجيش الوطني الليبي"}]
    assert rows(opened, [entity], "labels", language="xx")["rows"][entity]["labels"] == []


def test_columns_are_described_in_their_order_with_the_type_of_their_entities(opened: OpenRelease) -> None:
    meta = rows(opened, [], "states", "cow-code", "force_type", "participation_in")["meta"]

    assert meta == [
        {"id": "states", "name": "States / State of origin", "type": {"id": "State", "name": "States"}},
        {"id": "cow-code", "name": "COW code"},
        {"id": "force_type", "name": "Kind of force"},
        {"id": "participation_in", "name": "In"},
    ]


def test_an_id_that_was_merged_has_the_values_of_its_successor_and_an_unknown_one_none(opened: OpenRelease) -> None:
    ids = [
        "events/sirte-freed-2016",
        "events/sirte-campaign-declared-over-2016",
        "events/never",
        "",
        "nonsense",
        "a/b/c",
    ]
    found = rows(opened, ids, "when")["rows"]

    assert list(found) == ids
    assert found[ids[0]] == found[ids[1]] == {"when": [{"str": "2016-12-17"}]}
    assert all(found[identifier] == {"when": []} for identifier in ids[2:])
