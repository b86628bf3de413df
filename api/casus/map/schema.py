"""What the map answers, as JSON Schema."""

from typing import Final

from casus.http.paging import RELEASED
from casus.map.features import NO_PLACE, NO_POINT
from casus.map.layers import TYPES
from casus.model.json_schema import (
    CODE_OR_NULL,
    DAY_OR_NULL,
    LANGUAGE_MAP,
    STRING,
    STRING_OR_NULL,
    URL,
    Json,
    array,
    closed,
)
from casus.records.period import Match
from casus.terms.namespaces import BOUNDS

_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
_CERTAIN: Final[Json] = {**_COUNT, "description": "With at, from or to: of how many it is certain."}
_REFERENCE: Final[Json] = {"$ref": "#/components/schemas/Reference"}
_REFERENCE_OR_NULL: Final[Json] = {"anyOf": [_REFERENCE, {"type": "null"}]}
_BOX: Final[Json] = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
    "description": "West, south, east, north, in degrees.",
}
_RECORD: Final = closed(
    {
        "id": STRING,
        "type": STRING,
        "label": STRING_OR_NULL,
        "match": {**STRING, "enum": [each.value for each in Match], "description": "With at, from or to."},
        "status": {**CODE_OR_NULL, "description": "Of a claim."},
        "subtype": {**CODE_OR_NULL, "description": "The kind of event, of control, of deployment."},
        "actors": array(_REFERENCE),
        "place_precision": {**CODE_OR_NULL, "description": "How exactly it is known where it happened."},
        "when": STRING_OR_NULL,
        **dict.fromkeys(BOUNDS, DAY_OR_NULL),
        "end_known": CODE_OR_NULL,
    },
    optional={"match"},
)
_ACTOR: Final = closed({"actor": _REFERENCE, "count": _COUNT, "certain": _CERTAIN}, optional={"certain"})
_TALLY: Final = closed(
    {
        "layer": {**STRING, "enum": [*TYPES]},
        "count": _COUNT,
        "certain": _CERTAIN,
        "statuses": {"type": "object", "additionalProperties": _COUNT, "description": "Of claims, by status."},
        "actors": {**array(_ACTOR), "description": "Of claims: who holds or deploys, and in how many."},
        "records": array({"$ref": "#/components/schemas/MapRecord"}),
        "more": {**_COUNT, "description": "How many more there are than `records`."},
    },
    "The records of a layer at a place.",
    optional={"certain", "statuses", "actors"},
)
_AT: Final[Json] = {
    "place": {**_REFERENCE_OR_NULL, "description": "Null: a cell, or without a place."},
    "coordinate_precision": {**CODE_OR_NULL, "description": "How well the point stands for the place."},
    "layers": {**array({"$ref": "#/components/schemas/MapTally"}), "description": "Those of which it has records."},
}
_OFF: Final = closed(
    {
        "reason": {**STRING, "enum": [NO_POINT, NO_PLACE], "description": "The place has no point, or there is none."},
        **_AT,
        "coordinate_note": {**LANGUAGE_MAP, "description": "Why the place has no point, by language."},
    }
)
_POINT: Final = closed(
    {
        "type": {**STRING, "const": "Point"},
        "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    }
)
_FEATURE: Final = closed(
    {
        "type": {**STRING, "const": "Feature"},
        "id": STRING,
        "bbox": {**_BOX, "description": "Of a cell of a grid: its sides."},
        "geometry": _POINT,
        "properties": closed(_AT),
    },
    optional={"bbox"},
)
_LAYER: Final = closed(
    {
        "layer": {**STRING, "enum": [*TYPES]},
        "label": STRING,
        "collection": STRING,
        "type": STRING,
        "on_map": {**_COUNT, "description": "Records, once for each of their places, that the features count."},
        "off_map": {**_COUNT, "description": "Those that have no place, or a place without a point."},
        "certain": _CERTAIN,
        "outside": {**_COUNT, "description": "With bbox: those that lie outside of it."},
        "cell_degrees": {
            "type": ["number", "null"],
            "description": "The size of the cells in which the layer is counted; null: it is shown by place.",
        },
    },
    optional={"certain", "outside"},
)
COMPONENTS: Final = {"MapRecord": _RECORD, "MapTally": _TALLY}
MAP: Final = closed(
    {
        "type": {**STRING, "const": "FeatureCollection"},
        "bbox": {**_BOX, "description": "Of the features; absent where there are none."},
        "layers": array(_LAYER),
        "features": array(_FEATURE),
        "off_map_places": array(_OFF),
        "off_map_place_count": {**_COUNT, "description": "How many `off_map_places` there are if none is left out."},
        "links": closed({"self": URL, "queries": {"type": "object", "additionalProperties": URL}}),
        **RELEASED,
    },
    optional={"bbox"},
)
