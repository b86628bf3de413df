"""The list of a collection: a page in JSON; all records, as a stream, in the representations that are tables."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.http.paging import Page
from casus.http.representations import JSON, Representation
from casus.http.tables import streamed
from casus.http.turns import Turn, need
from casus.http.urls import context_link, linker
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.description import describe
from casus.records.facets import counted
from casus.records.formats import format_of
from casus.records.formats.format import Format, RecordList
from casus.records.record_json import Shaper
from casus.records.request import selection
from casus.records.selection import Selection
from casus.store.open_release import OpenRelease

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
        listed = RecordList(release, selected, selected.fields, arguments.get("lang"), iter(()))
        return Response("".join(format.lines(listed)), content_type=representation.content_type)
    total = release.dataset.number(selected.count_query())
    if format is not None:
        return page.linked(_stream(release, selected, arguments, format), total)
    language = arguments.get("lang", "en")
    response = page.answer(
        _records(release, selected, arguments, linker()),
        total,
        selected.ids_query(),
        undated=release.dataset.number(selected.undated_query()) if selected.period else None,
        facets=counted(release, selected, arguments["facets"], language) if "facets" in arguments else None,
    )
    response.headers.add("Link", context_link())
    return response


def _stream(release: OpenRelease, selected: Selection, arguments: dict[str, Any], format: Format) -> Response:
    """The records one batch after the other."""
    if "fields" in arguments:
        arguments = {**arguments, "fields": [*arguments["fields"], *format.needs(selected.collection)]}
    listed = RecordList(
        release=release,
        selected=selected,
        fields=tuple(field for field in selected.fields if field.name in arguments.get("fields", (field.name,))),
        language=arguments.get("lang"),
        records=_records(release, selected, arguments, linker()),
    )
    return streamed(format.lines(listed), format.representation, release.id)


def _records(
    release: OpenRelease, selected: Selection, arguments: dict[str, Any], to_url: Callable[[str], str]
) -> Iterator[Json]:
    """The records as a list shows them; which they are is asked at once, what they say as they are taken."""
    ids = [URIRef(str(row[0])) for row in release.dataset.select(selected.ids_query())]
    language = arguments.get("lang", "en")
    only = frozenset(arguments["fields"]) if "fields" in arguments else None

    def shown(batch: list[URIRef]) -> Iterator[Json]:
        description = describe(
            release.dataset, release.model, selected.collection, batch, full=False, language=language
        )
        shaper = Shaper(release.model, description, to_url, full=False, language=language, only=only)
        return map(shaper.record, batch)

    return chain.from_iterable(shown(batch) for batch in _batches(ids))


def _batches(ids: list[URIRef]) -> Iterable[list[URIRef]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
