"""The parameters of a question: their schema, and the terms that the given values are."""

from datetime import date
from typing import Any, Final

import marshmallow as ma
from rdflib import Literal

from casus.http.limits import IDENTIFIER_CHARS
from casus.http.parameters import Fields, PlainInteger, between
from casus.http.problems import InvalidParameters
from casus.model.types import Model
from casus.records.references import code, record
from casus.release.questions import Parameter, Question
from casus.store.existence import identifiers
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term
from casus.terms.namespaces import XSD

_SPAN: Final = ("from", "to")
"""Parameters that are the two ends of a period."""


def of_question(question: Question, model: Model) -> Fields:
    """What the question can be asked with."""
    return {parameter.name: _field(parameter, model) for parameter in question.parameters}


def terms(release: OpenRelease, question: Question, arguments: dict[str, Any]) -> dict[str, str]:
    """The given values as SPARQL writes them; InvalidParameters for what the release does not know."""
    _refuse_reversed(question, arguments)
    given = (parameter for parameter in question.parameters if parameter.name in arguments)
    return {parameter.name: _term(release, parameter, arguments[parameter.name]) for parameter in given}


def _field(parameter: Parameter, model: Model) -> ma.fields.Field[Any]:
    metadata: dict[str, Any] = {"description": f"{parameter.description} Default: {parameter.default or 'any'}."}
    if parameter.default is not None:
        metadata["example"] = parameter.default
    target = parameter.target or ""
    match parameter.type:
        case "date":
            day = ma.validate.Regexp(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", error="a day is YYYY-MM-DD")
            return ma.fields.String(validate=[day, _is_day], metadata=metadata)
        case "integer":
            least, most = map(int, target.split("-"))
            return PlainInteger(validate=between(least, most), metadata=metadata)
        case "code":
            return ma.fields.String(validate=ma.validate.OneOf(model.codes[target]), metadata=metadata)
        case _:
            return ma.fields.String(validate=ma.validate.Length(1, IDENTIFIER_CHARS), metadata=metadata)


def _term(release: OpenRelease, parameter: Parameter, value: Any) -> str:
    target = parameter.target or ""
    match parameter.type:
        case "reference":
            cls = release.model.class_named(target)
            return term(record(release, parameter.name, value, [cls]))
        case "code":
            return term(code(target, value))
        case "identifier":
            known = identifiers(release.dataset, target)
            if value not in known:
                raise InvalidParameters.of(parameter.name, value, f"is what no record has as {target}", allowed=known)
            return term(Literal(value))
        case "integer":
            return term(Literal(str(value), datatype=XSD.integer))
        case _:
            return term(Literal(value, datatype=XSD.date))


def _refuse_reversed(question: Question, arguments: dict[str, Any]) -> None:
    """Days and years of four digits: their texts compare as they do."""
    values = {parameter.name: arguments.get(parameter.name, parameter.default) for parameter in question.parameters}
    first, last = _SPAN
    if values.get(first) and values.get(last) and str(values[last]) < str(values[first]):
        name = last if last in arguments else first
        raise InvalidParameters.of(name, values[name], f"leaves no time between '{first}' and '{last}'")


def _is_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ma.ValidationError(f"there is no day {text}") from error
