"""The questions as pages: all of them as sentences; each with a form for its parameters, its answer and its query."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.http.representations import Representation
from casus.http.urls import in_format, self_url
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.pages.highlighting import coloured
from casus.pages.html import drawn
from casus.pages.messages import messages
from casus.questions.answer_table import columns_of, in_words, labels, lines, silent
from casus.questions.bars import Words
from casus.questions.drawings import drawing
from casus.questions.parameters import terms
from casus.records.names import names_of
from casus.records.references import code, record
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.release.questions import KINDS, Parameter, Question
from casus.store.existence import identifiers
from casus.store.open_release import OpenRelease

_CELLS: Final = 900
"""Of a page; what is beyond them is in the CSV. It keeps a page small."""
_LEAST_ROWS: Final = 30
_LIKELY: Final = 60
"""Values that a text field offers."""
_ABOUT: Final = "about"


def list_page(answer: Response) -> Response:
    """The page of the list: the questions by the first of their kinds."""
    items: list[Json] = answer.get_json()["items"]
    groups = {kind: [each for each in items if each["tags"][0] == kind] for kind in KINDS.values()}
    return drawn(
        answer,
        "questions.html",
        groups={kind: found for kind, found in groups.items() if found},
        alternates=[],
        here=self_url(),
    )


def question_page(
    release: OpenRelease,
    question: Question,
    arguments: dict[str, Any],
    answer: Response,
    offers: tuple[Representation, ...],
) -> Response:
    """The page of the answer that is given in JSON."""
    rows: list[Json] = answer.get_json()["rows"]
    t = messages(arguments.get("lang"))
    language = t.language
    every = columns_of(release.model, question.columns)
    empty = silent(every, rows) if rows else []
    columns = [column for column in every if column not in empty]
    shown = rows[: max(_LEAST_ROWS, _CELLS // len(columns))]
    cells = lines(release, columns, shown, language)
    words = Words({column.name: column.label for column in columns}, labels(columns, cells), t.number)
    query = question.bound(terms(release, question, arguments))
    return drawn(
        answer,
        "question.html",
        question=question,
        fields=[_field(release, parameter, arguments, language) for parameter in question.parameters],
        columns=columns,
        empty=[column.label for column in empty],
        lines=cells,
        drawing=drawing(question, rows, words, t),
        query=query,
        coloured=coloured(query),
        csv=in_format(self_url(), "csv"),
        json=in_format(self_url(), "json"),
        alternates=[offer for offer in offers if offer.name != "html"],
        here=self_url(),
    )


def _field(release: OpenRelease, parameter: Parameter, arguments: dict[str, Any], language: str) -> Json:
    """How the form asks for the parameter."""
    value = arguments.get(parameter.name, parameter.default)
    field: Json = {
        "name": parameter.name,
        "label": in_words(parameter.name),
        "description": parameter.description,
        "type": parameter.type,
        "value": value,
    }
    target = parameter.target or ""
    match parameter.type:
        case "integer":
            least, most = target.split("-")
            return {**field, "least": least, "most": most}
        case "code":
            return {**field, "options": [*_codes(release, target, language)]}
        case "reference":
            return {
                **field,
                "options": [*_likely(release, target, language)],
                "named": _named(release, parameter, value, language),
            }
        case "identifier":
            options = islice(identifiers(release.dataset, target), _LIKELY)
            return {**field, "options": [{"value": each, "label": ""} for each in options]}
    return field


def _codes(release: OpenRelease, code_list: str, language: str) -> Iterator[Json]:
    iris = {slug: code(code_list, slug) for slug in release.model.codes[code_list]}
    names = names_of(release).of(iris.values())
    yield from ({"value": slug, "label": names[iri].label(language)} for slug, iri in iris.items())


def _named(release: OpenRelease, parameter: Parameter, value: str | None, language: str) -> Json | None:
    """The record that the value means, as far as a page names it."""
    if value is None:
        return None
    iri = record(release, parameter.name, value, [release.model.class_named(parameter.target or "")])
    return {"id": release.model.id_of(iri), "label": names_of(release).of([iri])[iri].label(language)}


def _likely(release: OpenRelease, target: str, language: str) -> Iterator[Json]:
    """Records that may be asked for: those that most is claimed about, before the others by name."""
    iris = release.once(_LikelyRecords).of(target)
    names = names_of(release).of(iris)
    yield from ({"value": release.model.id_of(iri), "label": names[iri].label(language)} for iri in iris)


class _LikelyRecords:
    """For each kind of record that questions ask for, a few likely ones; looked for once."""

    def __init__(self, release: OpenRelease) -> None:
        self._release = release
        self._found: dict[str, list[URIRef]] = {}

    def of(self, target: str) -> list[URIRef]:
        """The records of the class of that name."""
        if target not in self._found:
            self._found[target] = list(dict.fromkeys(self._look(target)))[:_LIKELY]
        return self._found[target]

    def _look(self, target: str) -> Iterator[URIRef]:
        release, model = self._release, self._release.model
        homes = model.collections_of([model.class_named(target)])
        claims = Selection(model.claims, limit=1)
        if _ABOUT in model.claims.filters:
            for iri, _ in lists_of(release).facet(claims, _ABOUT, _LIKELY, release.settings.facet_budget_s):
                if _of(model, iri) in {home.name for home in homes}:
                    yield URIRef(iri)
        for home in homes:
            yield from lists_of(release).page(Selection(home, limit=_LIKELY))[0]


def _of(model: Model, iri: str) -> str | None:
    home = model.home_of(iri)
    return home.collection.name if home else None
