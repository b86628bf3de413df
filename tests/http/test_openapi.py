import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from casus import ONTOLOGY_DIR
from casus.http.openapi import document


def parts(document: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document, with the name of the member that it is."""
    if isinstance(document, dict):
        yield name, document
        for key, part in document.items():
            yield from parts(part, key)
    elif isinstance(document, list):
        for part in document:
            yield from parts(part)


@pytest.fixture(scope="module")
def text(app: Flask) -> str:
    return document(app.extensions["casus-api"])


def test_the_committed_document_is_the_one_of_the_shipped_release(text: str) -> None:
    committed = ONTOLOGY_DIR.parent / "openapi" / "openapi.json"

    assert committed.exists(), "run 'casus openapi' and commit what it writes"
    assert committed.read_text("utf-8") == text, "run 'casus openapi' and commit what it writes"


def test_the_document_is_written_so_that_a_difference_can_be_read(text: str) -> None:
    assert text.endswith("}\n")
    assert max(len(line) for line in text.splitlines()) < 1000
    document = json.loads(text)
    assert text == json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    for name, part in parts(document):
        assert name == "content" or list(part) == sorted(part), name


def test_the_media_type_that_is_sent_unasked_comes_first(text: str) -> None:
    """Generators of clients take the first that they can read."""
    offers = [list(part) for name, part in parts(json.loads(text)) if name == "content" and "application/json" in part]
    assert {media_types[0] for media_types in offers} == {"application/json"}
    assert any(len(media_types) > 5 for media_types in offers)


def test_every_media_type_and_list_has_a_schema(text: str) -> None:
    """No schema is any value, and a choice with any value in it is any value."""
    for name, part in parts(json.loads(text)):
        if name == "content" and "/" in "".join(part):  # not a property of that name
            assert all(media_type["schema"] for media_type in part.values())
        assert part.get("type") != "array" or part.get("items") or name == "properties", part  # a condition has none


def test_the_document_is_the_same_every_time(app: Flask, text: str) -> None:
    assert document(app.extensions["casus-api"]) == text


def test_the_document_says_under_which_licences_code_and_data_are(text: str) -> None:
    licence = json.loads(text)["info"]["license"]

    assert "Apache-2.0" in licence["name"]
    assert "CC BY 4.0" in licence["name"]


def test_the_document_names_no_host_and_no_release(app: Flask, text: str) -> None:
    """Otherwise it would drift with every change of the data."""
    assert json.loads(text)["servers"][0]["url"] == "/"
    assert app.extensions["casus-releases"].served.manifest.id not in text
    assert "localhost" not in text


def test_no_response_has_headers_that_the_api_does_not_send(text: str) -> None:
    assert "X-Pagination" not in text
    assert "If-None-Match" not in json.loads(text)["components"].get("parameters", {})
