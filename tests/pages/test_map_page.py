"""The map and the timeline for people: what JSON says is drawn and in the table, with a word for each status."""

import gzip
import re
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

_PAGE = {"Accept": "text/html"}
_SVG = "{http://www.w3.org/2000/svg}"
_MAPS = ("/v1/map", "/v1/map?at=2020-01", "/v1/map?at=2020-06&layers=control", "/v1/map?bbox=-180,-60,180,85")
_TIMELINES = (
    "/v1/timeline",
    "/v1/timeline?type=Conflict",
    "/v1/timeline?subjects=armed-forces/lna&at=2020-01-13&lanes=subject",
    "/v1/timeline?bins=month&from=2019&to=2020",
)
FALLEN = ("refuted", "superseded")


def page(client: FlaskClient, url: str) -> str:
    response = client.get(url, headers=_PAGE)
    assert response.status_code == 200 and response.mimetype == "text/html"
    return response.text


def drawing(text: str) -> ElementTree.Element:
    (found,) = re.findall(r'<svg[^>]* class="drawing".*?</svg>', text, re.DOTALL)
    return ElementTree.fromstring(found)


def paths(text: str) -> set[str]:
    """Where links lead, below /v1."""
    return {unescape(each) for each in re.findall(r'href="http://localhost/v1/([^"?#]+)', text)}


@pytest.mark.parametrize("url", [*_MAPS, *_TIMELINES])
def test_a_page_is_one_that_a_browser_may_show(client: FlaskClient, url: str) -> None:
    text = page(client, url)

    assert text.count("<h1") == 1 and '<html lang="en" dir="ltr">' in text
    assert not re.search(
        r'\sstyle=|\son[a-z]+=|<style|<script(?! type="module" src=)|(?:src|href)="(?!https?://localhost|#)[^"]*//',
        text[: text.index("<footer")],
    )
    assert len(gzip.compress(text.encode())) <= 40_000
    assert len(re.findall("<[a-z]", text)) <= 3_000
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("url", _MAPS)
def test_every_place_and_record_of_the_json_is_on_the_map_or_in_its_table(client: FlaskClient, url: str) -> None:
    body, text = client.get(url).json, page(client, url)
    places: list[dict[str, Any]] = [*(each["properties"] for each in body["features"]), *body["off_map_places"]]
    shown = paths(text)
    records = [
        record
        for each in places
        for tally in each["layers"]
        for record in tally["records"][:2]
        if not record["status"] or record["status"]["id"] not in FALLEN
    ]

    assert {each["place"]["id"] for each in places if each["place"]} <= shown
    assert {record["id"] for record in records} <= shown
    assert all(f">{record['status']['label']}</a>" in text for record in records if record["status"])


def test_each_claim_of_control_is_a_symbol_that_leads_to_it(client: FlaskClient) -> None:
    url = "/v1/map?at=2020-06&layers=control"
    body, text = client.get(url).json, page(client, url)
    claims = [
        record["id"]
        for feature in body["features"]
        for tally in feature["properties"]["layers"]
        for record in tally["records"]
        if record["status"]["id"] not in FALLEN
    ]
    links = [link.get("href", "").partition("/v1/")[2] for link in drawing(text).iter("a")]

    assert sorted(each for each in links if each.startswith("claims/")) == sorted(claims)
    assert "Coast: Natural Earth" in text
    letters = re.findall(r'class="drawing glyph".*?>([A-Z]+)</text>', text)
    assert letters == sorted({*letters}) and letters[0] == "A"


def test_what_was_refuted_is_counted_and_shown_when_it_is_asked_for(client: FlaskClient) -> None:
    claims = client.get("/v1/claims?status=refuted&status=superseded&limit=500").json["items"]
    body = client.get("/v1/timeline?type=Claim&status=refuted&status=superseded&limit=500").json
    dated = [each["id"] for each in body["items"]]
    assert dated and {*dated} <= {each["id"] for each in claims}

    text = page(client, "/v1/timeline?type=Claim")
    assert f"{len(dated)} refuted or superseded claim" in text
    assert {*dated} <= paths(page(client, "/v1/timeline?type=Claim&status=refuted&status=superseded"))


@pytest.mark.parametrize("url", ["/v1/timeline?type=Conflict", "/v1/timeline?subjects=armed-forces/lna&at=2020-01-13"])
def test_every_entry_is_a_row_of_the_drawing_and_of_the_table(client: FlaskClient, url: str) -> None:
    items = [
        e for e in client.get(f"{url}&limit=100").json["items"] if not e["status"] or e["status"]["id"] not in FALLEN
    ]
    text = page(client, url)
    links = [link.get("href", "").partition("/v1/")[2] for link in drawing(text).iter("a")]
    table = text.partition("<table>")[2]

    assert sorted(links) == sorted(item["id"] for item in items) and items
    assert all(f'/v1/{item["id"]}"' in table for item in items)
    assert all(f">{item['status']['label']}</a>" in table for item in items if item["status"])


def test_too_many_entries_are_counted_and_each_bar_leads_to_its_part(client: FlaskClient) -> None:
    url = "/v1/timeline?type=Claim&from=2019-01&to=2020-12"
    statuses = "".join(f"&status={s}" for s in ("accepted", "reported", "alleged", "inferred", "contested", "denied"))
    bins = client.get(f"{url}&bins=month{statuses}").json["bins"]
    root = drawing(page(client, url))

    told = {link.get("href"): link.findtext("title", "") for link in root.iter("a")}
    assert len(bins) == len(told) == 24
    for each in bins:
        (name,) = [title for href, title in told.items() if f"from={each['bin']}&to={each['bin']}" in (href or "")]
        assert f"{each['certain']} certainly, {each['possible']} possibly" in name


@pytest.mark.parametrize("url", ["/v1/map?at=2020-01", "/v1/timeline?type=Negotiation", "/v1/timeline?type=Event"])
def test_a_drawing_alone_says_what_when_and_whose_it_is(client: FlaskClient, url: str) -> None:
    response = client.get(f"{url}&format=svg")
    root = ElementTree.fromstring(response.data)
    words = " ".join(each.text or "" for each in root.iter(f"{_SVG}text"))
    release = client.get(url).json["release"]

    assert response.mimetype == "image/svg+xml" and root.findtext(f"{_SVG}title")
    assert release in words and "CC BY 4.0" in words
    assert not re.search(r"\sstyle=|<style|<script", response.text)
    if "map" in url:
        assert "January 2020" in words and "A Libyan National Army" in words


@pytest.mark.parametrize(
    ("url", "tabs"),
    [
        ("/v1/events?at=2020-01", {"map", "timeline"}),
        ("/v1/claims?type=Control&at=2020-01", {"map", "timeline"}),
        ("/v1/conflicts", {"timeline"}),
        ("/v1/agreements", {"timeline"}),
        ("/v1/negotiations", {"timeline"}),
    ],
)
def test_lists_lead_to_the_map_and_the_timeline_with_what_was_chosen(
    client: FlaskClient, url: str, tabs: set[str]
) -> None:
    (nav,) = re.findall(r'<nav class="tabs".*?</nav>', page(client, url), re.DOTALL)
    found = {
        each: unescape(link)
        for each in ("map", "timeline")
        for link in re.findall(rf'href="([^"]*/v1/{each}\?[^"]*)"', nav)
    }

    assert found.keys() == tabs
    for link in found.values():
        assert client.get(link.removeprefix("http://localhost"), headers=_PAGE).status_code == 200
        if "at=2020-01" in url:
            assert "at=2020-01" in link
    if "events?" in url:
        assert client.get(found["map"].removeprefix("http://localhost")).json["layers"][0]["layer"] == "events"
    if "Control" in url:
        assert "layers=control" in found["map"] and "type=Control" in found["timeline"]


def test_whom_a_list_names_is_whom_its_map_and_its_timeline_name(client: FlaskClient) -> None:
    text = page(client, "/v1/claims?type=Control&controller=armed-forces/lna&at=2020-01")
    (nav,) = re.findall(r'<nav class="tabs".*?</nav>', text, re.DOTALL)

    assert re.search(r"/v1/map\?[^\"]*actors=armed-forces%2Flna", nav)
    assert re.search(r"/v1/timeline\?[^\"]*subjects=armed-forces%2Flna", nav)


def test_a_bar_leads_to_no_more_than_was_asked_for(client: FlaskClient) -> None:
    text = unescape(page(client, "/v1/timeline?from=2020-01-12&to=2020-03-04&bins=month"))
    spans = re.findall(r"/v1/timeline\?from=([\d-]+)&to=([\d-]+)\"", text)

    assert {*spans} == {("2020-01-12", "2020-01"), ("2020-02", "2020-02"), ("2020-03", "2020-03-04")}
    counts = client.get("/v1/timeline?from=2020-01-12&to=2020-03-04&bins=month").json["bins"]
    first = client.get("/v1/timeline?from=2020-01-12&to=2020-01&limit=1").json
    assert counts[0]["possible"] == first["total"]["value"]
