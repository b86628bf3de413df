"""Parts of the schemas of requests: objects, and values that clients may write in more than one form."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, cast

import marshmallow as ma

from casus.http.parameters import Fields
from casus.model.json_schema import PLAIN_VALUE, Json
from casus.reconciliation.vocabulary import Property, Vocabulary

_EMPTY: Final[Json] = {"type": "string", "maxLength": 0}
_BESIDE: Final = ("title", "description", "default", "example")


class ObjectSchema(ma.Schema):
    """A JSON object of which something is made; null is as without the member, and an unknown member is refused."""

    error_messages = {"type": "Not an object."}  # noqa: RUF012  (as in the base class)
    made: Callable[..., Any]

    @classmethod
    def of(cls, made: Callable[..., Any], name: str, fields: Fields, **options: Any) -> "ObjectSchema":
        """The schema of that name in the OpenAPI document; what its fields read are the arguments of `made`."""
        schema = cast(ObjectSchema, cls.from_dict(fields, name=name)(**options))
        schema.made = made
        schema.error_messages["unknown"] = refusal("Unknown member.", fields)  # type: ignore[assignment]
        return schema

    @ma.post_load
    def _make(self, data: Json, **_: Any) -> Any:
        return self.made(**{name: value for name, value in data.items() if value is not None})


def refusal(detail: str, allowed: Iterable[str]) -> Json:
    """A message with what is allowed instead."""
    return {"detail": detail, "allowed": list(allowed)}


class OneOf(ma.validate.OneOf):
    """One of the choices; what is none of them is refused with them."""

    def __call__(self, value: Any) -> Any:
        if value not in self.choices:
            raise ma.ValidationError([refusal(f"There is no '{value:.60}'.", self.choices)])
        return value


class OneOrMany(ma.fields.List[Any]):
    """A list, of which clients may send the only member bare; empty texts are left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> list[Any]:
        given = value if isinstance(value, list) else [value]
        return [one for one in super()._deserialize(given, attr, data, **options) if one != ""]


class Count(ma.fields.Integer):
    """A whole number, or its digits; an empty text is as without it."""

    def __init__(self, least: int, most: int, *, text: Json = _EMPTY, **options: Any) -> None:
        """`text` is the JSON Schema of the texts that are allowed beside the number."""
        super().__init__(validate=ma.validate.Range(least, most), **options)
        self.text = text

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **options: Any) -> Any:
        return super().deserialize(ma.missing if value == "" else value, attr, data, **options)

    def _validated(self, value: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


def property_field(vocabulary: Vocabulary) -> ma.fields.String:
    """A property, by its id or by the short name of its scheme."""

    def known(name: str) -> Property:
        found = vocabulary.property(name)
        if found is None:
            raise ma.ValidationError([refusal(f"There is no property '{name:.60}'.", vocabulary.properties)])
        return found

    about = {"description": "The id of a property."}
    return ma.fields.String(required=True, attribute="property", post_load=known, metadata=about)


def value_field() -> ma.fields.Raw:
    """A property value as text: an entity is its id (specification, section 2.4)."""

    def text(value: Any) -> str:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            return str(value["id"])
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int | float):
            return str(value).strip()
        raise ma.ValidationError("Not a text, a number, a truth value or an entity with an id.")

    entity = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    return ma.fields.Raw(post_load=text, metadata={"oneOf": [*PLAIN_VALUE["oneOf"], entity]})


def other_forms(converter: Any, field: ma.fields.Field[Any], ret: Json) -> Json:
    """For the converter of apispec (6.10), which knows no field that is written in one form or another."""
    if not isinstance(field, OneOrMany | Count):
        return {}
    beside: Json = {name: ret.pop(name) for name in _BESIDE if name in ret}
    forms = [dict(ret), ret["items"] if isinstance(field, OneOrMany) else field.text]
    ret.clear()
    return {**beside, "anyOf": forms}
