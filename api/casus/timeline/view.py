"""The timeline: events, agreements, negotiations, conflicts and claims by date, each as precise as it is known."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.drawings.statuses import FALLEN
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import Page, page_schema
from casus.http.parameters import Fields
from casus.http.representations import CSV, HTML, JSON, SVG, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.model.json_schema import CODE_OR_NULL, DAY_OR_NULL, STRING, STRING_OR_NULL, Json, array, closed
from casus.model.types import Model, RecordType
from casus.records.brief import said
from casus.records.description import Description
from casus.records.lists import with_match
from casus.records.names import names_of
from casus.records.parameters import times
from casus.records.period import Match, Period
from casus.records.record_json import code as shown_code
from casus.records.record_json import reference
from casus.records.references import code, record
from casus.records.request import match, period
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term
from casus.terms.calendar import Unit
from casus.terms.dates import precision
from casus.terms.namespaces import BOUNDS, CASUS, as_iri
from casus.timeline import bins
from casus.timeline import page as pages
from casus.timeline.picture import MOST_ROWS
from casus.timeline.query import Timeline

_OFFERS: Final = (JSON, HTML, CSV, SVG)
_DRAWN: Final = (HTML, SVG)
_LANES: Final = ("kind", "subject")
_ABOUT: Final = (CASUS.about, CASUS.actor)
"""What entries are about: claims, and what else names actors."""
_ENTRY: Final = closed(
    {
        "id": STRING,
        "type": STRING,
        "label": STRING_OR_NULL,
        "match": {**STRING, "enum": [match.value for match in Match], "description": "With at, from or to."},
        "when": {**STRING, "description": "EDTF, as precise as it is known: a month stays a month."},
        "precision": {
            **STRING_OR_NULL,
            "description": "Of the start: day, month, season, year, decade, century, one-of; or none.",
        },
        "end_precision": {**STRING_OR_NULL, "description": "Of the end, for a span."},
        "qualifier": {**STRING_OR_NULL, "description": "uncertain, approximate, or both."},
        **dict.fromkeys(BOUNDS, DAY_OR_NULL),
        "end_known": CODE_OR_NULL,
        "status": {**CODE_OR_NULL, "description": "Of a claim."},
        "about": {
            **array({"$ref": "#/components/schemas/Reference"}),
            "description": "With lanes=subject: whom or what it is about.",
        },
    },
    optional={"match", "about"},
)
_BINS: Final[Json] = {"bins": {**array({"$ref": "#/components/schemas/TimelineBin"}), "description": "With bins."}}
_COLUMNS: Final = tuple(_ENTRY["properties"])


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the timeline."""
    blp = StrictBlueprint("timeline", __name__, url_prefix="/v1", description="Everything dated, in order.")
    api.spec.components.schema("TimelineBin", bins.SCHEMA)
    pages.add_tab_of_timeline(_parameters(release.model, release.settings))

    @blp.route("/timeline")
    @blp.doc(operationId="timeline", summary="Events, agreements, negotiations, conflicts and claims by date")
    @blp.arguments(_parameters(release.model, release.settings))
    @blp.answers(page_schema(_ENTRY, optional=_BINS), _OFFERS, "A page of entries; all of them as a table.")
    def timeline(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, _OFFERS)
        if representation in _DRAWN:
            return _drawn(opened(), arguments, representation)
        return _answer(opened(), arguments, representation)

    api.register_blueprint(blp)


def _types(model: Model) -> dict[str, RecordType]:
    """The types of entry by name: the collections' own, and the types of claim."""
    types = {t.name: t for c in model.collections.values() if c.timeline for t in (c.type, *c.types)}
    return dict(sorted(types.items()))


def _parameters(model: Model, settings: Settings) -> Fields:
    return {
        **times(),
        "truthy": parameters.choice(["true", "false"], "true: only claims whose status says that they are accepted."),
        "lang": parameters.language("Language of the labels; English where there is none."),
        "type": parameters.choices(_types(model), "The type of entry; Claim: any claim.", "Event"),
        "subjects": parameters.identifiers(
            "Entries that name this record: an id or IRI. Repeated: any of them.", "armed-forces/lna"
        ),
        "conflicts": parameters.identifiers("Entries of this conflict. Repeated: of any of them."),
        "status": parameters.choices(model.codes["claim-status"], "Claims of this status; what is no claim stays."),
        "sort": parameters.choice(
            ["earliest_start", "-earliest_start"],
            "By the earliest start, or with a minus the other way round.",
            load_default="earliest_start",
        ),
        "bins": parameters.choice(
            [unit.value for unit in Unit],
            "Also count the entries by year or month, those that were so in it possibly and for certain; in CSV the "
            "counts stand instead of the entries.",
        ),
        "lanes": parameters.choice(
            _LANES, "How a drawing has them in lanes; subject: each entry says what it is about.", load_default="kind"
        ),
        **parameters.page(settings, "entries", whole=True),
        "format": parameters.representation(_OFFERS),
    }


def _answer(
    release: OpenRelease, arguments: dict[str, Any], representation: Representation, most_bins: int | None = None
) -> Response:
    """The entries as JSON or as a table, with the counts that are asked for."""
    timeline = _timeline(release, arguments)
    counts: Json = {}
    if "bins" in arguments:
        need(Turn.QUERY)
        counts["bins"] = bins.bins(release, timeline, Unit(arguments["bins"]), most_bins)
    if counts and representation is not JSON:
        return table(bins.COLUMNS, (each.values() for each in counts["bins"]), representation)
    page = Page.asked(release, arguments, whole=representation is not JSON)
    found, total = timeline.page(release, page.limit, page.offset)
    entries = _entries(release, found, timeline.period, arguments)
    if representation is JSON:
        return page.answer(entries, total, timeline.query(page.limit, page.offset), **counts)
    left_out = {name for name, asked in (("match", timeline.period), ("about", _by_subject(arguments))) if not asked}
    columns = [name for name in _COLUMNS if name not in left_out]
    return page.linked(table(columns, (entry.values() for entry in entries), representation), total)


def _drawn(release: OpenRelease, arguments: dict[str, Any], representation: Representation) -> Response:
    """The same as a page or a drawing: all rows, or their counts by year or month where they are too many."""
    need(Turn.QUERY)
    asked = {name: value for name, value in arguments.items() if name not in ("limit", "cursor")}
    fallen, timeline = 0, _timeline(release, asked)
    total = timeline.page(release, 1, 0)[1]
    if "status" not in asked:
        asked["status"] = [each for each in release.model.codes["claim-status"] if each not in FALLEN]
        timeline = _timeline(release, asked)
        standing = timeline.page(release, 1, 0)[1]
        fallen, total = total - standing, standing
    if total > MOST_ROWS or "bins" in asked:
        asked = {**asked, "limit": 1, "bins": asked.get("bins") or bins.unit_for(release, timeline).value}
    else:
        asked["limit"] = MOST_ROWS
    answer = _answer(release, asked, JSON, bins.MOST_DRAWN)
    return pages.drawn(release, answer, asked, timeline, fallen, representation is SVG)


def _by_subject(arguments: dict[str, Any]) -> bool:
    return bool(arguments["lanes"] == "subject")


def _timeline(release: OpenRelease, arguments: dict[str, Any]) -> Timeline:
    types = _types(release.model)
    return Timeline(
        model=release.model,
        classes=tuple(types[name].cls for name in arguments.get("type", ())),
        subjects=_records(release, arguments, "subjects", CASUS.Record),
        conflicts=_records(release, arguments, "conflicts", CASUS.Conflict),
        statuses=_statuses(arguments),
        period=period(arguments),
        match=match(arguments),
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


def _entries(
    release: OpenRelease, found: list[URIRef], period: Period | None, arguments: dict[str, Any]
) -> Iterator[Json]:
    language, about = arguments.get("lang", "en"), _ABOUT if _by_subject(arguments) else ()
    description = said(release.dataset, found, [CASUS.when, CASUS.endKnown, *BOUNDS.values(), *about])
    names = names_of(release)
    ends = {iri: end for iri in found if (end := description.one(iri, CASUS.endKnown)) is not None}
    subjects = {
        iri: [as_iri(each) for of in about for each in sorted(description.said_by(iri).get(of, ()), key=str)]
        for iri in found
    }
    named = names.of([*found, *map(as_iri, ends.values()), *chain.from_iterable(subjects.values())])
    for iri in found:
        entry = _entry(reference(release.model, iri, named[iri], named, language), description, iri, period)
        end = as_iri(ends[iri]) if iri in ends else None
        status = entry.pop("status", None)
        yield {
            **entry,
            "end_known": end and shown_code(end, named[end], language),
            "status": status,
            **(
                {"about": [reference(release.model, e, named[e], named, language) for e in subjects[iri]]}
                if about
                else {}
            ),
        }


def _entry(record: Json, said: Description, iri: URIRef, period: Period | None) -> Json:
    """The entry, its members in the order of the columns."""
    when = str(said.one(iri, CASUS.when))
    exact = precision(when)
    bounds = {name: said.text(iri, bound) for name, bound in BOUNDS.items()}
    return {
        **(record if period is None else with_match(record, period.match(bounds))),
        "when": when,
        "precision": exact.start,
        "end_precision": exact.end,
        "qualifier": exact.qualifier,
        **bounds,
    }
