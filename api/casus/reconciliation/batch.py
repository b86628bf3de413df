"""Batches of reconciliation queries (specification, section 4.1), and the schema that reads and documents them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import marshmallow as ma

from casus.model.json_schema import Json
from casus.reconciliation.request_fields import ObjectSchema, OneOf, OneOrMany, property_field, value_field
from casus.reconciliation.vocabulary import Property, Vocabulary

BATCH_SIZE: Final = 50
"""Queries in a batch; OpenRefine sends as many as the manifest allows."""
MOST_CANDIDATES: Final = 100
_LONGEST: Final = 300
"""Characters of a query's text that count: no name is longer, and a cell may hold anything."""
_SAYS_SOMETHING: Final[list[Json]] = [
    {"required": ["query"]},
    {"required": ["properties"], "properties": {"properties": {"type": "array", "minItems": 1}}},
]


@dataclass(frozen=True)
class ReconciliationCondition:
    """A property with the values of which one should be the entity's."""

    property: Property
    values: list[str]


@dataclass(frozen=True)
class ReconciliationQuery:
    """One query of a batch."""

    text: str = ""
    """The name that is looked for; empty: conditions alone."""
    types: Sequence[str] = ()
    strict: str = "any"
    """With `all` an entity must have all the types, otherwise one."""
    limit: int = 10
    conditions: Sequence[ReconciliationCondition] = ()


def batch_field(vocabulary: Vocabulary) -> ma.fields.Dict:
    """ReconciliationQueries by keys of the client's choice."""
    condition = ObjectSchema.of(
        ReconciliationCondition,
        "ReconciliationCondition",
        {
            "pid": property_field(vocabulary),
            "v": OneOrMany(
                value_field(),
                required=True,
                attribute="values",
                metadata={"description": "A value, or some of which one should be there."},
            ),
        },
        unknown=ma.EXCLUDE,
    )
    query = ObjectSchema.of(
        _query,
        "ReconciliationQuery",
        {
            "query": ma.fields.String(
                attribute="text",
                post_load=lambda text: text[:_LONGEST],
                metadata={"description": "A name in any script, or an id."},
            ),
            "type": OneOrMany(
                ma.fields.String(validate=OneOf(["", *vocabulary.types])), attribute="types", allow_none=True
            ),
            "type_strict": ma.fields.String(validate=OneOf(["any", "should", "all"]), attribute="strict"),
            "limit": ma.fields.Integer(strict=True, validate=ma.validate.Range(1, MOST_CANDIDATES)),
            "properties": ma.fields.List(ma.fields.Nested(condition), attribute="conditions", allow_none=True),
        },
    )
    return ma.fields.Dict(
        values=ma.fields.Nested(query, metadata={"anyOf": _SAYS_SOMETHING}),
        error_messages={"invalid": "Not an object."},
        metadata={"description": "Queries by keys of the client's choice.", "maxProperties": BATCH_SIZE},
    )


def _query(**given: Any) -> ReconciliationQuery:
    if "text" not in given and not given.get("conditions"):
        raise ma.ValidationError("Neither 'query' nor 'properties' is there.")
    return ReconciliationQuery(**given)
