"""Everything that records say, for showing them: read level by level, and kept as an index by subject.

The records are read first, with one query for what they say and one for what says something of them; then, likewise,
the nodes and records that these lead to and that are shown too. What is only referred to is not read at all, but named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.model.fields import Field, Kind, Path, Step
from casus.model.types import Model, RecordType, inside
from casus.records.names import Name, names_of
from casus.records.shown import ALL, Shown
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values
from casus.terms.names import slug_of
from casus.terms.namespaces import ORDER, RDF, SKOS, as_iri

Triple = tuple[Node, URIRef, Node]
_Values = dict[Node, list[Node]]
"""By predicate."""
_Subjects = dict[Node, dict[Node, None]]
"""Likewise; as the keys of a dict, which have an order, since they may be thousands."""

_ALWAYS = (RDF.type, SKOS.prefLabel)
_AT_ONCE = 1_000
"""Subjects that one query names."""


class Description:
    """Triples indexed by subject and by object, and the names of what they refer to."""

    def __init__(self, triples: Iterable[tuple[Node, Node, Node]] = ()) -> None:
        self._forward: dict[Node, _Values] = {}
        self._backward: dict[Node, _Subjects] = {}
        self.names: dict[URIRef, Name] = {}
        self.add(triples)

    def add(self, triples: Iterable[tuple[Node, Node, Node]]) -> None:
        for subject, predicate, value in triples:
            known = self._forward.setdefault(subject, {}).setdefault(predicate, [])
            if not known or value not in known:
                known.append(value)
                if isinstance(value, URIRef):
                    self._backward.setdefault(value, {}).setdefault(predicate, {})[subject] = None

    def values(self, subject: Node, path: Path) -> list[Node]:
        """What the path leads to from the subject, each once."""
        if len(path) == 1:
            return list(self.next(subject, path[0]))
        found: Iterable[Node] = (subject,)
        for step in path:
            found = dict.fromkeys(value for node in found for value in self.next(node, step))
        return list(found)

    def said_by(self, subject: Node) -> Mapping[Node, Iterable[Node]]:
        """Its values by property."""
        return self._forward.get(subject, {})

    def next(self, node: Node, step: Step) -> Iterable[Node]:
        """What a step leads to, each once."""
        predicate, inverse = step
        if inverse:
            return self._backward.get(node, {}).get(predicate, ())
        return self._forward.get(node, {}).get(predicate, ())

    def one(self, subject: Node, predicate: URIRef) -> Node | None:
        """The value of a property that has one at most."""
        return next(iter(self._forward.get(subject, {}).get(predicate, ())), None)

    def text(self, subject: Node, predicate: URIRef) -> str | None:
        """That value as text."""
        value = self.one(subject, predicate)
        return None if value is None else str(value)

    def slug(self, subject: Node, predicate: URIRef) -> str | None:
        """The slug of the code that is that value."""
        value = self.one(subject, predicate)
        return None if value is None else slug_of(str(value))

    def classes(self, subject: Node) -> list[URIRef]:
        found = self._forward.get(subject, {}).get(RDF.type, ())
        return [cls for cls in found if isinstance(cls, URIRef)]

    def labels(self, subject: Node) -> list[Literal]:
        return [v for v in self._forward.get(subject, {}).get(SKOS.prefLabel, ()) if isinstance(v, Literal)]

    def triples_of(self, subject: Node) -> Iterator[Triple]:
        for predicate, found in self._forward.get(subject, {}).items():
            for value in found:
                yield subject, as_iri(predicate), value


def describe(
    release: OpenRelease,
    types: Iterable[RecordType],
    subjects: Iterable[URIRef],
    shown: Shown = ALL,
    *,
    also: Iterable[URIRef] = (),
) -> Description:
    """The records, all of these types, as far as they are shown; and of these properties what they say."""
    description, named = Description(), set[URIRef]()
    whole = shown.only is None
    plan = _Plan({*_ALWAYS, *also})
    _add(release.model, plan, shown.fields(types))
    level = [(plan, list(subjects))]
    while level:
        _read(release.dataset, description, level, whole=whole)
        level = [
            (below, found)
            for plan, nodes in level
            for step, below in plan.below.items()
            if below.is_more and (found := _reached(description, nodes, step))
        ]
        named.update(node for plan, nodes in level if plan.named for node in nodes)
    description.names = names_of(release).of(named)
    return description


def record_query(iri: URIRef) -> str:
    """DESCRIBE: what the record itself says, for whoever asks by SPARQL."""
    return f"DESCRIBE {term(iri)}"


@dataclass
class _Plan:
    """What is read of some nodes."""

    forward: set[URIRef] = field(default_factory=set)
    """The properties that they have."""
    backward: set[URIRef] = field(default_factory=set)
    """The properties that others have of them."""
    named: bool = False
    """Whether they are referred to."""
    below: dict[Step, "_Plan"] = field(default_factory=dict)
    """What is read of those that a step from them leads to."""

    @property
    def is_more(self) -> bool:
        """Whether these nodes are more than values."""
        return self.named or bool(self.below)

    def step(self, step: Step) -> "_Plan":
        (self.backward if step.inverse else self.forward).add(step.predicate)
        return self.below.setdefault(step, _Plan())


def _add(model: Model, plan: _Plan, fields: Iterable[Field]) -> None:
    for each in fields:
        reached = plan
        for step in each.path:
            reached = reached.step(step)
        if each.embed and each.target is not None:
            reached.forward.update(_ALWAYS)
            _add(model, reached, inside(each, model.types_below(each.target)))
        elif each.kind in (Kind.CODE, Kind.REFERENCE):
            reached.named = True


def _reached(description: Description, nodes: list[URIRef], step: Step) -> list[URIRef]:
    found = dict.fromkeys(value for node in nodes for value in description.next(node, step))
    return [value for value in found if isinstance(value, URIRef)]


def _read(
    dataset: ReleaseDataset, description: Description, level: list[tuple[_Plan, list[URIRef]]], *, whole: bool
) -> None:
    """Add what is planned of these nodes, or all that they say but their places in lists.

    Properties are chosen by a FILTER on ?p: with VALUES ?p, Oxigraph 0.5 scans the store (600 ms against 8). Where most
    of them are shown, it costs more than it saves.
    """
    said = {node for plan, nodes in level if plan.forward for node in nodes}
    wanted = set[URIRef]().union(*(plan.forward for plan, _ in level))
    chosen = f'!STRSTARTS(STR(?p), "{ORDER}")' if whole else _among(wanted)
    for some in _parts(said):
        description.add(dataset.triples(f"SELECT ?s ?p ?o WHERE {{ {values('s', some)} ?s ?p ?o FILTER({chosen}) }}"))
    told = {node for plan, nodes in level if plan.backward for node in nodes}
    wanted = set[URIRef]().union(*(plan.backward for plan, _ in level))
    for some in _parts(told):
        description.add(
            dataset.triples(f"SELECT ?s ?p ?o WHERE {{ {values('o', some)} ?s ?p ?o FILTER({_among(wanted)}) }}")
        )


def _among(predicates: Iterable[URIRef]) -> str:
    return f"?p IN ({', '.join(map(term, sorted(predicates)))})"


def _parts(nodes: set[URIRef]) -> Iterator[list[URIRef]]:
    ordered = sorted(nodes)
    return (ordered[begin : begin + _AT_ONCE] for begin in range(0, len(ordered), _AT_ONCE))
