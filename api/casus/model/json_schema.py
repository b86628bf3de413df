"""The model as JSON Schema 2020-12, for the OpenAPI 3.1 document: closed, with enums and examples."""

from collections.abc import Container
from typing import Any, Final

from casus.model.fields import Field, Kind
from casus.model.types import Model, RecordType, inside
from casus.terms.namespaces import RECORD

Json = dict[str, Any]
Schema = Json

STRING: Final[Schema] = {"type": "string"}
STRING_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
DAY_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date"}
URL: Final[Schema] = {"type": "string", "format": "uri"}
URL_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "uri"}
TRUTH_OR_NUMBER: Final[Schema] = {"oneOf": [{"type": "boolean"}, {"type": "number"}]}
"""No list of types: generators of clients read one type, and null beside it (openapi-generator 7.17)."""
PLAIN_VALUE: Final[Schema] = {"oneOf": [*TRUTH_OR_NUMBER["oneOf"], STRING]}

_PLAIN: dict[Kind, Schema] = {
    Kind.STRING: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.IRI: {"type": "string", "format": "iri"},
    Kind.TEXTS: {"$ref": "#/components/schemas/Text"},
}

LANGUAGE_MAP: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "Text by language tag (BCP 47).",
}


def components(model: Model) -> dict[str, Schema]:
    """Every schema of the API by its name.

    A record type has three: `State` is a record's page, `StateItem` a list's item (what is inside it left out),
    `ParticipationEmbedded` the record inside another's page. A type with types below it is one of those.
    """
    schemas = {
        "Text": closed({"value": {"type": "string"}, "language": {"type": "string"}}, "Text in a language."),
        "Reference": reference(model),
        "ClaimReference": _claim_reference(model),
        "AnyCode": closed(
            {"id": {"type": "string"}, "label": STRING_OR_NULL}, "A code of a list that the field names."
        ),
    }
    schemas |= {_code_name(name): _code(name, codes) for name, codes in model.codes.items()}
    for record_type in model.types.values():
        if not model.has_page(record_type.cls):
            schemas[record_type.name] = _node(model, record_type)
    for collection in model.collections.values():
        for record_type in collection.types:
            name, shown = record_type.name, _record(model, record_type)
            schemas[name] = _selectable({**shown, **_page_members()}, record_type)
            match = {"match": {**STRING, "enum": ["certain", "possible"], "description": _MATCH}}
            schemas[f"{name}Item"] = _selectable({**shown, **(match if collection.is_dated else {})}, record_type)
            schemas |= _embedded(model, record_type)
        if collection.subtypes:
            for suffix in ("", "Item"):
                schemas[f"{collection.type.name}{suffix}"] = _one_of(collection.subtypes, suffix)
    return {name: schemas[name] for name in sorted(schemas)}


_MATCH: Final = "With at, from or to: whether it was so in that time for certain, or possibly."


def _embedded(model: Model, record_type: RecordType) -> dict[str, Schema]:
    """The record inside others, where it leads back to none of them."""
    outer = [f for t in model.types.values() for f in t.fields if f.embed and f.target == record_type.cls]
    if not outer:
        return {}
    within = [{field.name for field in inside(field, [record_type])} for field in outer]
    shown, always = set().union(*within), set.intersection(*within)
    identity = _identity(model, record_type)
    fields = {name: schema for name, schema in _fields(model, record_type).items() if name in shown}
    schema = closed({**identity, **fields}, record_type.description, optional={*(shown - always), "iri"})
    return {f"{record_type.name}Embedded": schema}


CODE: Final[Schema] = {"$ref": "#/components/schemas/AnyCode"}
CODE_OR_NULL: Final[Schema] = {"anyOf": [CODE, {"type": "null"}]}
"""The code of a list that the field names."""


def array(items: Schema, description: str = "") -> Schema:
    """A list of these."""
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def closed(properties: dict[str, Schema], description: str = "", *, optional: Container[str] = ()) -> Schema:
    """An object with these members, all there but for the optional ones, and no others."""
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return {**schema, "description": description} if description else schema


def _selectable(properties: dict[str, Schema], record_type: RecordType) -> Schema:
    """A record of which ?fields= may show a part."""
    return closed(properties, record_type.description, optional={*record_type.field, "match", "iri"})


def reference(model: Model) -> Schema:
    """What an answer says of a record that it refers to."""
    return closed(
        {**_reference(model), "status": _status(model)},
        "Another record; `status` is there if it is a claim.",
        optional={"status"},
    )


def _claim_reference(model: Model) -> Schema:
    return closed({**_reference(model), "status": _status(model)}, "Another record, a claim.")


def _reference(model: Model) -> dict[str, Schema]:
    names = sorted(t.name for t in model.types.values() if model.has_page(t.cls))
    return {
        "id": {"type": "string", "description": "`collection/slug`: filters take it, and its page is /v1/ and this."},
        "type": {"type": ["string", "null"], "enum": [*names, None]},
        "label": {"type": ["string", "null"]},
    }


def _status(model: Model) -> Schema:
    status = next((c.truthy for c in model.collections.values() if c.truthy is not None), None)
    return {"type": "object"} if status is None else _field(model, status)


def _code_name(code_list: str) -> str:
    return "".join(part.capitalize() for part in code_list.split("-")) + "Code"


def _code(code_list: str, codes: tuple[str, ...]) -> Schema:
    return closed(
        {"id": {"type": "string", "enum": list(codes)}, "label": {"type": ["string", "null"]}},
        f"A code of the list {code_list}; /v1/codes/{code_list} defines each.",
    )


def _fields(model: Model, record_type: RecordType) -> dict[str, Schema]:
    return {field.name: _field(model, field) for field in record_type.fields}


def _field(model: Model, field: Field) -> Schema:
    about: Schema = {"description": field.description, "title": field.label}
    if field.kind is Kind.LABELS:
        return {**LANGUAGE_MAP, **about}
    value = _value(model, field)
    if field.multiple:
        return {"type": "array", "items": value, **about}
    if field.required and not field.may_lack and not field.derived:
        return {**value, **about}
    if "$ref" in value:
        return {"anyOf": [value, {"type": "null"}], **about}
    return {**value, "type": [value["type"], "null"], **about}


def _value(model: Model, field: Field) -> Schema:
    if field.kind is Kind.CODE:
        return CODE if field.code_list is None else {"$ref": f"#/components/schemas/{_code_name(field.code_list)}"}
    if field.kind is Kind.NODE:
        return {"$ref": f"#/components/schemas/{_name(model, field)}"}
    if field.kind is Kind.REFERENCE:
        if field.embed:
            return {"$ref": f"#/components/schemas/{_name(model, field)}Embedded"}
        return {"$ref": f"#/components/schemas/{'Reference' if model.status_of(field) is None else 'ClaimReference'}"}
    schema = dict(_PLAIN[field.kind])
    if field.pattern:
        schema["pattern"] = field.pattern
    if field.minimum is not None:
        schema["minimum"] = field.minimum
    if field.maximum is not None:
        schema["maximum"] = field.maximum
    if field.example is not None and "$ref" not in schema:
        schema["examples"] = [field.example]
    return schema


def _name(model: Model, field: Field) -> str:
    return next(t.name for t in model.types.values() if t.cls == field.target)


def _node(model: Model, record_type: RecordType) -> Schema:
    return closed(_record(model, record_type), record_type.description, optional={"iri"})


def _record(model: Model, record_type: RecordType) -> dict[str, Schema]:
    return {**_identity(model, record_type), **_fields(model, record_type)}


def _identity(model: Model, record_type: RecordType) -> dict[str, Schema]:
    """What every record, and every node inside one, is known by."""
    iri = {"type": "string", "format": "uri", "description": f"The IRI, if it is not {RECORD} and the id."}
    own = {"iri": iri} if record_type.name in model.elsewhere else {}
    if not model.has_page(record_type.cls):
        return {"id": {"type": "string", "description": f"What it is known by, after {RECORD}."}, **own}
    return {
        "id": {
            "type": "string",
            "description": "`collection/slug`: the page is /v1/ and this"
            + ("." if own else f", the IRI {RECORD} and this."),
        },
        "type": {"type": "string", "const": record_type.name},
        "label": {"type": ["string", "null"], "description": "The name in English, or in the language asked for."},
        **own,
    }


def _page_members() -> dict[str, Schema]:
    return {
        "links": closed(dict.fromkeys(("self", "claims", "query"), URL_OR_NULL)),
        "release": {"type": "string", "description": "The release of the data."},
        "cite_as": {"type": "string", "description": "How to cite the record, with its release."},
    }


def _one_of(types: tuple[RecordType, ...], suffix: str) -> Schema:
    mapping = {t.name: f"#/components/schemas/{t.name}{suffix}" for t in types}
    return {
        "oneOf": [{"$ref": ref} for ref in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
