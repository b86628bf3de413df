"""The classes of a record, as messages name them."""

from rdflib import Graph

from casus.compiler.rules.classes import kinds
from casus.compiler.triples import Triples
from casus.terms.namespaces import RECORD


def test_a_record_is_of_its_most_special_classes() -> None:
    turtle = """
        @prefix casus: <https://w3id.org/casus/ontology#> .
        @prefix force: <https://w3id.org/casus/id/armed-forces/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        casus:ArmedForce rdfs:subClassOf casus:Actor . casus:Actor rdfs:subClassOf casus:Record .
        force:x a casus:ArmedForce , casus:Actor , casus:Record .
    """
    assert kinds(Triples(Graph().parse(data=turtle)), RECORD["armed-forces/x"]) == ["casus:ArmedForce"]
