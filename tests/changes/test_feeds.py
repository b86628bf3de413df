"""The feeds of releases and of changes, read by feedparser, and by the rules of RFC 4287, section 4.1."""

from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

from casus.http.feeds import ATOM
from tests.changes.conftest import Two
from tests.http.test_representations import FIREFOX

NAMESPACE = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")
READER = "application/rss+xml, application/atom+xml;q=0.9, text/xml;q=0.8, */*;q=0.1"


def read(client: FlaskClient, url: str) -> feedparser.FeedParserDict:
    response = client.get(url)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.data, response_headers={"content-type": response.content_type})
    assert (feed.get("bozo_exception"), feed.version) == (None, "atom10")
    return feed


def links(of: feedparser.FeedParserDict, relation: str) -> list[str]:
    return [link["href"] for link in of.links if link["rel"] == relation]


@pytest.mark.parametrize("path", ["/v1/releases", "/v1/changes", "/v1/changes?collection=armed-forces&change=added"])
def test_a_feed_has_what_the_standard_requires(two: Two, path: str) -> None:
    response = two.client.get(path, headers={"Accept": ATOM.media_type})
    root = ElementTree.fromstring(response.data)
    entries = root.findall(f"{NAMESPACE}entry")

    assert root.tag == f"{NAMESPACE}feed" and entries
    assert root.find(f"{NAMESPACE}author/{NAMESPACE}name") is not None
    ids = []
    for element in (root, *entries):
        for name in ONCE:
            (found,) = element.findall(f"{NAMESPACE}{name}")
            assert found.text
        assert datetime.fromisoformat(element.findtext(f"{NAMESPACE}updated") or "").tzinfo is not None
        ids.append(element.findtext(f"{NAMESPACE}id"))
        alternates = [link for link in element.findall(f"{NAMESPACE}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
    assert len(set(ids)) == len(ids)


def test_releases_come_newest_first_with_their_dumps(two: Two) -> None:
    feed = read(two.client, "/v1/releases?format=atom")

    assert [entry.title for entry in feed.entries] == [f"Release {two.new.id}", f"Release {two.old.id}"]
    assert [entry.updated for entry in feed.entries] == [two.new.manifest.built_at, two.old.manifest.built_at]
    assert feed.feed.updated == two.new.manifest.built_at
    assert feed.feed.author == "Casus"
    newest = feed.entries[0]
    assert two.client.get(links(newest, "alternate")[0]).json["release"] == two.new.id
    tables, *dumps = newest.enclosures
    assert two.client.get(tables.href).content_type == tables.type
    for dump in dumps:
        assert len(two.client.get(dump.href).data) == int(dump.length)
    assert two.client.get(links(newest, "related")[0]).json["since"] == two.old.id


def test_changes_are_those_since_the_release_before_unless_it_is_told(two: Two) -> None:
    told, untold = (read(two.client, f"/v1/changes?format=atom{since}") for since in (f"&since={two.old.id}", ""))
    titles = ["The First Force: changed", "Former Force: removed", "Second Force: added"]

    assert [entry.title for entry in untold.entries] == titles
    assert [entry.id for entry in told.entries] == [entry.id for entry in untold.entries]
    assert untold.feed.id != told.feed.id
    assert {entry.updated for entry in untold.entries} == {two.new.manifest.built_at}
    assert "labels" in untold.entries[0].summary
    assert [category["term"] for category in untold.entries[2].tags] == ["added", "ArmedForce"]
    for entry in untold.entries:
        assert all(two.client.get(link.href).status_code == 200 for link in entry.links)


def test_the_first_release_has_no_changes(two: Two) -> None:
    assert read(two.client, f"/v1/changes?format=atom&release={two.old.id}").entries == []
    answer = two.client.get(f"/v1/changes?release={two.old.id}").json
    assert (answer["since"], answer["total"]["value"]) == (two.old.id, 0)


def test_a_long_feed_comes_in_pages(two: Two) -> None:
    url, found, pages = "/v1/changes?format=atom&limit=2", [], 0
    while url:
        feed = read(two.client, url)
        assert len(feed.entries) <= 2
        found += [entry.id for entry in feed.entries]
        pages += 1
        assert [link["href"] for link in feed.feed.links if link["rel"] == "first"]
        url = next(iter(links(feed.feed, "next")), "")

    assert (len(found), pages) == (3, 2)
    assert links(feed.feed, "previous")
    assert two.client.get(links(feed.feed, "alternate")[0]).json["items"]


def test_ids_are_the_same_on_every_host(two: Two) -> None:
    for path in ("/v1/releases?format=atom", "/v1/changes?format=atom"):
        here, there = (
            feedparser.parse(two.client.get(path, base_url=base).data) for base in ("http://a.org", "http://b.org")
        )
        assert [here.feed.id, *(e.id for e in here.entries)] == [there.feed.id, *(e.id for e in there.entries)]
        assert all(entry.id.startswith("tag:w3id.org,2026:casus/") for entry in here.entries)


@pytest.mark.parametrize(
    ("accept", "content_type"), [(READER, ATOM.content_type), (FIREFOX, "text/html; charset=utf-8")]
)
def test_a_reader_gets_the_feed_and_a_browser_a_page(two: Two, accept: str, content_type: str) -> None:
    for path in ("/v1/releases", "/v1/changes"):
        assert two.client.get(path, headers={"Accept": accept}).content_type == content_type


def test_the_document_tells_of_the_feeds(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    for path in ("/v1/releases", "/v1/changes"):
        assert ATOM.media_type in paths[path]["get"]["responses"]["200"]["content"]
