"""The timeline: complete, in order, honest about precision, and what SPARQL finds."""

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.store.open_release import OpenRelease

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
        parameters = f"kind=support&truthy=true&status={status}"
        listed = client.get(f"/v1/claims?limit=1&{parameters}").json["total"]["value"]
        assert client.get(f"/v1/timeline?limit=1&{parameters}").json["total"]["value"] == listed
    assert entries(client, "kind=event&truthy=true&status=contested") == entries(client, "kind=event")


def test_every_dated_event_agreement_negotiation_conflict_and_claim_is_an_entry(client: FlaskClient) -> None:
    kinds: dict[str, set[str]] = {}
    for entry in entries(client):
        kinds.setdefault(entry["collection"], set()).add(entry["id"])

    assert set(kinds) == {"events", "agreements", "negotiations", "conflicts", "claims"}
    for collection, found in kinds.items():
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
        "kind=event": "events?",
        "kind=agreement": "agreements?",
        "kind=support&kind=deployment": "claims?kind=support&kind=deployment&",
    }
    for kinds, path in same.items():
        text = client.get(f"/v1/{path}format=csv&fields=when&{period}").text
        listed = {row["id"] for row in csv.DictReader(io.StringIO(text))}
        assert {entry["id"] for entry in entries(client, f"{period}&{kinds}")} == listed
        assert listed


def test_about_finds_what_names_the_record_and_the_record_itself(client: FlaskClient) -> None:
    found = entries(client, "about=agreements/ceasefire-agreement-2020-10")
    collections = {entry["collection"] for entry in found}

    assert "ceasefire-agreement-2020-10" in {e["id"] for e in found if e["collection"] == "agreements"}
    assert {"claims", "agreements"} <= collections
    listed = client.get("/v1/claims?about=agreements/ceasefire-agreement-2020-10&format=ndjson&fields=when").text
    assert listed.count("\n") >= len([e for e in found if e["collection"] == "claims"]) > 3


def test_a_status_chooses_among_claims_and_leaves_what_has_none(client: FlaskClient) -> None:
    found = entries(client, "status=contested&about=lna")
    truthy = entries(client, "truthy=true&about=lna")

    assert {entry["status"] for entry in found} == {"contested", None}
    assert {entry["status"] for entry in truthy} == {"accepted", None}
    assert {entry["id"] for entry in found if entry["collection"] == "events"}


def test_the_query_of_a_page_finds_its_entries_in_their_order(client: FlaskClient, opened: OpenRelease) -> None:
    for parameters in ("limit=30", "about=lna&at=2020-01&limit=20", "kind=legal-act&sort=-earliest_start&limit=25"):
        page = client.get(f"/v1/timeline?{parameters}").json
        page = client.get(page["links"]["next"] or page["links"]["self"]).json
        (query,) = parse_qs(urlsplit(page["links"]["query"]).query)["query"]
        assert [str(row[0]) for row in opened.dataset.select(query)] == [entry["iri"] for entry in page["items"]]


def test_the_table_holds_all_entries(client: FlaskClient) -> None:
    every = entries(client, "kind=event")
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/timeline?kind=event&format=csv").text)))

    assert [row["id"] for row in rows] == [entry["id"] for entry in every]
    assert [row["when"] for row in rows] == [entry["when"] for entry in every]


def test_the_answer_fits_its_schema(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/timeline"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})

    validator.validate(client.get("/v1/timeline?limit=500").json)


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("kind=person", "kind"),
        ("about=nobody", "about"),
        ("conflict=lna", "conflict"),
        ("sort=name", "sort"),
        ("at=2020-13", "at"),
    ],
)
def test_what_a_timeline_cannot_be_asked_for_is_refused(client: FlaskClient, parameters: str, named: str) -> None:
    response = client.get(f"/v1/timeline?{parameters}")

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == named
