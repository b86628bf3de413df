"""Who had which part in an agreement or a negotiation in the end, derived from what claims say.

A participation is about what it names, and one in a negotiation about the texts that it produced too: its signature is
under the text that it names (casus:signatureOn), or under the only one. A legal act says of those whom it names that
they signed. What a claim says in the end is said by its signature, else by its attendance, else by its invitation; the
codes of these lists name the outcome. Where several claims speak of a part, the one decides that says most, in that
order; then a participation over a legal act, because it says who signed, and the act that it was signed; then an
accepted claim over one that is not; then what is said of the text itself over what is said of the talks. Claims that
are denied, refuted or superseded say nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.triples import Triple, Triples
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS
from casus.terms.statuses import ACCEPTED, UNTRUE

_AXES: Final = (CASUS.signature, CASUS.attendance, CASUS.invitation)
_ORDER: Final = (CASUS.act, *_AXES)
_SIGNED: Final = (CODE["participation-outcome/signed"], CODE["participation-outcome/signed-with-reservation"])
_TOOK_PART: Final = CODE["participation-outcome/took-part"]
_ACT: Final = CODE["legal-act-type/signed"]


@dataclass(frozen=True)
class _Said:
    """What one claim says of a part."""

    claim: Node
    outcome: Node
    status: Node | None
    order: tuple[int, bool, bool, bool]
    """The lowest decides: how little it says, whether it is a legal act, is not accepted, speaks of the talks."""
    when: tuple[Node, ...]
    capacities: tuple[Node, ...] = ()


def parts(graph: Triples) -> Iterator[Triple]:
    """A record for everyone's part in every agreement and negotiation."""
    found = defaultdict[tuple[Node, Node], list[_Said]](list)
    for where, participant, said in (*_of_participations(graph), *_of_acts(graph)):
        if said.status not in UNTRUE:
            found[where, participant].append(said)
    for (where, participant), claims in found.items():
        claims.sort(key=lambda said: (said.order, str(said.claim)))
        yield from _part(graph, where, participant, claims)


def _part(graph: Triples, where: Node, participant: Node, claims: list[_Said]) -> Iterator[Triple]:
    """What the claims, the one that decides first, say of the part."""
    first = claims[0]
    part = RECORD[
        "participation/" + "-".join(str(it).removeprefix(RECORD).replace("/", "-") for it in (where, participant))
    ]
    yield part, RDF.type, CASUS.Part
    names = [_english(graph, it) for it in (participant, first.outcome, where)]
    yield part, SKOS.prefLabel, Literal("{}: {} ({})".format(*names), lang="en")
    yield part, CASUS.partIn, where
    yield part, CASUS.participant, participant
    yield part, CASUS.participationOutcome, first.outcome
    yield from ((part, CASUS.claimStatus, status) for status in (first.status,) if status is not None)
    yield from ((part, CASUS.claim, said.claim) for said in claims)
    same = [said for said in claims if said.outcome == first.outcome]
    days = [day for said in same if said.status == first.status for day in said.when]
    yield from ((part, CASUS.when, when) for when in days[:1])
    if first.outcome in _SIGNED:
        yield where, CASUS.signedPart, part
        yield from ((part, CASUS.capacity, capacity) for said in same for capacity in said.capacities)


def _english(graph: Triples, it: Node) -> str:
    labels = [label for label in graph.objects(it, SKOS.prefLabel) if isinstance(label, Literal)]
    return next((str(label) for label in labels if str(label.language).startswith("en")), str(it))


def texts_of(graph: Triples, participation: Node) -> list[Node]:
    """The agreements that a signature of the participant would be under."""
    named = graph.objects(participation, CASUS.signatureOn)
    return [*named] or [
        text for where in graph.objects(participation, CASUS.participationIn) for text in texts(graph, where)
    ]


def texts(graph: Triples, where: Node) -> list[Node]:
    """The agreement itself, or the texts that the negotiation produced."""
    return [where] if _is_text(graph, where) else [*graph.subjects(CASUS.producedIn, where)]


def gave_a_signature(graph: Triples, participation: Node) -> bool:
    """Whether it says that its participant signed, with a reservation or without."""
    return _outcome(graph, participation, _AXES[:1])[1] in _SIGNED


def is_open(graph: Triples, participation: Node) -> bool:
    """Whether it is about one of several texts and does not say which."""
    return not graph.objects(participation, CASUS.signatureOn) and len(texts_of(graph, participation)) > 1


def _of_participations(graph: Triples) -> Iterator[tuple[Node, Node, _Said]]:
    for claim in graph.subjects(RDF.type, CASUS.Participation):
        status = graph.value(claim, CASUS.claimStatus)
        roles = graph.objects(claim, CASUS.role)
        capacities = (*dict.fromkeys(each for role in roles for each in graph.objects(role, CASUS.capacity)),)
        under = [] if is_open(graph, claim) else texts_of(graph, claim)
        for where in graph.objects(claim, CASUS.participationIn):
            for it in dict.fromkeys((where, *texts(graph, where))):
                axes = _AXES if it == where or it in under else _AXES[1:]
                axis, outcome = _outcome(graph, claim, axes)
                order = (axis, False, status != ACCEPTED, it != where)
                for participant in graph.objects(claim, CASUS.participant):
                    yield (
                        it,
                        participant,
                        _Said(claim, outcome, status, order, _days(graph, claim, outcome), capacities),
                    )


def _of_acts(graph: Triples) -> Iterator[tuple[Node, Node, _Said]]:
    for claim in graph.subjects(CASUS.legalActType, _ACT):
        status = graph.value(claim, CASUS.claimStatus)
        said = _Said(
            claim,
            _SIGNED[0],
            status,
            (_ORDER.index(CASUS.signature), True, status != ACCEPTED, False),
            (*graph.objects(claim, CASUS.when),),
        )
        for agreement in graph.objects(claim, CASUS.actOn):
            yield from ((agreement, actor, said) for actor in graph.objects(claim, CASUS.actor))


def _outcome(graph: Triples, claim: Node, axes: tuple[URIRef, ...]) -> tuple[int, Node]:
    """On which axis the participation says how it ended, and what; that it took part, where it says no more."""
    for axis in axes:
        for code in graph.objects(claim, axis):
            for outcome in graph.objects(code, CASUS.participationOutcome):
                return _ORDER.index(axis), outcome
    return len(_ORDER), _TOOK_PART


def _days(graph: Triples, claim: Node, outcome: Node) -> tuple[Node, ...]:
    """Of the step that led to the outcome, else of the participation; none of a signature in talks, which last."""
    steps = [
        step for step in graph.objects(claim, CASUS.signatureAct) if _outcome(graph, step, (CASUS.act,))[1] == outcome
    ]
    where = graph.value(claim, CASUS.participationIn)
    is_vague = outcome in _SIGNED and where is not None and not _is_text(graph, where)
    return tuple(day for it in steps or ([] if is_vague else [claim]) for day in graph.objects(it, CASUS.when))


def _is_text(graph: Triples, where: Node) -> bool:
    return (where, RDF.type, CASUS.Agreement) in graph
