"""Identifiers as flat rows, alike in JSON and in tables: our record, and the code that stands for it elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Final

from rdflib import URIRef

from casus.identifiers.query import Identifier, Pair
from casus.identifiers.schemes import Schemes
from casus.model.types import Model
from casus.records.brief import brief
from casus.records.formats import table
from casus.records.shaper import Json, Shaper
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import CODE

_BATCH: Final = 200
_STRING: Final[Json] = {"type": "string"}
_STRING_OR_NONE: Final[Json] = {"type": ["string", "null"]}
_URL: Final[Json] = {"type": "string", "format": "uri"}
_DAY: Final[Json] = {"type": ["string", "null"], "format": "date"}

OWNER: Final[dict[str, Json]] = {
    "id": {**_STRING, "description": "The slug of the record; list and slug of a code."},
    "iri": {**_URL, "description": "Its identifier in RDF."},
    "type": {**_STRING, "description": "Its class, such as State; Code for a code."},
    "label": {**_STRING_OR_NONE, "description": "Its name."},
    "href": {**_URL, "description": "Where its page is."},
}
IDENTIFIER: Final[dict[str, Json]] = {
    "scheme": {**_STRING, "description": "The scheme, a code of the list identifier-scheme."},
    "value": {**_STRING, "description": "The code, as the scheme writes it."},
    "match": {**_STRING, "description": "How well what the scheme delimits agrees with the record."},
    "scheme_version": {**_STRING_OR_NONE, "description": "The release of the scheme in which it was read."},
    "scheme_label": {**_STRING_OR_NONE, "description": "What the scheme calls it, where that is not the name."},
    "when": {**_STRING_OR_NONE, "description": "The span in which it holds (EDTF); null: the scheme has no spans."},
    "earliest_start": {**_DAY, "description": "First day on which the span may have begun."},
    "latest_start": {**_DAY, "description": "Day by which it had certainly begun."},
    "earliest_end": {**_DAY, "description": "Day until which it certainly lasted."},
    "latest_end": {**_DAY, "description": "Last day on which it may have lasted."},
    "end_known": {**_STRING_OR_NONE, "description": "How the end is known: a code of the list end-known."},
}
AGAINST: Final[dict[str, Json]] = {
    f"against_{name}": {**schema, "type": ["string", "null"]} for name, schema in IDENTIFIER.items()
}
"""The identifier of the second scheme; null where the record has none for that time."""


def rows(
    dataset: ReleaseDataset,
    model: Model,
    schemes: Schemes,
    pairs: Iterator[Pair],
    url: Callable[[str], str],
    *,
    against: bool = False,
) -> Iterator[Json]:
    """The pairs as rows."""
    while batch := list(islice(pairs, _BATCH)):
        owners = list(dict.fromkeys(one.owner for one, _ in batch))
        shaper = Shaper(model, brief(dataset, owners), url, full=False)
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
    code = str(iri).removeprefix(CODE)
    place = f"/v1/codes/{code.partition('/')[0]}"
    return {**reference, "id": code, "type": "Code", "href": shaper.url(place)}


def _columns(schemes: Schemes, identifier: Identifier) -> Json:
    values = {field.name: getattr(identifier, field.name) for field in fields(identifier) if field.name != "owner"}
    return {**values, "scheme": schemes.of(identifier.scheme).name}


def _against(schemes: Schemes, identifier: Identifier | None) -> Json:
    if identifier is None:
        return dict.fromkeys(AGAINST)
    return {f"against_{name}": value for name, value in _columns(schemes, identifier).items()}


def lines(columns: Sequence[str], found: Iterator[Json]) -> Iterator[str]:
    """The rows as CSV, in these columns; what is not known is empty."""
    yield table.line(columns)
    for row in found:
        yield table.line(_cell(row.get(name)) for name in columns)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
