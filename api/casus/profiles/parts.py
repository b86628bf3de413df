"""Who had which part in talks or an agreement, and why, according to whom."""

from collections.abc import Iterable, Iterator
from typing import Final

from casus.model.json_schema import Json
from casus.profiles.marks import firmness

_UNSIGNED: Final = frozenset(("", "not-asked"))
"""Signatures of those who were not to sign."""


def parties(participations: list[Json]) -> list[Json]:
    """The participations, those of whom a signature was asked first, then by name."""
    return sorted(
        participations, key=lambda each: (_code(each, "signature") in _UNSIGNED, each["participant"]["label"])
    )


def reasons(participations: list[Json]) -> list[Json]:
    """By party why it came or not, signed or not, what stands firmest first; those that did not sign before the others.

    A party that did not sign, left or stayed away is here even without a reason.
    """
    found: dict[str, Json] = {}
    for each in parties(participations):
        given = [*with_word(each.get("reasons") or [])]
        if given or _did_not(each):
            party = found.setdefault(each["participant"]["id"], {"part": each, "reasons": {}})
            party["reasons"].update((reason["id"], reason) for reason in given)
    asked = sorted(found.values(), key=lambda party: not _did_not(party["part"]))
    return [{**party, "reasons": sorted(party["reasons"].values(), key=_firmness)} for party in asked]


def told(reactions: list[Json]) -> list[Json]:
    """The reactions, with the grounds that were given."""
    return [{**each, "reasons": [*with_word(each.get("reasons") or [])]} for each in reactions]


def with_word(given: Iterable[Json]) -> Iterator[Json]:
    """The claims, with those on whose word they stand: who says it, else where it was read."""
    for reason in given:
        word = [each for each in reason.get("evidence") or [] if each["stance"]["id"] == "affirms"]
        by = {one["id"]: one for each in word for one in each["asserters"] or [each["read_in"]]}
        yield {**reason, "according_to": [*by.values()]}


def _firmness(reason: Json) -> tuple[int, int]:
    return firmness(reason["status"]["id"]), -reason["evidence_for"]


def _did_not(part: Json) -> bool:
    return _code(part, "signature") in ("declined", "delayed") or _code(part, "attendance") in ("left", "absent")


def _code(part: Json, name: str) -> str:
    return str((part.get(name) or {}).get("id", ""))
