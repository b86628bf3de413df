"""Files beside the code: named by their content, so that every installation of them gives the same ETag."""

import os
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound

from casus.http.files import file_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.css").write_text("a {}", encoding="utf-8")
    os.utime(tmp_path / "there" / "a.css", (1, 1))
    return tmp_path


def sent(folder: Path, name: str) -> Response:
    with Flask("test").test_request_context():
        response = file_in(folder, name)
        response.close()
        return response


def test_another_installation_names_a_file_alike(folder: Path) -> None:
    here, there = sent(folder / "here", "a.css"), sent(folder / "there", "a.css")

    assert here.headers["ETag"] == there.headers["ETag"]
    assert not {"Last-Modified", "Expires"} & {*here.headers.keys(), *there.headers.keys()}


def test_another_content_is_named_otherwise(folder: Path) -> None:
    path = folder / "here" / "a.css"
    before = sent(path.parent, path.name)
    path.write_text("a { color: red }", encoding="utf-8")

    assert sent(path.parent, path.name).headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize("name", ["none.css", "../there/a.css", ""])
def test_what_is_not_in_the_folder_is_not_there(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        sent(folder / "here", name)


@pytest.mark.parametrize("path", ["/static/casus.css", "/docs/ui/css/swagger-ui.css"])
def test_a_file_that_is_known_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert again.data == b""
