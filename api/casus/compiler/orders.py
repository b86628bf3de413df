"""In which order the records of each list stand: of each record only the keys are held, since there may be millions."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from casus.model.types import Collection, Model
from casus.release.entries import Entry
from casus.release.list_fields import LABEL, TIMELINE, label_order, order_field, orders_of
from casus.terms.namespaces import ORDER_GRAPH, XSD

_INTEGER: Final = ox.NamedNode(str(XSD.integer))
_NONE: Final = -1
_PIECE: Final = 200_000
"""Quads that are held at a time."""


@dataclass
class _Keys:
    """What the records of a collection are ordered by, in the order in which they came."""

    collection: Collection
    iris: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sorted_by: dict[str, list[Any]] = field(default_factory=dict)
    """By sort; None where a record has no value."""


class Orders:
    """The places of all records in all orders. Entries are told twice, in one order: to `add`, then to `places`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._keys = {name: _Keys(each, sorted_by={s: [] for s in each.sorts}) for name, each in _by_name(model)}
        self._moments: list[tuple[str, str, str]] = []
        """Of what the timeline shows: earliest start, latest end, IRI."""
        self._seen: dict[str, str] = {}
        """Each text that sorts go by once: days come again and again."""
        self._places: dict[str, dict[str, array[int]]] = {}
        self._timeline: array[int] = array("l")

    def add(self, entry: Entry) -> None:
        keys = self._keys[entry.collection]
        keys.iris.append(entry.iri)
        keys.labels.append(entry.label)
        for name, values in keys.sorted_by.items():
            value = entry.keys.get(name)
            values.append(self._seen.setdefault(value, value) if isinstance(value, str) else value)
        if keys.collection.timeline and entry.moment is not None:
            first, last = (self._seen.setdefault(day, day) for day in entry.moment)
            self._moments.append((first, last, entry.iri))

    def close(self) -> None:
        """All entries were added."""
        self._places = {name: dict(_places(keys)) for name, keys in self._keys.items()}
        self._timeline = _inverse(sorted(range(len(self._moments)), key=self._moments.__getitem__))
        self._moments, self._seen = [], {}
        for keys in self._keys.values():
            keys.labels, keys.sorted_by = [], {}

    def quads(self) -> Iterator[ox.Quad]:
        """The place of each record in the order of labels, in a graph of their own: a published query sorts no names.

        The other orders go by what records say, and then by that. Of collections that have rows no place is said, since
        they may be hundreds of thousands: their lists go by folded labels.
        """
        graph = ox.NamedNode(str(ORDER_GRAPH))
        for name, keys in self._said():
            predicate = ox.NamedNode(str(label_order(keys.collection)))
            for iri, place in zip(keys.iris, self._places[name][order_field(LABEL, descending=False)], strict=True):
                literal = ox.Literal(str(place), datatype=_INTEGER)
                yield ox.Quad(ox.NamedNode(iri), predicate, literal, graph)

    @property
    def size(self) -> int:
        """How many places are said."""
        return sum(len(keys.iris) for _, keys in self._said())

    def _said(self) -> Iterator[tuple[str, _Keys]]:
        return ((name, keys) for name, keys in self._keys.items() if not keys.collection.type.unnamed)

    def pieces(self) -> Iterator[bytes]:
        """These quads as N-Quads, in pieces."""
        quads = self.quads()
        while piece := list(islice(quads, _PIECE)):
            yield "".join(f"{quad} .\n" for quad in piece).encode()

    def of(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, list[tuple[str, int]]]]:
        """Each entry with its places by field of the index; the entries come in the order in which they were added."""
        numbers = dict.fromkeys(self._keys, 0)
        moment = 0
        for entry in entries:
            number = numbers[entry.collection]
            numbers[entry.collection] = number + 1
            found = [(name, places[number]) for name, places in self._places[entry.collection].items()]
            if entry.moment is not None and self._keys[entry.collection].collection.timeline:
                found.append((TIMELINE, self._timeline[moment]))
                moment += 1
            yield entry, found


def _by_name(model: Model) -> Iterable[tuple[str, Collection]]:
    return sorted(model.collections.items())


def _places(keys: _Keys) -> Iterator[tuple[str, "array[int]"]]:
    """The place of each record in each order, by field.

    Those that have a value stand by it, then by label and IRI; what has none is last in both directions.
    """
    by_label = sorted(range(len(keys.iris)), key=lambda n: (keys.labels[n], keys.iris[n]))
    for name in orders_of(keys.collection):
        valued, others = by_label, []
        if name != LABEL:
            values = keys.sorted_by[name]
            others = [n for n in by_label if values[n] is None]
            valued = [n for n in by_label if values[n] is not None]
            valued.sort(key=values.__getitem__)  # stable: then by label and IRI
        yield order_field(name, descending=False), _inverse([*valued, *others])
        yield order_field(name, descending=True), _inverse([*reversed(valued), *reversed(others)])


def _inverse(order: list[int]) -> "array[int]":
    """The place of each number in the order."""
    found = array("l", [_NONE]) * len(order)
    for place, number in enumerate(order):
        found[number] = place
    return found
