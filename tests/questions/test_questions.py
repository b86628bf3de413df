"""The questions as they are served: each runs, with its columns, and its links lead to the same rows."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR
from casus.store.open_release import OpenRelease

SLUGS = sorted(path.stem for path in (ONTOLOGY_DIR / "questions").glob("*.rq"))


def test_every_question_is_listed_by_number(client: FlaskClient) -> None:
    items = client.get("/v1/questions").json["items"]

    assert sorted(item["id"] for item in items) == [f"questions/{slug}" for slug in SLUGS]
    assert [item["number"] for item in items] == list(range(1, len(SLUGS) + 1))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_answers_with_the_columns_that_it_describes(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/questions/{slug}").json
    columns = [column["name"] for column in answer["question"]["columns"]]

    assert answer["rows"]
    assert all(list(row) == columns for row in answer["rows"])


@pytest.mark.parametrize("slug", SLUGS)
def test_the_csv_of_a_question_has_the_same_rows(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/v1/questions/{slug}").json
    table = list(csv.reader(io.StringIO(client.get(f"/v1/questions/{slug}", headers={"Accept": "text/csv"}).text)))

    assert table[0] == [column["name"] for column in answer["question"]["columns"]]
    assert len(table) - 1 == len(answer["rows"])
    for cells, row in zip(table[1:], answer["rows"], strict=True):
        assert [cell for cell, value in zip(cells, row.values(), strict=True) if isinstance(value, str)] == [
            value for value in row.values() if isinstance(value, str)
        ]


def test_the_link_of_an_answer_is_the_query_that_gave_it(client: FlaskClient, opened: OpenRelease) -> None:
    answer = client.get("/v1/questions/who-came-and-did-not-sign?negotiation=moscow-talks-2020").json
    query = parse_qs(urlsplit(answer["links"]["query"]).query)["query"][0]

    assert len(list(opened.dataset.select(query))) == len(answer["rows"])


def test_one_call_and_one_question_say_who_was_in_moscow_who_signed_and_why_others_did_not(client: FlaskClient) -> None:
    """The page of the talks and the question agree in every role, step and reason, each reason with its status."""
    page = client.get("/v1/negotiations/moscow-talks-2020").json
    rows = client.get("/v1/questions/who-attended-and-who-signed?negotiation=moscow-talks-2020").json["rows"]

    def code(value: dict[str, str] | None) -> str | None:
        return value and value["id"]

    for part in page["participations"]:
        own = [row for row in rows if row["claim"] == part["id"]]
        assert {row["participant"] for row in own} == {part["participant"]["id"]}
        assert {row["role"] for row in own} == {role["id"] for role in part["roles"]}
        assert {(row["attendance"], row["signature"], row["status"]) for row in own} == {
            (code(part["attendance"]), code(part["signature"]), code(part["status"]))
        }
        assert {(row["signature_act"], row["signature_act_when"]) for row in own if row["signature_act"]} == {
            (act["act"]["id"], act["when"]) for act in part["signature_acts"]
        }
        assert {(row["reason"], row["reason_label"], row["reason_status"]) for row in own if row["reason"]} == {
            (reason["id"], reason["label"], reason["status"]["id"]) for reason in part["reasons"]
        }
    assert {row["claim"] for row in rows} == {part["id"] for part in page["participations"]}
    assert {row["signature"] for row in rows} == {"signed", "declined", "not-asked", None}
    assert {row["signature_act"] for row in rows} == {"signed", "delayed", "declined", None}
    assert {"alleged", "inferred", "reported"} <= {
        row["reason_status"] for row in rows if row["participant_label"] == "Libyan National Army"
    }


def test_in_moscow_two_came_and_did_not_sign_for_reasons_of_several_statuses(client: FlaskClient) -> None:
    rows = client.get("/v1/questions/who-came-and-did-not-sign?negotiation=moscow-talks-2020").json["rows"]

    assert {row["participant_label"] for row in rows} == {"Libyan National Army", "House of Representatives"}
    assert {"inferred", "reported", "alleged"} <= {row["reason_status"] for row in rows}


def test_the_evidence_that_a_question_counts_is_what_the_claims_say(client: FlaskClient) -> None:
    rows = client.get("/v1/questions/what-this-release-says-about-support?supporter=states/russia").json["rows"]
    claims = client.get("/v1/claims?type=Support&supporter=states/russia&limit=500").json["items"]

    assert rows
    assert {row["claim"]: (row["evidence_for"], row["evidence_against"]) for row in rows} == {
        claim["id"]: (claim["evidence_for"], claim["evidence_against"]) for claim in claims
    }
    assert {row["evidence_against"] > 0 for row in rows} == {True, False}


def test_another_day_gives_another_answer(client: FlaskClient) -> None:
    path = "/v1/questions/who-supported-whom-on-a-day"
    days = [
        {row["claim"] for row in client.get(f"{path}?at={day}").json["rows"]} for day in ("2011-06-01", "2020-01-20")
    ]

    assert days[0]
    assert days[1]
    assert days[0] != days[1]


@pytest.mark.parametrize(
    ("slug", "column", "record"),
    [
        ("who-supported-whom-on-a-day", "claim", "claims/russia-lna-mercenaries"),
        ("posts-held-on-a-day", "claim", "claims/post-ahmed-abushahma-jmc"),
        ("measures-in-force-on-a-day", "claim", "claims/measure-arms-embargo-2011"),
        ("forces-active-on-a-day", "armed_force", "armed-forces/lna"),
    ],
)
def test_what_was_still_so_at_the_horizon_is_certain_until_then_and_possible_after_it(
    client: FlaskClient, slug: str, column: str, record: str
) -> None:
    for day, match in (("2021-12-31", "certain"), ("2022-01-01", "possible")):
        rows = client.get(f"/v1/questions/{slug}?at={day}").json["rows"]
        assert {(row["when"][-3:], row["match"]) for row in rows if row[column] == record} == {("/..", match)}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("at=2020-13-01", "at"),
        ("at=2020", "at"),
        ("at=2020-01-01&at=2020-01-02", "at"),
        ("nonsense=1", "nonsense"),
        ("format=xml", "format"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/v1/questions/who-supported-whom-on-a-day?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


def test_a_reference_to_no_record_or_to_one_of_another_class_is_refused(client: FlaskClient) -> None:
    for value in ("no-such-talks", "libya", "states/libya", "x } SELECT"):
        response = client.get("/v1/questions/who-came-and-did-not-sign", query_string={"negotiation": value})
        assert response.status_code == 422


def test_a_slug_names_a_record_only_where_all_that_can_be_asked_for_are_in_one_collection(client: FlaskClient) -> None:
    path = "/v1/questions/who-came-and-did-not-sign"
    whole = client.get(f"{path}?negotiation=negotiations/moscow-talks-2020").json["rows"]
    refused = client.get("/v1/questions/sources-near-a-party?actor=lna")

    assert client.get(f"{path}?negotiation=moscow-talks-2020").json["rows"] == whole
    assert refused.status_code == 422
    assert refused.json["errors"][0]["allowed"] == ["armed-forces/lna"]


def test_there_is_no_other_question(client: FlaskClient) -> None:
    assert client.get("/v1/questions/no-such-question").status_code == 404
