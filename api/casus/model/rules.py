"""What the shapes demand of a node, compiled once into functions of the node's values.

The rules ask `Data` for what is said, so that the rows of a dataset are held to the same shapes as the records of
curators. pySHACL is their judge, in the tests; why it does not do the work is decision 0020.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from casus.model.constraints import CONSTRAINTS, Check, Data, Owner
from casus.model.fields import Path
from casus.model.shapes import ShapeError, read_path
from casus.terms.namespaces import API, CODE_IDENTIFIER, short

_OTHER_WORDS: Final = frozenset(
    (
        *(SH.path, SH.inversePath, SH.property, SH.targetClass, SH.qualifiedValueShape),
        *(SH.name, SH.description, SH.order, SH.message, CODE_IDENTIFIER),
    )
)
"""What the shapes say in SHACL beside constraints."""
_SHOWN: Final = frozenset((SH["class"], SH.datatype, SH.nodeKind, SH.maxCount, API.codeList))
"""What a field of several steps says of its values, for who reads them."""


class Failure(NamedTuple):
    """A node that is not as a shape demands: sh:ValidationResult (SHACL, section 3.6.2)."""

    focus: Node
    path: Node | None
    """The property, or the node of the shapes that describes another path."""
    component: Node
    value: Node | None
    shape: Node


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape or, with a path, a property shape (SHACL, section 2)."""

    node: Node
    path: Path | None
    path_node: Node | None
    checks: list[tuple[Node, Check]] = field(default_factory=list)
    """Each constraint by its component."""
    properties: list["Shape"] = field(default_factory=list)

    def failures(self, data: Data, focus: Node) -> Iterator[Failure]:
        values = (focus,) if self.path is None else _values(data, focus, self.path)
        for component, check in self.checks:
            for value in check(data, focus, values):
                yield Failure(focus, self.path_node, component, value, self.node)
        for shape in self.properties:
            for value in values:
                yield from shape.failures(data, value)

    def conforms(self, data: Data, focus: Node) -> bool:
        return next(self.failures(data, focus), None) is None


class Rules:
    """The shapes that have a target, by the class that they are for."""

    def __init__(self, shapes: Graph) -> None:
        """From the shapes and which code is in which list. Raises ShapeError for what would not be checked."""
        for subject, predicate in shapes.subject_predicates():
            if str(predicate).startswith(str(SH)) and predicate not in CONSTRAINTS and predicate not in _OTHER_WORDS:
                raise ShapeError(
                    f"{short(str(predicate))} is not checked: see casus.model.constraints", subject, predicate
                )
        self._graph = shapes
        self._made: dict[Node, Shape] = {}
        self._shapes: dict[Node, list[Shape]] = defaultdict(list)
        for shape, cls in shapes.subject_objects(SH.targetClass):
            self._shapes[cls].append(self._shape(shape))

    def failures(self, data: Data, node: Node, classes: Iterable[Node]) -> Iterator[Failure]:
        """What the node, which is of these classes, breaks."""
        for shape in self.of(classes):
            yield from shape.failures(data, node)

    def of(self, classes: Iterable[Node]) -> list[Shape]:
        """The shapes that are for these classes."""
        return [shape for cls in classes for shape in self._shapes.get(cls, ())]

    def _shape(self, node: Node) -> Shape:
        if node not in self._made:
            path = self._graph.value(node, SH.path)
            shape = Shape(node, None if path is None else read_path(self._graph, path, node), path)
            self._made[node] = shape  # before what it leads to, which may lead back to it
            shape.checks.extend(self._checks(node))
            shape.properties.extend(
                self._shape(each) for each in self._graph.objects(node, SH.property) if not self._only_shows(each)
            )
        return self._made[node]

    def _only_shows(self, node: Node) -> bool:
        """Whether it is a field that shows what lies some steps away, and is constrained there. Raises ShapeError."""
        path = self._graph.value(node, SH.path)
        if (node, CODE_IDENTIFIER, None) not in self._graph or (path, RDF.first, None) not in self._graph:
            return False
        for parameter in self._graph.predicates(node):
            if parameter in CONSTRAINTS and parameter not in _SHOWN:
                raise ShapeError(f"{short(str(parameter))} is not checked on a path of several steps", node, parameter)
        return True

    def _checks(self, node: Node) -> Iterator[tuple[Node, Check]]:
        owner = Owner(self._graph, node, lambda other: self._shape(other).conforms)
        for parameter, value in self._graph.predicate_objects(node):
            if parameter in CONSTRAINTS and not (
                parameter == SH["class"] and (node, API.codeList, None) in self._graph
            ):
                component, check = CONSTRAINTS[parameter]
                yield component, check(owner, value)


def _values(data: Data, focus: Node, path: Path) -> Sequence[Node]:
    """Where the path leads from the node (SHACL, section 2.3.1)."""
    if path.is_property:
        return data.objects(focus, path[0].predicate)
    nodes: Sequence[Node] = (focus,)
    for predicate, inverse in path:
        found = (data.subjects(predicate, node) if inverse else data.objects(node, predicate) for node in nodes)
        nodes = list(dict.fromkeys(value for values in found for value in values))
    return nodes
