"""What a document of the list index is made of, for who writes it and who reads it: one for each record.

The fields come from the shapes: one for each filter, each number, each order that a list may have. Text is not
analysed: a term is a whole value, or a gram of a folded name.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final

import tantivy
from rdflib import URIRef

from casus.model.types import Collection, Model
from casus.terms.calendar import Unit
from casus.terms.dates import SPANS
from casus.terms.namespaces import BOUNDS, ORDER

FOLDER: Final = "lists"
"""Where the index is in a release."""
IRI: Final = "iri"
COLLECTION: Final = "collection"
TYPE: Final = "type"
"""The name of the record's type."""
DATED: Final = "dated"
"""`yes` for a record that has a time."""
MENTIONS: Final = "mentions"
"""The IRIs of all that the record names."""
GRAM: Final = "gram"
"""Of each name all runs of three characters, in their order."""
SHORT: Final = "short"
"""Of each name all runs of one and of two characters."""
GRAMS: Final = 3
LABEL: Final = "label"
"""The order by English label; those by a field have its name."""
EARLIEST, LATEST = 0, 2**40
"""Days of what has no bound, before and after all that have one."""
TIMELINE: Final = "timeline"
"""The order by time, over all collections."""

_SPACE: Final = "A"
"""For white space in a gram: tokens end there."""


def filter_field(name: str) -> str:
    """The field of a filter."""
    return f"filter_{name}"


def number_field(name: str) -> str:
    """The field with the number that a record says."""
    return f"number_{name}"


def span_field(unit: Unit, match: str) -> str:
    """The field with the years or months in which a record is so: the span from the first to the last."""
    return f"{unit.value}_{match}"


def order_field(name: str, *, descending: bool) -> str:
    """The field with the position of a record in an order."""
    return f"{'descending' if descending else 'ascending'}_{name}"


def orders_of(collection: Collection) -> list[str]:
    """The orders of the collection's list: by label, and by its sorts."""
    return [LABEL, *collection.sorts]


def label_order(collection: Collection) -> URIRef:
    """By which the positions of records in the order of labels are said in RDF."""
    return ORDER[f"{collection.name}-{LABEL}"]


def schema(model: Model) -> tantivy.Schema:
    """The fields of all collections of the model."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(IRI, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TYPE, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (COLLECTION, DATED, MENTIONS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(SHORT, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(GRAM, tokenizer_name="whitespace", index_option="position")
    for name in sorted({name for collection in model.collections.values() for name in collection.filters}):
        builder.add_text_field(filter_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in sorted({name for collection in model.collections.values() for name in collection.numbers}):
        builder.add_float_field(number_field(name), indexed=True, fast=True)
    for name in BOUNDS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (span_field(unit, match) for unit in Unit for match in SPANS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in sorted({name for collection in model.collections.values() for name in orders_of(collection)}):
        for descending in (False, True):
            builder.add_unsigned_field(order_field(name, descending=descending), fast=True)
    builder.add_unsigned_field(TIMELINE, fast=True)
    return builder.build()


def days(day: date | str | None, unlimited: int) -> int:
    """A bound as a number that compares as it does."""
    return unlimited if day is None else (day if isinstance(day, date) else date.fromisoformat(day)).toordinal()


def grams(text: str) -> list[str]:
    """The runs of three characters of a folded text, in their order: a run of these is the text exactly."""
    text = _spaced(text)
    return [text[start : start + GRAMS] for start in range(len(text) - GRAMS + 1)]


def short_grams(texts: Iterable[str]) -> list[str]:
    """The runs of one and of two characters of the texts, each once."""
    runs: set[str] = set()
    for text in {_spaced(text) for text in texts}:
        runs.update(text)
        runs.update(map("".join, pairwise(text)))
    return sorted(runs)


def short_gram(text: str) -> str:
    """A folded text of one or two characters as one of these."""
    return _spaced(text)


def _spaced(text: str) -> str:
    """The text without white space, at which tokens would end; folded texts have single spaces."""
    return text.replace(" ", _SPACE)
