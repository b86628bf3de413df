"""What the W3C Entity Reconciliation API 0.2 says of answers, as schemas of our own from its text."""

from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]

NAMED: Json = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string", "minLength": 1}, "name": {"type": "string", "minLength": 1}},
}
# Section 4.2
RESULTS: Json = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    **NAMED,
                    "required": ["id", "name", "score", "match", "type"],
                    "properties": {
                        **NAMED["properties"],
                        "description": {"type": "string"},
                        "type": {"type": "array", "items": NAMED},
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "features": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["id", "value"],
                                "properties": {"id": {"type": "string"}, "value": {"type": ["number", "boolean"]}},
                            },
                        },
                    },
                    "additionalProperties": False,
                },
            }
        },
    },
}
# Section 7.4
CELL: Json = {
    "type": "object",
    "oneOf": [
        {"required": ["id", "name"], "maxProperties": 2},
        {"required": ["str"], "maxProperties": 1},
        {"required": ["int"], "maxProperties": 1},
        {"required": ["float"], "maxProperties": 1},
        {"required": ["date"], "maxProperties": 1},
    ],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "str": {"type": "string"},
        "int": {"type": "integer"},
        "float": {"type": "number"},
        "date": {"type": "string", "pattern": r"^-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    },
}
EXTENSION: Json = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": {**NAMED, "properties": {**NAMED["properties"], "type": NAMED}}},
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": CELL}},
        },
    },
}
SETTING: Json = {
    "type": "object",
    "required": ["name", "label", "type"],
    "properties": {
        **{member: {"type": "string", "minLength": 1} for member in ("name", "label", "help_text")},
        "choices": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["value", "name"],
                "properties": {"value": {"type": "string"}, "name": {"type": "string"}},
            },
        },
    },
    "oneOf": [
        {"properties": {"type": {"const": "number"}, "default": {"type": "number"}}},
        {"properties": {"type": {"const": "text"}, "default": {"type": "string"}}},
        {"properties": {"type": {"const": "checkbox"}, "default": {"type": "boolean"}}},
        {"properties": {"type": {"const": "select"}, "default": {"type": "string"}}, "required": ["choices"]},
    ],
}
# Section 3.1
TEMPLATE: Json = {"type": "string", "pattern": r"\{\{id\}\}"}
SERVICE: Json = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {"service_url": {"type": "string"}, "service_path": {"type": "string"}},
}
MANIFEST: Json = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        **{member: {"type": "string", "minLength": 1} for member in ("name", "documentation", "serviceVersion")},
        "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string", "format": "uri"},
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {"type": "object", "additionalProperties": SERVICE},
        "extend": {
            "type": "object",
            "properties": {
                "propose_properties": SERVICE,
                "property_settings": {"type": "array", "items": SETTING},
            },
        },
        "batchSize": {"type": "integer", "minimum": 1},
    },
}
# Sections 6.2 and 7.2
ENTITIES: Json = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {
            "type": "array",
            "items": {
                **NAMED,
                "properties": {
                    **NAMED["properties"],
                    "description": {"type": "string"},
                    "notable": {"type": "array", "items": NAMED},
                },
                "additionalProperties": False,
            },
        }
    },
}
DESCRIBED: Json = {**NAMED, "properties": {**NAMED["properties"], "description": {"type": "string"}}}
PROPERTIES: Json = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": DESCRIBED}},
}
TYPE: Json = {
    **DESCRIBED,
    "properties": {**DESCRIBED["properties"], "broader": {"type": "array", "items": DESCRIBED}},
}
TYPES: Json = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": TYPE}},
}
PROPOSALS: Json = {
    "type": "object",
    "required": ["properties"],
    "properties": {
        "properties": {"type": "array", "items": DESCRIBED},
        "type": {"type": "string"},
        "limit": {"type": "number"},
    },
}


def is_valid(schema: Json, answer: Any) -> bool:
    Draft202012Validator(schema).validate(answer)
    return True
