"""The lines of records, properties and nodes, whatever stands around them."""

import pytest
from rdflib import Graph, URIRef

from casus.compiler.blank_nodes import named_nodes
from casus.compiler.load import SourceFile
from casus.compiler.positions import Lines
from casus.compiler.triples import Triples
from casus.terms.namespaces import RDF, RECORD

X = "https://example.org/"
TEXT = """\
@prefix : <https://example.org/> .   # a comment with : and [
PREFIX other: <https://example.org/other#>

:one a :Thing ;
    :name "a ; [ . text" , 'another\\'s' ; :number 1.5 ;
    :text \"\"\"over two
lines ; :hidden 1 "\"\"\"@en ;
    :part [ :value 1 ;
            :deep [ :value 2 ] ] ,
          [ :value 3 ] ;
    :path ( :a
            [ :inverse :b ] ) .
<https://example.org/two> :name "two"^^:kind ; :is true .
other:three.a :is :one . :four
    :is other:three\\,b .
"""


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines(TEXT)


@pytest.fixture(scope="module")
def graph() -> Triples:
    return named_nodes(Graph().parse(data=TEXT, format="turtle"))


@pytest.mark.parametrize(
    ("name", "line"), [("one", 4), ("two", 13), ("other#three.a", 14), ("four", 14)], ids=lambda value: str(value)
)
def test_a_record_is_on_the_line_on_which_it_begins(lines: Lines, name: str, line: int) -> None:
    assert lines.of(URIRef(X + name)) == line


@pytest.mark.parametrize(
    ("name", "predicate", "line"),
    [
        ("one", "name", 5),
        ("one", "number", 5),
        ("one", "text", 6),
        ("one", "part", 8),
        ("two", "is", 13),
        ("four", "is", 15),
    ],
)
def test_a_property_is_on_its_own_line(lines: Lines, name: str, predicate: str, line: int) -> None:
    assert lines.of(URIRef(X + name), URIRef(X + predicate)) == line


def test_the_type_is_a_property() -> None:
    assert Lines(":x :p 1 ;\n a :Y .").of(URIRef("x"), RDF.type) == 2


@pytest.mark.parametrize("predicate", ["hidden", "missing", "value"])
def test_a_property_that_the_record_does_not_have_is_on_the_line_of_the_record(lines: Lines, predicate: str) -> None:
    assert lines.of(URIRef(X + "one"), URIRef(X + predicate)) == 4


@pytest.mark.parametrize(("value", "line"), [(1, 8), (2, 9), (3, 10)])
def test_a_node_is_where_its_bracket_opens_or_its_property_stands(
    lines: Lines, graph: Triples, value: int, line: int
) -> None:
    (node,) = (s for s, o in graph.subject_objects(URIRef(X + "value")) if str(o) == str(value))
    assert lines.of(node) == line
    assert lines.of(node, URIRef(X + "value")) == line


def test_a_node_in_a_list_is_on_the_line_of_what_it_is_in(lines: Lines, graph: Triples) -> None:
    (node,) = (subject for subject, _ in graph.subject_objects(URIRef(X + "inverse")))
    assert lines.of(node) == 4


def test_a_stranger_has_no_line(lines: Lines) -> None:
    assert lines.of(URIRef(X + "five")) is None


def test_every_record_of_the_sources_begins_on_its_line(shipped_sources: list[SourceFile]) -> None:
    seen = 0
    for file in shipped_sources:
        text = file.path.read_text("utf-8")
        lines, rows = Lines(text), text.splitlines()
        for subject in {subject for subject, _ in file.graph.subject_objects(RDF.type)}:
            if str(subject).startswith(str(RECORD)) and "#" not in str(subject):
                line = lines.of(subject)
                assert line is not None and f":{str(subject).rsplit('/', 1)[1]} a casus:" in rows[line - 1]
                seen += 1
    assert seen > 2000
