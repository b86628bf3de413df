"""SHACL results in words, one constraint at a time."""

import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from ontology.build.messages import message

HEAD = """
@prefix casus: <https://w3id.org/casus/ontology#> .
@prefix force: <https://w3id.org/casus/id/armed-forces/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix stance: <https://w3id.org/casus/code/stance/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def messages(constraint: str, values: str) -> list[str]:
    """What is said of `force:x casus:p <values>` under the constraint."""
    shapes = Graph().parse(
        data=f"{HEAD} [] a sh:PropertyShape ; sh:targetNode force:x ; sh:path casus:p ; {constraint} ."
    )
    union = Graph().parse(data=f"{HEAD} force:x casus:p {values} . force:y a casus:ArmedForce .")
    _, results, _ = pyshacl.validate(union, shacl_graph=shapes, inference="none")
    return sorted(message(results, result, shapes, union) for result in results.subjects(RDF.type, SH.ValidationResult))


@pytest.mark.parametrize(
    ("constraint", "values", "said"),
    [
        ("sh:minCount 2", "1", "needs at least 2 values"),
        ("sh:maxCount 1", "1 , 2", "may have only 1 value"),
        ("sh:maxCount 2", "1 , 2 , 3", "may have only 2 values"),
        ("sh:class casus:State", "force:y", "force:y is casus:ArmedForce, where a casus:State is needed"),
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
        ("sh:datatype rdf:langString", '"x"', '"x" is not of datatype rdf:langString, such as "..."@en'),
        ("sh:datatype xsd:string", '"x"@en', '"x"@en is not of datatype xsd:string'),
        (
            "sh:uniqueLang true",
            '"x"@en , "y"@en',
            "has two values in one language: keep one, move the other to skos:altLabel",
        ),
        ('sh:pattern "^[a-z]+$"', '"X1"', '"X1" does not match ^[a-z]+$'),
        ("sh:nodeKind sh:IRI", '"https://x.org"', '"https://x.org" is not an IRI: write it as <https://...>'),
        ("sh:minInclusive -90", "-90.5", "-90.5 is less than -90"),
        ("sh:maxInclusive 90", "91.0", "91.0 is greater than 90"),
        ("sh:minLength 1", '""', '"" is empty'),
    ],
)
def test_each_constraint_has_its_words(constraint: str, values: str, said: str) -> None:
    assert messages(constraint, values) == [said]


def test_a_message_of_the_shape_wins() -> None:
    assert messages('sh:minCount 2 ; sh:message "an alignment has two sides"', "1") == ["an alignment has two sides"]


def test_a_constraint_without_words_of_its_own_is_said_in_one_line() -> None:
    (said,) = messages("sh:not [ sh:datatype xsd:integer ]", "1")
    assert said and "\n" not in said
