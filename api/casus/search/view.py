"""Searching all collections by names and descriptions, in every script, with typing errors."""

from itertools import islice
from typing import Any, Final

import marshmallow as ma
from flask import Response, request
from rdflib import URIRef

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.limits import SEARCH_CHARS
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema
from casus.http.parameters import Fields
from casus.http.representations import HTML, JSON, chosen
from casus.http.urls import self_url
from casus.model.json_schema import STRING, STRING_OR_NULL, Json, closed, reference
from casus.model.types import Model
from casus.pages.html import drawn
from casus.questions.questions import questions_of
from casus.records.brief import references
from casus.release.questions import Question
from casus.search.query import MOST_WORDS, SHOWN, Tier, asked_words, matched, page_query, search_query
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.store.search_index import Entry
from casus.terms.names import words

_OFFERS: Final = (JSON, HTML)
_LARGEST_PAGE: Final = 100
"""So that the URL in links.query, which names every record of the page, stays one that servers take."""

_MOST_QUESTIONS: Final = 5


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the search."""
    blp = StrictBlueprint("search", __name__, url_prefix="/v1", description="Search by names and descriptions.")

    @blp.route("/search")
    @blp.doc(operationId="search", summary="Find records by name, in any script, however it is spelt")
    @blp.arguments(_parameters(release.model, release.settings))
    @blp.answers(page_schema(_hit_schema(release.model)), _OFFERS, "A page of what was found, the best first.")
    def search(arguments: dict[str, Any]) -> Response:
        answer = _found(opened(), arguments)
        return _page(opened(), answer) if chosen(arguments, _OFFERS) is HTML else answer

    api.register_blueprint(blp)


def _parameters(model: Model, settings: Settings) -> Fields:
    return {
        "q": ma.fields.String(
            required=True,
            validate=[ma.validate.Length(1, SEARCH_CHARS), _has_words],
            metadata={"description": "Names or words, in any script.", "example": "Hifter"},
        ),
        "collection": parameters.choices(sorted(model.collections), "Only records of this collection.", "persons"),
        **parameters.page(settings, most=_LARGEST_PAGE),
        "lang": parameters.language("Language of the label and the text; English where there is none."),
        "format": parameters.representation(_OFFERS),
    }


def _has_words(text: str) -> None:
    found = words(text)
    if not found:
        raise ma.ValidationError("has no letter or digit to look for")
    if len(set(found)) > MOST_WORDS:
        raise ma.ValidationError(f"has {len(set(found))} words; {MOST_WORDS} are the most")


def _hit_schema(model: Model) -> Json:
    return closed(
        {
            **reference(model)["properties"],
            "text": {**STRING_OR_NULL, "description": "What it is."},
            "matched": closed(
                {
                    "how": {
                        "type": "string",
                        "enum": list(SHOWN),
                        "description": "A name is the text; its names have every word; every word begins one; so but "
                        "for typing errors; its names and texts have every word; they have all words but one.",
                    },
                    "field": {**STRING, "description": "The field that fits best."},
                    "value": {**STRING, "description": "Its text."},
                    "language": {**STRING_OR_NULL, "description": "The language tag of the text."},
                }
            ),
        },
        optional={"status"},
    )


def _found(release: OpenRelease, arguments: dict[str, Any]) -> Response:
    page, text, language = Page.asked(release, arguments), arguments["q"], arguments.get("lang", "en")
    index = release.search_index
    hits = index.run(search_query(index, text, arguments.get("collection", ())), arguments["limit"], page.offset)
    query = page_query([URIRef(entry.iri) for _, entry in hits.entries])
    referred = references(release, [URIRef(entry.iri) for _, entry in hits.entries], language)
    found = zip(referred, hits.entries, strict=True)
    items = (_hit(record, entry, text, Tier(score), language) for record, (score, entry) in found)
    return page.answer(items, hits.total, query)


def _page(release: OpenRelease, answer: Response) -> Response:
    """The hits by collection, the one with the best hit first."""
    groups: dict[str, Json] = {}
    for hit in answer.get_json()["items"]:
        name = hit["id"].partition("/")[0]
        collection = release.model.collections[name]
        group = groups.setdefault(name, {"name": name, "label": collection.type.label, "hits": []})
        group["hits"].append(hit)
    text, first = request.args["q"], "cursor" not in request.args
    return drawn(
        answer,
        "search.html",
        query=text,
        questions=_questions(release, text) if first else [],
        groups=[*groups.values()],
        here=self_url(),
    )


def _questions(release: OpenRelease, text: str) -> list[Question]:
    """The first questions whose sentences have every word of the text."""
    asked = {*asked_words(text)}
    found = (each for each in questions_of(release).values() if asked <= {*words(f"{each.title} {each.question}")})
    return [*islice(found, _MOST_QUESTIONS)] if asked else []


def _hit(record: Json, entry: Entry, text: str, tier: Tier, language: str) -> Json:
    field, value, tag = matched(entry, text, tier)
    return {
        **record,
        "text": entry.description(language),
        "matched": {"how": tier.shown, "field": field, "value": value, "language": tag},
    }
