"""What changed between two releases: records added, changed and removed, page by page."""

from datetime import date
from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView

from casus.changes.words import described
from casus.http import negotiation, paging
from casus.http.openapi import CasusApi
from casus.http.opened import opened, opened_as, releases
from casus.http.representation import chosen, content_type
from casus.http.strict import StrictBlueprint
from casus.http.urls import root_url
from casus.model.json_schema import closed
from casus.model.types import Model
from casus.records import parameters
from casus.records.formats import citation, table
from casus.records.shaper import Json
from casus.release.changes import Change, ChangeKind
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.names import RELEASE_ID

_OFFERS = (negotiation.JSON, negotiation.CSV)
_URL: Json = {"type": ["string", "null"], "format": "uri"}
_REFERENCE: Json = {
    "id": {"type": "string"},
    "iri": {"type": "string", "format": "uri"},
    "collection": {"type": "string"},
    "type": {"type": ["string", "null"]},
    "label": {"type": ["string", "null"]},
}
_CHANGE = closed(
    {
        "change": {"type": "string", "enum": [kind.value for kind in ChangeKind]},
        **_REFERENCE,
        "fields": {"type": "array", "items": {"type": "string"}, "description": "Of a changed record: which differ."},
        "before": {**_URL, "description": "The record as the first release has it."},
        "after": {**_URL, "description": "The record as the second release has it."},
        "reason": {"type": ["string", "null"], "description": "Of a removed record: why its id was given up, if said."},
        "successors": {
            "type": "array",
            "items": closed({**_REFERENCE, "href": _URL}),
            "description": "Of a removed record: what to take instead in the second release.",
        },
    }
)
_COLUMNS = ("change", "id", "iri", "collection", "type", "label", "fields", "before", "after", "reason", "successors")
_LIST = closed(
    {
        "items": {"type": "array", "items": _CHANGE},
        "total": {"$ref": "#/components/schemas/Total"},
        "since": {"type": "string", "description": "The first of the two releases."},
        "links": closed({"self": _URL, "next": _URL}),
        "release": {"type": "string", "description": "The second of the two releases."},
        "cite_as": {"type": "string", "description": "How to cite the second of the two, which the list is of."},
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(release.model, release.settings))


def _blueprint(model: Model, settings: Settings) -> StrictBlueprint:
    blp = StrictBlueprint("changes", __name__, url_prefix="/v1", description="What changed between releases.")
    schema = _schema(model, settings)

    @blp.route("/changes")
    class Changes(MethodView):
        @blp.doc(operationId="listChanges", summary="Records added, changed and removed between two releases")
        @blp.arguments(schema, location="query")
        @blp.response(200, _LIST, description="A page of changes, by IRI.")
        @blp.alt_response(200, schema={}, content_type="text/csv", description="All changes, as a table.", success=True)
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            return _answer(opened(), arguments, chosen(arguments, _OFFERS))

    return blp


def _schema(model: Model, settings: Settings) -> ma.Schema:
    one_of = ma.validate.OneOf
    since = ma.validate.Regexp(
        rf"^({RELEASE_ID.pattern}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})$", error="a release, or a day: YYYY-MM-DD"
    )
    return ma.Schema.from_dict(
        {
            "since": ma.fields.String(
                required=True,
                validate=since,
                metadata={"description": "The release to compare with, or a day: the last release before it ended."},
            ),
            "collection": ma.fields.List(
                ma.fields.String(validate=one_of(sorted(model.collections))),
                metadata={"description": "Only records of this collection; repeated: of any of them."},
            ),
            "change": ma.fields.List(
                ma.fields.String(validate=one_of([kind.value for kind in ChangeKind])),
                metadata={"description": "Only this kind of change; repeated: any of them."},
            ),
            "limit": parameters.PlainInteger(
                load_default=settings.page_limit_default,
                validate=ma.validate.Range(1, settings.page_limit_max),
                metadata={"description": "How many changes a page has at most."},
            ),
            "cursor": ma.fields.String(
                validate=ma.validate.Length(1, 500), metadata={"description": "Where the page begins; from links.next."}
            ),
            "format": parameters.representation_field(_OFFERS),
        },
        name="ChangesParameters",
    )()


def _answer(after: OpenRelease, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    before = opened_as(_since(arguments["since"], after), "since")
    start = paging.offset(arguments, after.manifest.id)
    wanted = [change for change in releases().changes(before, after) if _is_wanted(change, arguments, after.model)]
    if offer is negotiation.CSV:
        rows = [[_cell(item[name]) for name in _COLUMNS] for item in described(before, after, wanted, root_url())]
        return Response("".join(map(table.line, [_COLUMNS, *rows])), content_type=content_type(offer))
    end = start + arguments["limit"]
    return jsonify(
        {
            "items": described(before, after, wanted[start:end], root_url()),
            "total": {"value": len(wanted), "relation": "eq"},
            "since": before.manifest.id,
            "links": {
                "self": paging.page_url(start, after.manifest.id),
                "next": paging.page_url(end, after.manifest.id) if end < len(wanted) else None,
            },
            "release": after.manifest.id,
            "cite_as": citation.sentence(after.manifest),
        }
    )


def _since(text: str, after: OpenRelease) -> str:
    """The release of that id, or the newest that was built by the end of that day."""
    if RELEASE_ID.fullmatch(text):
        return text
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise parameters.invalid("since", text, "is a date, but there is no day with it") from error
    kept = releases().on_disk()
    found = next((release.id for release in kept if release.manifest.built_at[:10] <= text), None)
    if found is None:
        oldest = min((release.manifest.built_at[:10] for release in kept), default=after.manifest.built_at[:10])
        raise parameters.invalid("since", text, f"is before the oldest release that is kept, of {oldest}")
    return found


def _is_wanted(change: Change, arguments: dict[str, Any], model: Model) -> bool:
    home = model.collection_of(change.iri)
    return (
        home is not None
        and home[0].name in arguments.get("collection", (home[0].name,))
        and change.kind.value in arguments.get("change", (change.kind.value,))
    )


def _cell(value: Any) -> str:
    """A list as its values, records as collection/slug."""
    if isinstance(value, list):
        return table.SEPARATOR.join(
            one if isinstance(one, str) else f"{one['collection']}/{one['id']}" for one in value
        )
    return value or ""
