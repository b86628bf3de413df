"""Ids that were given up lead on, on every path that names a record; the workshop and the shipped tombstones."""

import pytest
from flask.testing import FlaskClient

from casus.app import create_app
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, RDF
from tests.conftest import Workshop

STONES = """
force:renamed a casus:Tombstone ; dcterms:isReplacedBy force:first ; skos:changeNote "It has another name now."@en .
force:recoded a casus:Tombstone ; dcterms:isReplacedBy state:libya ; skos:changeNote "It was a state."@en .
force:split a casus:Tombstone ; dcterms:isReplacedBy force:first , state:libya ; skos:changeNote "It was two."@en .
force:wrong a casus:Tombstone ; skos:changeNote "Es gab sie nie."@de , "It never was."@en .
force:doubtful a casus:Tombstone ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> source:book ;
    skos:changeNote "The book says otherwise."@en .
"""


@pytest.fixture(scope="module")
def workshop_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    workshop = Workshop(tmp_path_factory.mktemp("tombstones"))
    workshop.write("tombstones", STONES)
    workshop.build()
    return create_app(Settings(var_dir=workshop.var)).test_client()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/armed-forces/renamed", "/v1/armed-forces/first"),
        ("/v1/armed-forces/renamed?format=turtle&lang=ar", "/v1/armed-forces/first?format=turtle&lang=ar"),
        ("/v1/armed-forces/recoded", "/v1/states/libya"),
        ("/id/armed-forces/renamed", "/id/armed-forces/first"),
        ("/id/armed-forces/recoded", "/id/states/libya"),
    ],
)
def test_the_id_of_the_same_thing_leads_to_its_successor(
    workshop_client: FlaskClient, path: str, location: str
) -> None:
    response = workshop_client.get(path)

    assert response.status_code == 308
    assert response.headers["Location"] == f"http://localhost{location}"
    assert workshop_client.get(path, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("base", ["/v1", "/id"])
@pytest.mark.parametrize(
    ("slug", "reason", "successors"),
    [
        ("split", "It was two.", ["armed-forces/first", "states/libya"]),
        ("wrong", "It never was.", []),
        ("doubtful", "The book says otherwise.", ["sources/book"]),
    ],
)
def test_what_is_gone_says_why_and_what_to_take_instead(
    workshop_client: FlaskClient, base: str, slug: str, reason: str, successors: list[str]
) -> None:
    response = workshop_client.get(f"{base}/armed-forces/{slug}")

    assert response.status_code == 410
    assert response.json["type"].endswith("/gone")
    assert response.json["reason"] == reason
    assert reason in response.json["detail"]
    assert [successor["id"] for successor in response.json["successors"]] == successors
    for successor in response.json["successors"]:
        assert workshop_client.get(f"/v1/{successor['id']}").status_code == 200


@pytest.mark.parametrize("path", ["/v1/armed-forces/never", "/id/armed-forces/never", "/v1/states/renamed"])
def test_what_never_was_is_not_found(workshop_client: FlaskClient, path: str) -> None:
    assert workshop_client.get(path).status_code == 404


def test_a_tombstone_is_in_no_list_and_in_no_search(workshop_client: FlaskClient) -> None:
    assert [item["id"] for item in workshop_client.get("/v1/armed-forces").json["items"]] == ["armed-forces/first"]
    assert workshop_client.get("/v1/search?q=renamed").json["items"] == []


def test_a_filter_by_an_id_that_was_given_up_names_its_successor(workshop_client: FlaskClient) -> None:
    response = workshop_client.get("/v1/claims?subjects=armed-forces/recoded")
    (error,) = response.json["errors"]

    assert response.status_code == 422
    assert "It was a state" in error["detail"]
    assert error["allowed"] == ["states/libya"]


def test_every_shipped_tombstone_leads_on_or_says_why(client: FlaskClient, opened: OpenRelease) -> None:
    query = f"SELECT ?id WHERE {{ ?id {RDF.type.n3()} {CASUS.Tombstone.n3()} }}"
    paths = [f"/v1/{str(row[0]).removeprefix('https://w3id.org/casus/id/')}" for row in opened.dataset.select(query)]
    answers = {path: client.get(path) for path in paths}

    assert answers["/v1/events/sirte-freed-2016"].status_code == 308
    assert answers["/v1/claims/russia-turkey-support-local-partners"].status_code == 410
    for path, answer in answers.items():
        if answer.status_code == 308:
            assert client.get(path, follow_redirects=True).status_code == 200
        else:
            assert answer.status_code == 410
            assert answer.json["reason"]
