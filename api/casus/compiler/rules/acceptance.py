"""How much an accepted claim rests on: two publishers that are independent of each other and of whom it names.

Whoever published what stands behind the evidence counts, once: a report about a named document counts as that document,
and a copy or the story of an agency as the original. Where less is enough, the claim says why (casus:acceptedOn).
"""

from collections.abc import Iterator
from typing import Final

from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, RDF, short

_ENOUGH: Final = 2
_WAYS_TO_SOURCES: Final = {CODE["source-type/blog"], CODE["source-type/encyclopedia"]}
"""Kinds of source that lead to others and are none of the two."""
_REMEDY: Final = (
    "add an independent source that you read, write another status, or say with casus:acceptedOn why it is enough"
)


def thinly_accepted(sources: Sources) -> Iterator[Violation]:
    """Warns of an accepted claim that fewer than two publishers affirm, or only such as are near one that it names."""
    union = sources.union
    for claim in union.subjects(CASUS.claimStatus, CODE["claim-status/accepted"]):
        if union.objects(claim, CASUS.acceptedOn) or (claim, RDF.type, CASUS.Claim) not in union:
            continue
        affirming = [
            evidence
            for evidence in union.objects(claim, CASUS.evidence)
            if (evidence, CASUS.stance, CODE["stance/affirms"]) in union
        ]
        houses = (_house(union, _origin(union, evidence)) for evidence in affirming)
        publishers = {house for house in houses if house is not None}
        near = _near_to_all(union, claim, affirming)
        if len(publishers) < _ENOUGH:
            who = " and ".join(short(str(it)) for it in publishers) or "no publisher that counts"
            yield sources.where.warning(claim, CASUS.evidence, f"is accepted, and rests on {who} alone: {_REMEDY}")
        elif near:
            who = " and ".join(sorted(short(str(actor)) for actor in near))
            text = f"is accepted, and all that affirms it comes from {who}, or is near: {_REMEDY}"
            yield sources.where.warning(claim, CASUS.evidence, text)


def _origin(union: Triples, evidence: Node) -> Node | None:
    return union.value(evidence, CASUS.primarySource) or union.value(evidence, CASUS.readIn)


def _house(union: Triples, source: Node | None) -> Node | None:
    """The house that published the source, or the source itself if that is not known; None for a way to sources."""
    if source is None or not _WAYS_TO_SOURCES.isdisjoint(union.objects(source, CASUS.sourceType)):
        return None
    publisher = union.value(source, CASUS.publishedBy)
    return source if publisher is None else union.transitive_objects(publisher, CASUS.partOf)[-1]


def _near_to_all(union: Triples, claim: Node, affirming: list[Node]) -> set[Node]:
    """The actors named by the claim whose own word, or that of a publisher near them, is all that affirms it.

    The position of an actor is its own word, whoever reports it.
    """
    named = set(union.objects(claim, CASUS.about))
    if (claim, RDF.type, CASUS.Reaction) in union:
        named -= set(union.objects(claim, CASUS.actor))
    for evidence in affirming:
        origin = _origin(union, evidence)
        near = set(union.objects(evidence, CASUS.assertedBy))
        near |= set(union.objects(origin, CASUS.nearTo)) if origin is not None else set()
        named &= near
    return named
