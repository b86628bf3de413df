import json

import pytest
from flask import Flask

from casus import ONTOLOGY_DIR
from casus.http.openapi import document


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
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


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
