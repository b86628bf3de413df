import html
import re
from importlib.metadata import version

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from casus.release.manifest import Release
from casus.terms.namespaces import CASUS, COLLECTIONS, DATA_LICENCE
from tests.conftest import OF_DATASETS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def test_a_program_gets_an_index_in_json(client: FlaskClient, release: Release) -> None:
    response = client.get("/")

    assert response.mimetype == "application/json"
    assert response.json["name"] == "Casus"
    assert response.json["version"] == version("casus")
    assert response.json["release"] == release.manifest.id
    assert {*COLLECTIONS.values(), "codes", "sparql", "openapi", "docs", "ontology"} <= set(response.json["links"])


def test_every_link_of_the_index_works(client: FlaskClient) -> None:
    links = client.get("/").json["links"]

    unasked = {"search": 422, "lookup": 422, "mcp": 405}  # they want a question, or a message
    for name, url in links.items():
        assert client.get(url).status_code == unasked.get(name, 200), name


def test_a_browser_gets_a_page(client: FlaskClient, release: Release) -> None:
    response = client.get("/", headers={"Accept": BROWSER})

    assert response.mimetype == "text/html"
    assert "<h1>An open knowledge service about armed conflict</h1>" in response.text
    assert release.manifest.id in response.text


def test_every_link_of_the_page_is_on_this_host_and_works(client: FlaskClient) -> None:
    text = client.get("/", headers={"Accept": BROWSER}).text
    links = re.findall(r'(?:href|src)="([^"]+)"', text)

    ours = [link for link in links if not link.startswith("#") and link != str(DATA_LICENCE)]
    assert len(ours) >= len(COLLECTIONS) + 3
    for link in ours:
        assert link.startswith("http://localhost/"), link
        assert client.get(html.unescape(link)).status_code == 200, link


def test_the_page_names_every_collection_and_says_what_it_holds(client: FlaskClient) -> None:
    text = client.get("/", headers={"Accept": BROWSER}).text

    for collection in client.application.extensions["casus-releases"].served.model.collections.values():
        if collection.name in OF_DATASETS:  # of which this release has no record
            continue
        assert f"/v1/{collection.name}" in text
        assert collection.type.label in text


def test_the_vocabulary_is_turtle_and_declares_the_classes(client: FlaskClient) -> None:
    response = client.get("/ontology")
    graph = Graph().parse(data=response.text, format="turtle")

    assert response.mimetype == "text/turtle"
    assert (CASUS.ArmedForce, RDF.type, OWL.Class) in graph
    assert (CASUS.forceType, RDF.type, None) in graph


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/code/claim-status/reported", "/v1/codes/claim-status#reported"),
        ("/code/claim-status", "/v1/codes/claim-status"),
    ],
)
def test_the_identifier_of_a_code_leads_to_its_list(client: FlaskClient, path: str, target: str) -> None:
    response = client.get(path)

    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost{target}"
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    "path", ["/code/no-such-list", "/code/no-such-list/reported", "/code/claim-status/no-such-code"]
)
def test_the_identifier_of_no_code_leads_nowhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
