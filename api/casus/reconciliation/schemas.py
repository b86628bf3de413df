"""What the service is asked and answers, as JSON Schema, for the OpenAPI document; `requests` reads what is asked."""

from collections.abc import Iterable
from typing import Final

from casus.model.json_schema import Json, closed
from casus.reconciliation.requests import MOST_CANDIDATES, STRICT

_TEXT: Final[Json] = {"type": "string", "minLength": 1}
_URL: Final[Json] = {"type": "string", "format": "uri"}
_NAMED: Final[Json] = closed({"id": _TEXT, "name": _TEXT})


def _some(properties: Json, *required: str) -> Json:
    """An object of which only some members are always there."""
    return {**closed(properties), "required": list(required)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_CANDIDATE: Final = _some(
    {
        "id": {**_TEXT, "description": "Collection and slug; after the identifier space it is the IRI."},
        "name": _TEXT,
        "description": _TEXT,
        "type": _list(_NAMED),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "features": _list(closed({"id": _TEXT, "value": {"type": ["number", "boolean"]}})),
        "match": {"type": "boolean", "description": "Whether it is the one, beyond reasonable doubt."},
    },
    "id",
    "name",
    "type",
    "score",
    "features",
    "match",
)
_RESULTS: Final[Json] = {
    "type": "object",
    "description": "For every query of the batch its candidates, the best first.",
    "additionalProperties": closed({"result": _list(_CANDIDATE)}),
}
_CELL: Final[Json] = {
    "anyOf": [
        _NAMED,
        closed({"str": {"type": "string"}}),
        closed({"int": {"type": "integer"}}),
        closed({"float": {"type": "number"}}),
        closed({"date": {"type": "string", "format": "date-time"}}),
    ]
}
_EXTENSION: Final = closed(
    {
        "meta": _list(_some({"id": _TEXT, "name": _TEXT, "type": _NAMED}, "id", "name")),
        "rows": {
            "type": "object",
            "description": "By entity and property the values.",
            "additionalProperties": {"type": "object", "additionalProperties": _list(_CELL)},
        },
    },
    "Columns for entities.",
)
_SETTING: Final = _some(
    {
        "name": _TEXT,
        "label": _TEXT,
        "type": {"type": "string", "enum": ["number", "text", "checkbox", "select"]},
        "default": {"type": ["number", "string", "boolean"]},
        "help_text": _TEXT,
        "choices": _list(closed({"value": _TEXT, "name": _TEXT})),
    },
    "name",
    "label",
    "type",
)
_SERVICE: Final = closed({"service_url": _URL, "service_path": {"type": "string", "pattern": "^/"}})
_MANIFEST: Final = closed(
    {
        "versions": _list(_TEXT),
        "name": _TEXT,
        "identifierSpace": _URL,
        "schemaSpace": _URL,
        "defaultTypes": _list(_NAMED),
        "documentation": _URL,
        "serviceVersion": _TEXT,
        "view": closed({"url": _TEXT}),
        "preview": closed({"url": _TEXT, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": closed({"entity": _SERVICE, "property": _SERVICE, "type": _SERVICE}),
        "extend": closed({"propose_properties": _SERVICE, "property_settings": _list(_SETTING)}),
        "batchSize": {"type": "integer"},
    },
    "What the service offers.",
)
ANSWER: Final[Json] = {"anyOf": [_MANIFEST, _EXTENSION, _RESULTS]}
ENTITIES: Final = closed(
    {"result": _list(_some({"id": _TEXT, "name": _TEXT, "description": _TEXT, "notable": _list(_NAMED)}, "id", "name"))}
)
PROPERTIES: Final = closed({"result": _list(closed({"id": _TEXT, "name": _TEXT, "description": _TEXT}))})
TYPES: Final = closed({"result": _list(_some({"id": _TEXT, "name": _TEXT, "broader": _list(_NAMED)}, "id", "name"))})
PROPOSALS: Final = _some(
    {"properties": _list(_NAMED), "type": _TEXT, "limit": {"type": "integer", "minimum": 1}}, "properties"
)


def batch(types: Iterable[str], most: int) -> Json:
    """A batch of queries about entities of the types (specification, section 4.1)."""
    type_ = {"type": "string", "enum": list(types)}
    scalar = {"type": ["string", "number", "boolean"]}
    value = {"anyOf": [scalar, {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}]}
    condition = {
        "type": "object",
        "properties": {
            "pid": {"type": "string", "description": "The id of a property."},
            "v": {"anyOf": [value, _list(value)], "description": "A value, or some of which one should be there."},
        },
        "required": ["pid", "v"],
    }
    query = _some(
        {
            "query": {"type": "string", "description": "A name in any script, or an id."},
            "type": {"anyOf": [type_, _list(type_), {"enum": ["", None]}]},
            "type_strict": {"type": "string", "enum": list(STRICT)},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST_CANDIDATES},
            "properties": {"anyOf": [_list(condition), {"type": "null"}]},
        }
    )
    conditions = {"properties": {"properties": {"type": "array", "minItems": 1}}, "required": ["properties"]}
    return {
        "type": "object",
        "description": "Queries by keys of the client's choice.",
        "maxProperties": most,
        "additionalProperties": {**query, "anyOf": [{"required": ["query"]}, conditions]},
    }


def extension(most: int) -> Json:
    """A data extension query (section 7.3)."""
    settings = _some(
        {
            "limit": {
                "type": ["integer", "string", "null"],
                "minimum": 0,
                "maximum": 10**18 - 1,
                "pattern": "^[0-9]{0,18}$",
            },
            "content": {"type": "string", "enum": ["id", "label"]},
            "language": {"type": ["string", "null"]},
        }
    )
    column = _some(
        {
            "id": {"type": "string", "description": "The id of a property."},
            "name": {"description": "Ignored."},
            "settings": {"anyOf": [settings, {"type": "null"}]},
        },
        "id",
    )
    ids = {**_list({"type": "string"}), "maxItems": most, "description": "The ids of the entities."}
    return closed({"ids": ids, "properties": {**_list(column), "maxItems": most}})
