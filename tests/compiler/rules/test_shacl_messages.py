"""SHACL results in words, one constraint at a time."""

import pytest

from casus.compiler.rules.did_you_mean import Suggestions
from casus.compiler.rules.shacl_messages import message
from casus.model.rules import Rules
from casus.model.types import Model
from casus.terms.namespaces import CASUS, RECORD
from tests.turtle import shapes, triples


def messages(constraint: str, values: str, more: str = "") -> list[str]:
    """What is said of `force:x casus:p <values>` under the constraint."""
    shape = f"shape:s a sh:NodeShape ; sh:targetClass casus:Thing ; sh:property [ sh:path casus:p ; {constraint} ] ."
    graph = shapes(shape)
    written = f"force:x a casus:Thing ; casus:p {values} ; casus:q force:y . force:y a casus:ArmedForce . {more}"
    union = triples(written)
    failures = Rules(graph).failures(union, RECORD["armed-forces/x"], [CASUS.Thing])
    return sorted(message(failure, graph, union, Suggestions(union, Model({}, {}))) for failure in failures)


@pytest.mark.parametrize(
    ("constraint", "values", "said"),
    [
        ("sh:minCount 2", "1", "needs at least 2 values"),
        ("sh:maxCount 1", "1 , 2", "may have only 1 value, and has 2: 1, 2"),
        ("sh:maxCount 2", "1 , 2 , 3", "may have only 2 values, and has 3: 1, 2, 3"),
        ("sh:class casus:State", "force:y", "force:y is a casus:ArmedForce, where a casus:State is needed"),
        ("sh:class casus:State", "force:z", "force:z is described in no file, where a casus:State is needed"),
        ("sh:class casus:State", '"Libya"', '"Libya" is text, not a record, where a casus:State is needed'),
        (
            "sh:or ( [ sh:class casus:State ] [ sh:class casus:Person ] )",
            "force:z",
            "force:z is described in no file, where one of casus:State, casus:Person is needed",
        ),
        (
            "sh:in ( stance:affirms stance:denies )",
            "stance:doubts",
            "stance:doubts is not a code of the list stance: affirms, denies",
        ),
        (
            "sh:in ( stance:affirms stance:denies )",
            "stance:denied",
            "stance:denied is not a code of the list stance: affirms, denies; did you mean stance:denies?",
        ),
        ("sh:datatype rdf:langString", '"x"', '"x" has no language: write it after the quote, such as "..."@en'),
        ("sh:datatype xsd:string", '"x"@en', '"x"@en has a language, and must have none: remove the @en'),
        ("sh:datatype xsd:string", "12", '12 is a number, where text is needed: write "12"'),
        ("sh:datatype xsd:string", "force:y", "force:y is a record, where text or a number is needed"),
        (
            "sh:datatype xsd:integer",
            '"12"',
            '"12" is not a whole number: write it without quotes and point, such as 12',
        ),
        (
            "sh:datatype xsd:decimal",
            "32",
            "32 is not a number with a point: write it without quotes, such as 32.5 or 32.0",
        ),
        (
            "sh:datatype xsd:string",
            '"2014"^^xsd:gYear',
            '"2014" has the datatype xsd:gYear, and must have none: remove the ^^xsd:gYear',
        ),
        ("sh:datatype xsd:date", '"2014"', '"2014" is not of datatype xsd:date'),
        (
            "sh:uniqueLang true",
            '"x"@en , "y"@en',
            "has two values in one language: keep one, move the other to skos:altLabel",
        ),
        ('sh:pattern "^[a-z]+$"', '"X1"', '"X1" does not match ^[a-z]+$'),
        ('sh:pattern "^[a-z]+$" ; skos:example "en"', '"X1"', '"X1" does not match ^[a-z]+$; such as "en"'),
        (
            "sh:maxCount 1 ; api:derived true",
            "1 , 2",
            "may have only 1 value, and has 2: 1, 2; the build computes it from what the record says",
        ),
        ("sh:nodeKind sh:IRI", '"https://x.org"', '"https://x.org" is not an IRI: write it as <https://...>'),
        ("sh:disjoint casus:q", "force:y", "force:y is the casus:q too: name two different ones"),
        ("sh:minInclusive -90", "-90.5", "-90.5 is less than -90"),
        ("sh:maxInclusive 90", "91.0", "91.0 is greater than 90"),
        ("sh:minLength 1", '""', "the text is empty"),
    ],
)
def test_each_constraint_has_its_words(constraint: str, values: str, said: str) -> None:
    assert messages(constraint, values) == [said]


def test_a_class_of_few_kinds_is_explained_by_them() -> None:
    kinds = "casus:State rdfs:subClassOf casus:Actor . casus:Person rdfs:subClassOf casus:Actor ."
    assert messages("sh:class casus:Actor", "'them'", kinds) == [
        '"them" is text, not a record, where a casus:Actor is needed (casus:Person, casus:State)'
    ]


def test_a_message_of_the_shape_wins() -> None:
    assert messages('sh:minCount 2 ; sh:message "an alignment has two sides"', "1") == ["an alignment has two sides"]


def test_a_constraint_without_words_of_its_own_is_said_in_one_line() -> None:
    assert messages("sh:not [ sh:datatype xsd:integer ]", "1") == [
        "breaks sh:NotConstraintComponent in ontology/shapes.ttl"
    ]
