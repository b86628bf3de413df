"""What changed between two releases: records added, changed and removed, page by page."""

from datetime import date
from typing import Any, Final

import marshmallow as ma
from flask import Response

from casus.changes.feeds import feed_of_changes
from casus.changes.in_words import in_words
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened, opened_as, releases
from casus.http.feeds import ATOM, feed_response
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema
from casus.http.parameters import Fields
from casus.http.problems import InvalidParameters
from casus.http.representations import CSV, HTML, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.urls import root_url
from casus.model.json_schema import CODE, STRING, STRING_OR_NULL, URL_OR_NULL, Json, array, closed
from casus.model.types import Model
from casus.pages.html import drawn
from casus.release.changes import Change, ChangeKind
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.names import RELEASE_ID

_OFFERS: Final = (JSON, HTML, CSV, ATOM)
_REFERENCE: Final[Json] = {
    "id": STRING,
    "type": STRING_OR_NULL,
    "label": STRING_OR_NULL,
    "status": {**CODE, "description": "Of a claim: how far it stands."},
}
_CHANGE: Final = closed(
    {
        "change": {"type": "string", "enum": [kind.value for kind in ChangeKind]},
        **_REFERENCE,
        "changed_fields": array(STRING, "Of a changed record: which differ."),
        "before": {**URL_OR_NULL, "description": "The record as the first release has it."},
        "after": {**URL_OR_NULL, "description": "The record as the second release has it."},
        "reason": {**STRING_OR_NULL, "description": "Of a removed record: why its id was given up, if said."},
        "successors": array(
            closed(_REFERENCE, optional={"status"}),
            "Of a removed record: what to take instead in the second release.",
        ),
    },
    optional={"status"},
)
_COLUMNS: Final = tuple(_CHANGE["properties"])


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the list of changes."""
    blp = StrictBlueprint("changes", __name__, url_prefix="/v1", description="What changed between releases.")
    page = page_schema(_CHANGE, since={**STRING, "description": "The first of the two releases."})

    @blp.route("/changes")
    @blp.doc(operationId="listChanges", summary="Records added, changed and removed between two releases")
    @blp.arguments(_parameters(release.model, release.settings))
    @blp.answers(page, _OFFERS, "A page of changes, by IRI; all of them as a table. The release is the second one.")
    def list_changes(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, _OFFERS)
        if representation is not HTML:
            return _answer(opened(), arguments, representation)
        return drawn(_answer(opened(), arguments, JSON), "changes.html", _OFFERS, **_names(opened().model))

    api.register_blueprint(blp)


def _parameters(model: Model, settings: Settings) -> Fields:
    since = ma.validate.Regexp(
        rf"^({RELEASE_ID.pattern}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})$", error="a release, or a day: YYYY-MM-DD"
    )
    return {
        "since": ma.fields.String(
            validate=since,
            metadata={
                "description": "The release to compare with, or a day: the last release before it ended. Without it, "
                "the release before this one."
            },
        ),
        "collection": parameters.choices(sorted(model.collections), "Only records of this collection."),
        "change": parameters.choices([kind.value for kind in ChangeKind], "Only this kind of change."),
        **parameters.page(settings, "changes", whole=True),
        "format": parameters.representation(_OFFERS),
    }


def _answer(after: OpenRelease, arguments: dict[str, Any], representation: Representation) -> Response:
    before = opened_as(_since(arguments.get("since"), after), "since")
    page = Page.asked(after, arguments, whole=representation is CSV)
    wanted = [change for change in releases().changes(before, after) if _is_wanted(change, arguments, after.model)]
    items = in_words(before, after, wanted[page.offset : page.end], root_url())
    if representation is JSON:
        return page.answer(items, len(wanted), since=before.id)
    if representation is ATOM:
        return page.linked(feed_response(feed_of_changes(items, before, after, page.links(len(wanted)))), len(wanted))
    rows = ([item.get(name) for name in _COLUMNS] for item in items)
    return page.linked(table(_COLUMNS, rows, representation), len(wanted))


def _since(text: str | None, after: OpenRelease) -> str:
    """The release of that id, or the newest that was built by the end of that day, or else before this one.

    The first release is compared with itself: nothing has changed.
    """
    if text is None:
        at = after.manifest.built_at
        return next((kept.id for kept in releases().on_disk() if kept.manifest.built_at < at), after.id)
    if RELEASE_ID.fullmatch(text):
        return text
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise InvalidParameters.of("since", text, "is a date, but there is no day with it") from error
    kept = releases().on_disk()
    found = next((release.id for release in kept if release.manifest.built_at[:10] <= text), None)
    if found is None:
        oldest = min((release.manifest.built_at[:10] for release in kept), default=after.manifest.built_at[:10])
        raise InvalidParameters.of("since", text, f"is before the oldest release that is kept, of {oldest}")
    return found


def _names(model: Model) -> Json:
    """What a page calls the fields, in the words of the shapes."""
    return {"fields": {name: field.label for c in model.collections.values() for name, field in c.fields.items()}}


def _is_wanted(change: Change, arguments: dict[str, Any], model: Model) -> bool:
    home = model.home_of(change.iri)
    return (
        home is not None
        and home.collection.name in arguments.get("collection", (home.collection.name,))
        and change.kind.value in arguments.get("change", (change.kind.value,))
    )
