"""Answers of paths without what an assistant has no use for: what is empty, and days that `when` says already."""

from collections.abc import Mapping
from typing import Any, Final

from casus.model.json_schema import Json

_LEFT_OUT: Final = frozenset(
    (
        *("labels", "aliases", "rendered_names", "scheme_labels", "links", "release", "cite_as", "evidence"),
        *("earliest_start", "latest_start", "earliest_end", "latest_end", "end_known", "anachronisms", "stances"),
        *("evidence_for", "evidence_against", "asserters"),
    )
)
"""Of records; the evidence of a claim stands in the fact beside it."""
_ENGLISH: Final = {"en"}
"""The languages of a text that is in one."""
_OF_A_REFERENCE: Final = ("id", "type", "label", "status")


def lean(record: Mapping[str, Any], *, embedded: bool = True) -> Json:
    """The record with what it says; `embedded=False`: of records inside it only that they are there."""
    return {
        name: _lean(value, embedded)
        for name, value in record.items()
        if (name not in _LEFT_OUT or _is_row(record)) and value not in (None, [], {})
    }


def without(arguments: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The arguments but for these."""
    return {name: value for name, value in arguments.items() if name not in names}


def _is_row(record: Mapping[str, Any]) -> bool:
    """Whether it is a row of a table, whose columns are there because they were asked for."""
    return "id" not in record


def _lean(value: Any, embedded: bool) -> Any:
    if isinstance(value, list):
        return [_lean(each, embedded) for each in value]
    if not isinstance(value, dict):
        return value
    if not embedded and _is_record(value):
        return {name: value[name] for name in _OF_A_REFERENCE if value.get(name)}
    if value.keys() == _ENGLISH:
        return value["en"]
    found = lean(value, embedded=embedded)
    return without(found, "id") if "#" in str(found.get("id")) and "type" not in found else found


def _is_record(value: Mapping[str, Any]) -> bool:
    """Whether it has a page of its own: what lives inside a record has its id, '#' and a name."""
    return "type" in value and "#" not in str(value.get("id", "#"))
