"""Counts on a map (GeoJSON, RFC 7946): a Feature for each row, a point where the record lies that the row names."""

from collections.abc import Iterator, Sequence
from typing import Final

from rdflib import URIRef

from casus.counts.by import located
from casus.counts.rows import Count, Row
from casus.http.paging import RELEASED
from casus.http.problems import InvalidParameters
from casus.model.json_schema import Json, array, closed
from casus.model.types import Collection
from casus.records.formats.geojson import point
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import values
from casus.terms.namespaces import as_iri

_AT_ONCE: Final = 2_000


def place_of(count: Count) -> str:
    """The first field of those counted by that leads to records with coordinates. Raises InvalidParameters."""
    places = located(count.release.model, count.selected.collection)
    found = next((name for name in count.names if name in places), None)
    if found is None:
        detail = "leads to nothing that has coordinates, which format=geojson needs; count by one of these too"
        raise InvalidParameters.of("by", ",".join(count.names), detail, allowed=sorted(places))
    return found


def features(count: Count, rows: Sequence[Row], name: str, language: str) -> Iterator[Json]:
    """The rows as Features, at the records of the field; what has no coordinates has no geometry (section 3.2)."""
    at = count.names.index(name)
    homes = located(count.release.model, count.selected.collection)[name]
    points = _points(count.release.dataset, homes, {as_iri(str(row.values[at])) for row in rows if row.values[at]})
    for row, properties in zip(rows, count.shown(rows, language), strict=True):
        yield {"type": "Feature", "geometry": points.get(str(row.values[at])), "properties": properties}


def points_of(row: Json) -> Json:
    """The schema of the rows as points."""
    at = {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 2,
        "maxItems": 2,
        "description": "Longitude, latitude.",
    }
    geometry = closed({"type": {"type": "string", "const": "Point"}, "coordinates": at})
    feature = {"geometry": {"anyOf": [geometry, {"type": "null"}]}, "properties": row}
    features = array(closed({"type": {"type": "string", "const": "Feature"}, **feature}))
    collection = {"type": "string", "const": "FeatureCollection"}
    return closed({"type": collection, "release": RELEASED["release"], "features": features})


def _points(dataset: ReleaseDataset, homes: Sequence[Collection], iris: set[URIRef]) -> dict[str, Json | None]:
    """Where the records lie of which it is known, by their IRIs."""
    found: dict[str, Json | None] = {}
    for home in homes:
        own = sorted(iri for iri in iris if iri.startswith(home.base))
        latitude, longitude = (field.path.n3() for field in home.coordinates or ())
        for begin in range(0, len(own), _AT_ONCE):
            these = values("id", own[begin : begin + _AT_ONCE])
            query = f"SELECT ?id ?lat ?long WHERE {{ {these} ?id {latitude} ?lat ; {longitude} ?long }}"
            for iri, lat, long in dataset.select(query):
                found[str(iri)] = point(float(str(lat)), float(str(long)))
    return found
