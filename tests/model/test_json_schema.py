"""The schemas against the answers: what the API gives is what its OpenAPI document says, and nothing else is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.model.json_schema import components
from casus.model.types import Model
from tests.records.rest import EVERY

Json = dict[str, Any]
Errors = Callable[[str, Json], list[str]]


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Json:
    found: Json = client.get("/openapi.json").json
    return found


@pytest.fixture(scope="module")
def model(client: FlaskClient) -> Model:
    found: Model = client.application.extensions["casus-releases"].served.model
    return found


@pytest.fixture(scope="module")
def errors(document: Json) -> Errors:
    """What is wrong with an answer of the schema of that name, $refs resolved in the document."""
    validators: dict[str, Draft202012Validator] = {}

    def found(name: str, answer: Json) -> list[str]:
        if name not in validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
            validators[name] = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        return [f"{error.json_path}: {error.message[:200]}" for error in validators[name].iter_errors(answer)]

    return found


def answer_schemas(document: Json, path: str) -> str:
    """The name of the schema of the JSON that GET answers with, as the document says."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    ref: str = content["schema"]["$ref"]
    return ref.removeprefix("#/components/schemas/")


def pages(client: FlaskClient, path: str, count: int) -> Iterator[Json]:
    """The first pages of a list."""
    url: str | None = path
    while url and count:
        page: Json = client.get(url).json
        yield page
        url, count = page["links"]["next"], count - 1


def records_of_each_type(client: FlaskClient, model: Model, collection: str) -> dict[str, list[str]]:
    """By type, the paths of up to four records of the collection: first, last and two between."""
    dataset = client.application.extensions["casus-releases"].served.dataset
    chosen: dict[str, list[str]] = {}
    for record_type in model.collections[collection].types:
        rows = dataset.select(f"SELECT DISTINCT ?id WHERE {{ ?id a {record_type.cls.n3()} }} ORDER BY ?id")
        slugs = [str(row[0]).rsplit("/", 1)[-1] for row in rows]
        places = sorted({0, len(slugs) // 3, 2 * len(slugs) // 3, len(slugs) - 1}) if slugs else []
        chosen[record_type.name] = [f"/v1/{collection}/{slugs[place]}" for place in places]
    return chosen


@pytest.mark.parametrize("collection", EVERY)
def test_every_page_of_a_list_is_as_the_document_says(
    client: FlaskClient, document: Json, errors: Errors, collection: str
) -> None:
    schema = answer_schemas(document, f"/v1/{collection}")

    for page in pages(client, f"/v1/{collection}?limit=50&sort=-label", 2):
        assert page["items"]
        assert errors(schema, page) == []


@pytest.mark.parametrize("collection", EVERY)
def test_a_list_that_shows_what_is_inside_its_records_is_as_the_document_says(
    client: FlaskClient, document: Json, errors: Errors, collection: str
) -> None:
    schema = answer_schemas(document, f"/v1/{collection}")
    (include,) = (p for p in document["paths"][f"/v1/{collection}"]["get"]["parameters"] if p["name"] == "include")
    names = include["schema"]["items"]["enum"]

    for page in pages(client, f"/v1/{collection}?limit=50&include={','.join(names)}", 2):
        assert all(set(names) & set(item) for item in page["items"])
        assert errors(schema, page) == []


@pytest.mark.parametrize("collection", ["agreements", "claims", "events", "organizations", "sources"])
def test_a_list_of_a_time_with_facets_is_as_the_document_says(
    client: FlaskClient, document: Json, errors: Errors, collection: str
) -> None:
    (facets,) = (p for p in document["paths"][f"/v1/{collection}"]["get"]["parameters"] if p["name"] == "facets")
    page = client.get(f"/v1/{collection}?at=2015&facets={','.join(facets['schema']['items']['enum'][:3])}").json

    assert all("match" in item for item in page["items"])
    assert page["items"] and page["facets"] and "undated" in page
    assert errors(answer_schemas(document, f"/v1/{collection}"), page) == []


@pytest.mark.parametrize("name", ["StateItem", "PersonItem", "PlaceItem", "CodeListItem"])
def test_what_has_no_time_has_no_match(document: Json, name: str) -> None:
    assert "match" not in document["components"]["schemas"][name]["properties"]


@pytest.mark.parametrize("collection", EVERY)
def test_records_of_every_type_are_as_the_document_says(
    client: FlaskClient, document: Json, model: Model, errors: Errors, collection: str
) -> None:
    schema = answer_schemas(document, f"/v1/{collection}/{{slug}}")
    chosen = records_of_each_type(client, model, collection)

    assert any(chosen.values())
    for name, paths in chosen.items():
        for path in paths:
            record = client.get(path).json
            assert record["type"] == name
            assert errors(name, record) == [], path
        assert not paths or errors(schema, record) == []


def test_the_shipped_release_has_nearly_every_kind_of_claim(client: FlaskClient, model: Model) -> None:
    """Otherwise the test above would say little of claims."""
    chosen = records_of_each_type(client, model, "claims")

    assert {name for name, paths in chosen.items() if not paths} <= {"Control"}


def test_an_empty_list_is_as_the_document_says(client: FlaskClient, errors: Errors) -> None:
    page = client.get("/v1/states?q=no-such-name").json

    assert page["items"] == []
    assert errors("StateList", page) == []


@pytest.mark.parametrize("collection", EVERY)
def test_a_member_that_is_not_in_the_schema_is_an_error(
    client: FlaskClient, document: Json, errors: Errors, collection: str
) -> None:
    page = client.get(f"/v1/{collection}?limit=1").json
    record = client.get(f"/v1/{page['items'][0]['id']}").json
    of_list, of_record = (answer_schemas(document, f"/v1/{collection}{rest}") for rest in ("", "/{slug}"))

    assert errors(of_list, {**page, "extra": 1})
    assert errors(of_list, {**page, "items": [{**page["items"][0], "extra": 1}]})
    assert errors(of_record, {**record, "extra": 1})
    assert errors(of_record, {**record, "links": {**record["links"], "extra": None}})


@pytest.mark.parametrize("name", ["id", "type", "label", "links", "release", "cite_as"])
def test_a_member_that_is_missing_is_an_error(client: FlaskClient, errors: Errors, name: str) -> None:
    record = client.get("/v1/armed-forces/lna").json

    assert errors("ArmedForce", {key: value for key, value in record.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", None),
        ("type", "State"),
        ("labels", ["LNA"]),
        ("earliest_start", "2014-05"),
        ("earliest_start", 2014),
        ("labels", None),
        ("force_type", "army"),
        ("parents", None),
        ("parents", [{"id": "armed-forces/lna"}]),
        ("identifiers", [{"scheme": "x"}]),
        ("iri", "https://w3id.org/casus/id/armed-forces/lna"),
        ("match", "certain"),
    ],
)
def test_a_value_of_another_type_is_an_error(client: FlaskClient, errors: Errors, name: str, value: object) -> None:
    record = client.get("/v1/armed-forces/lna").json

    assert errors("ArmedForce", record) == []
    assert errors("ArmedForce", {**record, name: value})


def test_a_code_that_is_not_of_the_list_is_an_error(client: FlaskClient, errors: Errors) -> None:
    record = client.get("/v1/armed-forces/lna").json

    assert errors("ArmedForce", {**record, "force_type": {**record["force_type"], "id": "no-such-type"}})


def test_the_code_book_alone_tells_iris(document: Json) -> None:
    schemas = document["components"]["schemas"]
    told = {name for name, schema in schemas.items() if "iri" in schema.get("properties", {})}

    assert told == {"Code", "CodeList", "CodeListItem", "Identifier"}
    assert not [name for name, schema in schemas.items() if "href" in schema.get("properties", {})]


def test_a_code_and_a_code_in_the_code_book_are_two_schemas(client: FlaskClient, errors: Errors) -> None:
    codes = client.get("/v1/codes/conflict-type").json["codes"]
    (broader,) = [code["broader"] for code in codes if code["id"] == "internationalized-intrastate"]

    assert [error for code in codes for error in errors("Code", code)] == []
    assert errors("AnyCode", broader) == []
    assert errors("AnyCode", codes[0]) and errors("Code", broader)


def test_a_record_inside_another_is_as_the_document_says(client: FlaskClient, errors: Errors) -> None:
    agreement = client.get("/v1/agreements/libyan-political-agreement-2015").json
    (participation, *_) = agreement["participations"]
    (talks, *_) = client.get("/v1/negotiations/moscow-talks-2020").json["participations"]

    assert errors("ParticipationEmbedded", participation) == errors("ParticipationEmbedded", talks) == []
    assert errors("ParticipationEmbedded", {**participation, "asserters": []})
    assert errors("ParticipationEmbedded", {k: v for k, v in participation.items() if k != "evidence"})


def test_what_refers_to_claims_alone_tells_their_status(client: FlaskClient, errors: Errors) -> None:
    claim = {"id": "claims/x", "type": "Support", "label": "X", "status": {"id": "accepted", "label": "accepted"}}
    without = {name: value for name, value in claim.items() if name != "status"}

    assert errors("ClaimReference", claim) == errors("Reference", claim) == errors("Reference", without) == []
    assert errors("ClaimReference", without)
    assert errors("ClaimReference", {**claim, "status": {"id": "nonsense", "label": "x"}})


def test_a_claim_is_one_of_its_types_and_the_type_tells_which(document: Json, model: Model) -> None:
    claim = document["components"]["schemas"]["Claim"]
    names = [t.name for t in model.collections["claims"].types]

    assert [ref["$ref"] for ref in claim["oneOf"]] == [f"#/components/schemas/{name}" for name in names]
    assert claim["discriminator"]["propertyName"] == "type"
    assert list(claim["discriminator"]["mapping"]) == names
    assert document["components"]["schemas"]["Support"]["properties"]["type"] == {"type": "string", "const": "Support"}


def test_a_claim_of_one_type_is_not_of_another(client: FlaskClient, errors: Errors) -> None:
    claim = client.get("/v1/claims?type=Support&limit=1").json["items"][0]

    assert errors("SupportItem", claim) == []
    assert errors("MembershipItem", claim)
    assert errors("ClaimItem", {**claim, "type": "Membership"})


def test_every_reference_of_the_schemas_leads_to_a_schema(model: Model) -> None:
    def refs(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref":
                    yield value
                yield from refs(value)
        elif isinstance(node, list):
            for value in node:
                yield from refs(value)

    schemas = components(model)
    targets = set(refs(schemas))

    assert len(targets) > 30
    assert targets <= {f"#/components/schemas/{name}" for name in schemas}


def test_every_object_of_the_schemas_is_closed_or_a_map_of_texts(model: Model) -> None:
    def objects(node: object) -> Iterator[Json]:
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for value in node.values():
                yield from objects(value)

    found = list(objects(components(model)))

    assert len(found) > 50
    assert all(schema["additionalProperties"] in (False, {"type": "string"}) for schema in found)


def test_a_schema_carries_the_label_the_description_and_the_example_of_its_field(model: Model) -> None:
    cow_code = components(model)["State"]["properties"]["cow_code"]

    assert cow_code["title"] == "COW code"
    assert "Correlates of War" in cow_code["description"]
    assert cow_code["examples"] == [620]
    assert cow_code["type"] == ["integer", "null"]


def test_limits_and_patterns_of_a_field_are_in_its_schema(model: Model) -> None:
    schemas = components(model)

    assert schemas["Place"]["properties"]["latitude"]["minimum"] == -90
    assert schemas["Place"]["properties"]["latitude"]["maximum"] == 90
    assert schemas["Source"]["properties"]["languages"]["items"]["pattern"].startswith("^[a-z]")
