"""The records that a page shows are those of its JSON."""

import pytest
from flask.testing import FlaskClient

from casus.store.open_release import OpenRelease
from tests.pages.reading import Page, visit


def linked(client: FlaskClient, url: str) -> set[str]:
    """The ids of the records that the main part of a page links to, codes apart."""
    text = visit(client, url).text.partition("<main")[2].partition("</main>")[0]
    paths = [
        each["href"].partition("/v1/")[2].partition("?")[0].partition("#")[0]
        for each in Page(text).all("a")
        if "href" in each
    ]
    return {path for path in paths if path.count("/") == 1 and not path.startswith(("codes/", "questions/"))}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_list_has_the_records_of_its_json(client: FlaskClient, opened: OpenRelease, language: str) -> None:
    for name in opened.model.collections:
        url = f"/v1/{name}?limit=20&lang={language}"
        ids = {each["id"] for each in client.get(url).json["items"]}
        assert name == "codes" or ids <= linked(client, url), name


def test_what_is_found_is_what_json_finds(client: FlaskClient) -> None:
    ids = {each["id"] for each in client.get("/v1/search?q=sirte").json["items"]}
    assert ids == linked(client, "/v1/search?q=sirte") != set()


@pytest.mark.parametrize("path", ["/v1/events/sirte-captured-lna-2020", "/v1/claims/moscow-talks-2020-lna"])
def test_a_record_links_to_what_its_json_names(client: FlaskClient, path: str) -> None:
    found = client.get(path).json
    named = {
        one["id"]
        for value in found.values()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, dict) and "/" in one.get("id", "") and "#" not in one["id"]
    }
    assert named and named <= linked(client, path)
