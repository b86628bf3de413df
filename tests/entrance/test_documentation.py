import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from casus.terms.namespaces import COLLECTIONS
from casus.terms.problem import every_problem
from tests.conftest import OF_DATASETS

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Json:
    found: Json = client.get("/openapi.json").json
    return found


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "delete", "patch"):
            if method in item:
                yield path, method, item[method]


def documented(document: Json, path: str, method: str, status: int) -> Json:
    """The response of an operation as the document describes it, its $ref resolved."""
    found: Json = document["paths"][path][method]["responses"][str(status)]
    if "$ref" in found:
        found = document["components"]["responses"][found["$ref"].rsplit("/", 1)[-1]]
    return found


@pytest.mark.slow
def test_the_document_is_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_document_is_served_as_json(client: FlaskClient) -> None:
    response = client.get("/openapi.json")

    assert response.mimetype == "application/json"
    assert response.text == json.dumps(response.json, indent=1, ensure_ascii=False) + "\n"


def test_every_operation_has_an_id_of_its_own_and_a_summary(document: Json) -> None:
    found = list(operations(document))
    ids = Counter(operation.get("operationId") for _, _, operation in found)

    assert len(found) >= 2 * len(COLLECTIONS) + 4
    assert [name for name, count in ids.items() if count > 1 or not name] == []
    assert all(operation["summary"] for _, _, operation in found)


def test_every_collection_has_its_list_and_its_record_in_the_document(document: Json) -> None:
    for collection in (*COLLECTIONS.values(), "codes"):
        assert f"/v1/{collection}" in document["paths"]
        assert f"/v1/{collection}/{{slug}}" in document["paths"]


def test_every_parameter_of_a_list_is_documented_with_its_words_and_its_type(document: Json) -> None:
    parameters = {p["name"]: p for p in document["paths"]["/v1/claims"]["get"]["parameters"]}

    of_every_list = {"type", "at", "from", "to", "match", "q", "sort", "limit", "cursor", "fields", "include", "facets"}
    assert of_every_list | {"status", "supporter"} <= set(parameters)
    assert "kind" not in parameters
    assert all(p["description"] for p in parameters.values())
    assert all(p["in"] == "query" and not p["required"] for p in parameters.values())
    assert "accepted" in parameters["status"]["schema"]["items"]["enum"]
    assert {"Support", "ArmsTransfer"} <= set(parameters["type"]["schema"]["items"]["enum"])
    assert parameters["status"]["explode"] is True
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 500}
    assert "50" in parameters["limit"]["description"]


def test_every_kind_of_problem_has_a_response_with_its_status(document: Json) -> None:
    responses = document["components"]["responses"]

    for problem in every_problem():
        example = responses[problem.__name__]["content"]["application/problem+json"]["example"]
        assert example["status"] == problem.status
        assert Draft202012Validator(document["components"]["schemas"]["Problem"]).is_valid(example)


def test_no_response_is_of_the_library_s_own_error_format(document: Json) -> None:
    assert "DEFAULT_ERROR" not in json.dumps(document)
    assert not set(document["components"]["schemas"]) & {"Error", "PaginationMetadata"}


def answers(client: FlaskClient) -> Iterator[tuple[str, str, TestResponse]]:
    """An answer of every kind that each operation can easily be made to give."""
    for collection in (*COLLECTIONS.values(), "codes"):
        if collection in OF_DATASETS:
            continue
        identifier = client.get(f"/v1/{collection}?limit=1").json["items"][0]["id"]
        lists, record = f"/v1/{collection}", f"/v1/{collection}/{{slug}}"
        yield lists, "get", client.get(f"/v1/{collection}?limit=1")
        yield lists, "get", client.get(f"/v1/{collection}?nonsense=1")
        yield lists, "get", client.get(f"/v1/{collection}", headers={"Accept": "image/png"})
        for name in ("json", "turtle", "jsonld", "nonsense"):
            yield record, "get", client.get(f"/v1/{identifier}?format={name}")
        yield record, "get", client.get(f"/v1/{collection}/no-such-record")
        yield record, "get", client.get(f"/v1/{identifier}", headers={"Accept": "image/png"})
    yield "/", "get", client.get("/")
    yield "/", "get", client.get("/", headers={"Accept": "text/html"})
    yield "/ontology", "get", client.get("/ontology")
    yield "/id/{collection}/{slug}", "get", client.get("/id/armed-forces/lna")
    yield "/id/{collection}/{slug}", "get", client.get("/id/armed-forces/no-such-record")
    yield "/healthz", "get", client.get("/healthz")
    yield "/readyz", "get", client.get("/readyz")
    yield "/sparql", "get", client.get("/sparql")
    yield "/sparql", "get", client.get("/sparql", headers={"Accept": "text/html"})
    yield "/sparql", "get", client.get("/sparql?query=ASK{")
    yield "/.well-known/void", "get", client.get("/.well-known/void")
    yield "/.well-known/void", "get", client.get("/.well-known/void", headers={"Accept": "image/png"})
    yield "/.well-known/void", "get", client.get("/.well-known/void?nonsense=1")
    yield "/sparql", "get", client.get("/sparql?query=ASK{}")
    yield "/sparql", "get", client.get("/sparql?query=ASK{SERVICE<http://a>{}}")
    yield "/sparql", "get", client.get("/sparql?query=ASK{}", headers={"Accept": "image/png"})
    yield "/sparql", "post", client.post("/sparql", data=b"ASK{}", content_type="application/sparql-query")
    yield "/sparql", "post", client.post("/sparql", data=b"ASK{}", content_type="text/plain")
    yield "/sparql", "post", client.post("/sparql", data={"update": "CLEAR ALL"})


def test_every_answer_is_documented_with_its_status_and_its_media_type(client: FlaskClient, document: Json) -> None:
    seen = Counter[int]()
    for path, method, response in answers(client):
        seen[response.status_code] += 1
        described = documented(document, path, method, response.status_code)
        if response.status_code != 303:
            assert response.mimetype in described["content"], (path, response.status_code)

    assert set(seen) == {200, 303, 400, 403, 404, 406, 415, 422}
    of_each = 4 * (len(COLLECTIONS) - len(OF_DATASETS))  # its list, and a record in three representations
    assert seen[200] > of_each


def test_the_human_view_names_only_assets_of_this_host_and_each_is_there(client: FlaskClient) -> None:
    response = client.get("/docs")
    assets = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', response.text)

    assert response.mimetype == "text/html"
    assert len(assets) == 4
    for asset in assets:
        assert asset.startswith("/") and not asset.startswith("//")
        found = client.get(asset)
        assert found.status_code == 200, asset
        assert found.mimetype in ("text/javascript", "application/javascript", "text/css", "image/svg+xml"), asset


def test_the_human_view_reads_the_document_of_this_host(client: FlaskClient) -> None:
    script = client.get("/static/docs.js").text

    assert re.findall(r'url: "([^"]+)"', script) == ["/openapi.json"]
    assert "validatorUrl: null" in script  # or Swagger UI asks validator.swagger.io


def test_the_style_sheets_of_the_human_view_load_nothing_from_another_host(client: FlaskClient) -> None:
    sheets = re.findall(r'<link[^>]+href="([^"]+\.css)"', client.get("/docs").text)

    assert sheets
    for sheet in sheets:
        urls = re.findall(r"url\(\s*['\"]?([^)'\"]+)", client.get(sheet).text)
        assert [url for url in urls if not url.startswith("data:") and "//" in urljoin("/docs/ui/css/", url)] == []


def test_the_policy_of_the_human_view_lets_a_browser_ask_no_other_host(client: FlaskClient) -> None:
    directives = client.get("/docs").headers["Content-Security-Policy"].split(";")
    policy = {name: sources for name, *sources in (directive.split() for directive in directives)}

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["connect-src"] == ["'self'"]
    assert all("*" not in source and "http" not in source for sources in policy.values() for source in sources)


@pytest.mark.parametrize(
    "name", ["../__init__.py", "..%2f__init__.py", "%2e%2e/__init__.py", "/etc/passwd", "nothing.js"]
)
def test_the_assets_hold_nothing_but_the_human_view(client: FlaskClient, name: str) -> None:
    assert client.get(f"/docs/ui/{name}").status_code in (308, 404)


def test_keys_are_in_order_but_for_media_types_which_are_as_they_are_offered(document: Json) -> None:
    def objects(part: Any) -> Iterator[Json]:
        if isinstance(part, dict):
            yield part
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from objects(each)

    for found in objects(document):
        assert list(found) == sorted(found) or all("/" in key for key in found), list(found)
