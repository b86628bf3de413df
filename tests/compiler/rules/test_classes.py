"""The classes of a record, as messages name them."""

from casus.compiler.rules.classes import kinds
from casus.terms.namespaces import RECORD
from tests.turtle import triples


def test_a_record_is_of_its_most_special_classes() -> None:
    turtle = """
        casus:ArmedForce rdfs:subClassOf casus:Actor . casus:Actor rdfs:subClassOf casus:Record .
        force:x a casus:ArmedForce , casus:Actor , casus:Record .
    """
    assert kinds(triples(turtle), RECORD["armed-forces/x"]) == ["casus:ArmedForce"]
