"""The list of a collection: a page in JSON; all records, as a stream, in the representations that are tables."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from flask import Response, jsonify
from rdflib import URIRef

from casus.http import negotiation, paging
from casus.http.admission import admission
from casus.http.paging import Links, add_link_headers, page_links
from casus.http.representation import content_type, pinned_etag
from casus.http.urls import context_link, linker, url
from casus.model.types import Collection
from casus.records import parameters
from casus.records.description import describe
from casus.records.facets import counted
from casus.records.formats import citation, geojson, table
from casus.records.selection import Selection
from casus.records.shaper import Json, Shaper
from casus.store.open_release import OpenRelease

_BATCH = 200
"""Records that a stream describes at once: some 100 ms of work, and a few MiB."""


def answer(
    release: OpenRelease, collection: Collection, arguments: dict[str, Any], offer: negotiation.Offer
) -> Response:
    """The list that the arguments ask for, in that representation."""
    if offer is negotiation.JSON and "limit" not in arguments:
        arguments = {**arguments, "limit": release.settings.page_limit_default}
    offset = paging.offset(arguments, release.id)
    selected = parameters.selection(collection, arguments, release.model, release.dataset, offset)
    if offer in negotiation.CITATIONS:
        text = citation.write([citation.of_dataset(release.manifest, url(f"/v1/releases/{release.id}"))], offer)
        return Response(text, content_type=content_type(offer))
    total = release.dataset.number(selected.count_query())
    size = total if selected.limit is None else selected.limit
    links = page_links(selected.offset, size, total, release.id, selected.ids_query())
    response = (
        _page(release, selected, arguments, total, links)
        if offer is negotiation.JSON
        else _stream(release, selected, arguments, offer)
    )
    if offer is negotiation.JSON:
        response.headers.add("Link", context_link())
    add_link_headers(response, links)
    return response


def _page(release: OpenRelease, selected: Selection, arguments: dict[str, Any], total: int, links: Links) -> Response:
    return jsonify(
        {
            "items": list(_records(release, selected, _ids(release, selected), arguments, linker())),
            "total": {"value": total, "relation": "eq"},
            "undated": release.dataset.number(selected.undated_query()) if selected.period else None,
            "facets": counted(release, selected, arguments["facets"], arguments.get("lang", "en"))
            if "facets" in arguments
            else None,
            "links": links,
            "release": release.id,
            "cite_as": citation.sentence(release.manifest),
        }
    )


def _stream(release: OpenRelease, selected: Selection, arguments: dict[str, Any], offer: negotiation.Offer) -> Response:
    """The records one batch after the other; the answer ends without its last chunk when something fails.

    It counts as a query: a long one may not keep the short ones from being answered.
    """
    admission().admit_long()
    if offer is negotiation.GEOJSON and "fields" in arguments:
        coordinates = [field.name for field in selected.collection.coordinates or ()]
        arguments = {**arguments, "fields": [*arguments["fields"], *coordinates]}
    found = _records(release, selected, _ids(release, selected), arguments, linker())
    if offer in (negotiation.CSV, negotiation.EXCEL):
        fields = [f for f in selected.fields if f.name in arguments.get("fields", (f.name,))]
        rows = table.lines(table.columns(release.model, fields, arguments.get("lang")), found)
        body: Iterator[str] = chain(["\ufeff"] if offer is negotiation.EXCEL else [], rows)
    elif offer is negotiation.GEOJSON:
        body = geojson.feature_collection(selected.collection, found, {"release": release.id})
    else:
        body = (json.dumps(record, ensure_ascii=False) + "\n" for record in found)
    response = Response(body, content_type=content_type(offer))
    response.implicit_sequence_conversion = False
    response.set_etag(pinned_etag(release.id, offer))
    return response


def _ids(release: OpenRelease, selected: Selection) -> list[URIRef]:
    return [URIRef(str(row[0])) for row in release.dataset.select(selected.ids_query())]


def _records(
    release: OpenRelease,
    selected: Selection,
    ids: list[URIRef],
    arguments: dict[str, Any],
    to_url: Callable[[str], str],
) -> Iterator[Json]:
    """The records as a list shows them."""
    language = arguments.get("lang", "en")
    only = frozenset(arguments["fields"]) if "fields" in arguments else None
    for batch in _batches(ids):
        description = describe(
            release.dataset, release.model, selected.collection, batch, full=False, language=language
        )
        shaper = Shaper(release.model, description, to_url, full=False, language=language, only=only)
        yield from (shaper.record(iri) for iri in batch)


def _batches(ids: list[URIRef]) -> Iterable[list[URIRef]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
