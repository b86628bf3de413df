"""The model as JSON Schema 2020-12, for the OpenAPI 3.1 document: closed, with enums and examples."""

from collections.abc import Container
from typing import Any, Final

from casus.model.fields import Field, Kind
from casus.model.types import Model, RecordType

Json = dict[str, Any]
Schema = Json

STRING: Final[Schema] = {"type": "string"}
STRING_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
DAY_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date"}
URL: Final[Schema] = {"type": "string", "format": "uri"}
URL_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "uri"}

_PLAIN: dict[Kind, Schema] = {
    Kind.STRING: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.IRI: {"type": "string", "format": "iri"},
    Kind.TEXTS: {"$ref": "#/components/schemas/Text"},
}

_LANGUAGE_MAP: Schema = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "Text by language tag (BCP 47).",
}


def components(model: Model) -> dict[str, Schema]:
    """Every schema of the API by its name.

    A record type has three: `State` is a record's page, `StateItem` a list's item (embedded records referenced),
    `ParticipationEmbedded` the record inside another's page. A type with types below it is one of those.
    """
    schemas = {
        "Text": closed({"value": {"type": "string"}, "language": {"type": "string"}}, "Text in a language."),
        "Reference": reference(model),
        "ClaimReference": _claim_reference(model),
    }
    embedded = {field.target for record_type in model.types.values() for field in record_type.fields if field.embed}
    schemas |= {_code_name(name): _code(name, codes) for name, codes in model.codes.items()}
    for record_type in model.types.values():
        if not model.has_page(record_type.cls):
            schemas[record_type.name] = _node(model, record_type)
    for collection in model.collections.values():
        for record_type in collection.types:
            name = record_type.name
            page = {**_record(model, record_type, full=True), **_page_members()}
            schemas[name] = _selectable(page, record_type)
            schemas[f"{name}Item"] = _selectable(_record(model, record_type, full=False), record_type)
            if record_type.cls in embedded:
                schemas[f"{name}Embedded"] = closed(_record(model, record_type, full=True), record_type.description)
        if collection.subtypes:
            for suffix in ("", "Item"):
                schemas[f"{collection.type.name}{suffix}"] = _one_of(collection.subtypes, suffix)
    return {name: schemas[name] for name in sorted(schemas)}


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
    """A record of which ?fields= may show a part; every field is there without it."""
    return closed(properties, record_type.description, optional=record_type.field)


def reference(model: Model) -> Schema:
    names = sorted(t.name for t in model.types.values() if model.has_page(t.cls))
    return closed(
        {
            "id": {"type": ["string", "null"]},
            "iri": {"type": "string", "format": "uri"},
            "type": {"type": ["string", "null"], "enum": [*names, None]},
            "label": {"type": ["string", "null"]},
            "href": {"type": ["string", "null"], "format": "uri"},
        },
        "Another record.",
    )


def _claim_reference(model: Model) -> Schema:
    schema = reference(model)
    status = {
        collection.truthy.name: _field(model, collection.truthy, full=False)
        for collection in model.collections.values()
        if collection.truthy is not None
    }
    return closed({**schema["properties"], **status}, "Another record, a claim, with how far it stands.")


def _code_name(code_list: str) -> str:
    return "".join(part.capitalize() for part in code_list.split("-")) + "Code"


def _code(code_list: str, codes: tuple[str, ...]) -> Schema:
    return closed(
        {
            "id": {"type": "string", "enum": list(codes)},
            "iri": {"type": "string", "format": "uri"},
            "label": {"type": ["string", "null"]},
            "href": {"type": "string", "format": "uri"},
        },
        f"A code of the list {code_list}; /v1/codes/{code_list} defines each.",
    )


def _fields(model: Model, record_type: RecordType, *, full: bool) -> dict[str, Schema]:
    return {field.name: _field(model, field, full=full) for field in record_type.fields}


def _field(model: Model, field: Field, *, full: bool) -> Schema:
    about: Schema = {"description": field.description, "title": field.label}
    if field.kind is Kind.LABELS:
        return {**_LANGUAGE_MAP, **about}
    value = _value(model, field, full=full)
    if field.multiple:
        return {"type": "array", "items": value, **about}
    if field.required and not field.derived:
        return {**value, **about}
    if "$ref" in value:
        return {"anyOf": [value, {"type": "null"}], **about}
    return {**value, "type": [value["type"], "null"], **about}


def _value(model: Model, field: Field, *, full: bool) -> Schema:
    if field.kind is Kind.CODE and field.code_list:
        return {"$ref": f"#/components/schemas/{_code_name(field.code_list)}"}
    if field.kind is Kind.NODE:
        return {"$ref": f"#/components/schemas/{_name(model, field)}"}
    if field.kind is Kind.REFERENCE:
        if model.embeds(field, full=full):
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
    properties = {"iri": {"type": "string", "format": "uri"}, **_fields(model, record_type, full=True)}
    return closed(properties, record_type.description)


def _record(model: Model, record_type: RecordType, *, full: bool) -> dict[str, Schema]:
    return {
        "id": {"type": "string", "description": "The slug, stable for ever."},
        "iri": {"type": "string", "format": "uri", "description": "The identifier in RDF."},
        "type": {"type": "string", "const": record_type.name},
        "label": {"type": ["string", "null"], "description": "The English name."},
        "href": {"type": "string", "format": "uri", "description": "Where the record's page is."},
        **_fields(model, record_type, full=full),
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
