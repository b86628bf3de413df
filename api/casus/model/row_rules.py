"""The rules of a class for many records that are alike: the shapes of `casus.model.rules`, in a form that remembers.

What a value by itself has to be is asked once for each value; codes, dates and numbers come again and again. How many
values there may be is asked once for each number of them. What compares several values is asked once for these values:
a check tells by what it asks for what its answer depends on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from rdflib.namespace import RDF, SH
from rdflib.term import Node

from casus.model.constraints import Check, Data, OfValue
from casus.model.rules import Failure, Rules, Shape

_COUNTS: Final = (SH.MinCountConstraintComponent, SH.MaxCountConstraintComponent)
_COMPARISONS: Final = (SH.LessThanConstraintComponent, SH.LessThanOrEqualsConstraintComponent)
_REMEMBERED: Final = 200_000
"""Values of a property: names and keys never come again."""


_Asked = tuple[tuple[str, bool], ...]


@dataclass
class _Property:
    """What the shapes demand of the values of a property."""

    of_value: list[tuple[Shape, Node, OfValue]] = field(default_factory=list)
    counts: list[tuple[Shape, Node, Check]] = field(default_factory=list)
    others: list[tuple[Shape, Node, Check]] = field(default_factory=list)
    right: set[str] = field(default_factory=set)
    """Values that are as they should be, or their kinds."""

    @cached_property
    def of_kind(self) -> bool:
        """Whether their kind tells all."""
        return all(check.of_kind for _, _, check in self.of_value)


class _Values(Sequence[Node]):
    """Values, and whether more than their number was asked for."""

    def __init__(self, values: Sequence[Node]) -> None:
        self._values = values
        self.seen = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: Any) -> Any:
        self.seen = True
        return self._values[index]


class _Watched:
    """The data, and which properties of a record were asked for."""

    def __init__(self, data: Data, focus: Node) -> None:
        self._data = data
        self._focus = focus
        self._asked: dict[str, _Values] = {}
        self.further = False
        """Whether more was asked for than what the record says, and the types of that."""

    def objects(self, subject: Node, predicate: Node, /) -> Sequence[Node]:
        """What the subject says by the property."""
        if subject == self._focus:
            about = f"<{predicate}>"
            if about not in self._asked:
                self._asked[about] = _Values(self._data.objects(subject, predicate))
            return self._asked[about]
        if predicate != RDF.type:
            self.further = True
        return self._data.objects(subject, predicate)

    def subjects(self, predicate: Node, value: Node, /) -> Sequence[Node]:
        """Who says the value by the property."""
        self.further = True
        return self._data.subjects(predicate, value)

    def asked(self) -> _Asked:
        """The properties, each with whether its values were asked for, or their number alone."""
        return tuple((about, values.seen) for about, values in self._asked.items())


@dataclass
class _Whole:
    """A shape that is asked of a record and not of a value of it alone."""

    shape: Shape
    right: dict[_Asked, set[tuple[object, ...]]] = field(default_factory=dict)
    """What records that conform say to what was asked: who says the same conforms too."""

    def failures(self, data: Data, focus: Node, said: Mapping[str, Sequence[str]]) -> Iterator[Failure]:
        for asked, right in self.right.items():
            if _answers(said, asked) in right:
                return
        watched = _Watched(data, focus)
        failed = [*self.shape.failures(watched, focus)]
        if not failed and not watched.further:
            right = self.right.setdefault(asked := watched.asked(), set())
            if len(right) >= _REMEMBERED:
                right.clear()
            right.add(_answers(said, asked))
        yield from failed


def _answers(said: Mapping[str, Sequence[str]], asked: _Asked) -> tuple[object, ...]:
    return tuple([tuple(said.get(about, ())) if seen else len(said.get(about, ())) for about, seen in asked])


def _kind(term: str) -> str:
    """All texts in a language are of a kind, and all texts without one; of the rest each value is its own."""
    if term.endswith('"'):
        return '"'
    if term.startswith('"') and (tag := term[term.rindex('"') + 1 :]).startswith("@"):
        return tag
    return term


class RowRules:
    """The rules of one class, its superclasses' among them."""

    def __init__(self, rules: Rules, classes: Iterable[Node], node: Callable[[str], Node]) -> None:
        """`node` makes a term of a text, as N-Triples writes it."""
        self._node = node
        self._properties: dict[str, _Property] = defaultdict(_Property)
        self._whole: list[_Whole] = []
        """What they demand is no matter of one property."""
        for shape in rules.of(classes):
            if shape.checks:
                self._whole.append(_Whole(Shape(shape.node, shape.path, shape.path_node, shape.checks)))
            for each in shape.properties:
                self._take(each)
        self._properties = dict(self._properties)
        self._forms: set[tuple[object, ...]] = set()
        """By which properties a record says how many values: those of which nothing is too few or too many."""

    def _take(self, shape: Shape) -> None:
        if shape.path is None or not shape.path.is_property or shape.properties:
            self._whole.append(_Whole(shape))
            return
        found = self._properties[f"<{shape.path[0].predicate}>"]
        for component, check in shape.checks:
            if isinstance(check, OfValue):
                found.of_value.append((shape, component, check))
            elif component in _COMPARISONS:
                self._whole.append(_Whole(Shape(shape.node, shape.path, shape.path_node, [(component, check)])))
            else:
                (found.counts if component in _COUNTS else found.others).append((shape, component, check))

    def knows(self, predicate: str) -> bool:
        """Whether a shape has that property."""
        return predicate in self._properties

    def failures(self, data: Data, focus: Node, said: Mapping[str, Sequence[str]]) -> Iterator[Failure]:
        """What the record, which says this by these properties, breaks; all texts are terms of N-Triples."""
        for predicate, terms in said.items():
            rules = self._properties.get(predicate)
            if rules is None:
                continue
            for term in terms:
                known = _kind(term) if rules.of_kind else term
                if known not in rules.right:
                    value, wrong = self._node(term), False
                    for shape, component, of_value in rules.of_value:
                        if of_value.wrong(data, value):
                            wrong = True
                            yield Failure(focus, shape.path_node, component, value, shape.node)
                    if not wrong:
                        if len(rules.right) >= _REMEMBERED:
                            rules.right.clear()
                        rules.right.add(known)
            if rules.others:
                nodes = [self._node(term) for term in terms]
                for shape, component, check in rules.others:
                    for each in check(data, focus, nodes):
                        yield Failure(focus, shape.path_node, component, each, shape.node)
        form = (*said, *map(len, said.values()))
        if form not in self._forms:
            failed = [*self._miscounted(data, focus, said)]
            yield from failed
            if not failed:
                self._forms.add(form)
        for whole in self._whole:
            yield from whole.failures(data, focus, said)

    def _miscounted(self, data: Data, focus: Node, said: Mapping[str, Sequence[str]]) -> Iterator[Failure]:
        """What the record says too seldom or too often."""
        for predicate, rules in self._properties.items():
            nodes = [self._node(term) for term in said.get(predicate, ())]
            for shape, component, check in rules.counts if nodes else [*rules.counts, *rules.others]:
                for value in check(data, focus, nodes):
                    yield Failure(focus, shape.path_node, component, value, shape.node)
