"""Lists in time.

libya-sirte-2016 was from some day of May 2016 to 17 December 2016; syria-2011 goes on, and the dataset was closed at
the end of 2021.
"""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from casus.records.period import Match, Period
from tests.records.rest import Json, get, ids, pages


@pytest.mark.parametrize(
    ("slug", "when", "possible", "certain"),
    [
        ("libya-sirte-2016", {"at": "2016-04-30"}, False, False),
        ("libya-sirte-2016", {"at": "2016-05-01"}, True, False),
        ("libya-sirte-2016", {"at": "2016-05-30"}, True, False),
        ("libya-sirte-2016", {"at": "2016-05-31"}, True, True),
        ("libya-sirte-2016", {"at": "2016-05"}, True, True),
        ("libya-sirte-2016", {"at": "2016"}, True, True),
        ("libya-sirte-2016", {"at": "2016-12-17"}, True, True),
        ("libya-sirte-2016", {"at": "2016-12-18"}, False, False),
        ("libya-sirte-2016", {"from": "2016-12-17"}, True, True),
        ("libya-sirte-2016", {"from": "2016-12-18"}, False, False),
        ("libya-sirte-2016", {"to": "2016-05-15"}, True, False),
        ("libya-sirte-2016", {"to": "2016-04"}, False, False),
        ("libya-sirte-2016", {"from": "2015", "to": "2016-05-30"}, True, False),
        ("libya-sirte-2016", {"from": "2015", "to": "2017"}, True, True),
        ("syria-2011", {"at": "2010"}, False, False),
        ("syria-2011", {"at": "2011-06-01"}, True, False),
        ("syria-2011", {"at": "2021-12-31"}, True, True),
        ("syria-2011", {"at": "2025-01-01"}, False, False),
        ("syria-2011", {"from": "2022"}, True, True),
    ],
)
def test_possible_and_certain_are_told_apart(
    client: FlaskClient, slug: str, when: dict[str, str], possible: bool, certain: bool
) -> None:
    asked = list(when.items())

    assert (f"conflicts/{slug}" in ids(client, "conflicts", *asked, ("match", "possible"))) is possible
    assert (f"conflicts/{slug}" in ids(client, "conflicts", *asked, ("match", "certain"))) is certain
    assert ids(client, "conflicts", *asked) == ids(client, "conflicts", *asked, ("match", "possible"))


def test_what_has_no_date_is_in_no_period(client: FlaskClient) -> None:
    undated = {i["id"] for i in get(client, "/v1/organizations", ("limit", "500"))["items"] if i["when"] is None}

    assert undated
    assert not undated & set(ids(client, "organizations", ("from", "0001")))


def test_how_many_would_fit_but_have_no_date_is_told_where_a_time_is_asked_for(client: FlaskClient) -> None:
    asked = ("limit", "500"), ("fields", "when")
    undated = [item for item in get(client, "/v1/organizations", *asked)["items"] if item["when"] is None]

    assert get(client, "/v1/organizations", ("at", "2015"), *asked)["undated"] == len(undated) > 0
    assert "undated" not in get(client, "/v1/organizations", *asked)


# How an item is in the period: `match`.

PERIODS = [
    ({"at": "2020-01-20"}, date(2020, 1, 20), date(2020, 1, 20)),
    ({"at": "2016"}, date(2016, 1, 1), date(2016, 12, 31)),
    ({"from": "2014", "to": "2016-06-30"}, date(2014, 1, 1), date(2016, 6, 30)),
    ({"from": "2019-04"}, date(2019, 4, 1), date.max),
    ({"to": "2011-02"}, date.min, date(2011, 2, 28)),
    ({"from": "2022"}, date(2022, 1, 1), date.max),
]
DATED = ["agreements", "armed-forces", "claims", "conflicts", "events", "negotiations", "organizations", "sources"]
BOUNDS = ("earliest_start", "latest_start", "earliest_end", "latest_end")
SHOWN = ("limit", "500"), ("fields", ",".join(("when", *BOUNDS)))


def match_of(item: Json, first: date, last: date) -> str | None:
    """By the definition: possible if it may have begun by the last day and lasted to the first, certain if it must."""
    day = {name: date.fromisoformat(item[name]) if item[name] else None for name in BOUNDS}
    if (day["earliest_start"] or date.min) > last or (day["latest_end"] or date.max) < first:
        return None
    begun = day["latest_start"] is None or day["latest_start"] <= last
    lasted = day["earliest_end"] is None or day["earliest_end"] >= first
    return "certain" if begun and lasted else "possible"


@pytest.mark.parametrize("collection", DATED)
def test_each_item_of_a_period_says_how_it_is_in_it_by_its_bounds(client: FlaskClient, collection: str) -> None:
    everything = [item for page in pages(client, f"/v1/{collection}", *SHOWN) for item in page["items"]]
    said: set[str] = set()
    for when, first, last in PERIODS:
        listed = [item for page in pages(client, f"/v1/{collection}", *when.items(), *SHOWN) for item in page["items"]]
        expected = {item["id"]: match_of(item, first, last) for item in everything if item["when"] is not None}

        assert {item["id"]: item["match"] for item in listed} == {id: how for id, how in expected.items() if how}, when
        said |= {item["match"] for item in listed}
    assert "certain" in said
    assert all("match" not in item for item in everything)


@pytest.mark.parametrize("when", [when for when, _, _ in PERIODS])
def test_the_certain_ones_are_those_that_are_found_when_only_they_are_asked_for(
    client: FlaskClient, when: dict[str, str]
) -> None:
    asked = [*when.items(), ("fields", "id"), ("limit", "500")]
    items = [item for page in pages(client, "/v1/claims", *asked) for item in page["items"]]
    certain = ids(client, "claims", *when.items(), ("match", "certain"))

    assert [item["id"] for item in items if item["match"] == "certain"] == certain
    assert 0 < len(certain) < len(items)


def test_the_match_stands_behind_the_label_in_json_in_lines_and_in_tables(client: FlaskClient) -> None:
    asked = "/v1/events?at=2020-01&limit=20&fields=event_type"
    items = client.get(asked).json["items"]
    lines = [json.loads(line) for line in client.get(f"{asked}&format=ndjson").text.splitlines()]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{asked}&format=csv").text)))
    features = client.get(f"{asked}&format=geojson").json["features"]

    assert {item["match"] for item in items} <= {"certain", "possible"}
    assert all(list(item) == ["id", "type", "label", "match", "event_type"] for item in items)
    assert lines == items
    assert list(rows[0]) == ["id", "type", "label", "match", "event_type"]
    assert [row["match"] for row in rows] == [item["match"] for item in items]
    assert [feature["properties"]["match"] for feature in features] == [item["match"] for item in items]


def test_a_table_without_a_period_has_no_column_for_it(client: FlaskClient) -> None:
    assert "match" not in client.get("/v1/events?limit=1&format=csv").text.splitlines()[0].split(",")


days = st.dates()
bounds = st.one_of(st.none(), days)


@given(bounds, bounds, bounds, bounds)
def test_a_match_is_certain_unless_a_bound_speaks_against_it(
    latest_start: date | None, earliest_end: date | None, first: date | None, last: date | None
) -> None:
    written: dict[str, Any] = {"latest_start": latest_start, "earliest_end": earliest_end}
    found = Period(first, last).match({name: day and day.isoformat() for name, day in written.items()})

    against = (latest_start and last and latest_start > last) or (earliest_end and first and earliest_end < first)
    assert found is (Match.POSSIBLE if against else Match.CERTAIN)
