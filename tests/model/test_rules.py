"""Each constraint, compiled, beside pySHACL: both say the same of the same values."""

import re
from collections.abc import Sequence

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.model.constraints import CONSTRAINTS
from casus.model.rules import Rules
from casus.model.shapes import ShapeError
from casus.terms.namespaces import CASUS
from tests.shacl import compiled, judged
from tests.turtle import shapes, triples

STANCES = "stance:affirms skos:inScheme code:stance . stance:denies skos:inScheme code:stance .\n"
OTHERS = ':y a casus:Force , casus:Actor . :z a casus:Place ; casus:r :y , "text" .\n'
THING = ":x{number} a casus:Thing ; casus:q 5 , :y ; casus:p {values} .\n"
VALUES = [
    "1",
    "1 , 2",
    "5 , 6",
    "5 , :y",
    ":y",
    ":y , :z",
    ":z",
    ":x",
    ":nowhere",
    '"x"',
    '""',
    '"X1" , "abc"',
    '"x"@en',
    '"x"@en , "y"@en , "z"@ar , "w"@ar',
    '"x"@en-GB , "y"@en-US',
    '"x" , "x"@en',
    "1.5",
    '"12"',
    '"2014"^^xsd:gYear',
    '"2014-02-03"^^xsd:date',
    '"2014-02-30"^^xsd:date',
    '"abc"^^xsd:integer',
    "true",
    "stance:affirms",
    "stance:doubts",
    "[ casus:r 1 ] , [ casus:r 2 ]",
]
WRITTEN = [
    "sh:minCount 2",
    "sh:maxCount 1",
    "sh:class casus:Actor",
    *(f"sh:datatype {name}" for name in ("xsd:string", "rdf:langString", "xsd:integer", "xsd:decimal", "xsd:date")),
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral")),
    "sh:minInclusive 2",
    "sh:minLength 2",
    'sh:pattern "^[a-z]+$"',
    'sh:languageIn ( "en" "fr" )',
    "sh:uniqueLang true",
    "sh:uniqueLang false",
    "sh:equals casus:q",
    "sh:disjoint casus:q",
    "sh:in ( stance:affirms 1 :y )",
    "api:codeList code:stance ; sh:class casus:Code",
    "sh:hasValue :y",
    "sh:hasValue 5",
    "sh:not [ sh:class casus:Actor ]",
    "sh:or ( [ sh:class casus:Actor ] [ sh:datatype xsd:integer ] )",
    "sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class casus:Force ] )",
    "sh:node [ sh:property [ sh:path casus:r ; sh:minCount 1 ] ]",
    "sh:qualifiedMinCount 2 ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]",
    "sh:qualifiedMinCount 1 ; "
    "sh:qualifiedValueShape [ sh:property [ sh:path casus:r ; sh:minCount 1 ; sh:class casus:Actor ] ]",
    "sh:property [ sh:path casus:r ; sh:nodeKind sh:IRI ]",
    "sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 2",
]


def of_thing(constraint: str, path: str = "casus:p") -> Graph:
    thing = f":s a sh:NodeShape ; sh:targetClass casus:Thing ; sh:property [ sh:path {path} ; {constraint} ] ."
    return shapes(STANCES + thing)


def data(*values: str, thing: str = THING) -> Triples:
    """One thing for each of the values."""
    things = "".join(thing.format(number=number, values=each) for number, each in enumerate(values))
    return triples(OTHERS + things)


@pytest.mark.parametrize("constraint", WRITTEN)
def test_a_constraint_says_what_pyshacl_says(constraint: str) -> None:
    said = compiled(data(*VALUES), of_thing(constraint))

    assert said == judged(data(*VALUES), of_thing(constraint))
    assert said or constraint == "sh:uniqueLang false"


def test_a_date_is_never_at_most_a_number() -> None:
    """pySHACL takes it for less than any: rdflib orders types. SPARQL's <= is no comparison of them (SHACL, 4.3)."""
    numbers = [value for value in VALUES if "xsd:date" not in value]
    shape = of_thing("sh:maxInclusive 4.5")

    assert compiled(data(*numbers), shape) == judged(data(*numbers), shape) != {}
    assert compiled(data('"2014-02-03"^^xsd:date'), shape).total() == 1


def test_two_properties_are_compared_as_pyshacl_compares_them() -> None:
    written = data("1", "5", "6", "1 , 7", "5.0", "4.5 , 5.5", thing=THING.replace(" , :y", ""))
    shape = of_thing("sh:lessThanOrEquals casus:q")

    assert compiled(written, shape) == judged(written, shape)
    assert compiled(written, shape).total() == 3


@pytest.mark.parametrize(
    "path", ["casus:p", "[ sh:inversePath casus:r ]", "( casus:p casus:r )", "( [ sh:inversePath casus:r ] casus:q )"]
)
@pytest.mark.parametrize(
    "constraint", ["sh:minCount 1", "sh:maxCount 1", "sh:class casus:Actor", "sh:datatype xsd:string"]
)
def test_a_path_leads_where_pyshacl_goes(path: str, constraint: str) -> None:
    things = (":x0", ":y", ":z", ":z , :y", '"x"', ":nowhere")
    others = ":other{number} a casus:Thing ; casus:r :x{number} , :z ; casus:q :y .\n"
    another = ":another a casus:Thing ; casus:r :x0 ; casus:q 1 .\n"  # the second that leads to :x0
    written = data(*things, thing=THING + others + another)

    assert compiled(written, of_thing(constraint, path)) == judged(written, of_thing(constraint, path)) != {}


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:not [ sh:property [ sh:path casus:p ; sh:minCount 2 ] ]",
        "sh:or ( [ sh:property [ sh:path casus:p ; sh:maxCount 1 ] ] "
        "[ sh:property [ sh:path casus:p ; sh:class casus:Actor ] ] )",
        "sh:class casus:Actor",
        "sh:property [ sh:path casus:p ; sh:maxCount 1 ] , [ sh:path casus:q ; sh:minCount 3 ]",
    ],
)
def test_a_constraint_of_a_node_shape_says_what_pyshacl_says(constraint: str) -> None:
    shape = shapes(f":s a sh:NodeShape ; sh:targetClass casus:Thing ; {constraint} .")

    assert compiled(data(*VALUES), shape) == judged(data(*VALUES), shape) != {}


def test_every_constraint_was_put_before_the_judge() -> None:
    written = set(re.findall(r"\b(?:sh|api):(\w+)", " ".join(WRITTEN)))

    assert {str(parameter).rpartition("#")[2] for parameter in CONSTRAINTS} - written == {
        "lessThanOrEquals",  # in tests of their own
        "maxInclusive",
    }


@pytest.mark.parametrize(
    ("constraint", "word"),
    [
        ("sh:maxLength 5", "sh:maxLength"),
        ("sh:xone ( [ sh:class casus:Actor ] )", "sh:xone"),
        ("sh:node [ sh:closed true ]", "sh:closed"),
        ("sh:deactivated true", "sh:deactivated"),
        ("sh:qualifiedValueShape [ sh:class casus:Actor ] ; sh:qualifiedMaxCount 1", "sh:qualifiedMaxCount"),
        ("sh:lessThan casus:q", "sh:lessThan"),
    ],
)
def test_a_constraint_that_would_not_be_checked_is_refused(constraint: str, word: str) -> None:
    with pytest.raises(ShapeError, match=f"{word} is not checked") as raised:
        Rules(of_thing(constraint))
    assert raised.value.predicate == SH[word.removeprefix("sh:")]


def test_a_target_that_would_find_nothing_is_refused() -> None:
    with pytest.raises(ShapeError, match="sh:targetNode is not checked"):
        Rules(shapes(":s a sh:NodeShape ; sh:targetNode :x ; sh:class casus:Thing ."))


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ShapeError, match="is not a regular expression"):
        Rules(of_thing('sh:pattern "["'))


def test_a_field_of_several_steps_shows_and_constrains_nothing() -> None:
    path = '( casus:p casus:r ) ; sh:codeIdentifier "r"'

    assert compiled(data(":z", ":y"), of_thing("sh:datatype xsd:integer ; sh:maxCount 1", path)) == {}
    with pytest.raises(ShapeError, match="sh:minCount is not checked on a path of several steps"):
        Rules(of_thing("sh:minCount 1", path))


class Row:
    """A row of a dataset: values by property, as an importer has them; it needs no graph."""

    def __init__(self, values: dict[Node, list[Node]]) -> None:
        self.values = values

    def objects(self, subject: Node, predicate: Node) -> Sequence[Node]:
        return self.values.get(predicate, ()) if subject == ROW else ()

    def subjects(self, predicate: Node, value: Node) -> Sequence[Node]:
        return ()


ROW = URIRef("https://example.org/row-1")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({CASUS.p: [Literal(1)], CASUS.q: [Literal(2)]}, []),
        ({CASUS.p: [Literal(3)], CASUS.q: [Literal(2)]}, [SH.LessThanOrEqualsConstraintComponent]),
        ({CASUS.p: [Literal("x")]}, [SH.DatatypeConstraintComponent]),
        ({}, [SH.MinCountConstraintComponent]),
    ],
)
def test_a_row_of_values_is_held_to_the_same_rules(values: dict[Node, list[Node]], wrong: list[Node]) -> None:
    rules = Rules(of_thing("sh:minCount 1 ; sh:datatype xsd:integer ; sh:lessThanOrEquals casus:q"))

    assert [failure.component for failure in rules.failures(Row(values), ROW, [CASUS.Thing])] == wrong
