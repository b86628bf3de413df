"""The plain JSON of a page is JSON-LD by the context that it links to: pyld and rdflib, which are not ours, expand it.

The context is fetched here, as its readers do, so that what holds for remote contexts alone would show. jsonld.js and
Jena have their turn in tests/clients.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from casus.model.fields import Kind
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE, RECORD
from tests.records.formats.test_rdf import RECORDS

Triples = set[Any]


Expand = Callable[[Any], Triples]


def by_pyld(document: Any, loader: Callable[..., Any] | None = None) -> Triples:
    options = {"format": "application/n-quads", **({"documentLoader": loader} if loader else {})}
    return set(Graph().parse(data=jsonld.to_rdf(document, options), format="nt"))


@pytest.fixture(scope="module", params=["pyld", "rdflib"])
def expand(request: pytest.FixtureRequest, client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> Expand:
    """Expands a page by the context that it names."""
    context = client.get("/context.jsonld").get_json(force=True)
    if request.param == "pyld":

        def load(url: str, _: Any) -> Any:
            return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

        return lambda page: by_pyld({"@context": "https://casus.test/context.jsonld", **page}, load)
    file = tmp_path_factory.mktemp("context") / "context.jsonld"
    file.write_text(json.dumps(context), encoding="utf-8")

    def parse(page: Any) -> Triples:
        text = json.dumps({"@context": file.as_uri(), **page}, ensure_ascii=False)
        return set(Graph().parse(data=text, format="json-ld", base="https://casus.test/v1/somewhere"))

    return parse


def turtle(client: FlaskClient, path: str) -> Triples:
    return set(Graph().parse(data=client.get(f"/v1/{path}?format=turtle").text, format="turtle"))


@pytest.mark.parametrize("path", RECORDS)
def test_json_ld_expands_to_exactly_the_triples_of_the_record(client: FlaskClient, path: str) -> None:
    assert by_pyld(client.get(f"/v1/{path}?format=jsonld").get_json(force=True)) == turtle(client, path)


@pytest.mark.parametrize("path", RECORDS)
def test_plain_json_expands_to_every_triple_that_a_field_says(
    client: FlaskClient, opened: OpenRelease, expand: Expand, path: str
) -> None:
    response = client.get(f"/v1/{path}")
    found, said = expand(response.json), turtle(client, path)
    classes: dict[Any, set[URIRef]] = {}
    for subject, predicate, value in said:
        if predicate == RDF.type:
            classes.setdefault(subject, set()).add(value)
    iri = URIRef(response.json.get("iri", RECORD + path))
    of_fields = {t for t in said if t[1] in _predicates(opened, classes.get(t[0], set()), is_inside=t[0] != iri)}

    assert '/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"' in response.headers["Link"]
    assert len({t for t in of_fields if t[0] == iri}) > 1
    assert len(of_fields) > 5
    assert of_fields - found == set()
    assert {t for t in found - said if t[1] != RDF.type and t[0] == iri} == set()
    query = "ASK {{ {} }}"
    for triple in list(found - said)[:40]:
        pattern = " ".join(term.n3() for term in triple)
        assert opened.dataset.dataset.query(query.format(pattern)).askAnswer, triple


def _predicates(opened: OpenRelease, classes: set[URIRef], *, is_inside: bool) -> set[URIRef]:
    """The properties that fields of the type show, without decimals, and inside another record what repeats."""
    record_type = opened.model.type_of(classes)
    fields = record_type.fields if record_type else ()
    shown = (f for f in fields if f.path.is_property and not (is_inside and f.repeats))
    return {f.path[0].predicate for f in shown if f.kind is not Kind.DECIMAL}


@pytest.mark.parametrize("path", ["armed-forces?limit=3", "claims?limit=3&include=evidence&at=2019-12"])
def test_a_list_expands_to_its_records(client: FlaskClient, expand: Expand, path: str) -> None:
    page = client.get(f"/v1/{path}").json
    triples = expand(page)

    for item in page["items"]:
        said = turtle(client, item["id"])
        own = {t for t in triples if t[0] == URIRef(RECORD + item["id"])}
        assert len(own) > 5
        assert own <= said
        for node in item.get("evidence", ()):
            assert {t for t in triples if t[0] == URIRef(RECORD + node["id"])} <= said


def test_a_code_is_read_against_its_list_and_a_record_against_the_records(client: FlaskClient, expand: Expand) -> None:
    page = client.get("/v1/claims?type=Support&limit=1").json
    (claim,) = page["items"]
    said = {str(p).rpartition("#")[2]: str(o) for s, p, o in expand(page) if s == URIRef(RECORD + claim["id"])}

    assert said["claimStatus"] == f"{CODE}claim-status/{claim['status']['id']}"
    assert said["supportForm"] == f"{CODE}support-form/{claim['support_form']['id']}"
    assert said["supporter"] == RECORD + claim["supporter"]["id"]
