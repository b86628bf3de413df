"""The page of one record: what it holds, where it links to, and when there is none."""

from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import Literal, URIRef

from casus.records.formats import citation
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD
from tests.records.rest import EVERY, get, iri


def test_a_record_has_what_identifies_it_its_fields_and_its_links(client: FlaskClient, opened: OpenRelease) -> None:
    record = client.get("/v1/armed-forces/lna").json

    fields = [field.name for field in opened.model.types["ArmedForce"].fields]
    assert list(record) == ["id", "type", "label", *fields, "links", "release", "cite_as"]
    assert (record["id"], record["type"]) == ("armed-forces/lna", "ArmedForce")
    assert record["links"]["self"] == "http://localhost/v1/armed-forces/lna"
    assert record["labels"]["en"] == record["label"]
    assert "ar" in record["labels"]
    assert record["release"] == opened.id
    assert record["label"] in record["cite_as"]
    assert opened.id in record["cite_as"]
    assert "https://w3id.org/casus/id/armed-forces/lna" in record["cite_as"]


def test_code_lists_and_what_is_inside_them_have_iris_of_their_own(client: FlaskClient) -> None:
    record = client.get("/v1/codes/conflict-type").json
    codes = {code["id"]: code for code in record["codes"]}

    assert (record["id"], record["iri"]) == ("codes/conflict-type", "https://w3id.org/casus/code/conflict-type")
    assert codes["intrastate"]["iri"] == "https://w3id.org/casus/code/conflict-type/intrastate"
    mapping = codes["intrastate"]["mappings"][0]
    code, _, fragment = mapping["iri"].partition("#")
    assert code == codes["intrastate"]["iri"]
    assert mapping["id"] == f"codes/conflict-type#intrastate.{fragment}"


def test_a_code_inside_a_list_names_the_broader_one_as_a_code(client: FlaskClient) -> None:
    codes = {code["id"]: code for code in client.get("/v1/codes/conflict-type").json["codes"]}

    assert codes["internationalized-intrastate"]["broader"] == {"id": "intrastate", "label": "intrastate"}
    assert codes["intrastate"]["broader"] is None


IRIS = {"iri", "href"}


def keys(shown: object) -> set[str]:
    """The names of all members, however deep."""
    if isinstance(shown, dict):
        return set(shown).union(*map(keys, shown.values()))
    return set().union(*map(keys, shown)) if isinstance(shown, list) else set()


@pytest.mark.parametrize("collection", sorted(set(EVERY) - {"codes"}))
def test_what_is_known_by_its_id_has_neither_iri_nor_href(client: FlaskClient, collection: str) -> None:
    page = get(client, f"/v1/{collection}", ("limit", "3"))

    assert not IRIS & keys(page["items"])
    for item in page["items"]:
        assert not IRIS & keys(client.get(f"/v1/{item['id']}").json)


def test_a_reference_tells_where_the_other_record_is(client: FlaskClient) -> None:
    (state,) = client.get("/v1/armed-forces/lna").json["states"]

    assert state == {"id": "states/libya", "type": "State", "label": "Libya"}
    assert client.get(f"/v1/{state['id']}").json["id"] == "states/libya"


def test_claims_are_shown_in_full_on_the_page_of_an_agreement(client: FlaskClient) -> None:
    page = client.get("/v1/agreements/libyan-political-agreement-2015").json
    claim = page["participations"][0]

    assert claim["type"] == "Participation"
    assert claim["status"]["id"]
    assert claim["roles"]
    assert claim["evidence"][0]["read_in"]["id"].startswith("sources/")
    assert claim["evidence"][0]["id"].startswith(f"{claim['id']}#evidence-")


@pytest.mark.parametrize(
    ("path", "field", "back"),
    [
        ("agreements/libyan-political-agreement-2015", "participations", ["participation_in"]),
        ("agreements/libyan-political-agreement-2015", "legal_acts", ["act_on"]),
        ("agreements/libyan-political-agreement-2015", "reactions", ["reaction_to"]),
        ("negotiations/moscow-talks-2020", "participations", ["participation_in"]),
        ("persons/khalifa-haftar", "memberships", ["member"]),
        ("conflicts/libya-2014-2020", "parties", ["party_to"]),
        ("claims/moscow-talks-2020-lna", "reasons", []),
    ],
)
def test_a_record_inside_another_is_as_on_its_page_but_for_the_way_back_and_what_repeats(
    client: FlaskClient, path: str, field: str, back: list[str]
) -> None:
    left_out = {"subjects", "scheme_labels", "sources", "asserters", "stances", "links", "release", "cite_as", *back}
    shown = client.get(f"/v1/{path}").json[field]

    assert shown
    for each in shown:
        own = client.get(f"/v1/{each['id']}").json
        assert left_out <= set(own)
        assert each == {name: value for name, value in own.items() if name not in left_out}


def test_it_can_be_read_who_came_to_the_table_and_did_not_sign_and_why(client: FlaskClient) -> None:
    claim = client.get("/v1/claims/moscow-talks-2020-lna").json

    assert claim["participation_in"]["id"] == "negotiations/moscow-talks-2020"
    assert claim["participant"]["id"] == "armed-forces/lna"
    assert claim["signature"]["id"] != "signed"
    assert all(reason["type"] == "Assessment" and reason["status"]["id"] for reason in claim["reasons"])


@pytest.mark.parametrize("collection", EVERY)
def test_every_link_of_a_record_works(client: FlaskClient, collection: str) -> None:
    item = get(client, f"/v1/{collection}", ("limit", "1"))["items"][0]
    record = client.get(f"/v1/{item['id']}").json

    assert client.get(record["links"]["self"]).json == record
    assert (record["links"]["claims"] is None) == (collection in ("codes", "participation", "publishers", "sources"))
    if record["links"]["claims"]:
        assert client.get(record["links"]["claims"]).status_code == 200
    described = client.get(record["links"]["query"], headers={"Accept": "application/n-triples"})
    assert described.status_code == 200
    assert f"<{iri(record)}>" in described.text


def test_the_claims_of_a_record_are_those_about_it(client: FlaskClient) -> None:
    url = client.get("/v1/armed-forces/lna").json["links"]["claims"]
    claims = client.get(url).json["items"]

    assert claims
    assert all("armed-forces/lna" in {record["id"] for record in claim["subjects"]} for claim in claims)


@pytest.mark.parametrize("collection", EVERY)
def test_an_identifier_leads_to_its_record(client: FlaskClient, collection: str) -> None:
    item = get(client, f"/v1/{collection}", ("limit", "1"))["items"][0]
    response = client.get(urlsplit(iri(item)).path.removeprefix("/casus"))

    assert response.status_code == 303
    assert response.headers["Location"] == f"http://localhost/v1/{item['id']}"


ODD = [
    "no-such-record",
    "LNA",
    "a b",
    "a>b",
    'a"b',
    "{}",
    "a#b",
    "lna#identifier",
    "a\nb",
    "\x00",
    "\x7f",
    "%zz",
    "حفتر",
    "\ufffd",
    "..",
    "'",
    "a|b",
    "é" * 300,
]


@pytest.mark.parametrize("slug", ODD)
@pytest.mark.parametrize("path", ["/v1/armed-forces", "/v1/codes", "/id/armed-forces"])
def test_a_slug_that_no_record_has_is_not_found(client: FlaskClient, path: str, slug: str) -> None:
    response = client.get(f"{path}/{quote(slug, safe='')}")

    assert response.status_code == 404, response.text
    assert response.json["type"].endswith("/not-found")


def test_a_slug_whose_bytes_are_no_text_is_not_found(client: FlaskClient) -> None:
    assert client.get("/v1/states/%ff").status_code == 404


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1", "/id/nothing/x", "/v1/states/libya/more", "/nothing"])
def test_a_path_that_there_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_a_record_is_only_in_its_own_collection(client: FlaskClient) -> None:
    assert client.get("/v1/states/lna").status_code == 404
    assert client.get("/v1/armed-forces/lna").status_code == 200


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/html, text/turtle;q=0.5", "text/html"),
        ("image/png, text/turtle;q=0.5", "text/turtle"),
    ],
)
def test_a_record_is_given_as_the_client_accepts(client: FlaskClient, accept: str | None, media_type: str) -> None:
    response = client.get("/v1/armed-forces/lna", headers={"Accept": accept} if accept else {})

    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("name", "media_type"), [("json", "application/json"), ("turtle", "text/turtle"), ("jsonld", "application/ld+json")]
)
def test_the_format_goes_before_the_accept_header(client: FlaskClient, name: str, media_type: str) -> None:
    response = client.get(f"/v1/armed-forces/lna?format={name}", headers={"Accept": "image/png"})

    assert (response.status_code, response.mimetype) == (200, media_type)


READ = ["application/json", "text/html"]
RDF = ["text/turtle", "application/ld+json", "application/n-triples"]
GEOJSON = "application/geo+json"
CITATIONS = [each.representation.media_type for each in (citation.CSL, citation.BIBTEX, citation.RIS)]


@pytest.mark.parametrize(
    ("path", "accept", "offered"),
    [
        ("/v1/states", "text/turtle", [*READ, "text/csv", "application/x-ndjson", *CITATIONS]),
        ("/v1/places", "image/png", [*READ, "text/csv", "application/x-ndjson", GEOJSON, *CITATIONS]),
        ("/v1/states/libya", "image/png", [*READ, *RDF, *CITATIONS]),
        ("/v1/claims/moscow-talks-2020-lna", "image/png", [*READ, *RDF, "application/trig", *CITATIONS]),
        ("/v1/places/sirte", "image/png", [*READ, *RDF, GEOJSON, *CITATIONS]),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(
    client: FlaskClient, path: str, accept: str, offered: list[str]
) -> None:
    response = client.get(path, headers={"Accept": accept})

    assert response.status_code == 406
    assert response.json["offered"] == offered
    assert response.mimetype == "application/problem+json"


def test_iris_and_literals_of_the_data_are_what_the_answers_show(client: FlaskClient, opened: OpenRelease) -> None:
    """One record, field by field, against its triples."""
    libya = URIRef(f"{RECORD}states/libya")
    record = client.get("/v1/states/libya").json
    rows = list(opened.dataset.select(f"SELECT ?p ?o WHERE {{ {libya.n3()} ?p ?o }}"))
    texts = {(o.language, str(o)) for p, o in rows if isinstance(o, Literal) and str(p).endswith("prefLabel")}

    assert {(language, text) for language, text in record["labels"].items()} == texts
    assert str(record["cow_code"]) in {str(o) for p, o in rows if str(p).endswith("cowCode")}
    assert {a["value"] for a in record["aliases"]} == {str(o) for p, o in rows if str(p).endswith("altLabel")}
