"""Kinds of parameters that several paths take, each with its place in the OpenAPI document."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import marshmallow as ma

from casus.http.limits import CURSOR_CHARS, FILTER_VALUES, IDENTIFIER_CHARS
from casus.http.representations import Representation
from casus.model.json_schema import STRING, Json
from casus.settings import Settings

Fields = dict[str, ma.fields.Field[Any]]

_DAY: Final = r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TAG: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$"


def in_path(name: str, schema: Json = STRING, **more: Any) -> Json:
    """A part of a path, which the route reads, as the document has it."""
    return {"in": "path", "name": name, "required": True, "schema": schema, **more}


class PlainInteger(ma.fields.Integer):
    """A whole number as people write it; Python's int() takes 6_20 and Arabic digits too."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class LanguageTag(ma.fields.String):
    """A language tag in lower case, as the store has them: case means nothing in tags (RFC 5646, section 2.1.1)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        return str(super()._deserialize(value, attr, data, **options)).lower()


def between(least: int, most: int) -> ma.validate.Range:
    """A whole number from the least to the most."""
    return ma.validate.Range(least, most)


def choice(allowed: Iterable[str], description: str, **options: Any) -> ma.fields.String:
    """One of these."""
    return ma.fields.String(validate=ma.validate.OneOf(list(allowed)), metadata={"description": description}, **options)


def choices(allowed: Iterable[str], description: str, example: str | None = None) -> ma.fields.List[Any]:
    """Any of these; the parameter is repeated."""
    metadata: dict[str, Any] = {"description": f"{description} Repeated: any of them."}
    if example is not None:
        metadata["example"] = [example]
    return ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(list(allowed))), metadata=metadata)


def identifier(description: str, example: str | None = None, **options: Any) -> ma.fields.String:
    """What names one record: an id or IRI."""
    metadata = {"description": description, **({"example": example} if example is not None else {})}
    return ma.fields.String(validate=ma.validate.Length(1, IDENTIFIER_CHARS), metadata=metadata, **options)


def identifiers(description: str, example: str | None = None) -> ma.fields.List[Any]:
    """What names several records."""
    return ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(1, IDENTIFIER_CHARS)),
        validate=ma.validate.Length(max=FILTER_VALUES),
        metadata={"description": description, **({"example": [example]} if example is not None else {})},
    )


def day(description: str, **options: Any) -> ma.fields.String:
    """A day, a month or a year."""
    valid = ma.validate.Regexp(_DAY, error="a date is YYYY, YYYY-MM or YYYY-MM-DD")
    return ma.fields.String(validate=valid, metadata={"description": description, "example": "2020-01"}, **options)


def language(description: str) -> ma.fields.String:
    """?lang=."""
    return LanguageTag(
        validate=ma.validate.Regexp(_TAG, error="a language is a BCP 47 tag, such as ar, ru or zh-Hant"),
        metadata={"description": description, "example": "ar"},
    )


def representation(offers: Sequence[Representation]) -> ma.fields.String:
    """?format=."""
    return choice((offer.name for offer in offers), "The representation; it goes before the Accept header.")


def page(settings: Settings, things: str = "records", *, most: int | None = None, whole: bool = False) -> Fields:
    """?limit= and ?cursor=; `whole`: representations other than JSON hold all of the list unless a limit is given."""
    most = settings.page_limit_max if most is None else min(settings.page_limit_max, most)
    text = f"How many {things} a page has at most"
    text += (
        f": {settings.page_limit_default} in JSON; the other representations hold all {things} unless a limit is given."
        if whole
        else "."
    )
    default: dict[str, Any] = {} if whole else {"load_default": min(settings.page_limit_default, most)}
    return {
        "limit": PlainInteger(validate=between(1, most), metadata={"description": text}, **default),
        "cursor": ma.fields.String(
            validate=ma.validate.Length(1, CURSOR_CHARS),
            metadata={"description": "Where the page begins: copy it from links.next of the page before."},
        ),
    }
