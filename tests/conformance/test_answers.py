"""The comparison of results can tell what differs, and only that."""

import pytest
from rdflib import XSD, BNode, Graph, URIRef

from tests.conformance.answers import CSV, JSON, TSV, TURTLE, XML, Result, Row, Solutions, literal, read, same

THING = URIRef("http://example.org/thing")
ONE_ROW = Solutions(("x", "y"), [{"x": THING, "y": literal("bir", None, "en")}])
WRITTEN = {
    JSON: """{"head": {"vars": ["x", "y"]}, "results": {"bindings": [
        {"x": {"type": "uri", "value": "http://example.org/thing"},
         "y": {"type": "literal", "value": "bir", "xml:lang": "EN"}}]}}""",
    XML: """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/><variable name="y"/></head>
        <results><result><binding name="x"><uri>http://example.org/thing</uri></binding>
        <binding name="y"><literal xml:lang="en">bir</literal></binding></result></results></sparql>""",
    TSV: '?x\t?y\n<http://example.org/thing>\t"b\\u0069r"@en\n',
    TURTLE: """@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
        [] a rs:ResultSet ; rs:resultVariable "x" , "y" ; rs:solution [
            rs:binding [ rs:variable "x" ; rs:value <thing> ] , [ rs:variable "y" ; rs:value "bir"@en ] ] .""",
}


def number(text: str, datatype: URIRef = XSD.decimal) -> Row:
    return {"n": literal(text, str(datatype))}


def rows(*rows: Row) -> Solutions:
    return Solutions(("n",), rows)


@pytest.mark.parametrize("media_type", WRITTEN)
def test_every_format_is_read_to_the_same_solutions(media_type: str) -> None:
    assert same(ONE_ROW, read(WRITTEN[media_type].encode(), media_type, "http://example.org/"))


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (JSON, '{"head": {}, "boolean": true}'),
        (XML, WRITTEN[XML].split("<head>")[0] + "<boolean>true</boolean></sparql>"),
    ],
)
def test_a_boolean_is_read(media_type: str, text: str) -> None:
    assert read(text.encode(), media_type, "") is True


def test_numbers_of_tsv_have_the_type_of_their_notation() -> None:
    result = read(b"?n\n1\n1.0\n1e0\ntrue\n", TSV, "")
    assert same(
        rows(number("1", XSD.integer), number("1.0"), number("1e0", XSD.double), number("true", XSD.boolean)), result
    )


def test_a_row_without_values_is_a_row() -> None:
    assert same(Solutions((), [{}]), read(b"\n\n", TSV, ""))
    assert same(rows({}, number("1", XSD.integer)), read(b"?n\n\n1\n", TSV, ""))


def test_csv_has_values_and_blank_nodes_but_no_kinds() -> None:
    expected = Solutions(("x", "y"), [{"x": literal("a,b"), "y": BNode()}, {"x": literal("1")}])
    assert same(expected, read(b'x,y\r\n"a,b",_:b7\r\n1,\r\n', CSV, ""))


def test_what_is_no_term_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="is no term"):
        read(b"?n\n'1'\n", TSV, "")


A, B, C = BNode(), BNode(), BNode()


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (True, False),
        (True, rows()),
        (rows(), Graph()),
        (rows(number("1.0")), rows(number("2.0"))),
        (rows(number("1.0")), rows(number("1.0", XSD.double))),
        (rows(number("1.0")), rows({"n": literal("1.0")})),
        (rows(number("1.0")), rows(number("1.0"), number("1.0"))),
        (rows(number("1.0")), rows({})),
        (rows(), Solutions(("m",), [])),
        (rows({"n": A}, {"n": A}), rows({"n": A}, {"n": B})),
        (rows({"n": A}), rows({"n": THING})),
        (rows({"n": literal("a", None, "en")}), rows({"n": literal("a")})),
    ],
)
def test_different_results_are_told_apart(expected: Result, actual: Result) -> None:
    assert not same(expected, actual, by_value=True)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (rows(number("1.0"), number("2.0")), rows(number("2.0"), number("1.0"))),
        (rows({"n": A}, {"n": B}, {"n": A}), rows({"n": C}, {"n": C}, {"n": A})),
        (rows({"n": literal("a")}), rows({"n": literal("a", str(XSD.string))})),
    ],
)
def test_equal_results_are_equal_in_any_order_and_with_any_labels(expected: Result, actual: Result) -> None:
    assert same(expected, actual)


@pytest.mark.parametrize(
    ("one", "other", "datatype"),
    [
        ("2.0", "2", XSD.decimal),
        ("+02", "2", XSD.integer),
        ("3.21E4", "32100", XSD.double),
        ("0.1", "0.100000001", XSD.float),
        ("1", "true", XSD.boolean),
    ],
)
def test_one_value_written_in_two_ways_is_the_same_only_by_value(one: str, other: str, datatype: URIRef) -> None:
    expected, actual = rows(number(one, datatype)), rows(number(other, datatype))
    assert same(expected, actual, by_value=True)
    assert not same(expected, actual)


def test_the_order_counts_when_it_is_asked_for() -> None:
    expected, actual = rows(number("1.0"), number("2.0")), rows(number("2.0"), number("1.0"))
    assert same(expected, expected, ordered=True)
    assert not same(expected, actual, ordered=True)


def test_graphs_are_compared_with_their_literals_as_written() -> None:
    one = read(b"[] <http://example.org/p> 1.0 .", TURTLE, "")
    other = read(b"[] <http://example.org/p> 1.00 .", TURTLE, "")
    assert same(one, one)
    assert not same(one, other)
    assert same(one, other, by_value=True)
