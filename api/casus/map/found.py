"""What there is for a map: at places with a point, in cells of a grid where these are too many, and off the map."""

from dataclasses import dataclass, field, replace
from typing import Final

from rdflib import URIRef

from casus.http.problems import InvalidParameters
from casus.map.asked import Asked
from casus.map.cells import Grid, grid_of
from casus.map.layers import Layer
from casus.map.tally import Places, Tally, tallies
from casus.records.located import Point, points
from casus.records.selecting import Lists, lists_of
from casus.store.list_index import TooManyValues

MOST_PLACES: Final = 150
"""Places of a layer, above which it is counted in cells."""
Layered = dict[Layer, Tally]


@dataclass
class Found:
    """The records of all layers by where they are."""

    on: dict[str, Layered] = field(default_factory=dict)
    """By the IRIs of places in the box that have a point."""
    points: dict[str, Point] = field(default_factory=dict)
    """Where these lie."""
    off: dict[str | None, Layered] = field(default_factory=dict)
    """By the IRIs of places without a point; None: without a place."""
    grids: dict[Layer, Grid] = field(default_factory=dict)
    """Of the layers that have too many places."""
    outside: dict[Layer, int] = field(default_factory=dict)
    """How many records lie outside the box."""

    @property
    def records(self) -> int:
        """How many there are at places, on the map and off it; once for each of the places of a record."""
        return sum(tally.count for places in (self.on, self.off) for each in places.values() for tally in each.values())


def found(asked: Asked) -> Found:
    """What the map shows, and what it cannot show. Raises InvalidParameters where there is too much to count."""
    lists, all_of_it = lists_of(asked.release), Found()
    for layer in asked.selections:
        try:
            (_by_index if layer.collection.coordinates else _by_places)(lists, asked, layer, all_of_it)
        except TooManyValues as error:
            detail = "has too many places to count them at once; ask for less by conflicts, actors, a time or bbox"
            raise InvalidParameters.of("layers", layer.name, detail) from error
    return all_of_it


def claims_of(asked: Asked) -> int:
    """How many claims fit, wherever they are."""
    lists = lists_of(asked.release)
    layers = (layer for layer in asked.selections if layer.holds_claims)
    return sum(_size(lists, asked, layer, whole=True) for layer in layers)


def _by_index(lists: Lists, asked: Asked, layer: Layer, into: Found) -> None:
    """A layer whose records have the coordinates of their places themselves, so that a list can be asked for them."""
    on_map = asked.on_map(layer)
    places = _few(lists, asked, layer)
    if places is None:
        into.grids[layer] = grid_of(lists, asked, on_map)
    else:
        _add(into.on, layer, places)
        into.points |= points(asked.release.dataset, layer.homes, {URIRef(str(each)) for each in places})
    off = tallies(lists, asked, layer, asked.off_map(layer))
    _add(into.off, layer, off)
    if asked.box:
        total, on = (_size(lists, asked, layer, whole=whole) for whole in (True, False))
        into.outside[layer] = total - on - sum(tally.count for tally in off.values())


def _few(lists: Lists, asked: Asked, layer: Layer) -> Places | None:
    """The records by place; None where the places are too many."""
    try:
        places = tallies(lists, asked, layer, asked.on_map(layer))
    except TooManyValues:
        return None
    return places if len(places) <= MOST_PLACES else None


def _size(lists: Lists, asked: Asked, layer: Layer, *, whole: bool) -> int:
    selected = asked.selections[layer] if whole else asked.on_map(layer)
    return lists.page(replace(selected, limit=1))[1]


def _by_places(lists: Lists, asked: Asked, layer: Layer, into: Found) -> None:
    """A layer of which only the places tell where they lie."""
    places = tallies(lists, asked, layer, asked.selections[layer])
    known = points(asked.release.dataset, layer.homes, {URIRef(place) for place in places if place is not None})
    inside = {place for place, point in known.items() if asked.box is None or asked.box.holds(point)}
    into.points |= {place: known[place] for place in inside}
    _add(into.on, layer, {place: tally for place, tally in places.items() if place in inside})
    _add(into.off, layer, {place: tally for place, tally in places.items() if place not in known})
    if asked.box:
        into.outside[layer] = sum(tally.count for place, tally in places.items() if place in known.keys() - inside)


def _add(by_place: dict[str, Layered] | dict[str | None, Layered], layer: Layer, places: Places) -> None:
    for place, tally in places.items():
        by_place.setdefault(place, {})[layer] = tally  # type: ignore[arg-type]
