"""What the OpenAPI document of the service says of a path: how lists of values are written, what columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ROWS = ("items", "rows", "edges")
"""Where the body of a path has what its table has as lines."""


class Contract:
    """An OpenAPI document, read as far as a client needs it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def takes_commas(self, path: str, parameter: str) -> bool:
        """Whether several values are written in one, with commas between; otherwise the parameter is repeated."""
        for each in map(self._resolved, self._operation(path).get("parameters", ())):
            if each["name"] == parameter:
                return each.get("explode") is False
        return False

    def kind(self, path: str, column: str) -> str:
        """What a column of the path's table holds: `integer`, `number`, `boolean`, `date` or `text`.

        What the contract does not describe, and what may have several values in a cell, is text.
        """
        content = self._operation(path).get("responses", {}).get("200", {}).get("content", {})
        body = self._properties(content.get("application/json", {}).get("schema", {}))
        schemas = next((rows for name in ROWS for rows in [body.get(name)] if rows), [])
        schemas = [schema["items"] for schema in schemas if "items" in schema]
        for step in column.split("."):
            schemas = [found for schema in schemas for found in self._properties(schema).get(step, ())]
        kinds = {
            "date" if schema.get("format") == "date" else name
            for schema in schemas
            for name in ([schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", ["text"]))
        } - {"null"}
        if kinds == {"integer", "number"}:
            return "number"
        return kinds.pop() if len(kinds) == 1 and kinds <= {"integer", "number", "boolean", "date"} else "text"

    def _operation(self, path: str) -> dict[str, Any]:
        """The GET of the path, itself or by its template; empty when the document has none."""
        paths = self._document["paths"]
        for template in sorted(paths, key=lambda each: each.count("{")):
            if re.fullmatch(re.sub(r"\\{[^/]*\\}", "[^/]+", re.escape(template)), path):
                operation: dict[str, Any] = paths[template].get("get", {})
                return operation
        return {}

    def _properties(self, schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The members of an object, each with the schemas that it may have."""
        found: dict[str, list[dict[str, Any]]] = {}
        for alternative in self._alternatives(schema):
            for name, member in alternative.get("properties", {}).items():
                found.setdefault(name, []).extend(self._alternatives(member))
        return found

    def _alternatives(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        schema = self._resolved(schema)
        parts = [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]
        if not parts or "properties" in schema:
            yield schema
        for part in parts:
            yield from self._alternatives(part)

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in part:
            target: Any = self._document
            for step in part["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            part = target
        return part
