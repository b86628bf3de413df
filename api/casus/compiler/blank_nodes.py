"""Blank nodes get IRIs, such as `…/armed-forces/lna#identifier-3f2a9c81d0`, made from the owner and the content.

So the same content has the same name whatever the order of files, every node can be cited and queried by its IRI,
and two graphs can be compared by their text. (RDF 1.1 Concepts, section 3.5, calls this skolemization.)
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from rdflib import BNode, URIRef
from rdflib.term import Node

from casus.compiler.triples import Triple, Triples

_Owners = dict[BNode, tuple[Node, Node]]
"""The subject and the property that a blank node is the value of."""


class StrayNode(ValueError):
    """A blank node that is not part of one record."""


class TwinNodes(ValueError):
    """Two blank nodes of one record that say the same, so that one of them would be lost."""

    def __init__(self, name: Node) -> None:
        super().__init__("the same [ ... ] stands twice in this record: remove one, or say what is different")
        self.record = URIRef(str(name).partition("#")[0])


def named_nodes(triples: Iterable[Triple]) -> Triples:
    """The same triples with an IRI for every blank node.

    Raises StrayNode for a blank node that no record owns, that two own, or that owns itself; TwinNodes for two that are
    the same.
    """
    triples = list(triples)
    owners = _owners(triples)
    if not owners:
        return Triples(triples)
    names = _Names(owners, triples)
    for name, count in Counter(names.of(node) for node in owners).items():
        if count > 1:
            raise TwinNodes(name)
    return Triples((names.of(subject), predicate, names.of(value)) for subject, predicate, value in triples)


def _owners(triples: list[Triple]) -> _Owners:
    owners: _Owners = {}
    for subject, predicate, value in triples:
        if isinstance(value, BNode):
            if value in owners:
                raise StrayNode("a [ ... ] or _:node has two owners: write it once in each record, as [ ... ]")
            owners[value] = (subject, predicate)
    for node in {subject for subject, _, _ in triples if isinstance(subject, BNode)}:
        _refuse_stray(owners, node)
    return owners


def _refuse_stray(owners: _Owners, node: Node) -> None:
    """Every way up leads to a record."""
    seen: set[Node] = set()
    while isinstance(node, BNode):
        if node in seen or node not in owners:
            raise StrayNode("a [ ... ] or _:node stands alone: write it inside the record it belongs to, as [ ... ]")
        seen.add(node)
        node = owners[node][0]


class _Names:
    """The IRIs of blank nodes, each made once."""

    def __init__(self, owners: _Owners, triples: list[Triple]) -> None:
        self._owners = owners
        self._said: dict[Node, list[tuple[Node, Node]]] = {}
        for subject, predicate, value in triples:
            if isinstance(subject, BNode):
                self._said.setdefault(subject, []).append((predicate, value))
        self._names: dict[Node, URIRef] = {}
        self._texts: dict[Node, str] = {}

    def of(self, node: Node) -> Node:
        """The name of a blank node; anything else is its own."""
        if not isinstance(node, BNode):
            return node
        if node not in self._names:
            self._names[node] = self._made(node)
        return self._names[node]

    def _made(self, node: BNode) -> URIRef:
        owner, predicate = self._owners[node]
        base = str(self.of(owner))
        role = re.split(r"[/#]", str(predicate))[-1]
        content = hashlib.sha256(self._text(node).encode()).hexdigest()[:10]
        return URIRef(f"{base}{'.' if '#' in base else '#'}{role}-{content}")

    def _text(self, node: Node) -> str:
        """What the node says, as one text that is the same whatever order it was read in."""
        text = self._texts.get(node)
        if text is None:
            text = self._texts[node] = node.n3() if not isinstance(node, BNode) else self._content(node)
        return text

    def _content(self, node: BNode) -> str:
        said = {f"{self._text(predicate)} {self._text(value)}" for predicate, value in self._said.get(node, ())}
        return f"[{';'.join(sorted(said))}]"
