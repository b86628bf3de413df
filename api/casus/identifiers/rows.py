"""Identifiers as flat rows, alike in JSON and in tables: our record, and the code that stands for it elsewhere."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from typing import Final

from rdflib import URIRef

from casus.identifiers.query import Identifier, Pair
from casus.model.json_schema import CODE, CODE_OR_NULL, DAY_OR_NULL, STRING, STRING_OR_NULL, Json
from casus.model.types import Model
from casus.records.names import Name, names_of
from casus.records.period import Period
from casus.records.record_json import code
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE as CODE_OF

_BATCH: Final = 200

OWNER: Final[dict[str, Json]] = {
    "id": {**STRING, "description": "The record, `collection/slug`; a code as `codes/list#slug`."},
    "type": {**STRING, "description": "Its class, such as State; Code for a code."},
    "label": {**STRING_OR_NULL, "description": "Its name."},
}
IDENTIFIER: Final[dict[str, Json]] = {
    "scheme": {**CODE, "description": "The scheme, a code of the list identifier-scheme."},
    "value": {**STRING, "description": "The code, as the scheme writes it."},
    "match_strength": {**CODE, "description": "How well what the scheme delimits agrees with the record."},
    "scheme_version": {**STRING_OR_NULL, "description": "The release of the scheme in which it was read."},
    "scheme_label": {**STRING_OR_NULL, "description": "What the scheme calls it, where that is not the name."},
    "when": {**STRING_OR_NULL, "description": "The span in which it holds (EDTF); null: the scheme has no spans."},
    "earliest_start": {**DAY_OR_NULL, "description": "First day on which the span may have begun."},
    "latest_start": {**DAY_OR_NULL, "description": "Day by which it had certainly begun."},
    "earliest_end": {**DAY_OR_NULL, "description": "Day until which it certainly lasted."},
    "latest_end": {**DAY_OR_NULL, "description": "Last day on which it may have lasted."},
    "end_known": {**CODE_OR_NULL, "description": "How the end is known: a code of the list end-known."},
}

MATCH: Final[dict[str, Json]] = {
    "match": {**STRING, "enum": ["certain", "possible"], "description": "With at: how sure it held then."}
}


def _told(schema: Json) -> Json:
    return {name: value for name, value in schema.items() if name in ("description", "format")}


AGAINST: Final[dict[str, Json]] = {
    f"against_{name}": {**({"type": ["string", "null"]} if "type" in schema else CODE_OR_NULL), **_told(schema)}
    for name, schema in IDENTIFIER.items()
}
"""The identifier of the second scheme; null where the record has none for that time."""


def rows(
    release: OpenRelease, pairs: Iterator[Pair], period: Period | None = None, *, against: bool = False
) -> Iterator[Json]:
    """The pairs as rows; with a period, each says how sure it is that the identifier held in it."""
    while batch := list(islice(pairs, _BATCH)):
        owners = [one.owner for one, _ in batch]
        codes = [iri for pair in batch for each in pair if each is not None for iri in _codes(each).values() if iri]
        names = names_of(release).of([*owners, *codes])
        for one, other in batch:
            yield {
                **_owner(release.model, one.owner, names),
                **({"match": period.match(vars(one)).value} if period else {}),
                **_columns(one, names),
                **(_against(other, names) if against else {}),
            }


def _owner(model: Model, iri: URIRef, names: dict[URIRef, Name]) -> Json:
    """The record, or the code, that an identifier belongs to."""
    name = names[iri]
    return {"id": model.id_of(iri), "type": name.type.name if name.type else None, "label": name.label("en")}


def _codes(identifier: Identifier) -> dict[str, URIRef | None]:
    """The members that are codes."""
    end = identifier.end_known
    return {
        "scheme": identifier.scheme,
        "match_strength": CODE_OF[f"match-strength/{identifier.match_strength}"],
        "end_known": None if end is None else CODE_OF[f"end-known/{end}"],
    }


def _columns(identifier: Identifier, names: dict[URIRef, Name]) -> Json:
    values = {field.name: getattr(identifier, field.name) for field in fields(identifier) if field.name != "owner"}
    return {**values, **{name: iri and code(iri, names[iri], "en") for name, iri in _codes(identifier).items()}}


def _against(identifier: Identifier | None, names: dict[URIRef, Name]) -> Json:
    if identifier is None:
        return dict.fromkeys(AGAINST)
    return {f"against_{name}": value for name, value in _columns(identifier, names).items()}
