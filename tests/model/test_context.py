"""The plain JSON of a page is JSON-LD by the context that it links to; pyld, which is not ours, expands both forms."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from casus.model.fields import Kind
from casus.store.open_release import OpenRelease
from tests.records.formats.test_rdf import RECORDS

Triples = set[Any]


def expanded(document: Any, **options: Any) -> Triples:
    nquads = jsonld.to_rdf(document, {"format": "application/n-quads", **options})
    return set(Graph().parse(data=nquads, format="nt"))


def turtle(client: FlaskClient, path: str) -> Triples:
    return set(Graph().parse(data=client.get(f"/v1/{path}?format=turtle").text, format="turtle"))


@pytest.fixture(scope="module")
def context(client: FlaskClient) -> dict[str, Any]:
    response = client.get("/context.jsonld")
    assert response.content_type == "application/ld+json"
    document: dict[str, Any] = response.get_json(force=True)
    return document


@pytest.mark.parametrize("path", RECORDS)
def test_json_ld_expands_to_exactly_the_triples_of_the_record(client: FlaskClient, path: str) -> None:
    assert expanded(client.get(f"/v1/{path}?format=jsonld").get_json(force=True)) == turtle(client, path)


@pytest.mark.parametrize("path", RECORDS)
def test_plain_json_expands_to_every_triple_that_a_field_says(
    client: FlaskClient, opened: OpenRelease, context: dict[str, Any], path: str
) -> None:
    response = client.get(f"/v1/{path}")
    found, said = expanded(response.json, expandContext=context), turtle(client, path)
    classes: dict[Any, set[URIRef]] = {}
    for subject, predicate, value in said:
        if predicate == RDF.type:
            classes.setdefault(subject, set()).add(value)
    of_fields = {t for t in said if t[1] in _predicates(opened, classes.get(t[0], set()))}

    assert '/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"' in response.headers["Link"]
    assert len(of_fields) > 5
    assert of_fields - found == set()
    assert {t for t in found - said if t[1] != RDF.type and t[0] == URIRef(response.json["iri"])} == set()
    query = "ASK {{ {} }}"
    for triple in list(found - said)[:40]:
        pattern = " ".join(term.n3() for term in triple)
        assert opened.dataset.dataset.query(query.format(pattern)).askAnswer, triple


def _predicates(opened: OpenRelease, classes: set[URIRef]) -> set[URIRef]:
    """The properties that fields of the type show, without decimals."""
    record_type = opened.model.type_of(classes)
    fields = record_type.fields if record_type else ()
    return {f.path[0].predicate for f in fields if f.path.is_property and f.kind is not Kind.DECIMAL}


def test_a_list_expands_to_its_records(client: FlaskClient, context: dict[str, Any]) -> None:
    page = client.get("/v1/armed-forces?limit=3").json
    subjects = {str(subject) for subject, _, _ in expanded(page, expandContext=context)}

    assert {item["iri"] for item in page["items"]} <= subjects
