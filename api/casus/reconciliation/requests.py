"""Reading what clients send: query batches (specification, section 4.1) and data extension queries (section 7.3).

What is not as the specification says, or names a type or a property that there is not, is refused as a whole: a client
that misspells a property is to learn of it, not to get scores without it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from casus.reconciliation.vocabulary import Property, Vocabulary

MOST_CANDIDATES: Final = 100
_CANDIDATES: Final = 10
_LONGEST: Final = 300
"""Characters of a query's text that count: no name is longer, and a cell may hold anything."""
_QUERY_KEYS: Final = frozenset({"query", "type", "limit", "properties", "type_strict"})
STRICT: Final = ("any", "should", "all")

Scalar = str | int | float | bool


class UnreadableError(ValueError):
    """What was sent is not what the specification or the vocabulary allows; the message says where and why."""

    def __init__(self, detail: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(detail)
        self.allowed = list(allowed)


@dataclass(frozen=True)
class Condition:
    """A property with the values of which one should be the entity's."""

    property: Property
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """One reconciliation query."""

    text: str
    """The name that is looked for; empty: conditions alone."""
    types: tuple[str, ...]
    every_type: bool
    """Whether an entity must have all the types, rather than one."""
    limit: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Column:
    """A property that is to be fetched."""

    property: Property
    limit: int | None
    """The most values of a cell."""
    labels: bool
    """Whether codes are shown by their labels."""
    language: str | None
    """Of texts; None: English for what has one text for each language, all for others."""


def read_batch(text: str, vocabulary: Vocabulary, most: int) -> dict[str, Query]:
    """The queries of a batch by their keys. Raises UnreadableError, and OverflowError for too large a batch."""
    batch = _object(_parsed(text), "a batch is an object of queries")
    if len(batch) > most:
        raise OverflowError(f"{len(batch)} queries; a batch has at most {most}")
    return {
        key: _query(key, _object(value, f"{key}: a query is an object"), vocabulary) for key, value in batch.items()
    }


def read_extension(text: str, vocabulary: Vocabulary, most: int) -> tuple[list[str], list[Column]]:
    """The ids of the entities and the columns. Raises UnreadableError, and OverflowError for too many."""
    query = _object(_parsed(text), "a data extension query is an object")
    _only(query, frozenset({"ids", "properties"}), "the data extension query")
    ids, properties = query.get("ids"), query.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise UnreadableError("'ids' is a list of ids of entities, as texts")
    if not isinstance(properties, list):
        raise UnreadableError("'properties' is a list of objects with an id")
    if max(len(ids), len(properties)) > most:
        raise OverflowError(f"{len(ids)} entities and {len(properties)} properties; at most {most} of each")
    return ids, [_column(_object(one, "a property is an object"), vocabulary) for one in properties]


def _query(key: str, query: dict[str, Any], vocabulary: Vocabulary) -> Query:
    _only(query, _QUERY_KEYS, key)
    text = query.get("query", "")
    if not isinstance(text, str):
        raise UnreadableError(f"{key}: 'query' is a text")
    types = [] if query.get("type") in (None, "") else query["type"]
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise UnreadableError(f"{key}: 'type' is the id of a type, or a list of them")
    for one in types:
        if one not in vocabulary.types:
            raise UnreadableError(f"{key}: there is no type '{one}'", vocabulary.types)
    limit = query.get("limit", _CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_CANDIDATES:
        raise UnreadableError(f"{key}: 'limit' is a whole number from 1 to {MOST_CANDIDATES}")
    strict = query.get("type_strict", "any")
    if strict not in STRICT:
        raise UnreadableError(f"{key}: there is no type_strict {strict!r}", STRICT)
    conditions = [] if query.get("properties") is None else query["properties"]
    if not isinstance(conditions, list):
        raise UnreadableError(f"{key}: 'properties' is a list of objects with pid and v")
    if not conditions and "query" not in query:
        raise UnreadableError(f"{key}: a query has 'query', 'properties' or both")
    return Query(
        text=text[:_LONGEST],
        types=tuple(types),
        every_type=strict == "all",
        limit=limit,
        conditions=tuple(_condition(key, one, vocabulary) for one in conditions),
    )


def _condition(key: str, condition: Any, vocabulary: Vocabulary) -> Condition:
    if not isinstance(condition, dict) or not isinstance(condition.get("pid"), str) or "v" not in condition:
        raise UnreadableError(f"{key}: a property is an object with pid, the id of a property, and v, its values")
    given = condition["v"] if isinstance(condition["v"], list) else [condition["v"]]
    found = _property(condition["pid"], vocabulary, f"{key}: ")
    return Condition(found, tuple(text for value in given if (text := _text(key, value))))


def _text(key: str, value: Any) -> str:
    """A property value as text: an entity is its id (section 2.4)."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value).strip()
    raise UnreadableError(f"{key}: a value is a text, a number, a truth value or an entity with an id")


def _column(column: dict[str, Any], vocabulary: Vocabulary) -> Column:
    settings = {} if column.get("settings") is None else _object(column["settings"], "'settings' is an object")
    _only(column, frozenset({"id", "name", "settings"}), "a property")
    _only(settings, frozenset({"limit", "content", "language"}), "'settings'")
    if not isinstance(column.get("id"), str):
        raise UnreadableError("a property has an id, a text")
    limit, content, language = settings.get("limit"), settings.get("content", "id"), settings.get("language")
    if isinstance(limit, bool) or not re.fullmatch(r"[0-9]{0,18}", "" if limit is None else str(limit)):
        raise UnreadableError("the setting 'limit' is a whole number; 0 is no limit")
    if content not in ("id", "label"):
        raise UnreadableError(f"there is no content {content!r}", ("id", "label"))
    if language is not None and not isinstance(language, str):
        raise UnreadableError("the setting 'language' is a language tag, such as ar")
    found = _property(column["id"], vocabulary)
    return Column(found, int(limit or 0) or None, content == "label", (language or "").lower() or None)


def _property(name: str, vocabulary: Vocabulary, where: str = "") -> Property:
    found = vocabulary.property(name)
    if found is None:
        raise UnreadableError(f"{where}there is no property '{name}'", vocabulary.properties)
    return found


def _parsed(text: str) -> Any:
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()  # JSON can spell half of a surrogate pair, which no text holds
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"it is not JSON: {error}") from error
    return value


def _object(value: Any, else_say: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError(else_say)
    return value


def _only(given: dict[str, Any], allowed: frozenset[str], where: str) -> None:
    for name in given:
        if name not in allowed:
            raise UnreadableError(f"{where}: there is no member '{name}'", sorted(allowed))
