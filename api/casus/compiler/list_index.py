"""The list index of a release, beside its store: which records a list shows, in which order, how many, and its facets.

It says nothing that the quads do not: SPARQL is the definition, and a build compares the two (casus.records.proof).
"""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import tantivy

from casus.compiler.orders import Orders
from casus.compiler.tantivy_folder import write_documents
from casus.model.types import Model
from casus.release import list_fields as fields
from casus.release.entries import Entry
from casus.terms.calendar import Unit
from casus.terms.dates import SPANS
from casus.terms.namespaces import BOUNDS


def write_list_index(path: Path, model: Model, orders: Orders, entries: Iterable[Entry]) -> None:
    """Index the entries in the new folder, which nobody writes to again. Raises OSError when it cannot be written."""
    write_documents(path, fields.schema(model), (_document(entry, places) for entry, places in orders.of(entries)))


def _document(entry: Entry, places: dict[str, int]) -> tantivy.Document:
    document = tantivy.Document()
    text = document.add_text
    text(fields.IRI, entry.iri)
    text(fields.COLLECTION, entry.collection)
    text(fields.TYPE, entry.type)
    for iri in sorted(entry.mentions):
        text(fields.MENTIONS, iri)
    for name, values in entry.filters.items():
        for value in sorted({*values}):
            text(fields.filter_field(name), value)
    for name, number in entry.numbers.items():
        document.add_float(fields.number_field(name), number)
    for name in sorted({*entry.names}):
        if grams := fields.grams(name):
            text(fields.GRAM, " ".join(grams))
    text(fields.SHORT, " ".join(fields.short_grams(entry.names)))
    if entry.dated:
        text(fields.DATED, "yes")
        bounds = dict(zip(BOUNDS, entry.bounds, strict=True))
        for bound, day in bounds.items():
            unlimited = fields.EARLIEST if bound.endswith("start") else fields.LATEST
            document.add_integer(bound, fields.days(day, unlimited))
        for unit, (match, (start, end)) in product(Unit, SPANS.items()):
            if span := unit.span(bounds[start], bounds[end]):
                text(fields.span_field(unit, match), span)
    for name, place in places.items():
        document.add_unsigned(name, place)
    return document
