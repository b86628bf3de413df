"""What lists need to know of each record of the sources."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.list_index import document
from casus.compiler.triples import Triples
from casus.model.constraints import Data
from casus.model.fields import Path
from casus.model.types import Collection, Model
from casus.release.entries import Entry
from casus.terms.namespaces import BOUNDS, CASUS, RDF, RECORD, XSD

_NUMBERS: Final = (XSD.integer, XSD.decimal)


def entries_of(model: Model, union: Triples) -> list[Entry]:
    """The entries of all records that are in a collection."""
    entries = []
    for record in union.subjects(RDF.type, CASUS.Record):
        home = model.home_of(str(record))
        record_type = model.type_of(cls for cls in union.objects(record, RDF.type) if isinstance(cls, URIRef))
        if home is not None and record_type is not None:
            entries.append(entry_of(union, record, home.collection, record_type.name))
    return sorted(entries, key=lambda entry: (entry.collection, entry.label, entry.iri))


def entry_of(union: Triples, record: Node, collection: Collection, type_name: str) -> Entry:
    """What lists need to know of the record."""
    keys = {
        name: key_of(value)
        for name, each in collection.sorts.items()
        if each.sort_path and (value := next(iter(values(union, record, each.sort_path)), None)) is not None
    }
    filters = {name: [*map(str, values(union, record, f.path))] for name, f in collection.filters.items()}
    numbers = {name: found[0] for name, f in collection.numbers.items() if (found := values(union, record, f.path))}
    bounds = None
    if union.value(record, CASUS.when) is not None:
        days = [union.value(record, bound) for bound in BOUNDS.values()]
        bounds = tuple(None if day is None else str(day) for day in days)
    return Entry(
        iri=str(record),
        collection=collection.name,
        label=str(union.value(record, CASUS.sortKey) or ""),
        keys=keys,
        moment=moment(bounds),
        document=document(
            *(str(record), collection.name, type_name),
            names=[str(key) for key in union.objects(record, CASUS.searchKey)],
            filters={name: found for name, found in filters.items() if found},
            numbers={name: float(str(value)) for name, value in numbers.items()},
            bounds=bounds,
            mentions={str(o) for _, o in union.predicate_objects(record) if str(o).startswith(RECORD)},
        ),
    )


def moment(bounds: tuple[str | None, ...] | None) -> tuple[str, str] | None:
    """When what has these bounds stands in a timeline."""
    return None if bounds is None else (bounds[0] or "", bounds[-1] or "")


def values(data: Data, node: Node, path: Path) -> list[Node]:
    """Where the path leads from the node, each once."""
    found: Iterable[Node] = [node]
    for predicate, inverse in path:
        found = dict.fromkeys(
            value
            for each in found
            for value in (data.subjects(predicate, each) if inverse else data.objects(each, predicate))
        )
    return list(found)


def key_of(value: Node) -> Any:
    """A value that compares as SPARQL's ORDER BY does (section 15.1)."""
    if isinstance(value, Literal) and value.datatype in _NUMBERS:
        number = Decimal(str(value))
        return int(number) if number == int(number) else float(number)
    return str(value)
