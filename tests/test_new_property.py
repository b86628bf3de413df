"""The promise of the shapes: what curators add to the ontology is validated, served and documented without Python."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from rdflib import Graph, Literal
from rdflib.namespace import RDF

from casus.terms.namespaces import CASUS, RECORD
from tests.conftest import Workshop, serving_app
from tests.records.rest import iri

_LAST_FIELD_OF_A_FORCE = (
    'sh:description "How far it is organized, as UCDP grades groups that are no government."@en ] .'
)
_MOTTO = """ ,
        [ sh:path casus:motto ; sh:codeIdentifier "motto" ; sh:name "Motto"@en ; sh:order 25 ;
          sh:datatype xsd:string ; sh:maxCount 1 ; api:filter true ; api:sort true ; skos:example "Forward" ;
          sh:description "What is written on its flag."@en ] ."""

_VESSEL_SHAPE = """
shape:Vessel a sh:NodeShape ; sh:targetClass casus:Vessel ; sh:codeIdentifier "Vessel" ;
    api:collection "vessels" ; rdfs:label "Vessels"@en ; skos:example "al-karama" ;
    rdfs:comment "Ships that carry arms."@en ;
    sh:property
        [ sh:path casus:flagState ; sh:codeIdentifier "flag_state" ; sh:name "Flag"@en ; sh:order 20 ;
          sh:class casus:State ; sh:minCount 1 ; sh:maxCount 1 ; api:filter true ;
          sh:description "Where it is registered."@en ] ,
        [ sh:path casus:tonnage ; sh:codeIdentifier "tonnage" ; sh:name "Tonnage"@en ; sh:order 21 ;
          sh:datatype xsd:integer ; sh:maxCount 1 ; api:filter true ; api:sort true ;
          sh:description "Gross tonnage."@en ] .
"""
_VESSEL_TERMS = """
casus:Vessel a owl:Class ; rdfs:label "vessel"@en ; rdfs:subClassOf casus:Record , casus:Sourced , casus:Temporal .
casus:flagState a owl:ObjectProperty ; rdfs:label "flag state"@en .
casus:tonnage a owl:DatatypeProperty ; rdfs:label "tonnage"@en .
"""
_VESSELS = """
@prefix vessel: <https://w3id.org/casus/id/vessels/> .
vessel:al-karama a casus:Vessel ; skos:prefLabel "Al Karama"@en , "الكرامة"@ar ; casus:when "2015/.." ;
    casus:flagState state:libya ; casus:tonnage 900 ; dcterms:source source:book .
vessel:bana a casus:Vessel ; skos:prefLabel "Bana"@en ; casus:flagState state:libya ; casus:tonnage 6000 ;
    dcterms:source source:book .
"""


@contextmanager
def served(workshop: Workshop) -> Iterator[FlaskClient]:
    """The service on a release of the workshop."""
    workshop.build()
    with serving_app(workshop.var, ontology_dir=workshop.sources) as app:
        yield app.test_client()


@pytest.fixture
def with_motto(workshop: Workshop) -> Workshop:
    """A property more: declared, shaped, used once."""
    workshop.append("casus.ttl", 'casus:motto a owl:DatatypeProperty ; rdfs:label "motto"@en .\n')
    workshop.edit("shapes.ttl", _LAST_FIELD_OF_A_FORCE, _LAST_FIELD_OF_A_FORCE.removesuffix(" .") + _MOTTO)
    workshop.edit("data/records.ttl", "casus:state state:libya ;", 'casus:state state:libya ; casus:motto "Onwards" ;')
    return workshop


def test_before_it_is_in_the_shapes_a_property_is_refused_everywhere(workshop: Workshop) -> None:
    with served(workshop) as client:
        assert client.get("/v1/armed-forces?motto=Onwards").status_code == 422
        assert "motto" not in client.get("/v1/armed-forces/first").json
        assert "motto" not in client.get("/openapi.json").text

    workshop.edit("data/records.ttl", "casus:state state:libya ;", 'casus:state state:libya ; casus:motto "Onwards" ;')
    assert any("casus:motto" in problem for problem in workshop.problems())


def test_a_new_property_is_in_the_record_the_filter_the_order_the_document_and_the_turtle(with_motto: Workshop) -> None:
    with served(with_motto) as client:
        record = client.get("/v1/armed-forces/first").json
        turtle = client.get("/v1/armed-forces/first?format=turtle").text
        json_ld = client.get("/v1/armed-forces/first?format=jsonld").text
        lean = client.get("/v1/armed-forces?fields=motto").json["items"][0]
        table = client.get("/v1/armed-forces?fields=motto&format=csv").text
        document = client.get("/openapi.json").json
        found, missed, sorted_by = (
            client.get(f"/v1/armed-forces?{query}") for query in ("motto=Onwards", "motto=Backwards", "sort=-motto")
        )

    assert record["motto"] == "Onwards"
    assert [item["id"] for item in found.json["items"]] == ["armed-forces/first"]
    assert missed.status_code == 422  # no record has that value
    assert sorted_by.status_code == 200
    assert (found.json["items"][0]["motto"], lean["motto"]) == ("Onwards", "Onwards")
    assert list(lean) == ["id", "type", "label", "motto"]
    assert table.splitlines() == ["id,type,label,motto", "armed-forces/first,ArmedForce,First Force,Onwards"]
    triple = (RECORD["armed-forces/first"], CASUS.motto, Literal("Onwards"))
    assert triple in Graph().parse(data=turtle, format="turtle")
    assert triple in Graph().parse(data=json_ld, format="json-ld")
    schema = document["components"]["schemas"]["ArmedForce"]
    assert schema["properties"]["motto"]["title"] == "Motto"
    assert schema["properties"]["motto"]["description"] == "What is written on its flag."
    assert "motto" in document["components"]["schemas"]["ArmedForceItem"]["properties"]
    parameters = {p["name"]: p for p in document["paths"]["/v1/armed-forces"]["get"]["parameters"]}
    assert parameters["motto"]["description"].startswith("What is written on its flag.")
    assert "-motto" in parameters["sort"]["schema"]["enum"]
    whole = {"$ref": "#/components/schemas/ArmedForce", "components": document["components"]}
    assert [error.message for error in Draft202012Validator(whole).iter_errors(record)] == []


def test_a_new_property_is_on_its_page_whether_or_not_the_page_is_made_by_hand(with_motto: Workshop) -> None:
    with_motto.append("casus.ttl", _VESSEL_TERMS)
    with_motto.append("shapes.ttl", _VESSEL_SHAPE)
    with_motto.write("vessels", _VESSELS)
    with_motto.edit("data/records.ttl", 'casus:motto "Onwards"', 'casus:motto "<b onclick=x>Onwards"')
    with served(with_motto) as client:
        by_hand, plain = (
            client.get(f"/v1/{record}?format=html").text for record in ("armed-forces/first", "vessels/al-karama")
        )

    for page, label, description, value in (
        (by_hand, "Motto", "What is written on its flag.", "&lt;b onclick=x&gt;Onwards"),
        (plain, "Tonnage", "Gross tonnage.", "900"),
    ):
        row = page.partition(f'<dt title="{description}" lang="en">{label}</dt>')[2]
        assert value in row.partition("</dd>")[0]
    assert "<b onclick" not in by_hand


def test_a_new_property_is_validated(with_motto: Workshop) -> None:
    with_motto.edit("data/records.ttl", 'casus:motto "Onwards" ;', 'casus:motto "Onwards" , "Back" , 7 ;')
    problems = [problem for problem in with_motto.problems() if "casus:motto" in problem]

    assert len(problems) == 2
    assert any("only 1 value" in problem for problem in problems)
    assert any("7 is a number, where text is needed" in problem for problem in problems)


def test_a_new_class_has_a_collection_of_its_own(workshop: Workshop) -> None:
    workshop.append("casus.ttl", _VESSEL_TERMS)
    workshop.append("shapes.ttl", _VESSEL_SHAPE)
    workshop.write("vessels", _VESSELS)
    with served(workshop) as client:
        listed = client.get("/v1/vessels?sort=-tonnage").json
        filtered = client.get("/v1/vessels?flag_state=libya&tonnage=900&q=الكرامه&at=2020").json
        refused = client.get("/v1/vessels?flag_state=armed-forces/first")
        included = client.get("/v1/vessels?include=sources&sort=when").json
        record = client.get("/v1/vessels/al-karama").json
        identifier = client.get("/id/vessels/al-karama")
        turtle = client.get("/v1/vessels/al-karama", headers={"Accept": "text/turtle"}).text
        index = client.get("/").json
        page = client.get("/", headers={"Accept": "text/html"}).text
        document = client.get("/openapi.json").json
        ids = client.get(listed["links"]["query"]).get_json(force=True)["results"]["bindings"]

    assert [item["id"] for item in listed["items"]] == ["vessels/bana", "vessels/al-karama"]
    assert [row["id"]["value"] for row in ids] == [iri(item) for item in listed["items"]]
    assert [(item["id"], item["match"]) for item in filtered["items"]] == [("vessels/al-karama", "certain")]
    assert [item["id"] for item in included["items"]] == ["vessels/al-karama", "vessels/bana"]
    assert included["items"][0]["sources"] == [{"id": "sources/book", "type": "Source", "label": "A Book"}]
    assert "sources" not in listed["items"][0]
    assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, "flag_state")
    assert (record["type"], record["tonnage"], record["flag_state"]["id"]) == ("Vessel", 900, "states/libya")
    assert record["earliest_start"] == "2015-01-01"
    assert (identifier.status_code, identifier.headers["Location"]) == (303, "http://localhost/v1/vessels/al-karama")
    assert (RECORD["vessels/al-karama"], RDF.type, CASUS.Vessel) in Graph().parse(data=turtle, format="turtle")
    assert index["links"]["vessels"] == "http://localhost/v1/vessels"
    assert "Ships that carry arms." in page
    assert {"/v1/vessels", "/v1/vessels/{slug}"} <= set(document["paths"])
    whole = {"$ref": "#/components/schemas/VesselList", "components": document["components"]}
    for page in (listed, filtered, included):
        assert [error.message for error in Draft202012Validator(whole).iter_errors(page)] == []
