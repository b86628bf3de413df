"""Which records lie somewhere: by the filters that lead to coordinates; and where it is."""

from collections.abc import Collection as Some
from collections.abc import Iterable
from typing import Final

from rdflib import URIRef

from casus.model.types import Collection, Model
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import values

_AT_ONCE: Final = 2_000

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


def located(model: Model, collection: Collection) -> dict[str, list[Collection]]:
    """The filters that lead to records with coordinates, and the collections where these are."""
    homes = {name: model.collections_of(field.classes) for name, field in collection.filters.items()}
    found = {name: [home for home in each if home.coordinates] for name, each in homes.items()}
    return {name: each for name, each in found.items() if each}


def points(dataset: ReleaseDataset, homes: Iterable[Collection], iris: Some[URIRef]) -> dict[str, Point]:
    """Where those of the records lie of which it is known, by their IRIs; `homes` are their collections."""
    found: dict[str, Point] = {}
    for home in homes:
        own = sorted(iri for iri in iris if iri.startswith(home.base))
        latitude, longitude = (field.path.n3() for field in home.coordinates or ())
        for begin in range(0, len(own), _AT_ONCE):
            these = values("id", own[begin : begin + _AT_ONCE])
            query = f"SELECT ?id ?lat ?long WHERE {{ {these} ?id {latitude} ?lat ; {longitude} ?long }}"
            for iri, lat, long in dataset.select(query):
                found[str(iri)] = float(str(lat)), float(str(long))
    return found
