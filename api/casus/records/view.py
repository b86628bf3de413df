"""Lists and pages of records: one pair of paths for each collection of the shapes."""

from typing import Any

from flask import Response
from flask.views import MethodView

from casus.http import negotiation
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.representation import chosen
from casus.http.strict import StrictBlueprint
from casus.model.types import Collection
from casus.records import lists, parameters, record
from casus.settings import Settings
from casus.store.open_release import OpenRelease


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    for collection in release.model.collections.values():
        api.register_blueprint(_blueprint(collection, release.settings))


def _blueprint(collection: Collection, settings: Settings) -> StrictBlueprint:
    """The list and the page of one collection."""
    blp = StrictBlueprint(
        collection.name,
        __name__,
        url_prefix="/v1",
        description=f"{collection.type.label}. {collection.type.description}",
    )
    name = collection.type.name
    list_schema = parameters.list_schema(collection, settings)
    record_schema = parameters.record_schema(collection)
    list_offers, record_offers = negotiation.of_lists(collection), negotiation.of_records(collection)

    @blp.route(f"/{collection.name}", endpoint="list")
    class Records(MethodView):
        @blp.doc(
            operationId=f"list{name}",
            summary=f"List {collection.type.label.lower()}",
            responses={"200": {**_ok("A page of the list.", f"{name}List", list_offers), "links": _first(name)}},
        )
        @blp.arguments(list_schema, location="query")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            return lists.answer(opened(), collection, arguments, chosen(arguments, list_offers))

    path_id = {
        "in": "path",
        "name": "slug",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "description": "The id of the record.",
        "example": collection.type.example,
    }

    @blp.route(f"/{collection.name}/<slug>", endpoint="record", parameters=[path_id])
    class Record(MethodView):
        @blp.doc(
            operationId=f"get{name}",
            summary=f"One of the {collection.type.label.lower()}",
            responses={"200": _ok("The record.", name, record_offers)},
        )
        @blp.arguments(record_schema, location="query")
        @blp.alt_response(308, description="The record goes by another id now: the same path with that id.")
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(410, "Gone")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any], slug: str) -> Response:
            return record.answer(opened(), collection, slug, arguments, chosen(arguments, record_offers))

    return blp


def _first(name: str) -> dict[str, Any]:
    """How one comes from the list to a record, for programs that walk through the API."""
    to_record = {"operationId": f"get{name}", "parameters": {"slug": "$response.body#/items/0/id"}}
    return {f"first{name}": {**to_record, "description": "The first record of the page."}}


def _ok(description: str, schema: str, offers: tuple[negotiation.Offer, ...]) -> dict[str, Any]:
    """The 200 response, in every representation; the schema is that of the first, JSON."""
    json, *others = offers
    return {
        "description": description,
        "content": {
            json.media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
            **{offer.media_type: {"schema": {}} for offer in others},
        },
    }
