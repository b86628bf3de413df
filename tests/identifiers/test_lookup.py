import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator


@pytest.mark.parametrize(
    ("scheme", "value", "record"),
    [
        ("cow", "620", "states/libya"),
        ("cow-code", "620", "states/libya"),
        ("gw", "620", "states/libya"),
        ("cowc", "LIB", "states/libya"),
        ("iso2", "LY", "states/libya"),
        ("iso3", "LBY", "states/libya"),
        ("iso3n", "434", "states/libya"),
        ("wikidata", "Q1016", "states/libya"),
        ("pa-x-agreement", "2320", "agreements/ceasefire-agreement-2020-10"),
        ("ucdp-actor", "7072", "armed-forces/lna"),
        ("un-symbol", "S/RES/2510 (2020)", "sources/un-s-res-2510-2020"),
    ],
)
def test_a_code_leads_to_its_record(client: FlaskClient, scheme: str, value: str, record: str) -> None:
    answer = client.get("/v1/lookup", query_string={"scheme": scheme, "value": value}).json

    assert record in [item["id"] for item in answer["items"]]
    assert {item["value"] for item in answer["items"]} == {value}
    for item in answer["items"]:
        page = client.get(f"/v1/{item['id']}").json
        assert [page[name] for name in ("id", "type", "label")] == [item[name] for name in ("id", "type", "label")]


def test_a_row_tells_how_well_the_scheme_fits_and_when(client: FlaskClient) -> None:
    (item,) = client.get("/v1/lookup?scheme=cow&value=620").json["items"]

    assert (item["id"], item["type"], item["label"]) == ("states/libya", "State", "Libya")
    assert item["scheme"] == {"id": "cow-code", "label": "COW code"}
    assert item["match_strength"] == {"id": "exact", "label": "exact"}
    assert (item["when"], item["latest_end"]) == ("1951-12-24/2016-12-31", None)
    assert item["end_known"] == {"id": "censored", "label": "censored"}
    assert item["scheme_version"] == "2016"


def test_a_code_of_a_mapping_leads_to_our_codes(client: FlaskClient) -> None:
    answer = client.get("/v1/lookup?scheme=plover&value=MOBILIZE").json

    assert [(item["type"], item["id"]) for item in answer["items"]] == [("Code", "codes/event-type#deployment")]
    page = client.get(f"/v1/{answer['items'][0]['id']}").json
    assert page["id"] == "codes/event-type"
    assert "deployment" in {code["id"] for code in page["codes"]}


def test_the_same_number_in_another_scheme_is_shown_as_a_look_alike(client: FlaskClient) -> None:
    answer = client.get("/v1/lookup?scheme=cow&value=616").json

    assert {item["id"] for item in answer["items"]} == {"states/tunisia"}
    assert [(item["id"], item["scheme"]["id"]) for item in answer["look_alikes"]] == [
        ("states/poland", "iso-3166-1-numeric")
    ]


@pytest.mark.parametrize(
    "query", ["scheme=cow&value=616", "scheme=plover&value=MOBILIZE", "scheme=gw&value=620&at=2000"]
)
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, query: str) -> None:
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/lookup"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    Draft202012Validator({**schema, "components": document["components"]}).validate(
        client.get(f"/v1/lookup?{query}").json
    )


def test_at_chooses_among_the_spans(client: FlaskClient) -> None:
    spans = [
        [item["when"] for item in client.get(f"/v1/lookup?scheme=cow&value=616{at}").json["items"]]
        for at in ("", "&at=1850", "&at=2000-01")
    ]

    assert spans == [
        ["1825-01-01/1881-05-12", "1956-03-20/2016-12-31"],
        ["1825-01-01/1881-05-12"],
        ["1956-03-20/2016-12-31"],
    ]


def test_a_code_that_did_not_hold_then_says_when_it_does(client: FlaskClient) -> None:
    response = client.get("/v1/lookup?scheme=cow&value=620&at=1940")

    assert response.status_code == 404
    assert "not at 1940" in response.json["detail"]
    assert [item["when"] for item in response.json["otherwise"]] == ["1951-12-24/2016-12-31"]


@pytest.mark.parametrize(
    ("scheme", "value", "written"),
    [("iso3n", "4", "004"), ("iso3", "lby", "LBY"), ("cow", "0620", "620"), ("wikidata", "q1016", "Q1016")],
)
def test_a_code_written_otherwise_is_told_how_the_scheme_writes_it(
    client: FlaskClient, scheme: str, value: str, written: str
) -> None:
    response = client.get("/v1/lookup", query_string={"scheme": scheme, "value": value})

    assert response.status_code == 404
    assert f"the scheme writes '{written}'" in response.json["detail"]
    assert [item["value"] for item in response.json["otherwise"]] == [written]


def test_a_number_of_another_scheme_is_told_to_be_one(client: FlaskClient) -> None:
    response = client.get("/v1/lookup?scheme=iso3n&value=651")

    assert response.status_code == 404
    assert "cow-code" in response.json["detail"]
    assert {item["id"] for item in response.json["look_alikes"]} == {"states/egypt"}


def test_an_unknown_scheme_is_answered_with_those_that_there_are(client: FlaskClient) -> None:
    response = client.get("/v1/lookup?scheme=polity&value=620")
    (error,) = response.json["errors"]

    assert response.status_code == 422
    assert error["parameter"] == "scheme"
    assert {"cow", "cow-code", "gw", "iso3", "ucdp-actor"} <= set(error["allowed"])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("scheme=cow", "value"),
        ("value=620", "scheme"),
        ("scheme=cow&value=", "value"),
        ("scheme=cow&value=620&value=640", "value"),
        ("scheme=cow&value=620&at=yesterday", "at"),
        ("scheme=cow&value=620&at=2000-02-30", "at"),
        ("scheme=cow&value=620&when=2000", "when"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/v1/lookup?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]
