"""Lists as streams: whole unless a limit is given, and counted among the queries."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("name", ["csv", "ndjson"])
def test_a_stream_is_the_whole_list_unless_a_limit_is_given(client: FlaskClient, name: str) -> None:
    total = client.get("/v1/claims?limit=1").json["total"]["value"]
    head = 1 if name == "csv" else 0

    assert total > 500
    assert client.get(f"/v1/claims?format={name}&fields=status").text.count("\n") - head == total
    assert client.get(f"/v1/claims?format={name}&fields=status&limit=7").text.count("\n") - head == 7


def test_a_page_of_a_stream_links_to_the_next(client: FlaskClient) -> None:
    first = client.get("/v1/claims?format=ndjson&fields=status&limit=7")
    following = client.get(_next(first.headers.getlist("Link")))
    page = client.get("/v1/claims?limit=14").json["items"]

    ids = [json.loads(line)["id"] for line in (first.text + following.text).splitlines()]
    assert ids == [item["id"] for item in page]


def _next(links: list[str]) -> str:
    return next(link.split(">")[0][1:] for link in links if link.endswith('rel="next"'))


def test_each_line_of_ndjson_is_the_item_of_the_list(client: FlaskClient) -> None:
    items = client.get("/v1/states?limit=20").json["items"]
    lines = client.get("/v1/states?format=ndjson&limit=20").text.splitlines()

    assert [json.loads(line) for line in lines] == items


def test_a_stream_has_a_strong_etag_before_it_has_a_body(client: FlaskClient) -> None:
    first = client.get("/v1/claims?format=csv&limit=5")
    again = client.get("/v1/claims?format=csv&limit=5", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get("/v1/claims?format=ndjson&limit=5", headers={"If-None-Match": first.headers["ETag"]})

    assert not first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code == 200


def test_fields_leaves_out_what_is_not_asked_for(client: FlaskClient) -> None:
    item = client.get("/v1/states?fields=cow_code&limit=1").json["items"][0]
    record = client.get("/v1/states/libya?fields=cow_code,gw_code").json

    assert set(item) == {"id", "type", "label", "cow_code"}
    assert set(record) == {"id", "type", "label", "cow_code", "gw_code", "links", "release", "cite_as"}


def test_an_unknown_field_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    response = client.get("/v1/states?fields=cow_code,cowcode")

    assert response.status_code == 422
    assert "cow_code" in response.json["errors"][0]["allowed"]


def test_labels_are_in_the_language_that_is_asked_for_and_english_where_there_is_none(client: FlaskClient) -> None:
    arabic = client.get("/v1/persons/khalifa-haftar?lang=ar").json
    reference = client.get("/v1/claims/moscow-talks-2020-lna?lang=ar").json["participant"]
    shouted = client.get("/v1/persons/khalifa-haftar?lang=AR").json
    volapuk = client.get("/v1/persons/khalifa-haftar?lang=vo").json

    assert arabic["label"] == shouted["label"] == "خليفة حفتر"
    assert reference["label"] != client.get("/v1/armed-forces/lna").json["label"]
    assert volapuk["label"] == "Khalifa Haftar"


def test_a_claim_is_not_named_without_how_far_it_stands(client: FlaskClient) -> None:
    """What a claim is about may be another claim: a reference with a status, in a table too."""
    asked = "/v1/claims?type=Assessment&fields=subjects"
    items = client.get(f"{asked}&limit=500").json["items"]
    claims = [each for item in items for each in item["subjects"] if each["id"].startswith("claims/")]
    status = {each["id"]: client.get(f"/v1/{each['id']}").json["status"] for each in claims[:10]}

    assert len(claims) > 20
    assert all(("status" in each) == each["id"].startswith("claims/") for item in items for each in item["subjects"])
    assert {each["id"]: each["status"] for each in claims[:10]} == status


def test_a_claim_has_its_status_in_a_table_where_a_field_names_claims_alone(client: FlaskClient) -> None:
    """The reasons of a participation are claims of their own; in a table they are named, not shown in full."""
    asked = "/v1/claims?type=Participation&fields=reasons"
    items = client.get(f"{asked}&limit=500").json["items"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{asked}&format=csv").text)))
    statuses = [[reason["status"]["id"] for reason in item["reasons"]] for item in items]

    assert len({status for each in statuses for status in each}) > 2
    assert [row["reasons.status"] for row in rows] == ["|".join(each) for each in statuses]


def test_the_evidence_for_and_against_a_claim_is_counted(client: FlaskClient) -> None:
    asked = "/v1/claims?limit=500&fields=evidence,evidence_for,evidence_against&sort=-evidence_against"
    items = client.get(asked).json["items"]
    stances = [[node["stance"]["id"] for node in item["evidence"]] for item in items]

    assert [item["evidence_for"] for item in items] == [each.count("affirms") for each in stances]
    assert [item["evidence_against"] for item in items] == [each.count("denies") for each in stances]
    assert items[0]["evidence_against"] > items[-1]["evidence_against"]
