"""The list index of a release, beside its store: which records a list shows, in which order, how many, and its facets.

It says nothing that the quads do not: SPARQL is the definition, and a build compares the two (casus.records.proof).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path

from casus.compiler.orders import Orders
from casus.compiler.tantivy_folder import write_documents
from casus.model.types import Model
from casus.release import list_fields as fields
from casus.release.entries import Entry, to_json
from casus.terms.calendar import Unit
from casus.terms.dates import SPANS
from casus.terms.namespaces import BOUNDS


def write_list_index(path: Path, model: Model, orders: Orders, entries: Iterable[Entry]) -> None:
    """Index the entries in the new folder, which nobody writes to again. Raises OSError when it cannot be written."""
    write_documents(path, fields.schema(model), (_placed(entry, places) for entry, places in orders.of(entries)))


def _placed(entry: Entry, places: Iterable[tuple[str, int]]) -> str:
    """The document of the entry, with its places by field."""
    return entry.document[:-1] + "".join([f',"{name}":{place}' for name, place in places]) + "}"


def document(
    iri: str,
    collection: str,
    type_name: str,
    *,
    names: Iterable[str],
    filters: Mapping[str, Iterable[str]],
    numbers: Mapping[str, float],
    bounds: tuple[str | None, ...] | None,
    mentions: Iterable[str],
) -> str:
    """What the index has of a record but its places, as JSON: its folded names, what it says by filter and by number,
    its days in the order of casus.terms.namespaces.BOUNDS, None for what has no time, and the IRIs that it names.
    """
    names = sorted({*names})
    return to_json(
        {
            fields.IRI: iri,
            fields.COLLECTION: collection,
            fields.TYPE: type_name,
            fields.MENTIONS: sorted({*mentions}),
            **{fields.filter_field(name): sorted({*values}) for name, values in filters.items()},
            **{fields.number_field(name): number for name, number in numbers.items()},
            fields.GRAM: [" ".join(grams) for name in names if (grams := fields.grams(name))],
            fields.SHORT: " ".join(fields.short_grams(names)),
            **({} if bounds is None else _times(bounds)),
        }
    )


@lru_cache(maxsize=65_536)
def _times(bounds: tuple[str | None, ...]) -> dict[str, str | int]:
    """What a document says of a time."""
    by_name = dict(zip(BOUNDS, bounds, strict=True))
    found: dict[str, str | int] = {fields.DATED: "yes"}
    for bound, day in by_name.items():
        found[bound] = fields.days(day, fields.EARLIEST if bound.endswith("start") else fields.LATEST)
    for unit, (match, (start, end)) in product(Unit, SPANS.items()):
        if span := unit.span(by_name[start], by_name[end]):
            found[fields.span_field(unit, match)] = span
    return found
