"""What a request for a map asks for: a selection of records for each layer, a box, a time."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any

from rdflib import URIRef

from casus.map.layers import OF_ANY_TIME, Layer, layers_of
from casus.records.filters import AnyOf, Between, Condition, Either, Not, box_of, conditions_of
from casus.records.located import Point
from casus.records.period import Match, Period
from casus.records.references import record
from casus.records.request import match, period
from casus.records.selection import Selection, Sort
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS

_BY_TIME = "earliest_start"


@dataclass(frozen=True)
class Box:
    """Part of the Earth, in degrees; a west that is greater than the east is beyond the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Whether it lies in the box."""
        latitude, longitude = point
        wide = self.west <= longitude <= self.east
        if self.west > self.east:
            wide = longitude >= self.west or longitude <= self.east
        return wide and self.south <= latitude <= self.north

    @property
    def width(self) -> float:
        """From west to east."""
        return (self.east - self.west) % 360 or 360.0


@dataclass(frozen=True)
class Asked:
    """The map that is asked for."""

    release: OpenRelease
    selections: dict[Layer, Selection]
    """By layer, in their order; without the box."""
    box: Box | None
    period: Period | None
    records_at_a_place: int
    """How many records of each layer a place shows at most."""
    language: str

    @classmethod
    def of(cls, release: OpenRelease, arguments: dict[str, Any]) -> "Asked":
        """What the arguments ask for. Raises InvalidParameters."""
        layers = release.once(_layers)
        time = period(arguments)
        names = arguments.get("layers") or (layers if time else OF_ANY_TIME)
        actors = tuple(record(release, "actors", value, [CASUS.Actor]) for value in arguments.get("actors", ()))
        return cls(
            release=release,
            selections={
                layer: _selection(release, layer, arguments, actors) for layer in layers.values() if layer.name in names
            },
            box=Box(*map(float, box_of(arguments["bbox"]))) if "bbox" in arguments else None,
            period=time,
            records_at_a_place=arguments["limit"],
            language=arguments.get("lang", "en"),
        )

    def on_map(self, layer: Layer) -> Selection:
        """Those of a layer, whose records have coordinates, that have some, in the box if there is one."""
        selected = self.selections[layer]
        if self.box is None:
            return _and(selected, _anywhere(layer))
        box = self.box
        text = ",".join(str(Decimal(str(each))) for each in (box.west, box.south, box.east, box.north))
        return _and(selected, *conditions_of(self.release, layer.collection, {"bbox": text}))

    def off_map(self, layer: Layer) -> Selection:
        """Those of such a layer that have none."""
        return _and(self.selections[layer], Not(_anywhere(layer)))

    def certain(self, selected: Selection) -> Selection | None:
        """Those that were so for certain in the time that is asked for; None without a time."""
        return None if self.period is None else replace(selected, match=Match.CERTAIN)


def _layers(release: OpenRelease) -> dict[str, Layer]:
    return layers_of(release.model)


def _selection(release: OpenRelease, layer: Layer, arguments: dict[str, Any], actors: tuple[URIRef, ...]) -> Selection:
    collection, status = layer.collection, layer.collection.truthy
    chosen = {name: value for name, value in arguments.items() if name in collection.filters and name != "actors"}
    conditions = [*conditions_of(release, collection, chosen)]
    if actors:
        named: list[Condition] = [AnyOf(field, actors) for field in layer.actors]
        conditions.append(reduce(Either, named))
    if status is not None and status.truthy is not None and arguments.get("truthy") == "true":
        conditions.append(AnyOf(status, (status.truthy,)))
    return Selection(
        collection=collection,
        conditions=tuple(conditions),
        chosen_types=() if layer.record_type is collection.type else (layer.record_type,),
        period=period(arguments),
        match=match(arguments),
        sort=Sort(_BY_TIME),
        limit=None,
    )


def _anywhere(layer: Layer) -> Condition:
    if layer.collection.coordinates is None:
        raise ValueError(f"records of the layer {layer.name} have no coordinates of their own")
    return Between(layer.collection.coordinates[0], Decimal(-90), Decimal(90))


def _and(selected: Selection, *conditions: Condition) -> Selection:
    return replace(selected, conditions=(*selected.conditions, *conditions))
