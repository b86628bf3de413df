"""Data extension: columns of property values for entities that were matched (specification, section 7)."""

from collections.abc import Iterator
from typing import Any, Final

from rdflib import Literal

from casus.model.fields import Kind
from casus.model.json_schema import Json, array, closed
from casus.reconciliation.columns import ExtensionColumn, ExtensionQuery
from casus.reconciliation.entities import TEXT, entity_id, living
from casus.reconciliation.property_values import PropertyValue, property_values
from casus.reconciliation.vocabulary import NAMED, Property, Vocabulary
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import CASUS

EXTENSION: Final = closed(
    {
        "meta": array(closed({"id": TEXT, "name": TEXT, "type": NAMED}, optional=["type"])),
        "rows": {
            "type": "object",
            "description": "By entity and property the values.",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": array(
                    {
                        "oneOf": [
                            NAMED,
                            closed({"str": {"type": "string"}}),
                            closed({"int": {"type": "integer"}}),
                            closed({"float": {"type": "number"}}),
                            closed({"date": {"type": "string", "format": "date-time"}}),
                        ]
                    }
                ),
            },
        },
    },
    "Columns for entities.",
)


def extended(dataset: ReleaseDataset, vocabulary: Vocabulary, query: ExtensionQuery) -> Json:
    """As EXTENSION says: a row for every id, with a cell for every column; empty where nothing is known.

    An id that was merged into another has the values of that one.
    """
    entities = living(dataset, query.ids)
    cells = [(column, property_values(dataset, column.property, set(entities.values()))) for column in query.columns]
    return {
        "meta": [_described(vocabulary, column.property) for column in query.columns],
        "rows": {
            identifier: {
                column.property.id: _cell(column, values[entities[identifier]]) if identifier in entities else []
                for column, values in cells
            }
            for identifier in query.ids
        },
    }


def _described(vocabulary: Vocabulary, wanted: Property) -> Json:
    """A property with the type of the entities that are its values, where it is one type."""
    targets = {field.target for field in wanted.fields if field.kind is Kind.REFERENCE and field.target is not None}
    names = {target.removeprefix(CASUS) for target in targets} & set(vocabulary.types)
    found = vocabulary.types[names.pop()].json() if len(names) == len(targets) == 1 else None
    return {**wanted.json(), **({"type": found} if found else {})}


def _cell(column: ExtensionColumn, values: list[PropertyValue]) -> list[Json]:
    shown = [_shown(column, value) for value in _in_language(column, values)]
    return shown[: column.settings.limit or None]


def _in_language(column: ExtensionColumn, values: list[PropertyValue]) -> Iterator[PropertyValue]:
    """Texts in the language that is asked for; English alone where a field has one text for each language."""
    for value in values:
        wanted = column.settings.language or ("en" if value.kind is Kind.LABELS else None)
        if wanted is None or not isinstance(value.node, Literal) or value.node.language in (None, wanted):
            yield value


def _shown(column: ExtensionColumn, value: PropertyValue) -> dict[str, Any]:
    """A value as section 7.4 writes it."""
    match value.kind:
        case Kind.REFERENCE:
            return {"id": entity_id(str(value.node)), "name": value.name}
        case Kind.CODE:
            return {"str": value.name if column.settings.content == "label" else value.text}
        case Kind.INTEGER:
            return {"int": int(value.text)}
        case Kind.DECIMAL:
            return {"float": float(value.text)}
        case Kind.DATE:
            return {"date": f"{value.text}T00:00:00Z"}
        case _:
            return {"str": value.text}
