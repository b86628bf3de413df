"""Blank nodes get IRIs, such as `…/armed-forces/lna#identifier-3f2a9c81d0`, made from the owner and the content.

So the same content has the same name whatever the order of files, every node can be cited and queried by its IRI,
and two graphs can be compared by their text. (RDF 1.1 Concepts, section 3.5, calls this skolemization.)
"""

import hashlib
import re
from collections import Counter

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from casus.compiler.graphs import new_graph

_Owner = tuple[Node, Node]
"""The subject and the property that a blank node is the value of."""


class StrayNode(ValueError):
    """A blank node that is not part of one record."""


class TwinNodes(ValueError):
    """Two blank nodes of one record that say the same, so that one of them would be lost."""

    def __init__(self, name: URIRef) -> None:
        super().__init__("the same [ ... ] stands twice in this record: remove one, or say what is different")
        self.record = URIRef(str(name).partition("#")[0])


def named_nodes(graph: Graph) -> Graph:
    """The same graph with an IRI for every blank node.

    Raises StrayNode for a blank node that no record owns, that two own, or that owns itself; TwinNodes for two that are
    the same.
    """
    owners = _owners(graph)
    if not owners:
        return graph
    names = {node: _name(graph, owners, node) for node in owners}
    for name, count in Counter(names.values()).items():
        if count > 1:
            raise TwinNodes(name)
    renamed = new_graph()
    for subject, predicate, value in graph:
        renamed.add((_renamed(subject, names), predicate, _renamed(value, names)))
    return renamed


def _owners(graph: Graph) -> dict[BNode, _Owner]:
    owners: dict[BNode, _Owner] = {}
    for subject, predicate, value in graph:
        if isinstance(value, BNode):
            if value in owners:
                raise StrayNode("a [ ... ] or _:node has two owners: write it once in each record, as [ ... ]")
            owners[value] = (subject, predicate)
    for node in {subject for subject in graph.subjects() if isinstance(subject, BNode)}:
        _root(owners, node)
    return owners


def _root(owners: dict[BNode, _Owner], node: BNode) -> URIRef:
    """The record that the node belongs to."""
    seen: set[Node] = set()
    current: Node = node
    while isinstance(current, BNode):
        if current in seen or current not in owners:
            raise StrayNode("a [ ... ] or _:node stands alone: write it inside the record it belongs to, as [ ... ]")
        seen.add(current)
        current = owners[current][0]
    return URIRef(str(current))


def _name(graph: Graph, owners: dict[BNode, _Owner], node: BNode) -> URIRef:
    owner, predicate = owners[node]
    base = str(_name(graph, owners, owner) if isinstance(owner, BNode) else owner)
    role = re.split(r"[/#]", str(predicate))[-1]
    content = hashlib.sha256(_text(graph, node).encode()).hexdigest()[:10]
    return URIRef(f"{base}{'.' if '#' in base else '#'}{role}-{content}")


def _text(graph: Graph, node: Node) -> str:
    """What the node says, as one text that is the same whatever order it was read in."""
    if not isinstance(node, BNode):
        return node.n3()
    return "[" + ";".join(sorted(f"{p.n3()} {_text(graph, o)}" for p, o in graph.predicate_objects(node))) + "]"


def _renamed(node: Node, names: dict[BNode, URIRef]) -> Node:
    return names.get(node, node) if isinstance(node, BNode) else node
