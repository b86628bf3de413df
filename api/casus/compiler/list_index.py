"""The list index of a release, beside its store: which records a list shows, in which order, how many, and its facets.

It says nothing that the quads do not: SPARQL is the definition, and a build compares the two (`compare`). The places of
records in each order are said in RDF too, so that a published query need not sort names.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import tantivy

from casus.compiler.list_rows import Row, orders, timeline
from casus.compiler.tantivy_folder import write_documents
from casus.model.types import Collection, Model
from casus.release import list_fields as fields
from casus.terms.namespaces import BOUNDS, ORDER_GRAPH, XSD

_INTEGER: Final = ox.NamedNode(str(XSD.integer))


def places(rows: list[Row]) -> Iterator[ox.Quad]:
    """The place of each record in each order, in a graph of their own."""
    graph = ox.NamedNode(str(ORDER_GRAPH))
    said = set()
    for order in [*(o for c, own in _by_collection(rows) for o in orders(c, own)), timeline(rows)]:
        if order.predicate in said:  # two sorts go by the same property
            continue
        said.add(order.predicate)
        predicate = ox.NamedNode(str(order.predicate))
        for iri, place in order.numbers():
            yield ox.Quad(ox.NamedNode(iri), predicate, ox.Literal(str(place), datatype=_INTEGER), graph)


def write_list_index(path: Path, model: Model, rows: list[Row]) -> None:
    """Index the rows in the new folder, which nobody writes to again. Raises OSError when it cannot be written."""
    ranks = _ranks(rows)
    documents = (
        _document(row, {name: places[number] for name, places in ranks.items()}) for number, row in enumerate(rows)
    )
    write_documents(path, fields.schema(model), documents)


def _ranks(rows: list[Row]) -> dict[str, "array[int]"]:
    """The place of each row in each order, by field; -1 where it has none."""
    number = {row.iri: number for number, row in enumerate(rows)}
    found: dict[str, array[int]] = defaultdict(lambda: array("q", [-1]) * len(rows))
    for collection, own in _by_collection(rows):
        for order in orders(collection, own):
            for descending, ordered in ((False, order.ascending), (True, order.descending)):
                places = found[fields.order_field(order.name, descending=descending)]
                for place, row in enumerate(ordered):
                    places[number[row.iri]] = place
    for place, row in enumerate(timeline(rows).valued):
        found[fields.TIMELINE][number[row.iri]] = place
    return found


def _document(row: Row, ranks: dict[str, int]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text(fields.IRI, row.iri)
    document.add_text(fields.COLLECTION, row.collection.name)
    document.add_text(fields.TYPE, row.type)
    for iri in sorted(row.mentions):
        document.add_text(fields.MENTIONS, iri)
    for name, values in row.filters.items():
        for value in sorted(set(values)):
            document.add_text(fields.filter_field(name), value)
    for name, number in row.numbers.items():
        document.add_float(fields.number_field(name), number)
    for name in sorted(set(row.names)):
        if grams := fields.grams(name):
            document.add_text(fields.GRAM, " ".join(grams))
    for gram in fields.short_grams(row.names):
        document.add_text(fields.SHORT, gram)
    if row.dated:
        document.add_text(fields.DATED, "yes")
        for bound in BOUNDS:
            unlimited = fields.EARLIEST if bound.endswith("start") else fields.LATEST
            document.add_integer(bound, fields.days(row.bounds[bound], unlimited))
    for name, place in ranks.items():
        if place >= 0:
            document.add_unsigned(name, place)
    return document


def _by_collection(rows: Iterable[Row]) -> list[tuple[Collection, list[Row]]]:
    """The rows of each collection; they come one collection after the other."""
    groups = (list(group) for _, group in groupby(rows, lambda row: row.collection.name))
    return [(group[0].collection, group) for group in groups]
