import json
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.store.open_release import OpenRelease


def ids(answer: dict) -> list[str]:  # type: ignore[type-arg]
    return [item["id"] for item in answer["items"]]


def test_a_hit_is_a_reference_with_the_name_that_fits(client: FlaskClient) -> None:
    hit = client.get("/v1/search?q=Khalifa+Hifter").json["items"][0]

    record = client.get("/v1/persons/khalifa-haftar").json

    assert hit == {
        **{name: record[name] for name in ("id", "type", "label")},
        "text": record["description"]["en"],
        "matched": {"how": "name", "field": "aliases", "value": "Khalifa Hifter", "language": "en"},
    }
    assert hit["id"] == "persons/khalifa-haftar"


def test_a_claim_and_what_rests_on_claims_say_their_status_and_nothing_else_has_one(client: FlaskClient) -> None:
    found = client.get("/v1/search?q=erdogan&limit=100").json["items"]
    claims = [hit for hit in found if hit["id"].startswith(("claims/", "participation/"))]

    assert 0 < len(claims) < len(found)
    assert all(hit["status"] == client.get(f"/v1/{hit['id']}").json["status"] for hit in claims)
    assert not any("status" in hit for hit in found if hit not in claims)


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("the LNA", "armed-forces/lna"),
        ("As-Sarraj", "persons/fayez-al-sarraj"),
        ("al-Sarraj", "persons/fayez-al-sarraj"),
        ("the Gambia", "states/gambia"),
    ],
)
def test_an_article_does_not_keep_a_name_from_being_found(client: FlaskClient, q: str, first: str) -> None:
    found = client.get("/v1/search", query_string={"q": q, "limit": 3}).json["items"]

    assert found[0]["id"] == first


@pytest.mark.parametrize(
    ("surname", "person"),
    [
        *((name, "persons/muammar-qaddafi") for name in ("Gaddafi", "Kadhafi", "القذافي", "Каддафи")),
        *((name, "persons/khalifa-haftar") for name in ("Haftar", "Hifter", "حفتر", "Хафтар")),
    ],
)
def test_a_surname_alone_means_the_one_who_is_called_by_it(client: FlaskClient, surname: str, person: str) -> None:
    """In the search, and in a column of names."""
    (first,) = client.get("/v1/search", query_string={"q": surname, "limit": 1}).json["items"]
    batch = {"queries": json.dumps({"q": {"query": surname, "type": "Person"}})}
    (matched,) = (c for c in client.post("/v1/reconcile", data=batch).json["q"]["result"] if c["match"])

    assert (first["id"], first["matched"]["how"]) == (person, "name")
    assert matched["id"] == person


@pytest.mark.parametrize(
    ("q", "code_list", "code"),
    [
        ("contests validity", "reaction-position", "contests validity"),
        ("withheld", "text-status", "withheld"),
    ],
)
def test_a_code_is_found_in_its_list(client: FlaskClient, q: str, code_list: str, code: str) -> None:
    found = client.get("/v1/search", query_string={"q": q, "collection": "codes"}).json["items"]

    assert found[0]["id"] == f"codes/{code_list}"
    matched = found[0]["matched"]
    assert (matched["how"], matched["field"], matched["value"].lower()) == ("text", "codes", code)


def test_labels_are_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    assert client.get("/v1/search?q=Hifter&lang=ar").json["items"][0]["label"] == "خليفة حفتر"


@pytest.mark.parametrize("q", ["Haftar", "حفتر", "zzzzqqqq", "moscow talks ceasefire 2020"])
def test_answers_are_what_the_openapi_document_says(client: FlaskClient, q: str) -> None:
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    answer = client.get("/v1/search", query_string={"q": q}).json
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)


def test_pages_are_followed_by_their_links_to_the_last_record(client: FlaskClient) -> None:
    first = client.get("/v1/search?q=haftar&collection=events&collection=persons&limit=7")
    found, url = ids(first.json), first.json["links"]["next"]
    while url:
        page = client.get(url)
        found += ids(page.json)
        url = page.json["links"]["next"]

    assert any('; rel="next"' in link for link in first.headers.getlist("Link"))
    assert len(found) == len(set(found)) == first.json["total"]["value"] > 14
    assert found == ids(client.get("/v1/search?q=haftar&collection=events&collection=persons&limit=100").json)


def test_the_query_of_a_page_gives_exactly_its_records_in_their_order(client: FlaskClient, opened: OpenRelease) -> None:
    answer = client.get("/v1/search?q=tripoli&limit=100").json
    query = parse_qs(urlsplit(answer["links"]["query"]).query)["query"][0]

    assert len(answer["items"]) == 100
    assert [opened.model.id_of(str(row[0])) for row in opened.dataset.select(query)] == ids(answer)
    assert len(answer["links"]["query"]) < 16_000
    assert client.get(answer["links"]["query"]).status_code == 200


def test_nothing_found_is_an_empty_page_because_the_question_was_good(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=zzzzqqqq").json

    assert (answer["items"], answer["total"]["value"], answer["links"]["next"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=...", "q"),
        ("q=" + "a" * 201, "q"),
        ("q=" + "+".join(f"w{number}" for number in range(17)), "q"),
        ("q=a&q=b", "q"),
        ("q=a&collection=people", "collection"),
        ("q=a&limit=101", "limit"),
        ("q=a&cursor=x", "cursor"),
        ("q=a&nonsense=1", "nonsense"),
        ("q=a&format=csv", "format"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/v1/search?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


def test_a_cursor_belongs_to_one_search(client: FlaskClient) -> None:
    cursor = parse_qs(urlsplit(client.get("/v1/search?q=haftar&limit=2").json["links"]["next"]).query)["cursor"][0]

    assert client.get(f"/v1/search?q=haftar&cursor={cursor}").status_code == 200
    assert client.get(f"/v1/search?q=sarraj&cursor={cursor}").status_code == 422
