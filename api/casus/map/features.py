"""A map as GeoJSON (RFC 7946): a feature for each place or cell, and what has no point beside them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from rdflib import Literal, URIRef

from casus.map.asked import Asked
from casus.map.cells import Grid
from casus.map.found import Found, Layered
from casus.map.layers import Layer
from casus.map.records import AtPlaces, records_of
from casus.map.tally import Tally
from casus.model.json_schema import Json
from casus.records.brief import said
from casus.records.description import Description
from casus.records.formats.geojson import point
from casus.records.names import Name, names_of
from casus.records.record_json import code, reference
from casus.terms.names import slug_of
from casus.terms.namespaces import CASUS, as_iri

MOST_OFF: Final = 300
"""Places without a point that are listed."""
NO_PLACE, NO_POINT = "no-place", "no-point"


def feature_collection(asked: Asked, found: Found) -> Json:
    """The features, the layers, what is off the map; the most frequent places first."""
    writer = _Writer(asked, found)
    features = [*writer.cells(), *writer.places()]
    off = [*writer.off_map()]
    ends = [feature["geometry"]["coordinates"] for feature in features]
    wide, tall = zip(*ends, strict=True) if ends else ((), ())
    return {
        "type": "FeatureCollection",
        **({"bbox": [min(wide), min(tall), max(wide), max(tall)]} if ends else {}),
        "layers": [_layer(asked, found, layer) for layer in asked.selections],
        "features": features,
        "off_map_places": off[:MOST_OFF],
        "off_map_place_count": len(off),
    }


def _layer(asked: Asked, found: Found, layer: Layer) -> Json:
    on, off = ([each[layer] for each in places.values() if layer in each] for places in (found.on, found.off))
    grid = found.grids.get(layer)
    cells = sum(cell.records for cell in grid.cells.values()) if grid else 0
    sure = sum(grid.certain.values()) if grid else 0
    counts: Json = {"on_map": sum(tally.count for tally in on) + cells, "off_map": sum(tally.count for tally in off)}
    if asked.period is not None:
        counts["certain"] = sum(tally.certain for tally in (*on, *off)) + sure
    if asked.box is not None:
        counts["outside"] = found.outside[layer]
    return {
        "layer": layer.name,
        "label": layer.record_type.label,
        "collection": layer.collection.name,
        "type": layer.record_type.name,
        **counts,
        "cell_degrees": grid.size if grid else None,
    }


class _Writer:
    def __init__(self, asked: Asked, found: Found) -> None:
        self._asked, self._found = asked, found
        self._records: AtPlaces = records_of(asked, found)
        places = [URIRef(place) for place in (*found.on, *found.off) if place is not None]
        fields = [f for layer in asked.selections if (f := layer.tells_precision_of_points) is not None]
        self._precision = fields[0].path[0].predicate if fields else CASUS.coordinatePrecision
        self._places: Description = said(asked.release.dataset, places, [self._precision, CASUS.coordinateNote])
        self._names: dict[URIRef, Name] = names_of(asked.release).of(self._named(places))

    def _named(self, places: list[URIRef]) -> set[URIRef]:
        precisions = (self._places.one(place, self._precision) for place in places)
        every = (each for at in (self._found.on, self._found.off) for each in at.values())
        tallies = [tally for layered in every for tally in layered.values()]
        counted = {URIRef(iri) for tally in tallies for iri in (*tally.actors, *tally.statuses)}
        return {*places, *counted, *(as_iri(each) for each in precisions if each is not None)}

    def places(self) -> Iterator[Json]:
        for place, layered in sorted(self._found.on.items(), key=_most):
            shown = point(*self._found.points[place])
            yield {"type": "Feature", "id": self._id(place), "geometry": shown, "properties": self._at(place, layered)}

    def cells(self) -> Iterator[Json]:
        for layer, grid in self._found.grids.items():
            for place, cell in sorted(grid.cells.items(), key=lambda each: (-each[1].records, each[0])):
                counted = self._tally(layer, Tally(cell.records, grid.certain.get(place, 0)), [])
                yield {
                    "type": "Feature",
                    "id": f"cells/{grid.size:g}/{place[0]}/{place[1]}",
                    "bbox": _corners(grid, place),
                    "geometry": point(round(cell.latitude, 4), round(cell.longitude, 4)),
                    "properties": {"place": None, "coordinate_precision": None, "layers": [counted]},
                }

    def off_map(self) -> Iterator[Json]:
        for place, layered in sorted(self._found.off.items(), key=_most):
            at = self._at(place, layered)
            note = {} if place is None else self._note(URIRef(place))
            yield {"reason": NO_PLACE if place is None else NO_POINT, **at, "coordinate_note": note}

    def _at(self, place: str | None, layered: Layered) -> Json:
        iri = None if place is None else URIRef(place)
        precision = None if iri is None else self._places.one(iri, self._precision)
        return {
            "place": iri and self._reference(iri),
            "coordinate_precision": None if precision is None else self._code(as_iri(precision)),
            "layers": [
                self._tally(layer, tally, self._records.get((layer, place), [])) for layer, tally in layered.items()
            ],
        }

    def _tally(self, layer: Layer, tally: Tally, records: list[Json]) -> Json:
        shown = records[: self._asked.records_at_a_place]
        counted: Json = {"layer": layer.name, "count": tally.count}
        if self._asked.period is not None:
            counted["certain"] = tally.certain
        if layer.holds_claims:
            counted["statuses"] = {slug_of(status): count for status, count in sorted(tally.statuses.items())}
            counted["actors"] = [*self._actors(tally.actors, tally.certain_actors)]
        return {**counted, "records": shown, "more": tally.count - len(shown)}

    def _actors(self, counts: Counter[str], certain: Counter[str]) -> Iterator[Json]:
        for actor, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            sure = {"certain": certain[actor]} if self._asked.period is not None else {}
            yield {"actor": self._reference(URIRef(actor)), "count": count, **sure}

    def _note(self, place: URIRef) -> Json:
        """Why it has no point, by language."""
        notes = self._places.said_by(place).get(CASUS.coordinateNote, ())
        return dict(sorted((str(note.language), str(note)) for note in notes if isinstance(note, Literal)))

    def _id(self, place: str) -> str:
        return self._asked.release.model.id_of(place)

    def _reference(self, iri: URIRef) -> Json:
        return reference(self._asked.release.model, iri, self._names[iri], self._names, self._asked.language)

    def _code(self, iri: URIRef) -> Json:
        return code(iri, self._names[iri], self._asked.language)


def _most(each: tuple[Any, Layered]) -> tuple[bool, int, str]:
    place, layered = each
    return place is None, -sum(tally.count for tally in layered.values()), str(place)


def _corners(grid: Grid, place: tuple[int, int]) -> list[float]:
    """West, south, east, north."""
    (column, row), size = place, grid.size
    west, south = column * size, row * size
    return [max(-180.0, west), max(-90.0, south), min(180.0, west + size), min(90.0, south + size)]
