"""Lists and pages of records: one pair of paths for each collection of the shapes."""

from typing import Any

from flask import Response

from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import page_schema
from casus.http.parameters import in_path
from casus.http.representations import HTML, JSON, chosen
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records import facets, formats, lists, pages, record
from casus.records.matrix import matrix_of, needed
from casus.records.narrowing import facets_shown
from casus.records.parameters import MATRIX, of_list, of_record
from casus.records.tabs import Tab, add_tab, chosen_by
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the list and the page of every collection."""
    api.spec.components.schema("Facet", facets.SCHEMA)
    matrix = Tab(lambda c: bool(c.wide), lambda c: f"/v1/{c.name}", chosen_by, always=lambda _: [("view", MATRIX)])
    add_tab(MATRIX, matrix)
    for collection in release.model.collections.values():
        name = collection.type.name
        api.spec.components.schema(f"{name}List", _list_schema(collection))
        api.register_blueprint(_blueprint(collection, release.settings))


def slug_parameter(collection: Collection) -> Json:
    """The part of a path that names a record of the collection."""
    return in_path(
        "slug",
        {"type": "string", "pattern": f"^{SLUG.pattern}$"},
        description="The slug of the record: what its id ends with.",
        example=collection.type.example,
    )


def _blueprint(collection: Collection, settings: Settings) -> StrictBlueprint:
    name, label = collection.type.name, collection.type.label.lower()
    blp = StrictBlueprint(
        collection.name,
        __name__,
        url_prefix="/v1",
        description=f"{collection.type.label}. {collection.type.description}",
    )
    list_offers, record_offers = formats.of_lists(collection), formats.of_records(collection)

    @blp.route(f"/{collection.name}")
    @blp.doc(operationId=f"list{name}", summary=f"List {label}")
    @blp.arguments(of_list(collection, settings))
    @blp.answers(_ref(f"{name}List"), list_offers, "A page of the list.")
    def list_records(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, list_offers)
        if representation is not HTML:
            return lists.answer(opened(), collection, arguments, representation)
        asked = {"facets": facets_shown(collection), **arguments}
        if not asked["facets"]:
            del asked["facets"]
        if arguments.get("view") == MATRIX:
            counted = lists.answer(opened(), collection, {**asked, "limit": 1}, JSON)
            found = matrix_of(lists.every(opened(), collection, arguments, needed(collection)))
            return pages.matrix_page(opened(), collection, counted, found, list_offers)
        return pages.list_page(opened(), collection, lists.answer(opened(), collection, asked, JSON), list_offers)

    @blp.route(f"/{collection.name}/<slug>", parameters=[slug_parameter(collection)])
    @blp.doc(operationId=f"get{name}", summary=f"One of the {label}")
    @blp.arguments(of_record(collection))
    @blp.answers(_ref(name), record_offers, "The record.")
    @blp.alt_response(308, description="The record goes by another id now: the same path with that id.")
    @blp.alt_response(404, "NotFound")
    @blp.alt_response(410, "Gone")
    def get_record(arguments: dict[str, Any], slug: str) -> Response:
        representation = chosen(arguments, record_offers)
        if representation is not HTML:
            return record.answer(opened(), collection, slug, arguments, representation)
        found = record.answer(opened(), collection, slug, arguments, JSON)
        return pages.record_page(opened(), collection, found, record_offers)

    return blp


def _list_schema(collection: Collection) -> Json:
    asked_for: Json = {}
    if collection.is_dated:
        asked_for["undated"] = {
            "type": "integer",
            "minimum": 0,
            "description": "With at, from or to: how many records would fit, but have no date and are left out.",
        }
    if facets.facets_field(collection) is not None:
        asked_for["facets"] = {
            "type": "object",
            "additionalProperties": _ref("Facet"),
            "description": "With facets: how the records of the list spread over the values of these fields.",
        }
    return page_schema(_ref(f"{collection.type.name}Item"), f"A page of {collection.name}.", optional=asked_for)


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}
