"""Data extension: columns of property values for entities that were matched (specification, section 7)."""

from collections.abc import Iterator
from typing import Any

from rdflib import Literal

from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.reconciliation.requests import Column
from casus.reconciliation.values import Value, entity_id, living, property_values
from casus.reconciliation.vocabulary import Property, Vocabulary
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import CASUS

SETTINGS: list[Json] = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "The most values of a cell; 0 for all",
    },
    {
        "name": "content",
        "label": "Content",
        "type": "select",
        "default": "id",
        "help_text": "What stands for a code of a closed list",
        "choices": [{"value": "id", "name": "Its id"}, {"value": "label", "name": "Its label"}],
    },
    {
        "name": "language",
        "label": "Language",
        "type": "text",
        "default": "",
        "help_text": "Language of texts, such as ar; empty: names in English, other names in all languages",
    },
]
"""The settings of a column, for the manifest (section 7.1)."""


def extended(dataset: ReleaseDataset, vocabulary: Vocabulary, ids: list[str], columns: list[Column]) -> Json:
    """The data extension response: a row for every id, with a cell for every column; empty where nothing is known.

    An id that was merged into another has the values of that one.
    """
    entities = living(dataset, ids)
    cells = [(column, property_values(dataset, column.property, set(entities.values()))) for column in columns]
    return {
        "meta": [_described(vocabulary, column.property) for column in columns],
        "rows": {
            identifier: {
                column.property.id: _cell(column, values[entities[identifier]]) if identifier in entities else []
                for column, values in cells
            }
            for identifier in ids
        },
    }


def _described(vocabulary: Vocabulary, wanted: Property) -> Json:
    """A property with the type of the entities that are its values, where it is one type."""
    targets = {field.target for field in wanted.fields if field.kind is Kind.REFERENCE and field.target is not None}
    names = {target.removeprefix(CASUS) for target in targets} & set(vocabulary.types)
    found = vocabulary.types[names.pop()].json() if len(names) == len(targets) == 1 else None
    return {**wanted.json(), **({"type": found} if found else {})}


def _cell(column: Column, values: list[Value]) -> list[Json]:
    shown = [_shown(column, value) for value in _in_language(column, values)]
    return shown[: column.limit]


def _in_language(column: Column, values: list[Value]) -> Iterator[Value]:
    """Texts in the language that is asked for; English alone where a field has one text for each language."""
    for value in values:
        wanted = column.language or ("en" if value.kind is Kind.LABELS else None)
        if wanted is None or not isinstance(value.node, Literal) or value.node.language in (None, wanted):
            yield value


def _shown(column: Column, value: Value) -> dict[str, Any]:
    """A value as section 7.4 writes it."""
    match value.kind:
        case Kind.REFERENCE:
            return {"id": entity_id(str(value.node)), "name": value.name}
        case Kind.CODE:
            return {"str": value.name if column.labels else value.text}
        case Kind.INTEGER:
            return {"int": int(value.text)}
        case Kind.DECIMAL:
            return {"float": float(value.text)}
        case Kind.DATE:
            return {"date": f"{value.text}T00:00:00Z"}
        case _:
            return {"str": value.text}
