"""The formats of results, with values that a format may spoil (`data/marks.ttl`)."""

import csv
import io
import json

import pytest
from rdflib import XSD, BNode, Graph, URIRef
from rdflib.term import Node

from tests.conformance import answers
from tests.conformance.answers import Solutions, literal, same
from tests.conformance.conftest import GRAPH
from tests.conformance.endpoint import Answer, Endpoint
from tests.conformance.test_protocol import send

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

MARKS = [("default-graph-uri", GRAPH + "marks")]
SELECT = """PREFIX ex: <http://example.org/>
SELECT ?value ?no { ?row ex:no ?no OPTIONAL { ?row ex:value ?value } } ORDER BY ?no"""
VALUES: list[Node | None] = [
    literal("comma, \"quote\", 'apostrophe' and back\\slash"),
    literal("tab\t, line\nend and carriage\rreturn"),
    literal(" <b>&amp; & ]]> "),
    literal("مرسى 🏝", None, "ar"),
    literal("2020-01-19", str(XSD.date)),
    URIRef("http://example.org/ü?a=1&b=%20"),
    BNode(),
    None,
    literal("?x"),
]
EXPECTED = Solutions(
    ("value", "no"),
    [
        {"no": literal(str(number), str(XSD.integer))} | ({"value": value} if value is not None else {})
        for number, value in enumerate(VALUES, start=1)
    ],
)


def result(endpoint: Endpoint, media_type: str, query: str = SELECT) -> Answer:
    answer = send(endpoint, query, "direct", *MARKS, accept=media_type)
    assert (answer.status, answer.media_type) == (200, media_type), answer.body
    return answer


@pytest.mark.parametrize("media_type", [answers.JSON, answers.XML, answers.TSV])
def test_solutions_come_whole_in_order_and_with_their_columns(endpoint: Endpoint, media_type: str) -> None:
    actual = answers.read(result(endpoint, media_type).body, media_type, "")
    assert isinstance(actual, Solutions)
    assert actual.variables == EXPECTED.variables
    assert same(EXPECTED, actual, ordered=True)


def test_csv_is_that_of_rfc_4180_with_the_values_alone(endpoint: Endpoint) -> None:
    answer = result(endpoint, answers.CSV)
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8"), newline=""), strict=True))
    assert rows[0] == ["value", "no"]
    assert [no for _, no in rows[1:]] == list("123456789")
    for (text, _), value in zip(rows[1:], VALUES, strict=True):
        assert text.startswith("_:") if isinstance(value, BNode) else text == str(value or "")
    assert answer.body.startswith(b"value,no\r\n")
    assert answer.body.endswith(b"?x,9\r\n")
    assert answer.headers["Content-Type"].replace(" ", "") == "text/csv;charset=utf-8"


def test_tsv_has_a_line_for_each_solution_and_a_tab_between_terms(endpoint: Endpoint) -> None:
    lines = result(endpoint, answers.TSV).body.decode("utf-8").split("\n")
    assert lines[0] == "?value\t?no"
    assert (len(lines), lines[-1]) == (1 + len(VALUES) + 1, "")
    assert [line.count("\t") for line in lines[:-1]] == [1] * (1 + len(VALUES))
    assert lines[8] == "\t8"


def test_json_leaves_out_what_is_unbound(endpoint: Endpoint) -> None:
    document = json.loads(result(endpoint, answers.JSON).body)
    assert document["head"]["vars"] == ["value", "no"]
    assert set(document["results"]["bindings"][7]) == {"no"}


@pytest.mark.parametrize("media_type", [answers.JSON, answers.XML, answers.TSV, answers.CSV])
def test_no_solution_is_a_result_with_its_columns(endpoint: Endpoint, media_type: str) -> None:
    answer = result(endpoint, media_type, "SELECT ?b ?a { ?b ?a <http://example.org/nothing> }")
    assert answers.read(answer.body, media_type, "") == Solutions(("b", "a"), [])


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("media_type", [answers.JSON, answers.XML])
def test_a_boolean_is_written(endpoint: Endpoint, media_type: str, holds: bool) -> None:
    answer = result(endpoint, media_type, f"ASK {{ FILTER({str(holds).lower()}) }}")
    assert answers.read(answer.body, media_type, "") is holds


@pytest.mark.parametrize("media_type", answers.GRAPHS)
def test_a_graph_comes_whole(endpoint: Endpoint, media_type: str) -> None:
    query = "PREFIX ex: <http://example.org/> CONSTRUCT { ?row ex:value ?value } { ?row ex:value ?value }"
    expected = Graph()
    for number, value in enumerate(VALUES, start=1):
        if value is not None:
            expected.add((URIRef(f"http://example.org/row{number}"), URIRef("http://example.org/value"), value))
    assert same(expected, answers.read(result(endpoint, media_type, query).body, media_type, ""))


@pytest.mark.parametrize("media_type", answers.GRAPHS)
def test_a_graph_of_no_triples_is_a_document(endpoint: Endpoint, media_type: str) -> None:
    answer = result(endpoint, media_type, "CONSTRUCT { ?s ?p 0 } { ?s ?p <http://example.org/nothing> }")
    assert same(Graph(), answers.read(answer.body, media_type, ""))


@pytest.mark.parametrize(
    ("query", "media_type", "what"),
    [
        ('SELECT ("a\\u0001b" AS ?x) {}', answers.XML, "a character"),
        ('CONSTRUCT { <s> <p> "a\\uFFFEb" } {}', "application/rdf+xml", "a character"),
        ("CONSTRUCT { <s> <http://example.org/2020> 1 } {}", "application/rdf+xml", "a property"),
    ],
)
def test_what_xml_cannot_hold_is_said_and_other_formats_hold_it(
    endpoint: Endpoint, query: str, media_type: str, what: str
) -> None:
    refused = send(endpoint, query, accept=media_type)
    assert (refused.status, refused.problem) == (406, "not-acceptable")
    assert what in json.loads(refused.body)["detail"]
    for other in (answers.JSON, answers.TSV) if media_type == answers.XML else ("text/turtle", "application/ld+json"):
        assert answers.read(result(endpoint, other, query).body, other, "")
