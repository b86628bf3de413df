"""Lists and records as pages for people: what their JSON says, in the words of the shapes."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from flask import Response
from rdflib import URIRef

from casus.drawings.matrix import Matrix
from casus.http.representations import Representation
from casus.http.urls import self_url
from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Collection, RecordType
from casus.pages.html import drawn
from casus.pages.rows import WHEN, cells, other_names, rows
from casus.records.filters import AnyOf
from casus.records.narrowing import chips, facets_of, sorts
from casus.records.parameters import MATRIX
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.records.tabs import tabs
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import BOUNDS, CODE, RECORD

_COLUMNS: Final = 5
_PART: Final = 4
"""A column is filled in more than one of so many lines."""
_COLUMN_KINDS: Final = frozenset((Kind.CODE, Kind.REFERENCE, Kind.INTEGER))
Layout = Callable[[OpenRelease, Json], Json]
"""What a page of a type shows beside its rows: further values for its template, or other rows (`said`)."""
_LAYOUTS: Final[dict[str, tuple[str, Layout]]] = {}


def lay_out(type_names: str | tuple[str, ...], template: str, layout: Layout) -> None:
    """Have records of these types be drawn by a template of their own, which extends record.html."""
    for name in [type_names] if isinstance(type_names, str) else type_names:
        _LAYOUTS[name] = (template, layout)


def record_page(
    release: OpenRelease, collection: Collection, answer: Response, offers: tuple[Representation, ...]
) -> Response:
    """The page of the record that the answer has in JSON."""
    body: Json = answer.get_json()
    record_type = release.model.types[body["type"]]
    template, layout = _LAYOUTS.get(record_type.name, ("record.html", lambda *_: {}))
    shown = {
        "collection": collection,
        "record_type": record_type,
        "also_called": other_names(body),
        "said": rows(release.model, body, record_type),
        "pointing": [*_pointing(release, record_type, body["id"])],
        "alternates": _others(offers),
        "here": self_url(),
    }
    return drawn(answer, template, **{**shown, **layout(release, body)})


def list_page(
    release: OpenRelease, collection: Collection, answer: Response, offers: tuple[Representation, ...]
) -> Response:
    """The page of the list that the answer has in JSON, with its facets."""
    body: Json = answer.get_json()
    columns = _columns(collection, body)
    return drawn(
        answer,
        "list.html",
        collection=collection,
        columns=columns,
        lines=[
            {"record": each, "cells": [[*cells(release.model, field, each)] for field in columns]}
            for each in body["items"]
        ],
        facets=[*facets_of(collection, body.get("facets", {}))],
        chips=[*chips(release, collection, body.get("facets", {}))],
        sorts=[*sorts(collection)],
        tabs=tabs(collection),
        alternates=_others(offers),
        here=self_url(),
    )


def matrix_page(
    release: OpenRelease, collection: Collection, answer: Response, found: Matrix, offers: tuple[Representation, ...]
) -> Response:
    """The page of the list as a matrix; `answer` has its facets and the number of its records in JSON."""
    facets = answer.get_json().get("facets", {})
    return drawn(
        answer,
        "matrix.html",
        collection=collection,
        matrix=found,
        code_list=collection.wide[2].code_list,
        facets=[*facets_of(collection, facets)],
        chips=[*chips(release, collection, facets)],
        tabs=tabs(collection, MATRIX),
        alternates=_others(offers),
        here=self_url(),
    )


def _others(offers: tuple[Representation, ...]) -> list[Representation]:
    return [offer for offer in offers if offer.name != "html"]


def _pointing(release: OpenRelease, record_type: RecordType, identifier: str) -> Iterator[Json]:
    """The lists of what names the record, by collection and field."""
    iri = URIRef((CODE if identifier.startswith("codes/") else RECORD) + identifier)
    for collection in release.model.collections.values():
        for name, field in collection.filters.items():
            if field.kind is Kind.REFERENCE and {*field.classes, field.target} & record_type.ancestors:
                selected = Selection(collection, conditions=(AnyOf(field, (iri,)),), limit=1)
                if count := lists_of(release).page(selected)[1]:
                    label = f"{collection.type.label}: {field.label}"
                    yield {"label": label, "count": count, "list": collection.name, "by": (name, identifier)}


def _columns(collection: Collection, body: Json) -> list[Field]:
    """The first fields that say something of a good part of this page: the status, the time, what is coded or named."""
    shown = body["items"]
    enough = len(shown) / _PART
    found = (
        field
        for field in collection.fields.values()
        if (field.kind in _COLUMN_KINDS or field.name == WHEN)
        and field.name not in (*BOUNDS, "end_known")
        and sum(each.get(field.name) not in (None, []) for each in shown) > enough
    )
    return sorted(islice(found, _COLUMNS), key=lambda field: (field.name != "status", field.name != WHEN, field.order))
