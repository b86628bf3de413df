"""Counts: what a reader would count in the list, by values and by year, from the index and by SPARQL alike."""

import io
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.records.request import selection
from casus.records.selecting import ByIndex, BySparql
from casus.store.open_release import OpenRelease
from tests.records.rest import get, pages


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


@pytest.mark.parametrize("names", [["status"], ["type", "status"], ["support_form", "supporter"], ["conflicts"]])
def test_the_index_and_sparql_count_alike(opened: OpenRelease, names: list[str]) -> None:
    selected = selection(opened, opened.model.claims, {"status": ["contested", "reported"]})
    index, sparql = ByIndex(opened.list_index), BySparql(opened.dataset)
    assert sorted(index.table(selected, names), key=str) == sorted(sparql.table(selected, names), key=str)
    assert index.years(selected) == sparql.years(selected)


def test_a_table_is_read_by_pandas_as_it_is(client: FlaskClient) -> None:
    url = "/v1/counts/claims?by=year,support_form&type=Support&from=2011&to=2021&format=csv"
    frame = pd.read_csv(io.StringIO(client.get(url).text))
    assert list(frame.columns) == ["year", "support_form", "count"]
    by_year = frame.pivot_table(index="year", columns="support_form", values="count")
    assert set(by_year.index) == {*range(2011, 2022)} - {2013}  # no claim of support is of that year


@pytest.mark.parametrize("path", ["claims?by=type,status", "events?by=year", "places?by=place_type", "codes?by=type"])
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, path: str) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json
    operation = document["paths"][f"/v1/counts/{path.partition('?')[0]}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(
        client.get(f"/v1/counts/{path}").json
    )


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("", "by"),
        ("by=label", "by"),
        ("by=type,status,year,supporter,recipient", "by"),
        ("by=status&match=certain", "match"),
        ("by=year&from=1000&to=2000", "by"),
    ],
)
def test_what_cannot_be_counted_is_refused(client: FlaskClient, query: str, culprit: str) -> None:
    problem = client.get(f"/v1/counts/claims?{query}")
    assert problem.status_code == 422
    assert problem.json["errors"][0]["parameter"] == culprit
