"""What data say can never become markup, a script or a link that runs, nor turn the text around it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.conftest import Workshop, serving_app

SCRIPT: Final = "<script>alert(1)</script>"
IMAGE: Final = '"><img src=x onerror=alert(2)>'
CLOSED: Final = "</title></svg></textarea>'--><svg onload=alert(3)>"
TURNED: Final = "القوة \u202eالثانية"
LONG: Final = "Donaudampfschifffahrt" * 20
TEMPLATE: Final = "{{ 7 * 7 }}${7*7}"
RECORDS: Final = f"""
force:scripted a casus:ArmedForce ; skos:prefLabel {SCRIPT!r}@en , {TURNED!r}@ar ; skos:altLabel {CLOSED!r}@fr ;
    casus:when "2014/2016" ; casus:forceType force-type:armed-group ; dcterms:source source:hostile ;
    dcterms:description {TEMPLATE!r}@en .
force:imaged a casus:ArmedForce ; skos:prefLabel 'x {IMAGE}'@en ; skos:altLabel {LONG!r}@en ;
    casus:when "2014/2016" ; casus:forceType force-type:armed-group ; dcterms:source source:hostile .
place:hostile a casus:Place ; skos:prefLabel "p {CLOSED}"@en ; casus:placeType place-type:city ;
    wgs:lat 32.1 ; wgs:long 13.2 ; casus:coordinatePrecision coordinate-precision:approximate ;
    casus:coordinateSource source:hostile ; dcterms:source source:hostile .
source:hostile a casus:Source ; skos:prefLabel 's {IMAGE}'@en ; casus:sourceType source-type:book ;
    foaf:page <javascript:alert(4)> ; dcterms:creator "<b>" .
claim:support a casus:Support ; skos:prefLabel "{SCRIPT} supported"@en ; casus:when "2015" ;
    casus:supporter force:scripted ; casus:recipient force:imaged ; casus:supportForm support-form:weapons ;
    casus:claimStatus claim-status:reported ; casus:hedge "{CLOSED}"@en ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:hostile ] .
claim:control a casus:Control ; skos:prefLabel "{LONG} {CLOSED}"@en ; casus:when "2015" ;
    casus:controller force:scripted ; casus:place place:hostile ; casus:controlType control-type:full ;
    casus:claimStatus claim-status:reported ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:hostile ] .
conflict:hostile a casus:Conflict ; skos:prefLabel "{SCRIPT} war"@en , "{TURNED}"@ar ; casus:when "2014/2016" ;
    casus:conflictType conflict-type:internationalized-intrastate ;
    casus:incompatibility incompatibility:government ; dcterms:source source:hostile ;
    dcterms:description "{CLOSED}"@en .
negotiation:hostile a casus:Negotiation ; skos:prefLabel 'n {IMAGE}'@en ; casus:when "2015" ;
    casus:outcome negotiation-outcome:unknown ; casus:conflict conflict:hostile ; dcterms:source source:hostile ;
    dcterms:description "{CLOSED}"@en .
agreement:hostile a casus:Agreement ; skos:prefLabel "a {CLOSED}"@en , "{TURNED}"@ar ; casus:when "2015" ;
    casus:agreementType agreement-type:political-agreement ; casus:stage agreement-stage:pre ;
    casus:conflict conflict:hostile ; dcterms:source source:hostile ;
    casus:textStatus [ a casus:TextStatus ; casus:textState text-status:published ; casus:when "2015" ;
        dcterms:source source:hostile ] ;
    dcterms:description "{CLOSED}"@en .
event:hostile a casus:Event ; skos:prefLabel "{TURNED}"@ar , "{LONG} \u202e {SCRIPT}"@en ; casus:when "2015-05" ;
    casus:eventType event-type:battle ; casus:place place:hostile ;
    casus:placePrecision place-precision:exact ; dcterms:source source:hostile ;
    dcterms:description "{CLOSED}"@en .
claim:part a casus:Participation ; skos:prefLabel "{SCRIPT} came"@en ; casus:when "2015" ;
    casus:participant force:imaged ; casus:participationIn negotiation:hostile ;
    casus:role participation-role:conflict-party ; casus:attendance attendance:left ;
    casus:signature signature:declined ; casus:claimStatus claim-status:reported ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:hostile ] .
"""
PAGES: Final = (
    "/v1/armed-forces/scripted",
    "/v1/armed-forces/imaged",
    "/v1/places/hostile",
    "/v1/sources/hostile",
    "/v1/claims/support",
    "/v1/claims/control",
    "/v1/claims/part",
    "/v1/conflicts/hostile",
    "/v1/negotiations/hostile",
    "/v1/agreements/hostile",
    "/v1/events/hostile",
    "/v1/events?lang=ar",
    "/v1/events/hostile?lang=ar",
    "/v1/participation",
    "/v1/participation?view=matrix",
    "/v1/claims?subjects=armed-forces/scripted&at=2015",
    "/v1/timeline?subjects=armed-forces/imaged&lang=ar",
    "/v1/questions/forces-active-on-a-day?day=2015-06-01",
    "/v1/claims",
    "/v1/network",
    "/v1/network?ego=armed-forces/scripted",
    "/v1/map?at=2015",
    "/v1/timeline",
    "/v1/search?q=force",
    "/v1/armed-forces?name=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(5)%3E",
    "/v1/search?q=%3Cscript%3Ealert(6)%3C/script%3E",
    "/v1/persons/%3Cscript%3E",
    "/v1/reconcile/preview?id=armed-forces/scripted",
    "/v1/reconcile/preview?id=armed-forces/imaged",
)
DRAWINGS: Final = (
    "/v1/network?format=svg",
    "/v1/network?ego=armed-forces/imaged&format=svg",
    "/v1/map?at=2015&format=svg",
    "/v1/timeline?format=svg",
)


class Markup(HTMLParser):
    """The elements of a page with their attributes, and its text by the elements around it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    workshop = Workshop(folder)
    workshop.write("hostile", RECORDS)
    workshop.build()
    with serving_app(workshop.var, ontology_dir=workshop.sources) as app:
        yield app.test_client()


def get(client: FlaskClient, url: str) -> str:
    return client.get(url, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("url", PAGES)
def test_a_page_has_no_element_handler_or_address_of_data(client: FlaskClient, url: str) -> None:
    text = get(client, url)
    elements = Markup(text).elements

    assert text.startswith("<!doctype html>")
    assert not [tag for tag, _ in elements if tag in ("img", "iframe", "b")]
    assert all("src" in of or of.get("type") == "application/ld+json" for tag, of in elements if tag == "script")
    assert not [name for _, of in elements for name in of if name.startswith("on") or name == "style"]
    addresses = [of[name] for _, of in elements for name in ("href", "src", "action") if name in of]
    assert all(re.match(r"https?://|/|#|\?", each) for each in addresses), addresses


@pytest.mark.parametrize("url", DRAWINGS)
def test_a_drawing_has_neither(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    assert response.mimetype == "image/svg+xml"
    elements = [*ElementTree.fromstring(response.data).iter()]

    assert {each.tag.rpartition("}")[2] for each in elements}.isdisjoint(("script", "image", "foreignObject", "style"))
    assert not [name for each in elements for name in each.attrib if name.startswith("on") or name == "style"]
    assert all(re.match(r"https?://", each.attrib["href"]) for each in elements if "href" in each.attrib)
    assert any(SCRIPT in (each.text or "") for each in elements) or "timeline" not in url


def test_what_is_said_is_there_as_it_was_said(client: FlaskClient) -> None:
    text = get(client, "/v1/armed-forces/scripted")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert TEMPLATE in text
    assert client.get("/v1/armed-forces/scripted").json["label"] == SCRIPT


def test_an_address_that_runs_is_text(client: FlaskClient) -> None:
    text = get(client, "/v1/sources/hostile")

    assert "javascript:alert(4)" in text
    assert 'href="javascript' not in text
    assert "javascript" not in get(client, "/v1/claims/support")


def test_a_name_that_turns_the_text_around_turns_its_own_alone(client: FlaskClient) -> None:
    text = get(client, "/v1/armed-forces/scripted")

    assert f'<span lang="ar" dir="rtl">{TURNED}</span>' in text
    assert text.count("\u202e") == text.count(f">{TURNED}</span>")


def test_data_of_programs_stay_data(client: FlaskClient) -> None:
    data = client.get("/v1/armed-forces/scripted", headers={"Accept": "application/ld+json"})
    home = Markup(get(client, "/")).elements

    assert SCRIPT in str(data.get_json(force=True))
    assert data.headers["X-Content-Type-Options"] == "nosniff"
    assert all("src" in of or of.get("type") == "application/ld+json" for tag, of in home if tag == "script")
