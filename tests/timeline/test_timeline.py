"""The timeline: complete, in order, honest about precision, and what SPARQL finds."""

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD
from tests.conftest import serving_app

Json = dict[str, Any]


def entries(client: FlaskClient, parameters: str = "") -> list[Json]:
    """The entries on all pages."""
    page = client.get(f"/v1/timeline?limit=500&{parameters}").json
    found = page["items"]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
        found += page["items"]
    return found


def test_truthy_and_a_status_must_both_hold_as_in_lists(client: FlaskClient) -> None:
    for status in ("contested", "accepted"):
        parameters = f"type=Support&truthy=true&status={status}"
        listed = client.get(f"/v1/claims?limit=1&{parameters}").json["total"]["value"]
        assert client.get(f"/v1/timeline?limit=1&{parameters}").json["total"]["value"] == listed
    assert entries(client, "type=Event&truthy=true&status=contested") == entries(client, "type=Event")


def test_every_dated_event_agreement_negotiation_conflict_and_claim_is_an_entry(client: FlaskClient) -> None:
    by_collection: dict[str, set[str]] = {}
    for entry in entries(client):
        by_collection.setdefault(entry["id"].split("/")[0], set()).add(entry["id"])

    assert set(by_collection) == {"events", "agreements", "negotiations", "conflicts", "claims"}
    for collection, found in by_collection.items():
        rows = csv.DictReader(io.StringIO(client.get(f"/v1/{collection}?format=csv&fields=when").text))
        assert {row["id"] for row in rows if row["when"]} == found


def test_entries_are_in_the_order_of_their_earliest_start(client: FlaskClient) -> None:
    starts = [entry["earliest_start"] or "" for entry in entries(client)]
    turned = [entry["earliest_start"] or "" for entry in entries(client, "sort=-earliest_start")]

    assert starts == sorted(starts)
    assert turned == sorted(starts, reverse=True)


def test_a_month_stays_a_month(client: FlaskClient) -> None:
    every = entries(client)
    months = [entry for entry in every if entry["precision"] == "month" and "/" not in entry["when"]]

    assert months
    assert all(len(entry["when"].rstrip("?~%")) == 7 for entry in months)
    assert {entry["precision"] for entry in every} >= {"day", "month", "year"}
    assert all((entry["end_precision"] is not None) <= ("/" in entry["when"]) for entry in every)


@pytest.mark.parametrize("match", ["possible", "certain"])
def test_a_period_finds_what_the_lists_find(client: FlaskClient, match: str) -> None:
    period = f"from=2020-01-10&to=2020-01-20&match={match}"
    same = {
        "type=Event": "events?",
        "type=Agreement": "agreements?",
        "type=Support&type=Deployment": "claims?type=Support&type=Deployment&",
    }
    for types, path in same.items():
        text = client.get(f"/v1/{path}format=csv&fields=when&{period}").text
        listed = {row["id"]: row["match"] for row in csv.DictReader(io.StringIO(text))}
        assert {entry["id"]: entry["match"] for entry in entries(client, f"{period}&{types}")} == listed
        assert listed


def test_an_entry_that_is_possible_but_not_certain_says_so(client: FlaskClient) -> None:
    period = "from=2020-01-10&to=2020-01-20"
    certain = {entry["id"] for entry in entries(client, f"{period}&match=certain")}
    matches = {entry["id"]: entry["match"] for entry in entries(client, period)}

    assert set(matches.values()) == {"certain", "possible"}
    assert {record for record, match in matches.items() if match == "certain"} == certain
    assert all("match" not in entry for entry in entries(client, "type=Conflict"))


def test_what_was_still_so_at_the_horizon_is_certain_until_then_and_possible_after_it(client: FlaskClient) -> None:
    matches = []
    for day in ("2021-12-31", "2022-01-01"):
        found = entries(client, f"type=Support&at={day}")
        matches.append({entry["match"] for entry in found if entry["end_known"]["id"] == "open"})
        (mercenaries,) = [entry for entry in found if entry["id"] == "claims/russia-lna-mercenaries"]
        assert (mercenaries["when"], mercenaries["earliest_end"]) == ("2018-10/..", "2021-12-31")

    assert matches == [{"certain"}, {"possible"}]


def test_subjects_finds_what_names_the_record_and_the_record_itself(client: FlaskClient) -> None:
    found = {entry["id"] for entry in entries(client, "subjects=agreements/ceasefire-agreement-2020-10")}
    claims = {record for record in found if record.startswith("claims/")}

    assert "agreements/ceasefire-agreement-2020-10" in found
    listed = client.get("/v1/claims?subjects=agreements/ceasefire-agreement-2020-10&format=ndjson&fields=when").text
    assert listed.count("\n") >= len(claims) > 3


def test_a_status_chooses_among_claims_and_leaves_what_has_none(client: FlaskClient) -> None:
    def statuses(found: list[Json]) -> set[str | None]:
        return {entry["status"] and entry["status"]["id"] for entry in found}

    found = entries(client, "status=contested&subjects=armed-forces/lna")
    truthy = entries(client, "truthy=true&subjects=armed-forces/lna")

    assert statuses(found) == {"contested", None}
    assert statuses(truthy) == {"accepted", None}
    assert [entry for entry in found if entry["id"].startswith("events/")]


def test_the_query_of_a_page_finds_its_entries_in_their_order(client: FlaskClient, opened: OpenRelease) -> None:
    for parameters in (
        "limit=30",
        "subjects=armed-forces/lna&at=2020-01&limit=20",
        "type=LegalAct&sort=-earliest_start&limit=25",
    ):
        page = client.get(f"/v1/timeline?{parameters}").json
        page = client.get(page["links"]["next"] or page["links"]["self"]).json
        (query,) = parse_qs(urlsplit(page["links"]["query"]).query)["query"]
        assert [str(row[0]).removeprefix(RECORD) for row in opened.dataset.select(query)] == [
            entry["id"] for entry in page["items"]
        ]


def test_the_table_holds_all_entries(client: FlaskClient) -> None:
    every = entries(client, "type=Event&type=Support")
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/timeline?type=Event&type=Support&format=csv").text)))

    def flat(value: Any) -> str:
        return value["id"] if isinstance(value, dict) else value or ""

    assert rows == [{name: flat(value) for name, value in entry.items()} for entry in every]
    assert {row["status"] for row in rows} > {"", "accepted"}


def test_the_answer_fits_its_schema(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/timeline"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})

    for parameters in ("limit=500", "limit=500&at=2020"):
        validator.validate(client.get(f"/v1/timeline?{parameters}").json)


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("type=Person", "type"),
        ("type=support", "type"),
        ("kind=support", "kind"),
        ("subjects=nobody", "subjects"),
        ("subjects=lna", "subjects"),
        ("conflicts=lna", "conflicts"),
        ("sort=label", "sort"),
        ("at=2020-13", "at"),
    ],
)
def test_what_a_timeline_cannot_be_asked_for_is_refused(client: FlaskClient, parameters: str, named: str) -> None:
    response = client.get(f"/v1/timeline?{parameters}")

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == named


@pytest.mark.parametrize("unit", ["month", "year"])
@pytest.mark.parametrize("query", ["type=Event&from=2019&to=2020", "subjects=armed-forces/lna&from=2014&to=2016"])
def test_a_year_or_month_counts_what_a_list_of_it_finds(client: FlaskClient, unit: str, query: str) -> None:
    bins = client.get(f"/v1/timeline?{query}&bins={unit}&limit=1").json["bins"]
    rest = "&".join(part for part in query.split("&") if not part.startswith(("from=", "to=")))

    assert len(bins) >= 2 and [each["bin"] for each in bins] == sorted(each["bin"] for each in bins)
    for each in bins[:: max(1, len(bins) // 6)]:
        for match in ("possible", "certain"):
            found = client.get(f"/v1/timeline?{rest}&at={each['bin']}&match={match}&limit=1").json
            assert each[match] == found["total"]["value"], each["bin"]


def test_bins_are_the_same_by_sparql_and_as_a_table(client: FlaskClient, var: Path) -> None:
    url = "/v1/timeline?type=Support&type=Event&bins=month&limit=1"
    bins = client.get(url).json["bins"]
    with serving_app(var, lists="sparql") as app:
        assert app.test_client().get(url).json["bins"] == bins
    rows = csv.DictReader(io.StringIO(client.get(f"{url}&format=csv").text))
    assert [{key: str(value) for key, value in each.items()} for each in bins] == [*rows]


def test_too_many_months_are_refused(client: FlaskClient) -> None:
    problem = client.get("/v1/timeline?bins=month&from=1000&to=2020")
    assert problem.status_code == 422 and "1200 at most" in problem.text


def test_a_page_has_no_more_months_than_it_stays_small_with(client: FlaskClient) -> None:
    refused = client.get("/v1/timeline?bins=month&from=1990&to=2020&format=html")
    assert refused.status_code == 422 and "240 at most" in refused.text
    page = client.get("/v1/timeline?bins=month&from=2002&to=2020&format=html")
    assert page.status_code == 200 and len(re.findall("<[a-z]", page.text)) < 3_000


def test_entries_say_what_they_are_about_when_lanes_are_by_subject(client: FlaskClient) -> None:
    found = entries(client, "lanes=subject&type=Event&at=2020-01")
    assert any("armed-forces/lna" in {each["id"] for each in entry["about"]} for entry in found)
    assert all("about" not in entry for entry in entries(client, "type=Event&at=2020-01"))
