"""The code book: all that the shapes define, with counts that SPARQL and the lists confirm, as JSON and as a page."""

import gzip
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE
from tests.http.test_representations import FIREFOX


class Anchors(HTMLParser):
    """The ids of a page, what its links within itself lead to, and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.ids += [value for value in (given.get("id"),) if value]
        if (given.get("href") or "").startswith("#"):
            self.targets.add((given["href"] or "")[1:])


def slug(record: dict[str, Any]) -> str:
    return str(record["id"]).partition("/")[2]


@pytest.fixture(scope="module")
def book(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/codebook").json
    return found


@pytest.fixture(scope="module")
def html(client: FlaskClient) -> str:
    response = client.get("/v1/codebook?part=all", headers={"Accept": FIREFOX})
    assert response.content_type == "text/html; charset=utf-8"
    return response.text


def test_every_field_of_every_type_is_in_it(book: dict[str, Any], opened: OpenRelease) -> None:
    listed = {of["name"]: {field["name"]: field for field in of["fields"]} for of in book["collections"]}
    for collection in book["collections"]:
        of = opened.model.collections[collection["name"]]
        for each in (*collection["types"], collection):
            fields = {**listed[of.name], **{field["name"]: field for field in each["fields"]}}
            record_type = opened.model.types.get(each["name"], of.type)
            assert {field.name for field in record_type.fields} <= set(fields)
            for field in record_type.fields:
                assert fields[field.name]["description"] and fields[field.name]["label"], field
    nodes = {of["name"] for of in book["node_types"]}
    assert {"Evidence", "Identifier", "SignatureAct"} <= nodes
    assert book["release"] == opened.id and opened.id in book["cite_as"]


def test_every_code_is_in_it_as_often_as_the_code_lists_say(book: dict[str, Any], client: FlaskClient) -> None:
    for code_list in book["code_lists"]:
        page = client.get(f"/v1/{code_list['id']}").json
        found = {code["id"]: (code["definition"], code["use_count"]) for code in code_list["codes"]}
        assert found == {code["id"]: (code["definition"], code["use_count"]) for code in page["codes"]}
        assert code_list["used_in_fields"], code_list["id"]


@pytest.mark.parametrize(
    ("collection", "field"),
    [("events", "fatalities_best"), ("states", "cow_code"), ("agreements", "signatories"), ("sources", "creators")],
)
def test_a_field_is_used_by_as_many_records_as_have_a_value(
    book: dict[str, Any], client: FlaskClient, collection: str, field: str
) -> None:
    (of,) = (of for of in book["collections"] if of["name"] == collection)
    records = client.get(f"/v1/{collection}?format=ndjson&fields={field}").text.splitlines()
    with_value = [line for line in records if f'"{field}": null' not in line and f'"{field}": []' not in line]

    assert of["count"] == len(records)
    assert next(each["use_count"] for each in of["fields"] if each["name"] == field) == len(with_value) > 0


def test_a_path_of_several_steps_is_counted_too(book: dict[str, Any], client: FlaskClient) -> None:
    (states,) = (of for of in book["collections"] if of["name"] == "states")
    lines = client.get("/v1/states?format=ndjson&fields=scheme_labels").text.splitlines()
    count = next(field["use_count"] for field in states["fields"] if field["name"] == "scheme_labels")
    assert count == sum('"scheme_labels": []' not in line for line in lines) > 0


def test_it_is_as_the_document_says(book: dict[str, Any], client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    schema = document["paths"]["/v1/codebook"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(book)


def test_every_collection_type_field_and_code_has_an_anchor(html: str, book: dict[str, Any]) -> None:
    page = Anchors(html)
    types = [*book["collections"], *(t for of in book["collections"] for t in of["types"]), *book["node_types"]]
    expected = {of["name"] for of in types} | {
        f"{of['name']}.{field['name']}" for of in types for field in of["fields"]
    }
    expected |= {f"code.{slug(codes)}" for codes in book["code_lists"]}
    expected |= {f"code.{slug(codes)}.{code['id']}" for codes in book["code_lists"] for code in codes["codes"]}

    assert len(page.ids) == len(set(page.ids))
    assert expected == set(page.ids) - {"main", "q"}
    assert page.targets <= set(page.ids)


def test_the_page_needs_no_script_and_no_other_host(html: str, client: FlaskClient) -> None:
    assert not {"img", "style", "iframe"} & Anchors(html).tags
    assert re.findall("<script[^>]*>", html) == re.findall(r'<script src="http://localhost/static/[^>]* defer>', html)
    elsewhere = re.findall(r'(?:src|href)="(?!#|http://localhost/)([^"]*)', html)
    assert elsewhere == [str(DATA_LICENCE)]  # a link, which loads nothing
    policy = client.get("/v1/codebook?format=html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy


def test_the_contents_lead_to_parts_that_hold_what_they_name(client: FlaskClient, book: dict[str, Any]) -> None:
    contents = client.get("/v1/codebook?format=html").text
    links = {link.partition("#")[0] for link in re.findall(r'href="([^"]+/v1/codebook\?part=[^"]+)"', contents)}
    lists = {*re.findall(r'href="http://localhost/v1/(codes/[^"?#]+)"', contents)}
    found: set[str] = set()
    for link in links:
        text = client.get(f"{link}&format=html").text
        found |= {*Anchors(text).ids}
        if "part=all" not in link:
            assert len(gzip.compress(text.encode())) <= 40_000 and len(re.findall("<[a-z]", text)) <= 3_000
    types = [*book["collections"], *book["node_types"]]

    assert len(links) == len(book["collections"]) + 2  # what lives inside records, and all on one page
    assert lists == {codes["id"] for codes in book["code_lists"]}
    assert {f"{of['name']}.{field['name']}" for of in types for field in of["fields"]} <= found


@pytest.mark.parametrize(
    ("part", "held"), [("claims", "collections"), ("node_types", "node_types"), ("code_lists", "code_lists")]
)
def test_a_part_is_what_the_whole_says_of_it(client: FlaskClient, book: dict[str, Any], part: str, held: str) -> None:
    found = client.get(f"/v1/codebook?part={part}").json
    parts = {name: found[name] for name in ("collections", "node_types", "code_lists") if found[name]}

    assert parts == {held: [each for each in book[held] if held != "collections" or each["name"] == part]}


def test_no_answer_is_what_nobody_asked_for(client: FlaskClient) -> None:
    assert client.get("/v1/codebook").content_type == "application/json"
    assert client.get("/v1/codebook?format=docx").status_code == 422
    assert client.get("/v1/codebook", headers={"Accept": "image/png"}).status_code == 406
