"""The timeline: events, agreements, negotiations, conflicts and claims by date, each as precise as it is known."""

from collections.abc import Iterator
from typing import Any

import marshmallow as ma
from flask import Response, jsonify
from flask.views import MethodView
from rdflib import URIRef

from casus.http import negotiation, paging
from casus.http.admission import admission
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.representation import chosen, content_type
from casus.http.strict import StrictBlueprint
from casus.http.urls import linker
from casus.model.json_schema import closed
from casus.model.types import Model, RecordType
from casus.records import parameters
from casus.records.brief import brief
from casus.records.description import Description
from casus.records.formats import citation, table
from casus.records.period import Match
from casus.records.shaper import Json, Shaper
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term
from casus.terms.dates import precision
from casus.terms.namespaces import CASUS, CODE
from casus.timeline.query import Timeline

_OFFERS = (negotiation.JSON, negotiation.CSV)
_BOUNDS = {
    "earliest_start": CASUS.earliestStart,
    "latest_start": CASUS.latestStart,
    "earliest_end": CASUS.earliestEnd,
    "latest_end": CASUS.latestEnd,
}
_TEXT: Json = {"type": "string"}
_MAYBE: Json = {"type": ["string", "null"]}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_URL: Json = {"type": ["string", "null"], "format": "uri"}
_ENTRY = closed(
    {
        "id": _TEXT,
        "iri": {"type": "string", "format": "uri"},
        "collection": _TEXT,
        "kind": _TEXT,
        "label": _MAYBE,
        "href": {"type": "string", "format": "uri"},
        "when": {"type": "string", "description": "EDTF, as precise as it is known: a month stays a month."},
        "precision": {
            **_MAYBE,
            "description": "Of the start: day, month, season, year, decade, century, one-of; or none.",
        },
        "end_precision": {**_MAYBE, "description": "Of the end, for a span."},
        "qualifier": {**_MAYBE, "description": "uncertain, approximate, or both."},
        **dict.fromkeys(_BOUNDS, _DAY),
        "end_known": _MAYBE,
        "status": {**_MAYBE, "description": "Of a claim."},
    }
)
_COLUMNS = tuple(_ENTRY["properties"])
_PAGE = closed(
    {
        "items": {"type": "array", "items": _ENTRY},
        "total": {"$ref": "#/components/schemas/Total"},
        "links": closed(dict.fromkeys(("self", "first", "prev", "next", "query"), _URL)),
        "release": _TEXT,
        "cite_as": _TEXT,
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint(release.model, release.settings))


def _blueprint(model: Model, settings: Settings) -> StrictBlueprint:
    blp = StrictBlueprint("timeline", __name__, url_prefix="/v1", description="Everything dated, in order.")
    schema = _schema(model, settings)

    @blp.route("/timeline")
    class Entries(MethodView):
        @blp.doc(operationId="timeline", summary="Events, agreements, negotiations, conflicts and claims by date")
        @blp.arguments(schema, location="query")
        @blp.response(200, _PAGE, description="A page of entries.")
        @blp.alt_response(200, schema={}, content_type="text/csv", description="All entries.", success=True)
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            return _answer(opened(), arguments, chosen(arguments, _OFFERS))

    return blp


def _kinds(model: Model) -> dict[str, RecordType]:
    """The types of entry by what ?kind= calls them: the collections' own, and the kinds of claim."""
    types = {t for c in model.collections.values() if c.timeline for t in (c.type, *c.types)}
    return {t.kind: t for t in sorted(types, key=lambda t: t.name)}


def _schema(model: Model, settings: Settings) -> ma.Schema:
    claims = next(collection for collection in model.collections.values() if collection.holds_claims)
    of_lists = parameters.list_schema(claims, settings).declared_fields
    some = ma.validate.Length(max=50)
    fields = {
        **{name: of_lists[name] for name in ("at", "from", "to", "match", "truthy", "lang", "limit", "cursor")},
        "kind": ma.fields.List(
            ma.fields.String(validate=ma.validate.OneOf(list(_kinds(model)))),
            metadata={
                "description": "The kind of entry; claim: any claim. Repeated: any of them.",
                "example": ["event"],
            },
        ),
        "about": ma.fields.List(
            ma.fields.String(validate=ma.validate.Length(1, 500)),
            validate=some,
            metadata={"description": "Entries that name this record: an id, collection/id or IRI.", "example": ["lna"]},
        ),
        "conflict": ma.fields.List(
            ma.fields.String(validate=ma.validate.Length(1, 500)),
            validate=some,
            metadata={"description": "Entries of this conflict. Repeated: of any of them."},
        ),
        "status": ma.fields.List(
            ma.fields.String(validate=ma.validate.OneOf(model.codes["claim-status"])),
            metadata={"description": "Claims of this status; what is no claim stays. Repeated: any of them."},
        ),
        "sort": ma.fields.String(
            validate=ma.validate.OneOf(["earliest_start", "-earliest_start"]),
            load_default="earliest_start",
            metadata={"description": "By the earliest start, or with a minus the other way round."},
        ),
        "format": parameters.representation_field(_OFFERS),
    }
    return ma.Schema.from_dict(fields, name="TimelineParameters")()


def _answer(release: OpenRelease, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    timeline = _timeline(release, arguments)
    start = paging.offset(arguments, release.id)
    if offer is negotiation.CSV and "limit" not in arguments:
        admission().admit_long()
        entries = list(_entries(release, timeline.query(offset=start), arguments))
        return _table(entries)
    limit = arguments.get("limit", release.settings.page_limit_default)
    query = timeline.query(limit, start)
    total = release.dataset.number(timeline.count_query())
    links = paging.page_links(start, limit, total, release.id, query)
    entries = list(_entries(release, query, arguments))
    response = (
        _table(entries)
        if offer is negotiation.CSV
        else jsonify(
            {
                "items": entries,
                "total": {"value": total, "relation": "eq"},
                "links": links,
                "release": release.id,
                "cite_as": citation.sentence(release.manifest),
            }
        )
    )
    paging.add_link_headers(response, links)
    return response


def _timeline(release: OpenRelease, arguments: dict[str, Any]) -> Timeline:
    kinds = _kinds(release.model)
    return Timeline(
        model=release.model,
        kinds=tuple(kinds[kind].cls for kind in arguments.get("kind", ())),
        about=_records(release, arguments, "about", CASUS.Record),
        conflicts=_records(release, arguments, "conflict", CASUS.Conflict),
        statuses=_statuses(arguments),
        period=parameters.period(arguments),
        match=Match(arguments["match"]),
        descending=arguments["sort"].startswith("-"),
    )


def _statuses(arguments: dict[str, Any]) -> tuple[Term, ...] | None:
    """The statuses that a claim may have: by `status` and by `truthy`; None: any."""
    chosen = list(arguments["status"]) if "status" in arguments else None
    if arguments.get("truthy") == "true":
        chosen = [slug for slug in chosen or ["accepted"] if slug == "accepted"]
    return None if chosen is None else tuple(parameters.code("claim-status", slug) for slug in chosen)


def _records(release: OpenRelease, arguments: dict[str, Any], name: str, cls: URIRef) -> tuple[URIRef, ...]:
    given = arguments.get(name, ())
    return tuple(parameters.record(name, value, [cls], release.model, release.dataset) for value in given)


def _entries(release: OpenRelease, query: str, arguments: dict[str, Any]) -> Iterator[Json]:
    found = [URIRef(str(row[0])) for row in release.dataset.select(query)]
    properties = [CASUS.when, CASUS.endKnown, CASUS.claimStatus, *_BOUNDS.values()]
    said = brief(release.dataset, found, properties)
    shaper = Shaper(release.model, said, linker(), full=False, language=arguments.get("lang", "en"))
    for iri in found:
        yield _entry(release.model, said, shaper.reference(iri))


def _entry(model: Model, said: Description, reference: Json) -> Json:
    iri = URIRef(reference["iri"])
    home = model.collection_of(str(iri))
    when = str(said.one(iri, CASUS.when))
    exact = precision(when)
    status = said.one(iri, CASUS.claimStatus)
    return {
        "id": reference["id"],
        "iri": reference["iri"],
        "collection": home[0].name if home else None,
        "kind": model.types[reference["type"]].kind,
        "label": reference["label"],
        "href": reference["href"],
        "when": when,
        "precision": exact.start,
        "end_precision": exact.end,
        "qualifier": exact.qualifier,
        **{name: None if (day := said.one(iri, bound)) is None else str(day) for name, bound in _BOUNDS.items()},
        "end_known": str(said.one(iri, CASUS.endKnown)).rsplit("/", 1)[-1],
        "status": None if status is None else str(status).removeprefix(f"{CODE}claim-status/"),
    }


def _table(entries: list[Json]) -> Response:
    rows = [[entry[name] or "" for name in _COLUMNS] for entry in entries]
    return Response("".join(map(table.line, [_COLUMNS, *rows])), content_type=content_type(negotiation.CSV))
