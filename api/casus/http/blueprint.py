"""Parameters are read strictly: what is unknown, given twice or not allowed is refused, with what is allowed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import wraps
from types import MappingProxyType
from typing import Any, Final

import marshmallow as ma
from flask import request
from flask_smorest import Blueprint
from webargs.fields import DelimitedList
from webargs.flaskparser import FlaskParser

from casus.http import parameters
from casus.http.current_release import opened
from casus.http.limits import ERRORS_SHOWN
from casus.http.parameters import Fields
from casus.http.problems import InvalidParameters, NotAcceptable, near_names
from casus.http.representations import HTML, JSON, Representation
from casus.terms.names import RELEASE_ID

_RELEASE_PATTERN: Final = f"^{RELEASE_ID.pattern}$"
RELEASE: Final = {
    "in": "query",
    "name": "release",
    "description": "The release to answer from; without it, the one that is served.",
    "required": False,
    "schema": {"type": "string", "pattern": _RELEASE_PATTERN},
}
"""The parameter of every path, for operations that list their parameters themselves."""
_LANGUAGE: Final = "Language of the page for people; English where it does not come in it."


class StrictParser(FlaskParser):
    """webargs for this API: an unknown parameter is refused, and every refusal says what is allowed."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": ma.RAISE}  # noqa: RUF012  (as in the base class)

    def load_querystring(self, req: Any, schema: ma.Schema) -> Any:
        _once(schema)
        return super().load_querystring(req, schema)

    def handle_error(self, error: ma.ValidationError, req: Any, schema: ma.Schema, **kwargs: Any) -> Any:
        messages = error.messages.get("query", error.messages) if isinstance(error.messages, dict) else {}
        errors = [_error(schema, name, found) for name, found in sorted(messages.items())[:ERRORS_SHOWN]]
        more = f" There are {len(messages) - ERRORS_SHOWN} more." if len(messages) > ERRORS_SHOWN else ""
        raise InvalidParameters(
            f"Some parameters are not as they should be; 'errors' lists each with what is allowed.{more}", errors=errors
        )


class StrictBlueprint(Blueprint):
    """A blueprint whose parameters are read strictly, and whose paths all take ?release=."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, fields: Fields, **options: Any) -> Any:
        """Override: add the parameter that `casus.http.current_release` follows, and that of the language where there
        is a page; document what is refused.
        """
        language = {"lang": parameters.language(_LANGUAGE)} if _has_page(fields) else {}
        schema = ma.Schema.from_dict({**language, **fields, "release": _release()})()
        parsed = super().arguments(schema, location="query", **options)

        def documented(view: Any) -> Any:
            view = parsed(_of_a_release_that_is_kept(view))
            for problem in (InvalidParameters, NotAcceptable) if "format" in fields else (InvalidParameters,):
                view = self.alt_response(problem.status, problem.__name__)(view)
            return view

        return documented

    def answers(
        self,
        schema: Any,
        offers: Sequence[Representation],
        description: str,
        others: Mapping[Representation, Any] = MappingProxyType({}),
        **more: Any,
    ) -> Any:
        """Document the 200 response in every representation: by the schema of JSON, and those that others have."""
        schemas = {JSON: schema, **others}
        content = {offer.media_type: {"schema": schemas.get(offer, offer.schema)} for offer in offers}
        return self.doc(responses={"200": {"description": description, "content": content, **more}})


def _of_a_release_that_is_kept(view: Any) -> Any:
    """The view, which is not called for a release that is not there, be its answer the same in all releases."""

    @wraps(view)
    def asked(*positional: Any, **named: Any) -> Any:
        opened()
        return view(*positional, **named)

    return asked


def _has_page(fields: Fields) -> bool:
    """Whether one of the representations to choose from is a page for people."""
    each = fields["format"].validators if "format" in fields else ()
    return any(isinstance(one, ma.validate.OneOf) and HTML.name in one.choices for one in each)


def _release() -> ma.fields.String:
    return ma.fields.String(
        validate=ma.validate.Regexp(_RELEASE_PATTERN, error="a release is named as /v1/releases lists it"),
        metadata={"description": RELEASE["description"]},
    )


def _once(schema: ma.Schema) -> None:
    """Refuse a parameter that was given twice although it takes one value: which one is meant is not ours to guess."""
    twice = [
        name
        for name, field in schema.fields.items()
        if (isinstance(field, DelimitedList) or not isinstance(field, ma.fields.List))
        and len(request.args.getlist(name)) > 1
    ]
    if twice:
        raise InvalidParameters(
            "Some parameters are given more than once.",
            errors=[{"parameter": name, "detail": _give_once(schema.fields[name])} for name in twice],
        )


def _give_once(field: ma.fields.Field[Any]) -> str:
    if isinstance(field, DelimitedList):
        return "takes its values in one, with commas between; give it once"
    return "takes one value; give it once"


def _error(schema: ma.Schema, name: str, found: Any) -> dict[str, Any]:
    if name not in schema.fields:
        near = {"similar": alike} if (alike := near_names(name, schema.fields)) else {}
        return {"parameter": name, "detail": "there is no such parameter", "allowed": sorted(schema.fields), **near}
    error = {"parameter": name, "value": request.args.getlist(name), "detail": "; ".join(_sentences(found))}
    field = schema.fields[name]
    item = field.inner if isinstance(field, ma.fields.List) else field
    given = error["value"][0].split(",") if isinstance(field, DelimitedList) and error["value"] else error["value"]
    for validator in item.validators:
        if isinstance(validator, ma.validate.OneOf) and not set(given) <= set(validator.choices):
            error["detail"] = "is not one of the values that are allowed"
            error["allowed"] = list(validator.choices)
            if alike := near_names(next(value for value in given if value not in validator.choices), error["allowed"]):
                error["similar"] = alike
    return error


def _sentences(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for below in found.values():
            yield from _sentences(below)
    elif isinstance(found, list):
        for below in found:
            yield from _sentences(below)
    else:
        yield str(found)
