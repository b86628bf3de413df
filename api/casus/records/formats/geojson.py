"""Records with coordinates as GeoJSON (RFC 7946): the record's JSON is the properties of a Feature."""

import json
from collections.abc import Container, Iterable, Iterator
from typing import Final

from casus.http.representations import Representation
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.formats.format import Format, RecordList, RecordPage


def feature(collection: Collection, record: Json, shown: Container[str]) -> Json:
    """The record as a Feature; its geometry is null where the coordinates are not known (section 3.2).

    `shown` are the names of its fields that were asked for: the coordinates may be none.
    """
    names = [field.name for field in collection.coordinates or ()]
    latitude, longitude = (record[name] for name in names)
    record = {name: value for name, value in record.items() if name not in names or name in shown}
    return {"type": "Feature", "id": record["id"], "geometry": point(latitude, longitude), "properties": record}


def point(latitude: float | None, longitude: float | None) -> Json | None:
    """The geometry of what lies there; None where it is not known."""
    known = latitude is not None and longitude is not None
    return {"type": "Point", "coordinates": [longitude, latitude]} if known else None


def feature_collection(release: str, features: Iterable[Json]) -> Iterator[str]:
    """A FeatureCollection in pieces, with the release as a foreign member (section 6.1)."""
    head = json.dumps({"type": "FeatureCollection", "release": release}, ensure_ascii=False)
    yield f'{head[:-1]}, "features": ['
    for number, each in enumerate(features):
        yield (",\n" if number else "\n") + json.dumps(each, ensure_ascii=False)
    yield "\n]}\n"


def _list(listed: RecordList) -> Iterator[str]:
    shown = {field.name for field in listed.fields}
    features = (feature(listed.selected.collection, record, shown) for record in listed.records)
    return feature_collection(listed.release.id, features)


def _record(page: RecordPage) -> str:
    shown = {field.name for field in page.fields}
    return json.dumps(feature(page.collection, page.record, shown), ensure_ascii=False)


def _coordinates(collection: Collection) -> frozenset[str]:
    return frozenset(field.name for field in collection.coordinates or ())


GEOJSON: Final = Format(
    Representation("geojson", "application/geo+json", ("application/vnd.geo+json",)),
    of_list=_list,
    of_record=_record,
    fits=lambda collection: collection.coordinates is not None,
    needs=_coordinates,
)
