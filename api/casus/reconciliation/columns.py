"""Columns to be fetched (specification, section 7.3) with their settings (7.1): the schema reads and documents them."""

from dataclasses import dataclass
from typing import Any, Final

import marshmallow as ma

from casus.http.parameters import LanguageTag
from casus.model.json_schema import PLAIN_VALUE, Json, array, closed
from casus.reconciliation.entities import TEXT
from casus.reconciliation.request_fields import Count, ObjectSchema, OneOf, property_field
from casus.reconciliation.vocabulary import Property, Vocabulary

MOST_EXTENDED: Final = 200
"""Entities, and properties, of one query."""
SETTING: Final = closed(
    {
        "name": TEXT,
        "label": TEXT,
        "type": {"type": "string", "enum": ["number", "text", "checkbox", "select"]},
        "default": PLAIN_VALUE,
        "help_text": TEXT,
        "choices": array(closed({"value": TEXT, "name": TEXT})),
    },
    optional=["default", "help_text", "choices"],
)


@dataclass(frozen=True)
class ColumnSettings:
    """How the values of a column are shown."""

    limit: int = 0
    content: str = "id"
    language: str = ""


@dataclass(frozen=True)
class ExtensionColumn:
    """A property that is to be fetched."""

    property: Property
    settings: ColumnSettings = ColumnSettings()


@dataclass(frozen=True)
class ExtensionQuery:
    """Entities, and what is to be fetched of them."""

    ids: list[str]
    columns: list[ExtensionColumn]


_SETTINGS: Final = ObjectSchema.of(
    ColumnSettings,
    "ColumnSettings",
    {
        "limit": Count(
            0,
            10**18 - 1,
            text={"type": "string", "pattern": "^[0-9]{0,18}$"},
            allow_none=True,
            metadata={"title": "Limit", "description": "The most values of a cell; 0 for all"},
        ),
        "content": ma.fields.String(
            validate=OneOf(["id", "label"], ["Its id", "Its label"]),
            metadata={"title": "Content", "description": "What stands for a code of a closed list"},
        ),
        "language": LanguageTag(
            allow_none=True,
            metadata={
                "title": "Language",
                "description": "Language of texts, such as ar; empty: names in English, other names in all languages",
            },
        ),
    },
)


def extension_field(vocabulary: Vocabulary) -> ma.fields.Nested:
    """An ExtensionQuery."""
    column = ObjectSchema.of(
        ExtensionColumn,
        "ExtensionColumn",
        {
            "id": property_field(vocabulary),
            "name": ma.fields.Raw(allow_none=True, post_load=lambda _: None, metadata={"description": "Ignored."}),
            "settings": ma.fields.Nested(_SETTINGS, allow_none=True),
        },
    )
    most = ma.validate.Length(max=MOST_EXTENDED)
    query = ObjectSchema.of(
        ExtensionQuery,
        "ExtensionQuery",
        {
            "ids": ma.fields.List(
                ma.fields.String(),
                required=True,
                validate=most,
                metadata={"description": "The ids of the entities."},
            ),
            "properties": ma.fields.List(ma.fields.Nested(column), required=True, validate=most, attribute="columns"),
        },
    )
    return ma.fields.Nested(query)


def settings() -> list[Json]:
    """The settings of a column as the manifest lists them, each as SETTING says."""
    return [_setting(name, field) for name, field in _SETTINGS.fields.items()]


def _setting(name: str, field: ma.fields.Field[Any]) -> Json:
    choices = [pair for validator in field.validators if isinstance(validator, OneOf) for pair in validator.options()]
    return {
        "name": name,
        "label": field.metadata["title"],
        "type": "select" if choices else "number" if isinstance(field, Count) else "text",
        "default": getattr(ColumnSettings(), name),
        "help_text": field.metadata["description"],
        **({"choices": [{"value": value, "name": label} for value, label in choices]} if choices else {}),
    }
