"""By what a list can be counted, and which numbers of its records add up."""

from typing import Final

from casus.model.fields import Kind
from casus.model.types import Collection
from casus.release.list_fields import TYPE
from casus.terms.calendar import Unit

COUNT: Final = "count"
"""How many records a row counts."""


def units(collection: Collection) -> dict[str, Unit]:
    """Into what the time of the list can be divided, by name; a filter that has the name is what is meant by it."""
    return {unit.value: unit for unit in Unit if unit.value not in collection.filters} if collection.is_dated else {}


def names(collection: Collection) -> list[str]:
    """Years and months, the type, the filters."""
    return [*units(collection), TYPE, *collection.filters]


def numbers(collection: Collection) -> list[str]:
    """The fields of whole numbers that say how much: those by which records are chosen say which."""
    return [
        name
        for name, field in collection.numbers.items()
        if field.kind is Kind.INTEGER and name not in collection.filters
    ]


def sum_of(name: str) -> str:
    """What the sum of the field is called."""
    return f"sum_{name}"
