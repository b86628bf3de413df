"""What narrows a list, as its page offers it: facets, the filters that are active, the order; each a link to a list."""

from collections.abc import Iterable, Iterator
from typing import Final

from flask import request
from rdflib import URIRef

from casus.http.urls import arguments_but, joined, root_url
from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.pages.messages import Messages, messages
from casus.pages.rows import WHEN
from casus.pages.times import time_in_words
from casus.records.names import names_of
from casus.records.references import code
from casus.release.list_fields import LABEL, TYPE
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

_MOST_FACETS: Final = 8
_VALUES: Final = 8
"""Of a facet, the most frequent ones."""
_TIMES: Final = ("at", "from", "to")
_CALLED: Final = {
    **dict(zip(_TIMES, ("choice-at", "choice-from", "choice-to"), strict=True)),
    TYPE: "choice-type",
    "match": "network-match",
    "q": "search",
}
"""The messages that name the parameters that are no fields."""
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
    t = messages(request.args.get("lang"))
    labels = {(name, each["value"]): each["label"] for name, facet in facets.items() for each in facet["values"]}
    for name, value in arguments_but(*_NO_FILTER, *but):
        field = collection.filters.get(name) or release.model.claims.filters.get(name)  # claims have what views add
        label = labels.get((name, value)) or _label(release, field, name, value, t)
        called = t(_CALLED[name]) if field is None and name in _CALLED else None
        yield {
            "called": called,
            "name": field.label if field else name,
            "label": label or value,
            "is_ours": name in _TIMES or name == "match",
            "url": _without((name, value)),
        }


def _label(release: OpenRelease, field: Field | None, name: str, value: str, t: Messages) -> str | None:
    """What a value of a filter is called, where the facets do not say it."""
    model = release.model
    if name in _TIMES:
        return time_in_words(value, t)
    if name == "match":
        return t(f"match-{value}")
    if name == TYPE:
        return model.types[value].label if value in model.types else None
    iri = None
    if field is not None and field.kind is Kind.CODE and field.code_list and "," not in value:
        iri = code(field.code_list, value)
    elif field is not None and field.kind is Kind.REFERENCE:
        iri = URIRef(RECORD + value)
    found = names_of(release).of([iri])[iri] if iri is not None else None
    return found.label(t.language) if found else None


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
