"""Drawings that stand alone: well-formed, explained, complete, and of the same records as the page and the JSON."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from casus.store.open_release import OpenRelease

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = (
    "/v1/network?type=Support&at=2020-01",
    "/v1/network?ego=armed-forces/lna&at=2020-01",
    "/v1/map?at=2020-06",
    "/v1/timeline?subjects=armed-forces/lna&from=2020-01&to=2020-03",
    "/v1/timeline?at=1801",
    "/v1/participation?view=matrix",
)
_EMPTY = (
    "/v1/network?ego=states/japan",
    "/v1/network?type=Support&at=1801",
    "/v1/map?at=2020-06&bbox=170,-20,-170,20",
    "/v1/timeline?type=Negotiation&at=1801",
    "/v1/participation?view=matrix&from=1900&to=1901",
)


def alone(client: FlaskClient, url: str) -> ElementTree.Element:
    response = client.get(f"{url}&format=svg")
    assert response.status_code == 200 and response.mimetype == "image/svg+xml"
    return ElementTree.fromstring(response.data)


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{_SVG}text")]


def linked(client: FlaskClient, url: str) -> list[str]:
    """The claims and events that a drawing alone leads to."""
    hrefs = (each.get("href", "") for each in alone(client, url).iter(f"{_SVG}a"))
    return sorted(
        found[1] for href in hrefs if (found := re.match(r"http://localhost/v1/((?:claims|events)/[\w-]+)", href))
    )


@pytest.mark.parametrize("url", [*_DRAWN, *_EMPTY])
def test_it_tells_where_it_is_from_in_full(client: FlaskClient, opened: OpenRelease, url: str) -> None:
    root = alone(client, url)
    below = "".join(texts(root)[-12:])

    assert root.findtext(f"{_SVG}title") and "CC BY 4.0" in texts(root)
    assert below.endswith(f"release={opened.id}") and url.partition("?")[0] in below
    assert not [text for text in texts(root)[-4:] if text.endswith("…")]


@pytest.mark.parametrize("url", [*_DRAWN, *_EMPTY])
def test_it_needs_no_stylesheet(client: FlaskClient, url: str) -> None:
    names = {name for each in alone(client, url).iter() for name in each.attrib}
    tags = {each.tag for each in alone(client, url).iter()}

    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert tags.isdisjoint({f"{_SVG}{tag}" for tag in ("style", "script", "image", "foreignObject")})


@pytest.mark.parametrize("url", _EMPTY)
def test_an_empty_one_says_so(client: FlaskClient, url: str) -> None:
    said = " ".join(texts(alone(client, url)))

    assert re.search(r"No such claim is recorded|No record fits|Nothing", said), said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (_DRAWN[0], {"accepted", "reported", "contested"}),
        (_DRAWN[2], {"accepted", "reported", "who held it", "about there", "hollow: possibly then, not certainly"}),
        (_DRAWN[3], {"accepted", "reported", "contested", "certainly then", "possibly then", "on that day"}),
        ("/v1/timeline?bins=year", {"so many certainly then", "so many possibly then"}),
        (_DRAWN[5], {"signed", "declined to sign", "dashed frame: not accepted"}),
    ],
)
def test_its_lines_and_marks_are_explained_in_words(client: FlaskClient, url: str, words: set[str]) -> None:
    assert words <= {*texts(alone(client, url))}


@pytest.mark.parametrize("url", _DRAWN[:5])
def test_it_leads_to_what_the_page_draws(client: FlaskClient, url: str) -> None:
    page = client.get(url, headers={"Accept": "text/html"}).text
    (drawing,) = re.findall(r'<svg[^>]* class="drawing".*?</svg>', page, re.DOTALL)
    found = re.findall(r'href="http://localhost/v1/((?:claims|events)/[\w-]+)', unescape(drawing))

    assert linked(client, url) == sorted(found) != []


def test_what_it_leaves_out_is_counted(client: FlaskClient) -> None:
    left = [
        client.get(f"/v1/claims?type=Control&status={each}&limit=1").json["total"]["value"]
        for each in ("refuted", "superseded")
    ]
    said = [*texts(alone(client, "/v1/map?from=0001&to=9999")), *texts(alone(client, "/v1/map?at=2020-06"))]

    assert "9 records are off the map" in said
    assert any("not shown" in each for each in said) == any(left)


def test_words_from_right_to_left_stand_in_their_order(client: FlaskClient) -> None:
    root = alone(client, "/v1/timeline?subjects=negotiations/moscow-talks-2020&lang=ar")
    turned = {text: each.get("unicode-bidi") for each, text in zip(root.iter(f"{_SVG}text"), texts(root), strict=True)}

    assert turned["13 يناير 2020"] == "plaintext"
    assert turned["CC BY 4.0"] is None
    assert "محادثات موسكو بشأن ليبيا، يناير 2020" in root.findtext(f"{_SVG}title", "")


def test_the_day_of_a_column_is_whole_and_apart_from_its_name(client: FlaskClient) -> None:
    root = alone(client, "/v1/participation?view=matrix&participant=armed-forces/lna&lang=ar")
    days = list(root.iter(f"{_SVG}tspan"))

    assert "2020-01-13/2020-01-14" in {each.text for each in days}
    assert {each.get("unicode-bidi") for each in days} == {"isolate"}
