"""The classes of a record, as messages name them."""

from collections.abc import Iterable

from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.terms.namespaces import BASE, RDF, RDFS, short


def kinds(union: Triples, node: Node) -> list[str]:
    """The classes of ours that the node is of, without those that another one of them is a kind of."""
    return most_special(union, union.objects(node, RDF.type))


def most_special(union: Triples, classes: Iterable[Node]) -> list[str]:
    """Those of the classes that are ours and that no other one of them is a kind of."""
    ours = {cls for cls in classes if str(cls).startswith(BASE)}
    above = {up for cls in ours for up in union.transitive_objects(cls, RDFS.subClassOf) if up != cls}
    return sorted(short(str(cls)) for cls in ours - above)
