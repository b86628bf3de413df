"""Identifiers as flat rows, alike in JSON and in tables: our record, and the code that stands for it elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice
from typing import Final

from rdflib import URIRef

from casus.identifiers.query import Identifier, Pair
from casus.identifiers.schemes import Schemes, schemes_of
from casus.model.json_schema import DAY_OR_NULL, STRING, STRING_OR_NULL, URL, Json
from casus.records.brief import in_brief
from casus.records.record_json import Shaper
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import code_of

_BATCH: Final = 200

OWNER: Final[dict[str, Json]] = {
    "id": {**STRING, "description": "The slug of the record; list and slug of a code."},
    "iri": {**URL, "description": "Its identifier in RDF."},
    "type": {**STRING, "description": "Its class, such as State; Code for a code."},
    "label": {**STRING_OR_NULL, "description": "Its name."},
    "href": {**URL, "description": "Where its page is."},
}
IDENTIFIER: Final[dict[str, Json]] = {
    "scheme": {**STRING, "description": "The scheme, a code of the list identifier-scheme."},
    "value": {**STRING, "description": "The code, as the scheme writes it."},
    "match": {**STRING, "description": "How well what the scheme delimits agrees with the record."},
    "scheme_version": {**STRING_OR_NULL, "description": "The release of the scheme in which it was read."},
    "scheme_label": {**STRING_OR_NULL, "description": "What the scheme calls it, where that is not the name."},
    "when": {**STRING_OR_NULL, "description": "The span in which it holds (EDTF); null: the scheme has no spans."},
    "earliest_start": {**DAY_OR_NULL, "description": "First day on which the span may have begun."},
    "latest_start": {**DAY_OR_NULL, "description": "Day by which it had certainly begun."},
    "earliest_end": {**DAY_OR_NULL, "description": "Day until which it certainly lasted."},
    "latest_end": {**DAY_OR_NULL, "description": "Last day on which it may have lasted."},
    "end_known": {**STRING_OR_NULL, "description": "How the end is known: a code of the list end-known."},
}
AGAINST: Final[dict[str, Json]] = {
    f"against_{name}": {**schema, "type": ["string", "null"]} for name, schema in IDENTIFIER.items()
}
"""The identifier of the second scheme; null where the record has none for that time."""


def rows(
    release: OpenRelease, pairs: Iterator[Pair], to_url: Callable[[str], str], *, against: bool = False
) -> Iterator[Json]:
    """The pairs as rows."""
    schemes = schemes_of(release)
    while batch := list(islice(pairs, _BATCH)):
        owners = list(dict.fromkeys(one.owner for one, _ in batch))
        shaper = in_brief(release, owners, url=to_url)
        for one, other in batch:
            yield {
                **_owner(shaper, one.owner),
                **_columns(schemes, one),
                **(_against(schemes, other) if against else {}),
            }


def _owner(shaper: Shaper, iri: URIRef) -> Json:
    """The record, or the code, that an identifier belongs to."""
    reference = shaper.reference(iri)
    if reference["id"] is not None:
        return reference
    code_list, slug = code_of(iri)
    return {**reference, "id": f"{code_list}/{slug}", "type": "Code", "href": shaper.url(f"/v1/codes/{code_list}")}


def _columns(schemes: Schemes, identifier: Identifier) -> Json:
    values = {field.name: getattr(identifier, field.name) for field in fields(identifier) if field.name != "owner"}
    return {**values, "scheme": schemes.of(identifier.scheme).name}


def _against(schemes: Schemes, identifier: Identifier | None) -> Json:
    if identifier is None:
        return dict.fromkeys(AGAINST)
    return {f"against_{name}": value for name, value in _columns(schemes, identifier).items()}
