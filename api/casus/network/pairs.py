"""The edges between the same two actors as one: how many claims there are, their statuses, types and time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from casus.model.json_schema import DAY_OR_NULL, STRING, Json, array, closed
from casus.network.formats import COUNT

_CLAIM: Final[Json] = {"$ref": "#/components/schemas/ClaimReference"}


def pair_schema(statuses: Iterable[str]) -> Json:
    """The schema of what `merged` makes, with a count for each status."""
    return closed(
        {
            "source": {**STRING, "description": "The id of a node."},
            "target": {**STRING, "description": "The id of a node."},
            "key": {**STRING, "description": "One for each edge, of whatever answer: the two actors."},
            "directed": {"type": "boolean", "description": "False for claims in which the two stand in no order."},
            "claim_count": {"type": "integer", "minimum": 1},
            **{_count(status): {**COUNT, "description": f"How many are {status}."} for status in statuses},
            "types": array(STRING, "Of the claims, in alphabetical order."),
            "match": {**STRING, "enum": ["certain", "possible"], "description": "Certain, where one of the claims is."},
            "earliest_start": {**DAY_OR_NULL, "description": "The first of all; null: one of the claims has none."},
            "latest_end": {**DAY_OR_NULL, "description": "The last of all; null: one of the claims has none."},
            "claims": array(_CLAIM),
        },
        optional={"match"},
    )


def edge_or_pair(edge: Json, pair: Json) -> Json:
    """The schema of either: what both have, and what one of them has.

    One object and no choice of two: openapi-generator 7.17 cannot tell in TypeScript which of two an object is.
    """
    both = {name for name in edge["required"] if name in pair["required"]}
    members = {**pair["properties"], **edge["properties"]}
    return closed(
        members, "An edge; with merge=pairs, all between two actors.", optional=[n for n in members if n not in both]
    )


def merged(edges: Iterable[Json], statuses: Sequence[str]) -> list[Json]:
    """One edge for each source, target and direction, in the order of the first of its claims."""
    pairs = defaultdict[tuple[str, str, bool], list[Json]](list)
    for edge in edges:
        pairs[edge["source"], edge["target"], edge["directed"]].append(edge)
    return [_merged(*pair, claims, statuses) for pair, claims in pairs.items()]


def _merged(source: str, target: str, directed: bool, claims: list[Json], statuses: Sequence[str]) -> Json:
    counts = Counter(claim["status"]["id"] for claim in claims)
    matches = {claim["match"] for claim in claims if "match" in claim}
    return {
        "source": source,
        "target": target,
        "key": f"{source}{'>' if directed else '-'}{target}",
        "directed": directed,
        "claim_count": len(claims),
        **{_count(status): counts[status] for status in statuses},
        "types": sorted({claim["type"] for claim in claims}),
        **({"match": min(matches)} if matches else {}),  # in the alphabet, certain comes before possible
        "earliest_start": _outermost(min, claims, "earliest_start"),
        "latest_end": _outermost(max, claims, "latest_end"),
        "claims": [{name: claim[name] for name in ("id", "type", "label", "status")} for claim in claims],
    }


def _outermost(choose: Any, claims: list[Json], bound: str) -> str | None:
    """The first or the last day of all; none where one claim has no such bound, for it may have been so at any time."""
    days = [claim[bound] for claim in claims]
    return None if None in days else choose(days)


def _count(status: str) -> str:
    return f"{status.replace('-', '_')}_claim_count"
