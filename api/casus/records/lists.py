"""The list of a collection: a page in JSON; all records, as a stream, in the representations that are tables."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.http.paging import Page
from casus.http.representations import JSON, Representation
from casus.http.tables import streamed
from casus.http.turns import Turn, need
from casus.http.urls import context_link
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.description import describe
from casus.records.facets import counted
from casus.records.formats import format_of
from casus.records.formats.format import Format, RecordList
from casus.records.period import Match
from casus.records.record_json import Shaper
from casus.records.request import selection, shown_of
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.records.shown import ALL, Shown
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import BOUNDS

_BATCH: Final = 200
"""Records that a stream describes at once: some 100 ms of work, and a few MiB."""


def answer(
    release: OpenRelease, collection: Collection, arguments: dict[str, Any], representation: Representation
) -> Response:
    """The list that the arguments ask for, in that representation."""
    format = None if representation is JSON else format_of(representation)
    if "facets" in arguments:
        need(Turn.QUERY)
    page = Page.asked(release, arguments, whole=format is not None)
    selected = selection(release, collection, arguments, page)
    if format is not None and format.of_the_release:
        listed = RecordList(release, selected, (), arguments.get("lang"), iter(()))
        return Response("".join(format.lines(listed)), content_type=representation.content_type)
    lists = lists_of(release)
    ids, total = lists.page(selected)
    if format is not None:
        return page.linked(_stream(release, selected, ids, arguments, format), total)
    more: Json = {}
    if selected.period:
        more["undated"] = lists.undated(selected)
    if "facets" in arguments:
        more["facets"] = counted(release, selected, arguments["facets"], arguments.get("lang", "en"))
    records = _records(release, selected, ids, shown_of(arguments))
    response = page.answer(records, total, selected.ids_query(), **more)
    response.headers.add("Link", context_link())
    return response


def whole(release: OpenRelease, collection: Collection) -> RecordList:
    """All records of the collection, with all that their pages show; they are read as they are taken."""
    selected = Selection(collection, limit=None)
    ids, _ = lists_of(release).page(selected)
    return RecordList(release, selected, tuple(ALL.fields(selected.types)), None, _records(release, selected, ids, ALL))


def _stream(
    release: OpenRelease, selected: Selection, ids: list[URIRef], arguments: dict[str, Any], format: Format
) -> Response:
    """The records one batch after the other."""
    listed = _listed(release, selected, ids, arguments, format.needs(selected.collection))
    return streamed(format.lines(listed), format.representation, release.manifest.edition)


def every(release: OpenRelease, collection: Collection, arguments: dict[str, Any], needed: Iterable[str]) -> RecordList:
    """All records that the arguments choose, with the fields of these names; they are read as they are taken."""
    need(Turn.LONG)
    selected = selection(release, collection, arguments)
    ids, _ = lists_of(release).page(selected)
    return _listed(release, selected, ids, {**arguments, "fields": [*needed], "include": ()}, ())


def _listed(
    release: OpenRelease, selected: Selection, ids: list[URIRef], arguments: dict[str, Any], needed: Iterable[str]
) -> RecordList:
    return RecordList(
        release=release,
        selected=selected,
        fields=tuple(shown_of(arguments).fields(selected.types)),
        language=arguments.get("lang"),
        records=_records(release, selected, ids, shown_of(arguments, needed)),
    )


def _records(release: OpenRelease, selected: Selection, ids: list[URIRef], shown: Shown) -> Iterator[Json]:
    """The records as a list shows them; what they say is read as they are taken."""
    return chain.from_iterable(_described(release, selected, shown, batch) for batch in _batches(ids))


def _described(release: OpenRelease, selected: Selection, shown: Shown, batch: list[URIRef]) -> Iterator[Json]:
    period = selected.period
    description = describe(release, selected.types, batch, shown, also=BOUNDS.values() if period else ())
    shaper = Shaper(release.model, description, shown)
    for iri in batch:
        record = shaper.record(iri)
        if period is None:
            yield record
        else:
            bounds = {name: description.text(iri, bound) for name, bound in BOUNDS.items()}
            yield with_match(record, period.match(bounds))


def with_match(record: Json, match: Match) -> Json:
    """The record, and how it is in the time that was asked for."""
    head = {name: record[name] for name in ("id", "type", "label")}
    return {**head, "match": match.value, **record}


def _batches(ids: list[URIRef]) -> Iterable[list[URIRef]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
