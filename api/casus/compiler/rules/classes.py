"""The classes of a record, as messages name them."""

from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.terms.namespaces import BASE, RDF, RDFS, short


def kinds(union: Triples, node: Node) -> list[str]:
    """The classes of ours that the node is of, without those that another one of them is a kind of."""
    classes = {cls for cls in union.objects(node, RDF.type) if str(cls).startswith(BASE)}
    above = {up for cls in classes for up in union.transitive_objects(cls, RDFS.subClassOf) if up != cls}
    return sorted(short(str(cls)) for cls in classes - above)
