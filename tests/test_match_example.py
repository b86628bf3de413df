"""The difference between certain and possible that docs/model.md walks through is the one that the service makes."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casus.terms.names import slug_of

MODEL = (Path(__file__).parent.parent / "docs" / "model.md").read_text("utf-8")
SECTION = MODEL.partition("### A difference, walked through\n")[2].partition("\n### ")[0].partition("\n## ")[0]
CALLS = re.findall(
    r"^curl 'http://127\.0\.0\.1:8000(/v1/claims\?type=Support&at=2020-01-20&match=(\w+)&limit=500)'$", SECTION, re.M
)
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\| `.*\|$", SECTION, re.M)
]
HORIZON = MODEL.partition("### The horizon\n")[2].partition("\n### ")[0]
HORIZON_CALLS = re.findall(r"^curl 'http://127\.0\.0\.1:8000(/v1/claims\?at=\S+)'$", HORIZON, re.M)
BOUNDS = ("earliest_start", "latest_start", "earliest_end", "latest_end")


@pytest.fixture(scope="module")
def listed(client: FlaskClient) -> dict[str, set[str]]:
    """The claims that each of the two calls of the page lists."""
    answers = {match: client.get(path).json for path, match in CALLS}
    assert all(answer["links"]["next"] is None for answer in answers.values())
    return {match: {slug_of(item["id"]) for item in answer["items"]} for match, answer in answers.items()}


def test_the_page_has_both_calls_and_five_claims_of_three_kinds(listed: dict[str, set[str]]) -> None:
    assert set(listed) == {"certain", "possible"}
    assert [(row[-2], row[-1]) for row in ROWS] == [
        ("yes", "yes"),
        ("no", "yes"),
        ("no", "yes"),
        ("yes", "yes"),
        ("no", "no"),
    ]


def test_what_is_certain_is_possible_and_not_the_other_way_round(listed: dict[str, set[str]]) -> None:
    assert listed["certain"] < listed["possible"]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_claim_is_on_the_sides_that_the_page_tells(listed: dict[str, set[str]], row: list[str]) -> None:
    slug, certain, possible = row[0], row[-2], row[-1]

    assert (slug in listed["certain"]) is (certain == "yes")
    assert (slug in listed["possible"]) is (possible == "yes")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_claim_has_the_dates_that_the_page_tells(client: FlaskClient, row: list[str]) -> None:
    claim = client.get(f"/v1/claims/{row[0]}").json

    assert claim["when"] == row[1]
    assert [claim[bound] or "" for bound in BOUNDS] == row[2:6]
    assert row[0] in SECTION


def test_each_item_says_on_which_side_it_is(client: FlaskClient, listed: dict[str, set[str]]) -> None:
    items = client.get(next(path for path, match in CALLS if match == "possible")).json["items"]

    assert {slug_of(item["id"]) for item in items if item["match"] == "certain"} == listed["certain"]
    assert {item["match"] for item in items} == {"certain", "possible"}


def test_what_was_still_so_at_the_horizon_is_certain_until_that_day_and_possible_after_it(client: FlaskClient) -> None:
    last, after = HORIZON_CALLS
    claim = "claims/russia-lna-mercenaries"
    found = {path: {item["id"] for item in client.get(path).json["items"]} for path in (last, after)}

    assert f"`{claim}`" in HORIZON
    assert client.get(f"/v1/{claim}").json["when"].endswith("/..")
    assert claim in found[last]
    assert claim not in found[after]
    assert claim in {item["id"] for item in client.get(after.replace("certain", "possible")).json["items"]}


def test_the_wagner_group_is_certain_by_its_dates_and_contested_as_a_fact(
    client: FlaskClient, listed: dict[str, set[str]]
) -> None:
    path = next(path for path, match in CALLS if match == "certain")
    both = client.get(f"{path}&status=accepted").json["items"]

    assert client.get("/v1/claims/russia-lna-mercenaries").json["status"]["id"] == "contested"
    assert "russia-lna-mercenaries" in listed["certain"]
    assert "claims/turkey-gna-weapons-2019-2020" in {item["id"] for item in both}
    assert "claims/russia-lna-mercenaries" not in {item["id"] for item in both}


def test_the_question_tells_the_same_of_each_claim(client: FlaskClient) -> None:
    rows = client.get("/v1/questions/who-supported-whom-on-a-day?at=2020-01-20").json["rows"]
    match = {slug_of(row["claim"]): row["match"] for row in rows}

    for slug, *_, certain, possible in ROWS:
        assert match.get(slug) == ("certain" if certain == "yes" else "possible" if possible == "yes" else None)


def test_the_question_leaves_out_nothing_but_what_a_body_did_not_live_to_see(
    client: FlaskClient, listed: dict[str, set[str]]
) -> None:
    rows = client.get("/v1/questions/who-supported-whom-on-a-day?at=2020-01-20").json["rows"]
    asked = {slug_of(row["claim"]) for row in rows}

    assert asked <= listed["possible"]
    for slug in listed["possible"] - asked:
        claim = client.get(f"/v1/claims/{slug}").json
        ends = [client.get(f"/v1/{claim[side]['id']}").json.get("latest_end") for side in ("supporter", "recipient")]
        assert any(end and end < "2020-01-20" for end in ends), slug
