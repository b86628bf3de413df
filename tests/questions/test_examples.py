"""The questions in the form of the SIB's sparql-examples: they parse, they fit its shape, and each of them runs."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SDO, SH, XSD

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import RECORD

PATH = "/.well-known/sparql-examples"
QUESTIONS = sorted((ONTOLOGY_DIR / "questions").glob("*.rq"))
FORM = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
    sh:property [ sh:path sh:select ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path rdfs:comment ; sh:minCount 1 ; sh:datatype rdf:langString ] ,
        [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path schema:keyword ; sh:maxCount 0 ] , [ sh:path schema:keywords ; sh:minCount 1 ] ,
        [ sh:path sh:prefixes ; sh:minCount 1 ] .
"""
"""What the SIB asks of an example: one query, a comment, where it runs, no misspelt keywords."""


@pytest.fixture(scope="module")
def examples(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get(PATH).text, format="turtle")


def test_every_question_is_an_example(examples: Graph) -> None:
    assert set(examples.subjects(RDF.type, SH.SPARQLExecutable)) == {
        RECORD[f"questions/{path.stem}"] for path in QUESTIONS
    }


def test_the_examples_fit_the_form(examples: Graph) -> None:
    conforms, _, report = validate(examples, shacl_graph=Graph().parse(data=FORM, format="turtle"))

    assert conforms, report


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/n-triples;q=0.5, application/ld+json", "application/ld+json"),
    ],
)
def test_each_representation_says_the_same(
    client: FlaskClient, examples: Graph, accept: str | None, media_type: str
) -> None:
    response = client.get(PATH, headers={"Accept": accept} if accept else {})

    assert response.mimetype == media_type
    assert set(Graph().parse(data=response.text, format=media_type)) == set(examples)


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld"])
def test_a_representation_can_be_named(client: FlaskClient, examples: Graph, name: str) -> None:
    response = client.get(f"{PATH}?format={name}", headers={"Accept": "text/html"})

    assert set(Graph().parse(data=response.text, format=response.mimetype)) == set(examples)


def test_the_same_release_gives_the_same_text(client: FlaskClient) -> None:
    for name in ("turtle", "ntriples", "jsonld"):
        tags = {client.get(f"{PATH}?format={name}").headers["ETag"] for _ in range(3)}
        assert len(tags) == 1


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_an_example_runs_where_it_says_and_gives_the_gold_answer(
    client: FlaskClient, examples: Graph, path: Any
) -> None:
    node = RECORD[f"questions/{path.stem}"]
    target = str(examples.value(node, SDO.target))
    answer = client.post(target, data={"query": str(examples.value(node, SH.select))}, headers={"Accept": "text/csv"})

    assert target == "http://localhost/sparql"
    assert answer.status_code == 200, answer.text
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == list(
        csv.reader(io.StringIO(path.with_suffix(".csv").read_bytes().decode(), newline=""))
    )


def test_an_example_has_the_label_the_text_and_the_tags_of_the_question(client: FlaskClient, examples: Graph) -> None:
    for question in client.get("/v1/questions").json["items"]:
        node = RECORD[question["id"]]

        assert examples.value(node, RDFS.label) == Literal(question["label"], lang="en")
        assert examples.value(node, RDFS.comment) == Literal(question["text"], lang="en")
        assert {str(word) for word in examples.objects(node, SDO.keywords)} == set(question["tags"])


def test_the_declared_prefixes_are_those_of_the_queries(examples: Graph) -> None:
    """A prefix has one meaning in all of them, so that a query can be run without its own PREFIX lines."""
    (prefixes,) = set(examples.objects(None, SH.prefixes))
    declared = [
        (str(examples.value(node, SH.prefix)), examples.value(node, SH.namespace))
        for node in examples.objects(prefixes, SH.declare)
    ]

    assert all(isinstance(namespace, Literal) and namespace.datatype == XSD.anyURI for _, namespace in declared)
    assert len(declared) == len(dict(declared)) == len(set(examples.subjects(SH.namespace)))
    for path in QUESTIONS:
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("PREFIX "):
                _, prefix, namespace = line.split()
                assert str(dict(declared)[prefix.rstrip(":")]) == namespace.strip("<>")


@pytest.mark.parametrize(("query", "parameter"), [("format=rdfxml", "format"), ("nonsense=1", "nonsense")])
def test_a_parameter_that_does_not_fit_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"{PATH}?{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


def test_what_cannot_be_offered_is_refused(client: FlaskClient) -> None:
    response = client.get(PATH, headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert response.json["offered"] == ["text/turtle", "application/n-triples", "application/ld+json"]


def test_the_identifier_of_an_example_leads_to_the_question(client: FlaskClient, examples: Graph) -> None:
    for node in examples.subjects(RDF.type, SH.SPARQLExecutable):
        assert isinstance(node, URIRef)
        response = client.get(node.removeprefix("https://w3id.org/casus"))
        assert response.status_code == 303
        assert response.headers["Location"] == f"http://localhost/v1/questions/{node.rsplit('/', 1)[-1]}"
    assert client.get("/id/questions/no-such-question").status_code == 404
