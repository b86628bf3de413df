"""Records with coordinates as GeoJSON (RFC 7946): the record's JSON is the properties of a Feature."""

import json
from collections.abc import Iterable, Iterator

from casus.model.types import Collection
from casus.records.shaper import Json


def feature(collection: Collection, record: Json) -> Json:
    """The record as a Feature; its geometry is null where the coordinates are not known (section 3.2)."""
    latitude, longitude = (record[field.name] for field in collection.coordinates or ())
    point = None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": record["iri"], "geometry": point, "properties": record}


def feature_collection(collection: Collection, records: Iterable[Json], members: Json) -> Iterator[str]:
    """A FeatureCollection in pieces; `members` are those of the list that go beside it (section 6.1)."""
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)
    yield f'{head[:-1]}, "features": ['
    for number, record in enumerate(records):
        yield (",\n" if number else "\n") + json.dumps(feature(collection, record), ensure_ascii=False)
    yield "\n]}\n"
