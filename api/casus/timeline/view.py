"""The timeline: events, agreements, negotiations, conflicts and claims by date, each as precise as it is known."""

from collections.abc import Iterator
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema
from casus.http.parameters import Fields
from casus.http.representations import CSV, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.urls import linker
from casus.model.json_schema import DAY_OR_NULL, STRING, STRING_OR_NULL, URL, Json, closed
from casus.model.types import Model, RecordType
from casus.records.brief import in_brief
from casus.records.description import Description
from casus.records.parameters import times
from casus.records.period import Match
from casus.records.references import code, record
from casus.records.request import period
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term
from casus.terms.dates import precision
from casus.terms.namespaces import BOUNDS, CASUS
from casus.timeline.query import Timeline

_OFFERS: Final = (JSON, CSV)
_ENTRY: Final = closed(
    {
        "id": STRING,
        "iri": URL,
        "collection": STRING,
        "kind": STRING,
        "label": STRING_OR_NULL,
        "href": URL,
        "when": {**STRING, "description": "EDTF, as precise as it is known: a month stays a month."},
        "precision": {
            **STRING_OR_NULL,
            "description": "Of the start: day, month, season, year, decade, century, one-of; or none.",
        },
        "end_precision": {**STRING_OR_NULL, "description": "Of the end, for a span."},
        "qualifier": {**STRING_OR_NULL, "description": "uncertain, approximate, or both."},
        **dict.fromkeys(BOUNDS, DAY_OR_NULL),
        "end_known": STRING_OR_NULL,
        "status": {**STRING_OR_NULL, "description": "Of a claim."},
    }
)
_COLUMNS: Final = tuple(_ENTRY["properties"])


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the timeline."""
    blp = StrictBlueprint("timeline", __name__, url_prefix="/v1", description="Everything dated, in order.")

    @blp.route("/timeline")
    @blp.doc(operationId="timeline", summary="Events, agreements, negotiations, conflicts and claims by date")
    @blp.arguments(_parameters(release.model, release.settings))
    @blp.answers(page_schema(_ENTRY), _OFFERS, "A page of entries; all of them as a table.")
    def timeline(arguments: dict[str, Any]) -> Response:
        return _answer(opened(), arguments, chosen(arguments, _OFFERS))

    api.register_blueprint(blp)


def _kinds(model: Model) -> dict[str, RecordType]:
    """The types of entry by what ?kind= calls them: the collections' own, and the kinds of claim."""
    types = {t for c in model.collections.values() if c.timeline for t in (c.type, *c.types)}
    return {t.kind: t for t in sorted(types, key=lambda t: t.name)}


def _parameters(model: Model, settings: Settings) -> Fields:
    return {
        **times(),
        "truthy": parameters.choice(["true", "false"], "true: only claims whose status says that they are accepted."),
        "lang": parameters.language("Language of the labels; English where there is none."),
        "kind": parameters.choices(_kinds(model), "The kind of entry; claim: any claim.", "event"),
        "about": parameters.identifiers("Entries that name this record: an id, collection/id or IRI.", "lna"),
        "conflict": parameters.identifiers("Entries of this conflict. Repeated: of any of them."),
        "status": parameters.choices(model.codes["claim-status"], "Claims of this status; what is no claim stays."),
        "sort": parameters.choice(
            ["earliest_start", "-earliest_start"],
            "By the earliest start, or with a minus the other way round.",
            load_default="earliest_start",
        ),
        **parameters.page(settings, "entries", whole=True),
        "format": parameters.representation(_OFFERS),
    }


def _answer(release: OpenRelease, arguments: dict[str, Any], representation: Representation) -> Response:
    page = Page.asked(release, arguments, whole=representation is not JSON)
    timeline = _timeline(release, arguments)
    query = timeline.query(page.limit, page.offset)
    total = release.dataset.number(timeline.count_query())
    entries = _entries(release, query, arguments)
    if representation is JSON:
        return page.answer(entries, total, query)
    return page.linked(table(_COLUMNS, (entry.values() for entry in entries), representation), total)


def _timeline(release: OpenRelease, arguments: dict[str, Any]) -> Timeline:
    kinds = _kinds(release.model)
    return Timeline(
        model=release.model,
        kinds=tuple(kinds[kind].cls for kind in arguments.get("kind", ())),
        about=_records(release, arguments, "about", CASUS.Record),
        conflicts=_records(release, arguments, "conflict", CASUS.Conflict),
        statuses=_statuses(arguments),
        period=period(arguments),
        match=Match(arguments["match"]),
        descending=arguments["sort"].startswith("-"),
    )


def _statuses(arguments: dict[str, Any]) -> tuple[Term, ...] | None:
    """The statuses that a claim may have: by `status` and by `truthy`; None: any."""
    chosen = list(arguments["status"]) if "status" in arguments else None
    if arguments.get("truthy") == "true":
        chosen = [slug for slug in chosen or ["accepted"] if slug == "accepted"]
    return None if chosen is None else tuple(code("claim-status", slug) for slug in chosen)


def _records(release: OpenRelease, arguments: dict[str, Any], name: str, cls: URIRef) -> tuple[URIRef, ...]:
    return tuple(record(release, name, value, [cls]) for value in arguments.get(name, ()))


def _entries(release: OpenRelease, query: str, arguments: dict[str, Any]) -> Iterator[Json]:
    found = [URIRef(str(row[0])) for row in release.dataset.select(query)]
    properties = [CASUS.when, CASUS.endKnown, CASUS.claimStatus, *BOUNDS.values()]
    shaper = in_brief(release, found, properties, url=linker(), language=arguments.get("lang", "en"))
    for iri in found:
        yield _entry(release.model, shaper.description, shaper.reference(iri))


def _entry(model: Model, said: Description, reference: Json) -> Json:
    """The entry, its members in the order of the columns."""
    iri = URIRef(reference["iri"])
    home = model.home_of(iri)
    when = str(said.one(iri, CASUS.when))
    exact = precision(when)
    return {
        "id": reference["id"],
        "iri": reference["iri"],
        "collection": home.collection.name if home else None,
        "kind": model.types[reference["type"]].kind,
        "label": reference["label"],
        "href": reference["href"],
        "when": when,
        "precision": exact.start,
        "end_precision": exact.end,
        "qualifier": exact.qualifier,
        **{name: said.text(iri, bound) for name, bound in BOUNDS.items()},
        "end_known": said.slug(iri, CASUS.endKnown),
        "status": said.slug(iri, CASUS.claimStatus),
    }
