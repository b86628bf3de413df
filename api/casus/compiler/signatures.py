"""Who signed an agreement, derived from what claims say: participations, and legal acts that name who did them.

A participation in an agreement is about that text, one in a negotiation about the text that it names
(casus:signatureOn), or about the only one that the negotiation produced. It decides over a legal act, because it says
who signed, and the act that it was signed; an accepted claim decides over one that is not. Claims that are denied,
refuted or superseded make no signatory.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.triples import Triple, Triples
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD

_SIGNED: Final = (CODE["signature/signed"], CODE["signature/signed-with-reservation"])
_ACT: Final = CODE["legal-act-type/signed"]
_ACCEPTED: Final = CODE["claim-status/accepted"]
_UNTRUE: Final = [CODE[f"claim-status/{status}"] for status in ("denied", "refuted", "superseded")]


@dataclass(frozen=True)
class _Signature:
    """What one claim says."""

    claim: Node
    agreement: Node
    signatory: Node
    status: Node | None
    rank: int
    """The lowest decides."""
    when: tuple[Node, ...]
    capacities: tuple[Node, ...] = ()


def texts_of(graph: Triples, participation: Node) -> list[Node]:
    """The agreements that a signature of the participant would be under."""
    named = graph.objects(participation, CASUS.signatureOn)
    return [*named] or [text for where in graph.objects(participation, CASUS.participationIn) for text in texts(graph, where)]


def texts(graph: Triples, where: Node) -> list[Node]:
    """The agreement itself, or the texts that the negotiation produced."""
    return [where] if (where, RDF.type, CASUS.Agreement) in graph else [*graph.subjects(CASUS.producedIn, where)]


def is_open(graph: Triples, participation: Node) -> bool:
    """Whether it is about one of several texts and does not say which."""
    return not graph.objects(participation, CASUS.signatureOn) and len(texts_of(graph, participation)) > 1


def gave_a_signature(graph: Triples, participation: Node) -> bool:
    """Whether it says that its participant signed, with a reservation or without."""
    return graph.value(participation, CASUS.signature) in _SIGNED


def signatures(graph: Triples) -> Iterator[Triple]:
    """A node of the agreement for each of its signatories."""
    found = defaultdict[tuple[Node, Node], list[_Signature]](list)
    for signature in (*_of_participations(graph), *_of_acts(graph)):
        if signature.status not in _UNTRUE:
            found[signature.agreement, signature.signatory].append(signature)
    for (agreement, signatory), signed in found.items():
        signed.sort(key=lambda each: (each.rank, each.status != _ACCEPTED, str(each.claim)))
        node = URIRef(f"{agreement}#signature-{str(signatory).removeprefix(str(RECORD)).replace('/', '-')}")
        yield agreement, CASUS.agreementSignature, node
        yield node, RDF.type, CASUS.Signature
        yield node, CASUS.signatory, signatory
        yield from ((node, CASUS.signatureClaim, each.claim) for each in signed)
        yield from ((node, CASUS.capacity, capacity) for each in signed for capacity in each.capacities)
        yield from ((node, CASUS.claimStatus, status) for status in (signed[0].status,) if status is not None)
        yield from ((node, CASUS.when, when) for when in [day for each in signed for day in each.when][:1])


def _of_participations(graph: Triples) -> Iterator[_Signature]:
    for claim in graph.subjects(RDF.type, CASUS.Participation):
        if not gave_a_signature(graph, claim) or is_open(graph, claim):
            continue
        status, days = graph.value(claim, CASUS.claimStatus), _days(graph, claim)
        roles = graph.objects(claim, CASUS.role)
        capacities = (*dict.fromkeys(each for role in roles for each in graph.objects(role, CASUS.capacity)),)
        for agreement in texts_of(graph, claim):
            for signatory in graph.objects(claim, CASUS.participant):
                yield _Signature(claim, agreement, signatory, status, 0, days, capacities)


def _days(graph: Triples, claim: Node) -> tuple[Node, ...]:
    """Of the step of signing; of the participation itself where it is in the agreement, not in talks about it."""
    steps = [step for step in graph.objects(claim, CASUS.signatureAct) if graph.value(step, CASUS.act) in _SIGNED]
    where = graph.value(claim, CASUS.participationIn)
    dated = steps or ([claim] if where is not None and (where, RDF.type, CASUS.Agreement) in graph else [])
    return tuple(day for it in dated for day in graph.objects(it, CASUS.when))


def _of_acts(graph: Triples) -> Iterator[_Signature]:
    for claim in graph.subjects(CASUS.legalActType, _ACT):
        when = (*graph.objects(claim, CASUS.when),)
        for agreement in graph.objects(claim, CASUS.actOn):
            for signatory in graph.objects(claim, CASUS.actor):
                yield _Signature(claim, agreement, signatory, graph.value(claim, CASUS.claimStatus), 1, when)
