"""A record that is being made from a row."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from casus.imports.nt import casus

Values = dict[str, list[str]]
"""Terms by property, both as N-Triples writes them."""


@dataclass(slots=True)
class Draft:
    """What the record says of itself, without what follows from it."""

    iri: str
    """As N-Triples writes it."""
    cls: str
    """The name of its class in our vocabulary."""
    values: Values = field(default_factory=dict)
    nodes: "list[Draft]" = field(default_factory=list)
    """The nodes inside it: their IRIs are its own with a fragment."""

    def say(self, name: str, *terms: str | None) -> None:
        """Something by a property of our vocabulary; None is nothing."""
        self.say_by(casus(name), *terms)

    def say_by(self, predicate: str, *terms: str | None) -> None:
        """Something by any property."""
        said = [term for term in terms if term is not None]
        if said:
            self.values.setdefault(predicate, []).extend(said)

    def node(self, predicate: str, slug: str, cls: str) -> "Draft":
        """A node inside it."""
        node = Draft(f"{self.iri[:-1]}#{slug}>", cls)
        self.nodes.append(node)
        self.values.setdefault(predicate, []).append(node.iri)
        return node

    def every_node(self) -> "Iterator[Draft]":
        """The record, and what is inside it."""
        yield self
        for node in self.nodes:
            yield from node.every_node()
