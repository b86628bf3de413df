"""One word for one thing: what an answer shows, a filter takes, a sort names and a column is called.

The OpenAPI document and an answer of every path are walked; a second word for the same thing, or a second thing under
the same word, fails.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from casus.model.types import Collection
from casus.store.open_release import OpenRelease

OF_EVERY_LIST = {
    "type", "truthy", "at", "from", "to", "match", "q", "sort", "limit", "cursor", "fields", "include", "lang",
    "format", "facets", "release",
}  # fmt: skip
IDENTITY = {"id", "type", "label"}
OTHER_WORDS = {"href", "iri", "kind", "kinds", "slug", "uri", "name"}
"""For what is called id, type, label or a URL by its role."""
WITH_IRIS = {"CodeList", "CodeListItem", "Code", "Identifier"}
"""Of code lists, whose IRIs are not the base of records and their id."""
NO_PLURAL = {"evidence"}
OTHERS_STANDARDS = (
    "/v1/reconcile", "/sparql", "/.well-known", "/id/", "/code/", "/ontology", "/healthz", "/readyz", "/v1/releases/{",
)  # fmt: skip
"""Paths whose words are those of a specification of others, or that answer without a body of ours."""


def collections(opened: OpenRelease) -> list[Collection]:
    return list(opened.model.collections.values())


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json
    return found


def parameters(document: dict[str, Any], path: str) -> dict[str, Any]:
    return {p["name"]: p["schema"] for p in document["paths"][path]["get"]["parameters"] if "name" in p}


def choices(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("enum") or schema.get("items", {}).get("enum") or ())


def test_a_list_has_one_word_for_each_thing(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> None:
    for collection in collections(opened):
        path = f"/v1/{collection.name}"
        asked = parameters(document, path)
        shown = IDENTITY | collection.fields.keys()
        everything = ",".join(sorted(collection.fields))
        table = client.get(f"{path}?format=csv&limit=1&fields={everything}").text
        columns = {name.split(".")[0] for name in next(csv.reader(io.StringIO(table)))}
        items = client.get(f"{path}?limit=50&fields={everything}").json["items"]

        assert asked.keys() - OF_EVERY_LIST - {"release"} <= shown, collection.name
        assert {name.removeprefix("-") for name in choices(asked["sort"])} <= shown
        assert choices(asked["fields"]) == shown | ({"match"} & asked.keys())
        assert columns - {"iri"} == shown - {name for name, field in collection.fields.items() if name not in columns}
        assert columns >= shown - {n for n, f in collection.fields.items() if f.kind.value == "node"}
        assert {name for item in items for name in item} <= shown | {"iri"}
        if "facets" in asked:
            assert choices(asked["facets"]) <= asked.keys()
        if "include" in asked:
            assert choices(asked["include"]) <= shown


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from document["components"]["schemas"].items()


def test_the_document_has_no_second_word_for_what_something_is(document: dict[str, Any]) -> None:
    ours = {
        n: s for n, s in schemas(document) if not n.startswith(("Reconciliation", "Extension", "Column", "Problem"))
    }
    for name, schema in ours.items():
        found = schema.get("properties", {}).keys() & OTHER_WORDS
        assert found <= ({"iri"} if name in WITH_IRIS else set()), name


def answers(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """An answer of every path that has one of ours."""
    examples = {
        "scheme": "cow", "code_list": "stance", "slug": None,
    }  # fmt: skip
    required = {
        "/v1/search": "q=haftar", "/v1/lookup": "scheme=cow&value=620", "/v1/changes": f"since={opened.id}",
        "/v1/network": "type=ArmsTransfer", "/v1/timeline": "at=2019-04",
        "/v1/crosswalks/{scheme}": "against=gw&limit=20",
    }  # fmt: skip
    for path in document["paths"]:
        if path.startswith(OTHERS_STANDARDS) or path == "/":
            continue
        filled = path
        for collection in collections(opened):
            filled = filled.replace(
                f"/v1/{collection.name}/{{slug}}", f"/v1/{collection.name}/{collection.type.example}"
            )
        for name, value in examples.items():
            filled = filled.replace(f"{{{name}}}", str(value))
        query = required.get(path, "")
        lists = [collection for collection in collections(opened) if path == f"/v1/{collection.name}"]
        if lists:
            query = "limit=100&facets=" + next(iter(lists[0].filters), "") if lists[0].filters else "limit=100"
            embedded = [name for name, field in lists[0].fields.items() if field.embed or field.detail]
            query += f"&include={','.join(embedded)}" + ("&from=2011" if lists[0].is_dated else "")
        response = client.get(f"{filled}?{query}")
        assert response.status_code == 200, (filled, query, response.text[:300])
        yield path, response.json


Shape = str


ANYTHING = {"items", "value", "default"}
"""Words for whatever stands there."""


def walk(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every member, with where it is."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, f"{path}.{name}", member
            yield from walk(member, name, f"{path}.{name}")
    elif isinstance(value, list):
        for member in value:
            yield from walk(member, key, f"{path}[]")


def shape(value: Any) -> Shape | None:
    """What kind of JSON it is, and of an object which one."""
    if value in (None, [], {}):
        return None
    if isinstance(value, list):
        inner = {shape(member) for member in value} - {None}
        return f"list of {sorted(map(str, inner))[0]}" if len(inner) == 1 else "list of records"
    if isinstance(value, dict):
        names = value.keys()
        if names == {"id", "label"}:
            return "code"
        if names >= IDENTITY:
            return "record"
        return "object"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


@pytest.fixture(scope="module")
def members(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (name, f"{path}{where}", value)
        for path, body in answers(client, opened, document)
        for name, where, value in walk(body)
        if ".rows[]" not in where and ".facets." not in where  # columns of a question, and names of fields
    ]


def test_an_answer_has_no_second_word_for_what_something_is(members: list[tuple[str, str, Any]]) -> None:
    assert len(members) > 50_000
    found = {(name, where) for name, where, _ in members if name in OTHER_WORDS}
    assert {where for name, where in found if name == "iri" and not where.startswith("/v1/codes")} == set()
    allowed = ("parameters[].name", "columns[].name", "dumps[].name")
    assert {where for name, where in found if name != "iri" and not where.endswith(allowed)} == set()


def test_an_id_says_where_it_is(members: list[tuple[str, str, Any]], opened: OpenRelease) -> None:
    names = "|".join([*opened.model.collections, "questions"])
    identifier = re.compile(rf"({names})/[a-z0-9-]+(#[A-Za-z0-9.-]+)?")
    codes = {code for listed in opened.model.codes.values() for code in listed}
    for name, where, value in members:
        if name != "id":
            continue
        assert identifier.fullmatch(value) or value in codes, (where, value)


def test_what_is_a_list_has_a_plural_name_and_what_is_none_has_not(members: list[tuple[str, str, Any]]) -> None:
    lists = {name for name, _, value in members if isinstance(value, list)}
    assert {name for name in lists if not name.endswith("s") and name not in NO_PLURAL} == set()
    assert len(lists) > 40


def test_a_word_means_one_kind_of_thing(members: list[tuple[str, str, Any]]) -> None:
    shapes: dict[str, dict[Shape, str]] = defaultdict(dict)
    for name, where, value in members:
        if name not in ANYTHING and (found := shape(value)) is not None:
            shapes[name].setdefault(found, where)
    several = {name: dict(found) for name, found in shapes.items() if len(found) > 1}
    assert several == {}
