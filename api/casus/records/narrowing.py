"""What narrows a list, as its page offers it: facets, the filters that are active, the order; each a link to a list."""

from collections.abc import Iterable, Iterator
from typing import Final

from flask import request
from rdflib import URIRef

from casus.http.urls import arguments_but, joined, root_url
from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.pages.messages import messages
from casus.pages.rows import WHEN
from casus.records.brief import references
from casus.release.list_fields import LABEL, TYPE
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

_MOST_FACETS: Final = 8
_VALUES: Final = 8
"""Of a facet, the most frequent ones."""
_NO_FILTER: Final = frozenset(
    ("sort", "limit", "cursor", "fields", "include", "facets", "format", "lang", "release", "view")
)


def facets_shown(collection: Collection) -> list[str]:
    """The facets of a page: the types and the codes before what is named by records."""
    codes = [name for name, field in collection.filters.items() if field.kind is Kind.CODE]
    others = [name for name, field in collection.filters.items() if field.kind is Kind.REFERENCE]
    return [*([TYPE] if collection.subtypes else []), *codes, *others][:_MOST_FACETS]


def facets_of(collection: Collection, facets: Json) -> Iterator[Json]:
    """The facets of JSON that divide the list, with their most frequent values: {name, label, counts}."""
    chosen = {*arguments_but()}
    for name, facet in facets.items():
        field = collection.filters.get(name)
        counts = [
            {
                **each,
                "chosen": (name, each["value"]) in chosen,
                "url": _without((name, each["value"]))
                if (name, each["value"]) in chosen
                else _with((name, each["value"])),
            }
            for each in facet["values"][:_VALUES]
        ]
        if len(counts) > 1 or any(each["chosen"] for each in counts):
            yield {"name": name, "label": field.label if field else collection.type.label, "counts": counts}


def chips(release: OpenRelease, collection: Collection, facets: Json, but: Iterable[str] = ()) -> Iterator[Json]:
    """The filters that are active, each with the list without it, but for those of these names."""
    language = messages(request.args.get("lang")).language
    labels = {(name, each["value"]): each["label"] for name, facet in facets.items() for each in facet["values"]}
    for name, value in arguments_but(*_NO_FILTER, *but):
        field = collection.filters.get(name)
        label = labels.get((name, value))
        if label is None and field is not None and field.kind is Kind.REFERENCE:
            label = next((r["label"] for r in references(release, [URIRef(RECORD + value)], language)), None)
        yield {"name": field.label if field else name, "label": label or value, "url": _without((name, value))}


def sorts(collection: Collection) -> Iterator[Json]:
    """The orders that a page offers: {label, chosen, url}; the label is that of the field, None for the name."""
    now = request.args.get("sort", LABEL)
    for name in (LABEL, *(name for name in collection.sorts if name in (WHEN, "earliest_start", "latest_start"))):
        label = collection.sorts[name].label if name != LABEL else None
        yield {"label": label, "chosen": now == name, "url": _with(("sort", name), but=("sort",))}


def _with(pair: tuple[str, str], but: tuple[str, ...] = ()) -> str:
    """This list with one more parameter, from its first page."""
    return joined(root_url() + request.path, [*arguments_but("cursor", *but), pair])


def _without(pair: tuple[str, str]) -> str:
    return joined(root_url() + request.path, [each for each in arguments_but("cursor") if each != pair])
