"""Which fields of a record two releases say differently."""

from collections.abc import Iterator

from casus.model.json_schema import Json

_NOT_SAID = frozenset({"label"})


def differing(before: Json, after: Json) -> Iterator[str]:
    """The names of the members that differ; a node's IRI changes with its content, so nodes compare by content."""
    for name in dict.fromkeys((*before, *after)):
        if name not in _NOT_SAID and _said(before.get(name)) != _said(after.get(name)):
            yield name


def _said(value: object) -> object:
    """The value without where it is shown and without the names of nodes, its lists as sets."""
    if isinstance(value, list):
        return sorted((_said(member) for member in value), key=repr)
    if isinstance(value, dict):
        own = {k: v for k, v in value.items() if k not in ("id", "iri")} if "#" in value.get("id", "") else value
        return {name: _said(member) for name, member in own.items() if name not in _NOT_SAID}
    return value
