"""The records at the places of a map, each in brief: what it is, how it stands, when, who, and how exactly where."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from casus.map.asked import Asked
from casus.map.found import Found
from casus.map.layers import Layer
from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.records.brief import said
from casus.records.description import Description
from casus.records.lists import with_match
from casus.records.names import Name, names_of
from casus.records.record_json import code, reference
from casus.records.selecting import lists_of
from casus.terms.namespaces import BOUNDS, CASUS, as_iri

MOST: Final = 1_000
"""Records of a map, above which it counts them and shows none."""
AtPlaces = dict[tuple[Layer, str | None], list[Json]]


def records_of(asked: Asked, found: Found) -> AtPlaces:
    """The records by layer and place, in the order of their beginnings; none where they are more than are shown."""
    if found.records > MOST:
        return {}
    return {key: value for layer in asked.selections for key, value in _of_layer(asked, found, layer).items()}


def _of_layer(asked: Asked, found: Found, layer: Layer) -> AtPlaces:
    selections = [asked.selections[layer]]
    if layer.collection.coordinates:
        selections = [*([] if layer in found.grids else [asked.on_map(layer)]), asked.off_map(layer)]
    lists = lists_of(asked.release)
    ids = [iri for selected in selections for iri in lists.page(replace(selected, limit=MOST))[0]]
    description = said(asked.release.dataset, ids, _properties(layer))
    at_places: AtPlaces = defaultdict(list)
    shown: list[tuple[URIRef, list[str | None]]] = []
    for iri in ids:
        places: list[str | None] = [*map(str, description.values(iri, layer.place.path))]
        shown.append((iri, [place for place in places or [None] if place in found.on or place in found.off]))
    written = _written(asked, layer, description, [iri for iri, places in shown if places])
    for iri, places in shown:
        for place in places:
            at_places[layer, place].append(written[iri])
    return at_places


def _properties(layer: Layer) -> Iterator[URIRef]:
    yield from (CASUS.when, CASUS.endKnown, *BOUNDS.values())
    for field in (layer.place, layer.subtype, layer.precision, *layer.actors):
        if field is not None:
            yield field.path[0].predicate


def _written(asked: Asked, layer: Layer, description: Description, ids: list[URIRef]) -> dict[URIRef, Json]:
    """The records as JSON."""
    codes = [field for field in (layer.subtype, layer.precision) if field is not None]
    referred = (
        value for iri in ids for field in (*codes, *layer.actors) for value in description.values(iri, field.path)
    )
    ends = (end for iri in ids if (end := description.one(iri, CASUS.endKnown)) is not None)
    names = names_of(asked.release).of([*ids, *map(as_iri, chain(referred, ends))])
    writer = _Writer(asked, layer, description, names)
    return {iri: writer.record(iri) for iri in ids}


class _Writer:
    def __init__(self, asked: Asked, layer: Layer, description: Description, names: dict[URIRef, Name]) -> None:
        self._asked, self._layer, self._said, self._names = asked, layer, description, names

    def record(self, iri: URIRef) -> Json:
        written = self._reference(iri)
        status = written.pop("status", None)
        bounds = {name: self._said.text(iri, bound) for name, bound in BOUNDS.items()}
        if self._asked.period is not None:
            written = with_match(written, self._asked.period.match(bounds))
        return {
            **written,
            "status": status,
            "subtype": self._code(iri, self._layer.subtype),
            "actors": [
                self._reference(as_iri(actor))
                for field in self._layer.actors
                for actor in sorted(self._said.values(iri, field.path), key=str)
            ],
            "place_precision": self._code(iri, self._layer.precision),
            "when": self._said.text(iri, CASUS.when),
            **bounds,
            "end_known": self._coded(self._said.one(iri, CASUS.endKnown)),
        }

    def _reference(self, iri: URIRef) -> Json:
        return reference(self._asked.release.model, iri, self._names[iri], self._names, self._asked.language)

    def _code(self, iri: URIRef, field: Field | None) -> Json | None:
        return None if field is None else self._coded(next(iter(self._said.values(iri, field.path)), None))

    def _coded(self, value: Node | None) -> Json | None:
        return None if value is None else code(as_iri(value), self._names[as_iri(value)], self._asked.language)
