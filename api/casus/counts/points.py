"""Counts on a map (GeoJSON, RFC 7946): a Feature for each row, a point where the record lies that the row names."""

from collections.abc import Iterator, Sequence

from casus.counts.rows import Count, Row
from casus.http.paging import RELEASED
from casus.http.problems import InvalidParameters
from casus.model.json_schema import Json, array, closed
from casus.records.formats.geojson import point
from casus.records.located import located, points
from casus.terms.namespaces import as_iri


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
    found = points(count.release.dataset, homes, {as_iri(str(row.values[at])) for row in rows if row.values[at]})
    for row, properties in zip(rows, count.shown(rows, language), strict=True):
        place = found.get(str(row.values[at]))
        yield {"type": "Feature", "geometry": place and point(*place), "properties": properties}


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
