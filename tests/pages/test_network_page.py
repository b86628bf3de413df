"""The network for people: what JSON says is on the page, as lines, as a table, and with a word for each status."""

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from casus.app import create_app
from casus.store.open_release import OpenRelease

_PAGE = {"Accept": "text/html"}
_SVG = "{http://www.w3.org/2000/svg}"


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url, headers=_PAGE)
    assert response.status_code == status and response.mimetype == "text/html"
    return response.text


def paths(text: str) -> list[str]:
    """The paths of the links that an element `a` with a class of drawings has."""
    found = re.findall(r'<a href="http://localhost/v1/([^"?#]*)[^"]*" class="(?:tie|actor)"', text)
    return [unescape(each) for each in found]


@pytest.mark.parametrize(
    "url",
    [
        "/v1/network?type=Support&at=2020-01",
        "/v1/network?type=Alignment",
        "/v1/network?type=Membership&type=Support&at=2019-05-01&conflicts=conflicts/libya-tripoli-2019-2020",
    ],
)
def test_every_claim_and_every_actor_of_the_json_is_in_the_drawing_and_in_the_table(
    client: FlaskClient, url: str
) -> None:
    network = client.get(url).json
    text = page(client, url)
    claims = [edge["id"] for edge in network["edges"] if edge["status"]["id"] not in ("refuted", "superseded")]

    drawn = paths(text)
    assert sorted(each for each in drawn if each.startswith("claims/")) == sorted(claims)
    assert {node["id"] for node in network["nodes"]} == {each for each in drawn if not each.startswith("claims/")}
    table = text.partition("<tbody>")[2]
    assert all(f'/v1/{claim}"' in table for claim in claims[:50])
    assert all(f">{edge['status']['label']}</a>" in table for edge in network["edges"][:50])


def test_refuted_and_superseded_claims_are_counted_and_shown_when_asked_for(client: FlaskClient) -> None:
    fallen = [e for e in client.get("/v1/network").json["edges"] if e["status"]["id"] in ("refuted", "superseded")]
    assert fallen, "the shipped data have one at least"
    edge = fallen[0]
    url = f"/v1/network?type={edge['type']}&ego={edge['target']}"

    text = page(client, url)
    assert edge["id"] not in paths(text)
    assert "1 refuted or superseded claim is not shown." in text
    shown = re.search(r'href="([^"]*)">Show them</a>', text)
    assert shown is not None
    more = page(client, unescape(shown[1]).removeprefix("http://localhost"))
    assert edge["id"] in paths(more)
    assert f"status-{edge['status']['id']}" in more and "Hide them" in more


def test_days_and_months_before_and_after_are_links(client: FlaskClient) -> None:
    text = page(client, "/v1/network?type=Support&at=2020-03-31")

    assert {"2020-03-30", "2020-04-01", "2020-02-29", "2020-04-30"} <= {*re.findall(r"[?;]at=([0-9-]+)", text)}
    assert {"2019-12", "2020-02", "2019-01"} <= {*re.findall(r"at=([0-9-]+)", page(client, "/v1/network?at=2020-01"))}


def test_what_is_too_large_is_not_drawn_and_offers_its_parts(client: FlaskClient) -> None:
    text = page(client, "/v1/network")

    assert 'class="drawing"' not in text and "too much for one picture" in text
    assert "type=Support" in text and "ego=armed-forces%2Flna" in text
    refused = client.get("/v1/network?format=svg")
    assert refused.status_code == 413 and refused.json["type"].endswith("network-too-large")


def test_around_one_actor_stand_those_that_it_is_tied_to(client: FlaskClient) -> None:
    adjacent = client.get("/v1/states/turkey/adjacent?limit=100").json
    text = page(client, "/v1/states/turkey/adjacent")
    drawn = paths(text)

    assert {edge["id"] for edge in adjacent["edges"]} == {each for each in drawn if each.startswith("claims/")}
    assert "<h1>Turkey: Network</h1>" in text
    assert "Support: Recipient" in text


def test_nothing_recorded_is_said_in_words(client: FlaskClient) -> None:
    text = page(client, "/v1/network?type=Support&at=1801")

    assert "No such claim is recorded." in text and 'class="drawing"' not in text


def test_pairs_are_one_line_that_says_how_many_claims_it_stands_for(client: FlaskClient) -> None:
    url = "/v1/network?type=Support&at=2020-01&merge=pairs"
    pairs = client.get(url).json["edges"]
    text = page(client, url)

    assert len(re.findall('class="tie"', text)) == len(pairs)
    several = next(pair for pair in pairs if pair["claim_count"] > 1)
    listed = re.search(rf'href="([^"]*supporter={several["source"].replace("/", "%2F")}[^"]*)"', text)
    assert listed is not None
    claims = client.get(unescape(listed[1]).removeprefix("http://localhost")).json
    assert {each["id"] for each in claims["items"]} == {each["id"] for each in several["claims"]}


@pytest.mark.parametrize(
    "url", ["/v1/network?type=Support&at=2020-01", "/v1/states/turkey/adjacent", "/v1/participation"]
)
def test_a_bare_drawing_says_what_it_is_of(client: FlaskClient, url: str) -> None:
    response = client.get(f"{url}{'&' if '?' in url else '?'}format=svg")
    assert response.status_code == 200 and response.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(response.data)
    words = " ".join(each.text or "" for each in root.iter(f"{_SVG}text"))

    release = client.get("/v1/network?at=1801").json["graph"]["release"]
    assert root.findtext(f"{_SVG}title") in words and release in words and "CC BY 4.0" in words
    assert "style" not in response.text and "script" not in response.text
    assert client.get(response.request.url, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_a_list_and_its_views_link_to_each_other_with_what_was_chosen(client: FlaskClient) -> None:
    listed = page(client, "/v1/claims?type=Support&at=2020-01&sort=label")
    tab = re.search(
        r'<a href="([^"]*)"[^>]*>Network</a>\n?</nav>|<a href="(http://localhost/v1/network\?[^"]*)"', listed
    )

    assert tab is not None
    assert unescape(tab[2] or tab[1]) == "http://localhost/v1/network?type=Support&at=2020-01"
    assert 'href="http://localhost/v1/claims?type=Support&amp;at=2020-01"' in page(
        client, "/v1/network?type=Support&at=2020-01"
    )
    other = page(client, "/v1/claims?type=Participation")
    assert 'href="http://localhost/v1/network"' in other, "a type that is no edge is not carried to the network"


def test_the_edges_say_their_evidence_and_conflicts(client: FlaskClient) -> None:
    edge = client.get("/v1/network?type=Support&at=2020-01&conflicts=conflicts/libya-tripoli-2019-2020").json["edges"][
        0
    ]
    claim = client.get(f"/v1/{edge['id']}").json

    assert {name: edge[name] for name in ("evidence_for", "evidence_against")} == {
        name: claim[name] for name in ("evidence_for", "evidence_against")
    }
    assert edge["conflicts"] == claim["conflicts"]
    assert f"{edge['evidence_for']} for, {edge['evidence_against']} against" in page(
        client, f"/v1/network?ego={edge['source']}"
    )


def test_a_network_that_is_not_read_at_all_is_a_page_with_its_parts(opened: OpenRelease) -> None:
    small = create_app(replace(opened.settings, network_max_edges=20)).test_client()
    text = page(small, "/v1/network?at=2020-01", 413)

    assert "more than 20 edges" in text and 'name="type"' in text
    assert re.search(r"at=2020-01&amp;type=Support", text)
    assert small.get("/v1/network").status_code == 413
