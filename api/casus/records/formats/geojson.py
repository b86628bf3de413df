"""Records with coordinates as GeoJSON (RFC 7946): the record's JSON is the properties of a Feature."""

import json
from collections.abc import Container, Iterator
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
    point = None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": record["id"], "geometry": point, "properties": record}


def feature_collection(listed: RecordList) -> Iterator[str]:
    """A FeatureCollection in pieces, with the release as a foreign member (section 6.1)."""
    head = json.dumps({"type": "FeatureCollection", "release": listed.release.id}, ensure_ascii=False)
    yield f'{head[:-1]}, "features": ['
    shown = {field.name for field in listed.fields}
    for number, record in enumerate(listed.records):
        written = json.dumps(feature(listed.selected.collection, record, shown), ensure_ascii=False)
        yield (",\n" if number else "\n") + written
    yield "\n]}\n"


def _record(page: RecordPage) -> str:
    shown = {field.name for field in page.fields}
    return json.dumps(feature(page.collection, page.record, shown), ensure_ascii=False)


def _coordinates(collection: Collection) -> frozenset[str]:
    return frozenset(field.name for field in collection.coordinates or ())


GEOJSON: Final = Format(
    Representation("geojson", "application/geo+json", ("application/vnd.geo+json",)),
    of_list=feature_collection,
    of_record=_record,
    fits=lambda collection: collection.coordinates is not None,
    needs=_coordinates,
)
