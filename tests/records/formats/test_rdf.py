import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.terms.namespaces import CASUS, ORDER, RECORD, XSD
from tests.records.rest import iri as iri_of

RECORDS = [
    "agreements/libyan-political-agreement-2015",
    "armed-forces/lna",
    "claims/moscow-talks-2020-lna",
    "codes/claim-status",
    "conflicts/libya-2014-2020",
    "events/strike-tripoli-military-academy-2020",
    "negotiations/moscow-talks-2020",
    "organizations/gna",
    "persons/khalifa-haftar",
    "places/sirte",
    "sources/un-s-res-2510-2020",
    "states/libya",
]
KEYS = {CASUS.searchKey, CASUS.sortKey}


def graph_of(client: FlaskClient, path: str, name: str) -> Graph:
    response = client.get(f"/v1/{path}?format={name}")
    assert response.status_code == 200
    return Graph().parse(data=response.text, format={"turtle": "turtle", "jsonld": "json-ld"}[name])


def plain(value: Node) -> Node:
    """A plain literal is an xsd:string (RDF 1.1 Concepts, section 3.3)."""
    return Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value


def stored(client: FlaskClient, iri: URIRef) -> set[tuple[Node, Node | None, Node]]:
    """The record's own triples, without the keys and the places in lists."""
    rows = client.application.extensions["casus-releases"].served.dataset.select(
        f"SELECT DISTINCT ?p ?o WHERE {{ {iri.n3()} ?p ?o }}"
    )
    return {(iri, p, plain(o)) for p, o in rows if p not in KEYS and not str(p).startswith(ORDER)}


@pytest.mark.parametrize("path", RECORDS)
def test_turtle_and_json_ld_are_the_same_graph(client: FlaskClient, path: str) -> None:
    turtle, json_ld = graph_of(client, path, "turtle"), graph_of(client, path, "jsonld")

    assert len(turtle) > 5
    assert set(turtle) == set(json_ld)


@pytest.mark.parametrize("path", RECORDS)
def test_the_turtle_holds_every_triple_of_the_records_own(client: FlaskClient, path: str) -> None:
    iri = URIRef(iri_of(client.get(f"/v1/{path}").json))
    expected = stored(client, iri)

    assert len(expected) > 4
    assert {triple for triple in graph_of(client, path, "turtle") if triple[0] == iri} == expected


def test_the_turtle_holds_the_nodes_and_records_that_the_page_shows(client: FlaskClient) -> None:
    graph = graph_of(client, "agreements/libyan-political-agreement-2015", "turtle")
    page = client.get("/v1/agreements/libyan-political-agreement-2015").json
    evidence = [iri_of(node) for claim in page["participations"] for node in claim["evidence"]]

    assert page["participations"] and evidence
    for iri in (*map(iri_of, page["participations"]), *evidence):
        assert set(graph.triples((URIRef(iri), None, None))) == stored(client, URIRef(iri))


def test_what_the_record_only_refers_to_is_not_described(client: FlaskClient) -> None:
    graph = graph_of(client, "armed-forces/lna", "turtle")

    assert RECORD["states/libya"] in set(graph.objects())
    assert RECORD["states/libya"] not in set(graph.subjects())


@pytest.mark.parametrize("path", ["armed-forces/lna", "states/libya"])
def test_the_keys_of_searches_and_sorts_are_left_out(client: FlaskClient, path: str) -> None:
    assert not KEYS & set(graph_of(client, path, "turtle").predicates())


def test_turtle_is_written_with_the_prefixes_of_the_data_files(client: FlaskClient) -> None:
    text = client.get("/v1/armed-forces/lna?format=turtle").text

    assert "\nforce:lna a " in text
    assert "casus:forceType force-type:" in text
    assert "@prefix ns1:" not in text


def test_json_ld_has_a_context_of_its_own_and_names_no_other_host_to_read(client: FlaskClient) -> None:
    document = client.get("/v1/armed-forces/lna?format=jsonld").get_json(force=True)

    assert document["@context"]["casus"] == str(CASUS)
    assert all(isinstance(namespace, str) for namespace in document["@context"].values())


def test_a_language_and_a_datatype_survive(client: FlaskClient) -> None:
    for name in ("turtle", "jsonld"):
        graph = graph_of(client, "armed-forces/lna", name)
        lna = RECORD["armed-forces/lna"]
        assert any(isinstance(v, Literal) and v.language == "ar" for v in graph.objects(lna))
        assert all(v.datatype == XSD.date for v in graph.objects(lna, CASUS.earliestStart))
        assert graph.value(lna, CASUS.earliestStart) is not None
