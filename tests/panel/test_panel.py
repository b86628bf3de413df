"""The panel: every claim of support in every year in which it was so, by dyad or by state and camp, with codes."""

import io
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.records.rest import Json, get, pages

DECADE = [("from", "2011"), ("to", "2021")]


def rows(client: FlaskClient, unit: str, *parameters: tuple[str, str]) -> list[Json]:
    found = pages(client, "/v1/panel", ("unit", unit), *DECADE, ("limit", "500"), *parameters)
    return [row for page in found for row in page["items"]]


def test_a_dyad_has_the_claims_that_the_list_has_in_that_year(client: FlaskClient) -> None:
    found = {
        row["year"]: row
        for row in rows(client, "dyad-year", ("supporter", "states/turkey"), ("recipient", "organizations/gna"))
    }
    for year, row in found.items():
        asked = [
            ("supporter", "states/turkey"),
            ("recipient", "organizations/gna"),
            ("at", str(year)),
            ("type", "Support"),
        ]
        listed = get(client, "/v1/claims", *asked)["items"]
        assert {claim["id"] for claim in row["underlying_claims"]} == {item["id"] for item in listed}
        assert row["certain_claim_count"] == sum(item["match"] == "certain" for item in listed)
        assert row["accepted_claim_count"] == sum(item["status"]["id"] == "accepted" for item in listed)
        assert row["match"] == ("certain" if row["certain_claim_count"] else "possible")
        assert {form["id"] for form in row["support_forms"]} == {item["support_form"]["id"] for item in listed}
    assert {2019, 2020} <= found.keys()


def test_every_claim_of_support_with_a_date_in_the_years_is_in_the_panel(client: FlaskClient) -> None:
    listed = pages(client, "/v1/claims", ("type", "Support"), *DECADE, ("limit", "500"), ("fields", "id"))
    expected = {item["id"] for page in listed for item in page["items"]}
    assert {claim["id"] for row in rows(client, "dyad-year") for claim in row["underlying_claims"]} == expected


def test_a_state_has_the_codes_that_it_has_in_the_field(client: FlaskClient) -> None:
    found = rows(client, "state-year")
    assert {row["supporter"]["id"].partition("/")[0] for row in found} == {"states"}
    assert all(row["cow_code"] and row["gw_code"] for row in found)
    assert {(row["cow_code"], row["gw_code"]) for row in found if row["supporter"]["id"] == "states/turkey"} == {
        (640, 640)
    }


def test_a_row_that_is_certain_is_asked_for_alone(client: FlaskClient) -> None:
    found = rows(client, "dyad-year")
    certain = rows(client, "dyad-year", ("match", "certain"))
    assert certain == [row for row in found if row["match"] == "certain"]
    assert 0 < len(certain) < len(found)


def test_states_by_year_and_camp_take_no_typing(client: FlaskClient) -> None:
    url = "/v1/panel?unit=state-year&from=2011&to=2021&not=status:denied&format=csv"
    frame = pd.read_csv(io.StringIO(client.get(url).text))
    by_side = frame.groupby(["year", "camp"])["supporter"].nunique().unstack()
    assert {"gna", "house-of-representatives-lna", "ntc"} <= set(by_side.columns)
    assert frame[frame["match"] == "certain"]["camp"].notna().all()
    assert frame.duplicated(["year", "supporter", "camp"]).sum() == 0


@pytest.mark.parametrize("unit", ["dyad-year", "state-year"])
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, unit: str) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json
    schema = document["paths"]["/v1/panel"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/v1/panel?unit={unit}&from=2019&to=2020").json
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("from=2011&to=2012", "unit"),
        ("unit=dyad-year&to=2012", "from"),
        ("unit=month&from=2011&to=2012", "unit"),
        ("unit=dyad-year&from=2012&to=2011", "to"),
        ("unit=dyad-year&from=2011-03&to=2011", "from"),
        ("unit=dyad-year&from=2011&to=2011-12-31", "to"),
        ("unit=dyad-year&from=1000&to=2011", "to"),
        ("unit=dyad-year&from=2011&to=2012&at=2011", "at"),
    ],
)
def test_what_is_no_panel_is_refused(client: FlaskClient, query: str, culprit: str) -> None:
    problem = client.get(f"/v1/panel?{query}")
    assert problem.status_code == 422
    assert problem.json["errors"][0]["parameter"] == culprit


def test_a_recipient_stands_where_it_stood_when_it_was_supported(client: FlaskClient) -> None:
    for unit in ("state-year", "dyad-year"):
        for row in rows(client, unit):
            assert row["camp_claims"], (row["year"], row["supporter"]["id"])
            spans = {claim["id"]: get(client, f"/v1/{claim['id']}") for claim in row["camp_claims"]}
            support = [get(client, f"/v1/{claim['id']}") for claim in row["underlying_claims"]]
            first = max(f"{row['year']}-01-01", min(one["earliest_start"] or "" for one in support))
            last = min(f"{row['year']}-12-31", max(one["latest_end"] or "9999" for one in support))
            for camp in spans.values():
                assert (camp["earliest_start"] or "") <= last and (camp["latest_end"] or "9999") >= first, row["year"]


def test_the_status_of_a_camp_stands_beside_it_and_truthy_asks_for_accepted_ones(client: FlaskClient) -> None:
    statuses = {status["id"] for row in rows(client, "dyad-year") for status in row["camp_statuses"]}
    assert "inferred" in statuses
    accepted = rows(client, "dyad-year", ("truthy", "true"))
    assert {status["id"] for row in accepted for status in row["camp_statuses"]} == {"accepted"}
