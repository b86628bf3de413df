"""Searching all collections by names and descriptions, in every script, with typing errors."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView
from rdflib import URIRef

from casus.http import negotiation, paging
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.paging import add_link_headers, page_links
from casus.http.problems import NotFound
from casus.http.representation import chosen
from casus.http.strict import StrictBlueprint
from casus.http.urls import url
from casus.model.json_schema import closed, components
from casus.model.types import Model
from casus.records import parameters
from casus.records.formats import citation
from casus.records.shaper import Json
from casus.search.query import MOST_WORDS, SHOWN, Tier, matched, page_query, search_query
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.store.search_index import Entry, SearchIndex
from casus.terms.names import words
from casus.terms.namespaces import CASUS

_OFFERS = (negotiation.JSON,)
_LARGEST_PAGE = 100
"""So that the URL in links.query, which names every record of the page, stays one that servers take."""
_TEXT_OR_NONE: Json = {"type": ["string", "null"]}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(release.model, release.settings))


def _blueprint(model: Model, settings: Settings) -> StrictBlueprint:
    blp = StrictBlueprint("search", __name__, url_prefix="/v1", description="Search by names and descriptions.")
    schema = _schema(model, settings)

    @blp.route("/search")
    class Search(MethodView):
        @blp.doc(operationId="search", summary="Find records by name, in any script, however it is spelt")
        @blp.arguments(schema, location="query")
        @blp.response(200, _answer_schema(model), description="A page of what was found, the best first.")
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            chosen(arguments, _OFFERS)
            return _found(opened(), arguments)

    return blp


def _schema(model: Model, settings: Settings) -> ma.Schema:
    most = min(settings.page_limit_max, _LARGEST_PAGE)
    fields: dict[str, ma.fields.Field[Any]] = {
        "q": ma.fields.String(
            required=True,
            validate=[ma.validate.Length(1, 200), _has_words],
            metadata={"description": "Names or words, in any script.", "example": "Hifter"},
        ),
        "collection": ma.fields.List(
            ma.fields.String(validate=ma.validate.OneOf(sorted(model.collections))),
            metadata={"description": "Only records of this collection. Repeated: any of them.", "example": ["persons"]},
        ),
        "limit": parameters.PlainInteger(
            validate=ma.validate.Range(1, most),
            load_default=min(settings.page_limit_default, most),
            metadata={"description": "How many records a page has at most."},
        ),
        "cursor": parameters.cursor_field(),
        "lang": parameters.language_field("Language of the label and the description; English where there is none."),
        "format": parameters.representation_field(_OFFERS),
    }
    return ma.Schema.from_dict(fields, name="SearchParameters")()


def _has_words(text: str) -> None:
    found = words(text)
    if not found:
        raise ma.ValidationError("has no letter or digit to look for")
    if len(set(found)) > MOST_WORDS:
        raise ma.ValidationError(f"has {len(set(found))} words; {MOST_WORDS} are the most")


def _answer_schema(model: Model) -> Json:
    schemas = components(model)
    hit = schemas["Reference"]["properties"] | {
        "description": {**_TEXT_OR_NONE, "description": "What it is."},
        "match": {
            "type": "string",
            "enum": list(SHOWN),
            "description": "How it fits: a name is the text; its names have every word; every word begins one; "
            "so but for typing errors; its names and texts have every word; they have all words but one.",
        },
        "matched": closed(
            {
                "field": {"type": "string", "description": "The field that fits best."},
                "value": {"type": "string", "description": "Its text."},
                "language": {**_TEXT_OR_NONE, "description": "The language tag of the text."},
            }
        ),
    }
    page = next(schema for name, schema in schemas.items() if name.endswith("List"))["properties"]
    return closed(
        {
            "items": {"type": "array", "items": closed(hit)},
            **{name: page[name] for name in ("total", "links", "release", "cite_as")},
        }
    )


def search_index(release: OpenRelease) -> SearchIndex:
    """The index of the release; NotFound when it has none."""
    if release.search_index is None:
        raise NotFound(f"Release {release.id} was built before there was a search index.")
    return release.search_index


def _found(release: OpenRelease, arguments: dict[str, Any]) -> Response:
    index = search_index(release)
    text, limit, offset = arguments["q"], arguments["limit"], paging.offset(arguments, release.id)
    hits = index.run(search_query(index, text, arguments.get("collection", ())), limit, offset)
    query = page_query([URIRef(entry.iri) for _, entry in hits.entries])
    links = page_links(offset, limit, hits.total, release.id, query)
    response = jsonify(
        {
            "items": [
                _hit(release.model, entry, text, Tier(score), arguments.get("lang", "en"))
                for score, entry in hits.entries
            ],
            "total": {"value": hits.total, "relation": "eq"},
            "links": links,
            "release": release.id,
            "cite_as": citation.sentence(release.manifest),
        }
    )
    add_link_headers(response, links)
    return response


def _hit(model: Model, entry: Entry, text: str, tier: Tier, language: str) -> Json:
    field, value, tag = matched(entry, text, tier)
    return {
        **entry_reference(model, entry, language),
        "description": entry.description(language),
        "match": tier.shown,
        "matched": {"field": field, "value": value, "language": tag},
    }


def entry_reference(model: Model, entry: Entry, language: str = "en") -> Json:
    """The record of an entry as references are written."""
    record_type = model.type_of({CASUS[name] for name in entry.classes})
    home = model.collection_of(entry.iri)
    return {
        "id": home[1] if home else None,
        "iri": entry.iri,
        "type": record_type.name if record_type else None,
        "label": entry.label(language),
        "href": url(f"/v1/{home[0].name}/{home[1]}") if home else None,
    }
