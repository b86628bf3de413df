"""What the columns of a list hold, as Table Schema has it (https://specs.frictionlessdata.io/table-schema/)."""

from collections.abc import Iterator
from typing import Final

from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.records.formats.csv_columns import Column, columns_of
from casus.records.formats.format import RecordList

_TYPES: Final = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
}


def table_schema(listed: RecordList) -> Json:
    """The fields, the key, and the columns whose every value is the id of a record of one other list."""
    found = columns_of(listed)
    return {
        "fields": list(map(_field, found)),
        "primaryKey": "id",
        "foreignKeys": list(_foreign_keys(listed.release.model, found)),
        "missingValues": [""],
    }


def _field(column: Column) -> Json:
    kind = column.field.kind if column.field else Kind.STRING
    described = {"name": column.name, "type": _TYPES.get(kind, "string"), "description": column.description}
    constraints: Json = {}
    if column.name == "id":
        constraints |= {"required": True, "unique": True}
    if column.field and kind is Kind.CODE and column.field.codes:
        constraints["enum"] = list(column.field.codes)
    return {
        **described,
        **({"title": column.field.label} if column.field else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _foreign_keys(model: Model, found: tuple[Column, ...]) -> Iterator[Json]:
    for column in found:
        if column.field and column.field.kind is Kind.REFERENCE:
            homes = {
                next((c.name for c in model.collections.values() if c.type.cls in each.ancestors), None)
                for cls in column.field.classes
                for each in model.types_below(cls)
            }
            if len(homes) == 1 and (name := homes.pop()) is not None:
                yield {"fields": column.name, "reference": {"resource": name, "fields": "id"}}
