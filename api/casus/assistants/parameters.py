"""The arguments of a tool: the parameters of the path that it asks, as the OpenAPI document has them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from casus.http.problems import InvalidParameters, near_names
from casus.model.json_schema import Json

SKIP: Final = "skip"
LIMIT: Final = "limit"
MOST_ROWS: Final = 50
_USUAL_ROWS: Final = 10
_MOST_VALUES: Final = 50
_SKIP: Final[Json] = {
    "type": "integer",
    "minimum": 0,
    "maximum": 1_000_000,
    "description": "How many rows to leave out at the beginning: what `more.next` of a cut answer says.",
}
_LIMIT: Final[Json] = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_ROWS,
    "default": _USUAL_ROWS,
    "description": "How many rows at most; fewer where an answer would become too long.",
}
CURSOR: Final[Json] = {
    "type": "string",
    "description": "Where to go on: what `more.next` of a cut answer says.",
}


def input_schema(parameters: Iterable[Json], offered: Iterable[str], own: Mapping[str, Json]) -> Json:
    """The schema of the arguments: the offered ones of the parameters of a path, and others that are the tool's own."""
    by_name = {each["name"]: each for each in parameters}
    properties = {name: _property(by_name[name]) for name in offered} | dict(own)
    required = [name for name in offered if by_name[name].get("required")]
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema


def own_of_rows() -> dict[str, Json]:
    """What the tools take that answer all rows at once."""
    return {SKIP: _SKIP}


def own_of_pages() -> dict[str, Json]:
    """What the tools take that answer page by page."""
    return {LIMIT: _LIMIT, "cursor": CURSOR}


def _property(parameter: Json) -> Json:
    schema = dict(parameter["schema"])
    example = schema.pop("example", parameter.get("example"))
    described = {**schema, "description": parameter.get("description", "")}
    return described if example is None else {**described, "examples": [example]}


def pairs_of(schema: Json, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The arguments as the path takes them, a list as its values. Raises InvalidParameters for what no argument is.

    Whether the values are right is the path's to say.
    """
    allowed = schema["properties"]
    if unknown := [name for name in arguments if name not in allowed]:
        raise InvalidParameters(
            "Some arguments are not known; 'errors' lists each with those that there are.",
            errors=[_unknown(name, allowed) for name in unknown[:20]],
        )
    pairs: list[tuple[str, str]] = []
    for name, value in arguments.items():
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        if len(values) > _MOST_VALUES or not all(isinstance(each, str | int | float) for each in values):
            takes = "a list of texts" if allowed[name].get("type") == "array" else "one text or number"
            raise InvalidParameters.of(name, _shown(value), f"is of another kind; it takes {takes}")
        pairs += [(name, _text(each)) for each in values]
    return pairs


def whole_number(schema: Json, arguments: Mapping[str, Any], name: str, unless_told: int) -> int:
    """The number that the tool itself takes. Raises InvalidParameters."""
    value = arguments.get(name)
    if value is None:
        return unless_told
    least, most = schema["properties"][name]["minimum"], schema["properties"][name]["maximum"]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidParameters.of(name, _shown(value), f"is no whole number from {least} to {most}")
    return value


def rows_asked(schema: Json, arguments: Mapping[str, Any]) -> int:
    """How many rows are asked for. Raises InvalidParameters."""
    return whole_number(schema, arguments, LIMIT, _USUAL_ROWS)


def _unknown(name: str, allowed: Mapping[str, Json]) -> Json:
    near = {"similar": alike} if (alike := near_names(name, allowed)) else {}
    return {"parameter": name[:100], "detail": "there is no such argument", "allowed": sorted(allowed), **near}


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: Any) -> str:
    return repr(value)[:100]
