"""What crawlers and browsers look for."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from casus.store.open_release import OpenRelease
from tests.pages.reading import Page, visit

_NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client: FlaskClient, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.mimetype == "application/xml"
    return [each.text or "" for each in ElementTree.fromstring(answer.data).iterfind(".//s:loc", _NAMESPACE)]


def test_crawlers_may_read_pages_and_ask_no_queries(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    lines = answer.text.splitlines()

    assert answer.mimetype == "text/plain"
    assert {"Disallow: /sparql?", "Disallow: /v1/*?", "Allow: /*?lang=ar$"} <= {*lines}
    robots = RobotFileParser()
    robots.parse(lines)
    assert robots.can_fetch("*", "/v1/persons/khalifa-haftar")
    assert not robots.can_fetch("*", "/sparql?query=ASK{}")


def test_the_sitemap_names_every_record_that_curators_wrote(client: FlaskClient, opened: OpenRelease) -> None:
    parts = locations(client, "/sitemap.xml")
    found = [url for part in parts for url in locations(client, part)]
    totals = {
        name: client.get(f"/v1/{name}?limit=1").get_json()["total"]["value"]
        for name, collection in opened.model.collections.items()
        if not collection.type.derived and not collection.type.of_datasets
    }

    assert len(found) == len(set(found))
    assert {name: sum(f"/v1/{name}/" in url for url in found) for name in totals} == totals


def test_pages_of_the_sitemap_are_there(client: FlaskClient) -> None:
    parts = locations(client, "/sitemap.xml")
    some = [url for part in parts for url in locations(client, part)[:2]]

    assert {url: visit(client, url).status_code for url in some} == dict.fromkeys(some, 200)


def test_a_sitemap_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sitemaps/nothing.xml").status_code == 404


def test_a_browser_learns_how_to_search(client: FlaskClient) -> None:
    (link,) = [each for each in Page(visit(client, "/").text).all("link") if each.get("rel") == "search"]
    answer = client.get(link["href"])
    root = ElementTree.fromstring(answer.data)
    (url,) = [each for each in root if each.tag.endswith("Url")]

    assert answer.mimetype == link["type"]
    assert visit(client, url.attrib["template"].replace("{searchTerms}", "haftar")).status_code == 200


def test_a_card_says_what_the_page_is(client: FlaskClient) -> None:
    page = Page(visit(client, "/v1/states/libya").text)
    card = {each["property"]: each["content"] for each in page.all("meta") if "property" in each}

    assert card["og:title"] == "Libya"
    assert card["og:description"]
    assert card["og:url"].startswith("http://localhost/v1/states/libya")


def test_the_home_page_describes_the_dataset(client: FlaskClient, opened: OpenRelease) -> None:
    page = Page(visit(client, "/").text)
    data = [text for text in page.texts["script"] if "@context" in text]

    assert len(data) == 1
    assert '"@type": "Dataset"' in data[0]
    assert opened.id in data[0]


@pytest.mark.parametrize("name", ["favicon.svg", "search.js"])
def test_what_every_page_loads_is_small_and_there(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/static/{name}")

    assert answer.status_code == 200
    assert len(answer.data) <= 3 * 1024


@pytest.mark.parametrize("path", ["network?type=Support&at=2020-01", "map?at=2020-01", "timeline?at=2020-01-13"])
def test_the_card_of_a_view_has_its_drawing(client: FlaskClient, path: str) -> None:
    page = Page(visit(client, f"/v1/{path}").text)
    (drawing,) = [each["content"] for each in page.all("meta") if each.get("property") == "og:image"]

    assert client.get(drawing).content_type.startswith("image/svg+xml")
