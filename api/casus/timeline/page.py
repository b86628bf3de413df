"""The timeline for people: a page with the drawing, its legend and its table, and the drawing alone."""

from collections import Counter
from collections.abc import Collection as Some
from typing import Any, Final

from flask import Response, request

from casus.drawings.extent import End, Extent
from casus.drawings.extent_shape import sample
from casus.drawings.legend import SAMPLE, with_legend
from casus.drawings.svg import Drawing, nothing
from casus.http.representations import CSV, JSON, SVG
from casus.http.urls import canonical_url, self_url
from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.pages.choices import kept, period_in_words, stepped
from casus.pages.html import drawn as page_of
from casus.pages.html import svg
from casus.pages.messages import Messages, messages
from casus.records import statuses
from casus.records.narrowing import chips
from casus.records.tabs import Tab, add_tab, tabs
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE_NAME
from casus.timeline.picture import bin_url, counted, drawing, lanes_of
from casus.timeline.query import Timeline

_FORM: Final = ("at", "from", "to", "type", "lanes", "bins")


def add_tab_of_timeline(parameters: Some[str]) -> None:
    """Have the lists whose records the timeline holds link to it, with their types."""
    add_tab(
        "timeline",
        Tab(
            fits=lambda collection: collection.timeline,
            path=lambda _: "/v1/timeline",
            takes=lambda _: frozenset(parameters) - {"sort", "limit", "cursor", "format", "release", "bins", "lanes"},
            always=lambda collection: [*_of_type(collection), *_named_by(collection, parameters)],
        ),
    )


def _of_type(collection: Collection) -> list[tuple[str, str]]:
    return [("type", each) for each in request.args.getlist("type")] or [("type", collection.type.name)]


def _named_by(collection: Collection, parameters: Some[str]) -> list[tuple[str, str]]:
    """The record that the list is filtered by, where it is one: the timeline has what names it."""
    filters = [name for name, field in collection.filters.items() if field.kind is Kind.REFERENCE]
    found = [value for name in filters if name not in parameters for value in request.args.getlist(name)]
    return [("subjects", found[0])] if len(found) == 1 and "subjects" not in request.args else []


def drawn(
    release: OpenRelease, answer: Response, asked: dict[str, Any], timeline: Timeline, fallen: int, is_alone: bool
) -> Response:
    """The page or the drawing of what the answer has in JSON: its entries, or its bins where it has such.

    `fallen`: how many claims are left out because they are refuted or superseded.
    """
    body: Json = answer.get_json()
    t = messages(request.args.get("lang"))
    lanes = lanes_of(release.model, body["items"], asked["lanes"], t("timeline-no-subject"))
    title = " · ".join(filter(None, (t("nav-timeline"), *_subjects(release, asked), period_in_words(t))))
    found: Drawing | None = None
    if "bins" in body:
        found = counted(title, body["bins"], t) if any(each["possible"] for each in body["bins"]) else None
    elif lanes:
        found = drawing(title, lanes, timeline.period, t)
    if is_alone:
        return _alone(release, found or nothing(title, t("network-empty")), lanes, "bins" in body, fallen, t)
    return _page(release, answer, body, asked, fallen, lanes, title, found, t)


def _alone(
    release: OpenRelease,
    found: Drawing,
    lanes: list[tuple[str, list[Json]]],
    is_counted: bool,
    fallen: int,
    t: Messages,
) -> Response:
    """The drawing as a file, with what its marks mean and how many claims it leaves out."""
    names = ["counted-certain", "counted-possible"] if is_counted else _marks(lanes)
    marks = [(sample(name.removeprefix("counted-"), SAMPLE), t(f"mark-{name}")) for name in names]
    lines = (each["status"] for each in statuses.legend(release, _statuses(lanes), t.language))
    explained = with_legend(found, ((each["id"], each["label"]) for each in lines), marks=marks)
    left_out = [t("fallen", fallen)] if fallen else []
    foot = (*left_out, release.manifest.cite_as(), DATA_LICENCE_NAME, canonical_url(release.id))
    return Response(explained.alone(*foot, language=t.language), content_type=SVG.content_type)


def _subjects(release: OpenRelease, asked: dict[str, Any]) -> list[str]:
    """What the timeline is of: the names of the records that it is about."""
    named = ("subjects", "conflicts")
    shown = chips(release, release.model.claims, {}, but=[name for name in request.args if name not in named])
    return [chip["label"] for chip in shown]


def _page(
    release: OpenRelease,
    answer: Response,
    body: Json,
    asked: dict[str, Any],
    fallen: int,
    lanes: list[tuple[str, list[Json]]],
    title: str,
    found: Drawing | None,
    t: Messages,
) -> Response:
    types = [
        each
        for home in release.model.collections.values()
        if home.timeline
        for each in {home.type.name: home.type, **_named(home)}.values()
    ]
    collection = _collection(release, asked)
    several = len(request.args.getlist("type")) > 1
    no_chips = _FORM if not several else [name for name in _FORM if name != "type"]
    return page_of(
        answer,
        "timeline.html",
        title=title,
        drawing=svg(found.in_page()) if found else None,
        lanes=lanes,
        bins=[{**each, "url": bin_url(each)} for each in body.get("bins", ()) if each["possible"]],
        unit=asked.get("bins"),
        marks=_marks(lanes),
        statuses=statuses.legend(release, _statuses(lanes), t.language),
        fallen=statuses.fallen(fallen),
        types=sorted(types, key=lambda each: each.label),
        form_kept=kept(*no_chips),
        chips=[*chips(release, release.model.claims, {}, but=no_chips)],
        steps=stepped(t),
        tabs=tabs(collection, "timeline") if collection else [],
        here=self_url(),
        alternates=[JSON, CSV, SVG],
    )


def _named(collection: Collection) -> Json:
    return {each.name: each for each in collection.types}


def _collection(release: OpenRelease, asked: dict[str, Any]) -> Collection | None:
    """The list that the timeline shows all of, or a part: where its types are of one."""
    names = asked.get("type", ())
    homes = [c for c in release.model.collections.values() if any(n in (c.type.name, *_named(c)) for n in names)]
    return homes[0] if len(homes) == 1 else None


def _marks(lanes: list[tuple[str, list[Json]]]) -> list[str]:
    """Which marks of time the drawing has, for its legend."""
    found: Counter[str] = Counter()
    for _, entries in lanes:
        for entry in entries:
            found.update(_marks_of(Extent.of(entry)))
    order = ("day", "certain", "possible", "open", "unknown", "censored")
    return [mark for mark in order if mark in found]


def _marks_of(extent: Extent) -> list[str]:
    if extent.day is not None:
        return ["day"]
    is_unknown = extent.begins_unknown or extent.fades
    marks = ["unknown"] if is_unknown else ["censored"] if extent.end is End.CENSORED else ["open"]
    start, last = extent.latest_start, extent.earliest_end
    has_core = extent.is_certain
    whole = has_core and (start, last) == (extent.earliest_start, extent.latest_end)
    return [*marks, *(["certain"] if has_core else []), *([] if whole else ["possible"])]


def _statuses(lanes: list[tuple[str, list[Json]]]) -> Counter[str]:
    """How many of the claims that are drawn have each status."""
    return Counter(each["status"]["id"] for _, entries in lanes for each in entries if each["status"])
