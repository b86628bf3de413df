"""Counts: what a reader would count in the list, by values, year and month, from the index and by SPARQL alike."""

import io
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.counts import by, rows
from casus.model.types import Collection
from casus.records.period import Match
from casus.records.proof import drawn
from casus.records.request import selection
from casus.records.selecting import ByIndex, BySparql
from casus.store.list_index import TooManyValues
from casus.store.open_release import OpenRelease
from casus.terms.calendar import Times, Unit
from tests.records.rest import EVERY, get, pages


def test_values_are_counted_as_the_list_has_them(client: FlaskClient) -> None:
    counted = get(client, "/v1/counts/claims", ("by", "type,status"), ("conflicts", "libya-2011"))
    listed = Counter(
        (item["type"], item["status"]["id"])
        for page in pages(client, "/v1/claims", ("conflicts", "libya-2011"), ("limit", "500"))
        for item in page["items"]
    )
    assert {(row["type"], row["status"]["id"]): row["count"] for row in counted["items"]} == listed


def test_what_says_nothing_of_the_field_is_counted_too(client: FlaskClient) -> None:
    counted = get(client, "/v1/counts/agreements", ("by", "stage"))["items"]
    assert sum(row["count"] for row in counted) == client.get("/v1/agreements").json["total"]["value"]
    assert counted[-1]["stage"] is None
    assert counted[-1]["count"] > 0


@pytest.mark.parametrize("match", ["possible", "certain"])
def test_a_record_counts_in_every_year_in_which_it_was_so(client: FlaskClient, match: str) -> None:
    parameters = [("type", "Support"), ("match", match)]
    counted = get(client, "/v1/counts/claims", ("by", "year,status"), *parameters, ("from", "2014"), ("to", "2016"))
    for year in (2014, 2015, 2016):
        rows = [row for row in counted["items"] if row["year"] == year]
        total = get(client, "/v1/claims", ("at", str(year)), *parameters, ("limit", "1"))["total"]["value"]
        assert sum(row["count"] for row in rows) == total > 0


def test_years_are_those_in_which_something_begins_or_ends(client: FlaskClient) -> None:
    years = [row["year"] for row in get(client, "/v1/counts/events", ("by", "year"))["items"]]
    assert years == sorted(years)
    assert (years[0], years[-1]) == (2011, 2021)


@pytest.mark.parametrize("match", ["possible", "certain"])
def test_a_record_counts_in_every_month_in_which_it_was_so(client: FlaskClient, match: str) -> None:
    parameters = [("type", "Support"), ("match", match)]
    counted = get(
        client, "/v1/counts/claims", ("by", "status,month"), *parameters, ("from", "2019-03-15"), ("to", "2020")
    )
    for month in ("2019-04", "2019-12", "2020-06"):
        found = [row for row in counted["items"] if row["month"] == month]
        total = get(client, "/v1/claims", ("at", month), *parameters, ("limit", "1"))["total"]["value"]
        assert sum(row["count"] for row in found) == total > 0
    first = [row["count"] for row in counted["items"] if row["month"] == "2019-03"]
    of_its_days = get(client, "/v1/claims", ("from", "2019-03-15"), ("to", "2019-03"), *parameters, ("limit", "1"))
    assert sum(first) == of_its_days["total"]["value"]


def test_numbers_are_added_up_over_the_records_of_a_row(client: FlaskClient) -> None:
    counted = get(client, "/v1/counts/claims", ("by", "type,status"), ("sum", "evidence_for,personnel_high"))["items"]
    added, said = Counter[tuple[str, str]](), set()
    for page in pages(client, "/v1/claims", ("limit", "500")):
        for item in page["items"]:
            key = (item["type"], item["status"]["id"])
            added[key] += item["evidence_for"]
            said |= {key} if item.get("personnel_high") is not None else set()
    assert {(row["type"], row["status"]["id"]): row["sum_evidence_for"] for row in counted} == added
    with_number = {(row["type"], row["status"]["id"]) for row in counted if row["sum_personnel_high"] is not None}
    assert with_number == said != set()


def count_of(chance: random.Random, opened: OpenRelease, collection: Collection) -> dict[str, Any]:
    """What to ask a table for: some names, numbers, and a time."""
    names = [name for name in by.names(collection) if name not in by.units(collection)]
    begin = date(chance.choice([1950, 2010, 2015]), chance.randint(1, 12), chance.randint(1, 28))
    end = begin.replace(year=begin.year + chance.choice([0, 1, 8]), month=12)
    units = by.units(collection).values()
    return {
        "names": chance.sample(names, min(len(names), chance.choice([1, 1, 2]))),
        "sums": chance.sample(by.numbers(collection), min(len(by.numbers(collection)), chance.choice([0, 1, 2]))),
        "times": Times(chance.choice([*units]), begin, end) if units and chance.random() < 0.7 else None,
    }


@pytest.mark.parametrize("name", EVERY)
def test_the_index_and_sparql_count_alike(opened: OpenRelease, name: str) -> None:
    index, sparql = ByIndex(opened.list_index), BySparql(opened.dataset)
    chance, collection = random.Random(name), opened.model.collections[name]
    for _ in range(25):
        selected, asked = drawn(chance, opened.dataset, collection), count_of(chance, opened, collection)
        found = sorted(index.table(selected, **asked), key=str)
        assert found == sorted(sparql.table(selected, **asked), key=str), (selected.ids_query(), asked)
        assert index.extent(selected) == sparql.extent(selected)


@pytest.mark.parametrize("match", list(Match))
@pytest.mark.parametrize("unit", list(Unit))
def test_the_index_and_sparql_count_all_times_alike(opened: OpenRelease, unit: Unit, match: Match) -> None:
    index, sparql = ByIndex(opened.list_index), BySparql(opened.dataset)
    selected = replace(selection(opened, opened.model.claims, {}), match=match)
    asked = {"names": ["type"], "sums": ["evidence_against"], "times": Times(unit, date(2009, 1, 1), date(2023, 1, 1))}
    found = sorted(index.table(selected, **asked), key=str)
    assert found == sorted(sparql.table(selected, **asked), key=str)
    assert len(found) > 100


@pytest.mark.parametrize(
    "path", ["claims?by=month,type&from=2019&sum=evidence_for", "events?by=places", "codes?by=type"]
)
def test_the_query_of_a_count_counts_the_same(client: FlaskClient, path: str) -> None:
    counted = client.get(f"/v1/counts/{path}").json
    url = counted["links"]["query"].removeprefix("http://localhost")
    found = client.get(url, headers={"Accept": "application/sparql-results+json"}).json["results"]["bindings"]
    assert Counter(int(row["count"]["value"]) for row in found) == Counter(row["count"] for row in counted["items"])
    sums = [row["sum_evidence_for"] for row in counted["items"] if "sum_evidence_for" in row]
    assert Counter(int(row["sum0"]["value"]) for row in found if "sum0" in row) == Counter(sums)


def test_a_table_is_read_by_pandas_as_it_is(client: FlaskClient) -> None:
    url = "/v1/counts/claims?by=year,support_form&type=Support&from=2011&to=2021&format=csv"
    frame = pd.read_csv(io.StringIO(client.get(url).text))
    assert list(frame.columns) == ["year", "support_form", "count"]
    by_year = frame.pivot_table(index="year", columns="support_form", values="count")
    assert set(by_year.index) == {*range(2011, 2022)} - {2013}  # no claim of support is of that year


@pytest.mark.parametrize(
    "path",
    [
        "claims?by=type,status",
        "claims?by=month&sum=personnel_high,evidence_for",
        "codes?by=type",
        "conflict-years?by=year",
        "events?by=places,month&sum=deaths_civilians",
        "events?by=places,event_type&sum=fatalities_best&format=geojson",
        "events?by=year",
        "places?by=place_type",
    ],
)
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, path: str) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json
    operation = document["paths"][f"/v1/counts/{path.partition('?')[0]}"]["get"]
    answer = client.get(f"/v1/counts/{path}")
    schema = operation["responses"]["200"]["content"][answer.mimetype]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(json.loads(answer.text))


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("", "by"),
        ("by=label", "by"),
        ("by=type,status,year,supporter,recipient", "by"),
        ("by=status&match=certain", "match"),
        ("by=year&from=1000&to=2000", "by"),
        ("by=month&from=1900&to=2010", "by"),
        ("by=year,month", "by"),
        ("by=type&sum=label", "sum"),
        ("by=type&sum=", "sum"),
        ("by=type,status&format=geojson", "by"),
    ],
)
def test_what_cannot_be_counted_is_refused(client: FlaskClient, query: str, culprit: str) -> None:
    problem = client.get(f"/v1/counts/claims?{query}")
    assert problem.status_code == 422
    assert problem.json["errors"][0]["parameter"] == culprit


def test_more_rows_than_an_answer_has_are_refused_by_whoever_counts(
    client: FlaskClient, opened: OpenRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_MOST_ROWS", 10)
    problem = client.get("/v1/counts/claims?by=month,type&from=2011&to=2013").json
    assert problem["errors"][0]["detail"].startswith("makes more than 10 rows; count by fewer")
    index = opened.list_index
    with pytest.raises(TooManyValues):
        index.table(index.dated(), ["filter_subjects", "filter_sources"] * 2)


def test_rows_that_name_a_place_are_points_on_a_map(client: FlaskClient) -> None:
    answer = client.get("/v1/counts/events?by=event_type,places&sum=fatalities_best&format=geojson")
    assert answer.mimetype == "application/geo+json"
    collection = json.loads(answer.text)
    assert (collection["type"], collection["release"]) == (
        "FeatureCollection",
        client.get("/v1/events").json["release"],
    )
    items = client.get("/v1/counts/events?by=event_type,places&sum=fatalities_best").json["items"]
    assert [feature["properties"] for feature in collection["features"]] == items
    places = {item["id"]: item for item in client.get("/v1/places?limit=500").json["items"]}
    for feature in collection["features"]:
        place = feature["properties"]["places"]
        at = [places[place["id"]][name] for name in ("longitude", "latitude")] if place else [None]
        assert feature["type"] == "Feature"
        assert feature["geometry"] == (None if None in at else {"type": "Point", "coordinates": at})
    assert {feature["geometry"] is None for feature in collection["features"]} == {True, False}


def test_a_list_whose_filters_lead_to_no_place_is_no_map(client: FlaskClient) -> None:
    problem = client.get("/v1/counts/persons?by=type&format=geojson")
    assert (problem.status_code, problem.json["errors"][0]["parameter"]) == (422, "format")


def test_the_document_names_each_thing_to_count_by_once(client: FlaskClient, opened: OpenRelease) -> None:
    paths = client.get("/openapi.json").json["paths"]
    for name, collection in opened.model.collections.items():
        operation = paths[f"/v1/counts/{name}"]["get"]
        asked = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"] if "name" in parameter}
        allowed = asked["by"]["items"]["enum"]
        assert len(allowed) == len({*allowed})
        assert ("month" in allowed) is collection.is_dated
        types = operation["responses"]["200"]["content"]
        assert ("application/geo+json" in types) is ("geojson" in asked["format"]["enum"])
    assert "application/geo+json" in paths["/v1/counts/events"]["get"]["responses"]["200"]["content"]


def test_a_filter_that_is_called_year_is_what_by_year_means(opened: OpenRelease) -> None:
    years = opened.model.collections["conflict-years"]
    count = rows.Count.asked(opened, years, {"by": ["year", "month"]})
    assert (count.times is not None and count.times.unit, count.selected.period) == (Unit.MONTH, None)
    assert "?value0" in count.query
    assert rows.Count.asked(opened, years, {"by": ["year"]}).times is None
