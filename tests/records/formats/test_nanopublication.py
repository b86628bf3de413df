"""A claim as a nanopublication, read by rdflib's TriG parser."""

import pytest
from flask.testing import FlaskClient
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF

from casus.terms.namespaces import CASUS, CODE, NANOPUB, RECORD

CLAIM = RECORD["claims/moscow-talks-2020-lna"]


@pytest.fixture(scope="module")
def dataset(client: FlaskClient) -> Dataset:
    response = client.get("/v1/claims/moscow-talks-2020-lna", headers={"Accept": "application/trig"})
    assert response.content_type == "application/trig"
    return Dataset().parse(data=response.text, format="trig")  # type: ignore[return-value]


def part(dataset: Dataset, name: str) -> Graph:
    return dataset.graph(URIRef(f"{CLAIM}#nanopublication-{name}"))


def test_the_head_names_the_three_graphs_that_there_are(dataset: Dataset) -> None:
    head = part(dataset, "head")
    publication = head.value(None, RDF.type, NANOPUB.Nanopublication)
    named = {
        head.value(publication, p) for p in (NANOPUB.hasAssertion, NANOPUB.hasProvenance, NANOPUB.hasPublicationInfo)
    }

    assert named == {URIRef(f"{CLAIM}#nanopublication-{n}") for n in ("assertion", "provenance", "info")}
    assert all(len(dataset.graph(name)) for name in named)


def test_the_assertion_says_what_is_claimed_and_the_provenance_how_far_it_stands(dataset: Dataset) -> None:
    assertion, provenance = part(dataset, "assertion"), part(dataset, "provenance")

    assert (CLAIM, CASUS.signature, CODE["signature/declined"]) in assertion
    assert (CLAIM, CASUS.claimStatus, CODE["claim-status/accepted"]) in provenance
    grounds = {CASUS.claimStatus, CASUS.evidence, CASUS.evidenceFor, CASUS.evidenceAgainst, CASUS.hedge, CASUS.codedIn}
    assert not set(assertion.predicates(CLAIM)) & grounds
    assert provenance.value(CLAIM, CASUS.evidenceFor) is not None
    for node in provenance.objects(CLAIM, CASUS.evidence):
        assert provenance.value(node, CASUS.stance) is not None
        assert assertion.value(node, CASUS.stance) is None


def test_the_assertion_is_derived_from_every_source_of_its_evidence(client: FlaskClient, dataset: Dataset) -> None:
    sources = client.get("/v1/claims/moscow-talks-2020-lna").json["sources"]
    derived = part(dataset, "provenance").objects(URIRef(f"{CLAIM}#nanopublication-assertion"), PROV.wasDerivedFrom)

    assert {str(source) for source in derived} == {f"{RECORD}{source['id']}" for source in sources}


def test_the_publication_info_names_release_and_licence(client: FlaskClient, dataset: Dataset) -> None:
    info = part(dataset, "info")
    publication = URIRef(f"{CLAIM}#nanopublication")

    assert str(info.value(publication, DCTERMS.hasVersion)) == client.get("/readyz").json["release"]
    assert "creativecommons" in str(info.value(publication, DCTERMS.license))


def test_all_the_triples_of_the_turtle_are_in_the_four_graphs(client: FlaskClient, dataset: Dataset) -> None:
    turtle = Graph().parse(data=client.get("/v1/claims/moscow-talks-2020-lna?format=turtle").text, format="turtle")

    assert set(turtle) - set(part(dataset, "assertion")) - set(part(dataset, "provenance")) == set()
