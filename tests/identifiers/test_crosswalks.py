import csv
import io
from urllib.parse import parse_qs, urlsplit

import pandas
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.identifiers.schemes import schemes_of
from casus.store.open_release import OpenRelease


def table(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text)))


def test_every_scheme_is_listed_with_what_belongs_to_it(client: FlaskClient, opened: OpenRelease) -> None:
    items = client.get("/v1/crosswalks").json["items"]

    assert [item["id"] for item in items] == [scheme.name for scheme in schemes_of(opened).all]
    for item in items:
        answer = client.get(f"/v1/crosswalks/{item['id']}?limit=1").json
        assert answer["scheme"] == {"id": item["id"], "label": item["label"]}
        assert answer["against"] is None
        assert answer["total"]["value"] == item["use_count"]
        assert item["definition"]["en"]


def test_the_second_scheme_of_a_page_is_named_as_the_first(client: FlaskClient) -> None:
    answer = client.get("/v1/crosswalks/cow?against=gw&limit=1").json
    labels = {item["id"]: item["label"] for item in client.get("/v1/crosswalks").json["items"]}

    assert answer["scheme"] == {"id": "cow-code", "label": labels["cow-code"]}
    assert answer["against"] == {"id": "gw-code", "label": labels["gw-code"]}


def test_a_scheme_says_what_its_code_says(client: FlaskClient) -> None:
    codes = {code["id"]: code for code in client.get("/v1/codes/identifier-scheme").json["codes"]}
    items = client.get("/v1/crosswalks").json["items"]

    for item in items:
        code = codes[item["id"]]
        shown = ("definition", "scope_note", "uri_template", "short_notations")
        assert item["label"] == code["labels"]["en"]
        assert {name: item[name] for name in shown} == {name: code[name] for name in shown}
    assert {bool(item["scope_note"]) for item in items} == {True, False}
    assert next(item["short_notations"] for item in items if item["id"] == "cow-code") == ["cow", "cown"]


@pytest.mark.parametrize("name", ["cow", "cow-code", "cown"])
def test_a_scheme_goes_by_its_short_names_too(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/v1/crosswalks/{name}?limit=3").json

    assert answer["scheme"]["id"] == "cow-code"
    assert [item["value"] for item in answer["items"]] == ["2", "20", "31"]


@pytest.mark.parametrize("path", ["cow?limit=5", "cow?against=gw&limit=300", "plover", "tss-rivalry"])
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, path: str) -> None:
    document = client.get("/openapi.json").json
    operation = document["paths"]["/v1/crosswalks/{scheme}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]

    Draft202012Validator({**schema, "components": document["components"]}).validate(
        client.get(f"/v1/crosswalks/{path}").json
    )


def test_pages_join_to_the_whole_and_the_table_is_the_whole(client: FlaskClient) -> None:
    found, url = [], "/v1/crosswalks/gw?limit=100"
    while url:
        page = client.get(url).json
        found += [(item["id"], item["value"], item["when"]) for item in page["items"]]
        url = page["links"]["next"]

    assert len(found) == page["total"]["value"] > 200
    assert [(row["id"], row["value"], row["when"]) for row in table(client, "/v1/crosswalks/gw?format=csv")] == found


def test_the_query_of_a_page_gives_its_rows(client: FlaskClient, opened: OpenRelease) -> None:
    answer = client.get("/v1/crosswalks/ucdp-actor?limit=20").json
    query = parse_qs(urlsplit(answer["links"]["query"]).query)["query"][0]

    assert [(opened.model.id_of(str(row[0])), str(row[2])) for row in opened.dataset.select(query)] == [
        (item["id"], item["value"]) for item in answer["items"]
    ]


def test_cow_and_gw_stand_side_by_side_with_their_spans(client: FlaskClient) -> None:
    rows = {row["id"]: row for row in table(client, "/v1/crosswalks/cow?against=gw&at=2000&format=csv")}

    both = {record: (row["value"], row["against_value"]) for record, row in rows.items()}
    assert both["states/libya"] == ("620", "620")
    assert both["states/germany"] == ("255", "260")
    assert both["states/yemen"] == ("679", "678")
    assert rows["states/libya"]["against_when"] == "1951-12-24/.."


def test_a_table_has_the_codes_of_a_row_by_their_ids(client: FlaskClient) -> None:
    item = client.get("/v1/crosswalks/cow?against=gw&limit=1").json["items"][0]
    row = table(client, "/v1/crosswalks/cow?against=gw&format=csv")[0]

    assert row == {name: value["id"] if isinstance(value, dict) else value or "" for name, value in item.items()}
    assert (row["scheme"], row["match_strength"], row["end_known"]) == ("cow-code", "exact", "censored")
    assert (row["against_scheme"], row["against_match_strength"]) == ("gw-code", "exact")


def test_a_record_without_a_code_there_keeps_its_row(client: FlaskClient) -> None:
    rows = client.get("/v1/crosswalks/gw?against=cow&at=2010&limit=500").json["items"]
    abkhazia = next(row for row in rows if row["id"] == "states/abkhazia")

    assert abkhazia["value"] == "396"
    assert {value for name, value in abkhazia.items() if name.startswith("against_")} == {None}


def test_with_a_time_a_row_says_how_sure_it_holds(client: FlaskClient) -> None:
    then = client.get("/v1/crosswalks/cow?at=1950&limit=500").json["items"]
    assert {row["match"] for row in then} == {"certain"}
    assert "match" not in client.get("/v1/crosswalks/cow?limit=1").json["items"][0]
    assert client.get("/v1/crosswalks/cow?at=1950&limit=1&format=csv").text.startswith("id,type,label,match,scheme,")
    assert client.get("/v1/lookup?scheme=cow&value=620&at=1960").json["items"][0]["match"] == "certain"


def test_a_strength_can_be_asked_for_of_both_sides(client: FlaskClient) -> None:
    rows = client.get("/v1/crosswalks/cow?against=gw&match_strength=exact&limit=500").json["items"]
    against = [row["against_match_strength"] for row in rows if row["against_value"] is not None]

    assert {row["match_strength"]["id"] for row in rows} == {strength["id"] for strength in against} == {"exact"}


def test_pandas_reads_the_table_and_excel_gets_its_mark(client: FlaskClient) -> None:
    frame = pandas.read_csv(io.StringIO(client.get("/v1/crosswalks/iso3?format=csv").text), dtype=str)
    excel = client.get("/v1/crosswalks/iso3?format=excel").data

    assert frame.set_index("id").loc["states/libya", "value"] == "LBY"
    assert excel.startswith(b"\xef\xbb\xbfid,")


def test_there_is_no_table_of_a_scheme_that_there_is_not(client: FlaskClient) -> None:
    response = client.get("/v1/crosswalks/polity")

    assert response.status_code == 404
    assert "cow" in response.json["schemes"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("against=polity", "against"),
        ("match_strength=perhaps", "match_strength"),
        ("match=exact", "match"),
        ("at=then", "at"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("collection=states", "collection"),
        ("format=turtle", "format"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/v1/crosswalks/cow?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]
