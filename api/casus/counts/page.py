"""The page of counts: what its columns are called, and the list that a row counts."""

from collections.abc import Sequence
from typing import Any

from casus.http.urls import arguments_but, url
from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.release.list_fields import TYPE

_OF_COUNTS = ("by", "sum", "format", "release")


def shown_on_page(collection: Collection, columns: Sequence[str]) -> dict[str, Any]:
    """What the template needs beside the answer: `labels` of columns, names of `types`, lists of
    `codes`, and `listed` for the URL of a row's records."""
    labels = {name: field.label for name, field in {**collection.fields, **collection.filters}.items()}
    types = {each.name: each.label for each in (collection.type, *collection.subtypes)}
    by = [name for name in columns if name == TYPE or name in collection.filters]
    grouped = next((value for name, value in arguments_but() if name == "by"), "").split(",")

    def listed(row: Json) -> str | None:
        """The list of the records that the row counts; None where no filter says which they are."""
        if not set(grouped) <= set(by) or any(row.get(name) is None for name in grouped):
            return None
        chosen = [(name, _value(row[name])) for name in grouped]
        return url(f"/v1/{collection.name}", *arguments_but(*_OF_COUNTS), *chosen)

    codes = {name: field.code_list for name, field in collection.filters.items() if field.kind is Kind.CODE}
    return {"labels": labels, "types": types, "codes": codes, "listed": listed, "collection": collection}


def _value(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value)
