"""What misled those who came for the first time: names in place of ids, long pages, questions that were not found."""

import re

from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


def test_a_name_in_place_of_an_id_leads_to_the_same_page_with_the_id(client: FlaskClient) -> None:
    url = "/v1/network?at=2020-01&type=Support&ego=GNA"
    problem, page = client.get(url), client.get(url, headers=HTML)

    assert problem.json is not None
    assert problem.json["errors"][0]["similar"][0] == "organizations/gna"
    found = re.search(r'href="([^"]*ego=organizations(?:/|%2F)gna[^"]*)"', page.text)
    assert found and client.get(found[1].replace("&amp;", "&"), headers=HTML).status_code == 200
    assert "at=2020-01" in found[1]


def test_a_long_page_says_what_is_on_it(client: FlaskClient) -> None:
    text = client.get("/v1/agreements/maritime-mou-2019", headers=HTML).text
    contents = re.search(r'<nav class="contents".*?</nav>', text, re.DOTALL)

    assert contents
    named = re.findall(r'href="#([^"]+)"', contents[0])
    assert named == re.findall(r'<h2 id="([^"]+)"', text)
    assert "reactions" in named
    assert 'class="contents"' not in client.get("/v1/sources/ucdp-dyadic-211", headers=HTML).text


def test_a_search_finds_questions_too(client: FlaskClient) -> None:
    text = client.get("/v1/search?q=UCDP", headers=HTML).text

    assert "/v1/questions/foreign-troops-ucdp-and-this-dataset" in text
    assert "/v1/questions/" not in client.get("/v1/search?q=Hifter", headers=HTML).text


def test_what_was_found_is_described_once(client: FlaskClient) -> None:
    text = client.get("/v1/search?q=Sirte+June+2020", headers=HTML).text

    described = re.findall(r"The line from Sirte on the coast to Jufra", text)
    assert len(described) == 1


def test_reasons_are_counted_by_how_sure_they_are(client: FlaskClient) -> None:
    text = client.get("/v1/negotiations/moscow-talks-2020", headers=HTML).text
    why = text[text.index('id="why"') :]
    tally = re.search(r'<p class="tally">(.*?)</p>', why, re.DOTALL)

    assert tally
    assert "reported" in tally[1] and "accepted" not in tally[1]
    assert "/v1/codes/claim-status" in why


def test_who_held_a_place_before_all_others_stands_first(client: FlaskClient) -> None:
    text = client.get("/v1/places/sirte", headers=HTML).text
    held = text[text.index("Who held it") : text.index("What happened there")]

    assert held.index("Forces loyal to Qaddafi") < held.index("Saiqa")
