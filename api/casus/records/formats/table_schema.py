"""What the columns of a list hold, as Table Schema has it (https://specs.frictionlessdata.io/table-schema/)."""

from collections.abc import Iterator
from typing import Final

from casus.model.fields import Field, Kind
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
    """The fields, the key, and the columns whose every value is the id of a record of one other list.

    What Table Schema has no words for stands beside them (its section "Descriptor"): `codes` and `resources` of columns
    with several values in a cell, and of those whose values are of several lists.
    """
    found, model = columns_of(listed), listed.release.model
    return {
        "fields": [_field(model, column) for column in found],
        "primaryKey": "id",
        "foreignKeys": list(_foreign_keys(model, found)),
        "missingValues": [""],
    }


def _field(model: Model, column: Column) -> Json:
    kind = column.field.kind if column.field else Kind.STRING
    described: Json = {"name": column.name, "type": _TYPES.get(kind, "string"), "description": column.description}
    constraints: Json = {}
    if column.name == "id":
        constraints |= {"required": True, "unique": True}
    held = column.held
    if held and held.kind is Kind.CODE and held.codes:
        described["codes"] = list(held.codes)
    if column.field and kind is Kind.CODE and column.field.codes:
        constraints["enum"] = list(column.field.codes)
    if held and held.kind is Kind.REFERENCE and (homes := _homes(model, held)):
        described["resources"] = homes
    return {
        **described,
        **({"title": column.field.label} if column.field else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _foreign_keys(model: Model, found: tuple[Column, ...]) -> Iterator[Json]:
    for column in found:
        if column.field and column.field.kind is Kind.REFERENCE:
            homes = _homes(model, column.field)
            if len(homes) == 1:
                yield {"fields": column.name, "reference": {"resource": homes[0], "fields": "id"}}


def _homes(model: Model, field: Field) -> list[str]:
    """The lists in which the records are that the field names."""
    return [home.name for home in model.collections_of(field.classes)]
