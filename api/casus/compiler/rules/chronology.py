"""What cannot be at its time: a record ahead of its sources, a claim of somebody who was no more, or not yet.

No source knows what begins after it was issued. Ends may lie ahead: a mandate ends on a day that is set. So may what is
decided for a later day (api:mayLieAhead). Whom a claim names existed at some day of it (api:atItsTime), unless that is
what is disputed; after a death nothing is possible. What names something at days at which that certainly was not is
told, unless the record says that this is on purpose (casus:outOfItsTime).
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE, DCTERMS, RDF, short

_DISPUTED: Final = {CODE[f"claim-status/{status}"] for status in ("contested", "denied", "refuted", "superseded")}
_INFERRED: Final = {CODE["end-known/unknown"], CODE["end-known/bounded"]}
_ON_PURPOSE: Final = "or say with casus:outOfItsTime that it is on purpose, and why in a skos:editorialNote"


class Span(NamedTuple):
    """The days between which something began and ended, as text; None is unlimited."""

    earliest_start: str | None
    latest_start: str | None
    earliest_end: str | None
    latest_end: str | None


def ahead_of_sources(sources: Sources) -> Iterator[Violation]:
    """Every dated record, source or part of a record that begins too late.

    A source without a date may be as new as the day on which the sources were last read (casus:readUntil).
    """
    union = sources.union
    decided = {record_type.cls for record_type in sources.model.types.values() if record_type.may_lie_ahead}
    read_until = next(map(str, union.values_of(CASUS.readUntil)), None)
    for subject, start in union.subject_objects(CASUS.earliestStart):
        if not decided.isdisjoint(union.objects(subject, RDF.type)):
            continue
        newest = _newest(union, subject)
        if newest is not None and str(start) > newest:
            late = f"after the newest of its sources ({newest})"
            remedy = "correct one of the two, or add the source that reports it"
        elif read_until is not None and str(start) > read_until:
            late = f"after the sources were read ({read_until}, casus:readUntil in ontology/dataset.ttl)"
            remedy = "correct the date, or that day"
        else:
            continue
        yield sources.where.violation(subject, CASUS.when, f"begins on {start}, {late}: {remedy}")


def _newest(union: Triples, subject: Node) -> str | None:
    """The last day on which a source of the record, or of the part of one, was issued; None where that is open."""
    record = URIRef(str(subject).partition("#")[0])
    read = union.objects(subject, DCTERMS.source) or [
        *union.objects(record, DCTERMS.source),
        *(read for evidence in union.objects(record, CASUS.evidence) for read in union.objects(evidence, CASUS.readIn)),
    ]
    issued = [union.value(source, CASUS.latestEnd) for source in read]
    return max(map(str, issued), default=None) if None not in issued else None


def out_of_time(sources: Sources) -> Iterator[Violation]:
    """Every claim that ends before somebody or something that it names began, or begins after that had ended.

    Of a person that died, every claim that may go on after the death. What is disputed may be out of its time.
    """
    union = sources.union
    for record, path, named, at_its_time in _namings(sources):
        if not at_its_time or union.value(record, CASUS.claimStatus) in _DISPUTED:
            continue
        died = union.value(named, CASUS.death)
        if apart(union, record, named):
            text = (
                f"{short(str(named))} is of {_when(union, named)}, the claim of "
                f"{_when(union, record)}: correct one of the two, or name who there was then"
            )
            yield sources.where.violation(record, path, text)
        elif died is not None and _may_outlast(span(union, record), span(union, named)):
            text = (
                f"{short(str(named))} died ({died}), and the claim of {_when(union, record)} may go on after that: "
                f"write when it ended, or that it was no later, such as /[..{died}]"
            )
            yield sources.where.violation(record, path, text)


def beside_its_time(sources: Sources) -> Iterator[Violation]:
    """Warns of a record that has days at which what it names certainly was not, and does not say so.

    Of what it is about (api:aroundItsTime) only where the two have no day in common; of whom it names at its time also
    where nobody says when it ended, and it is not said that it ended with them. What is said to be out of its time and
    is not is an error: the next mistake would hide there.
    """
    union = sources.union
    beside = set()
    span_of = cache(lambda node: span(union, node))
    for record, path, named, at_its_time in _namings(sources):
        one, other = span_of(record), span_of(named)
        outlasts = union.value(record, CASUS.endKnown) in _INFERRED and _may_outlast(one, other)
        if _apart(one, other) or (at_its_time and (_sticks_out(one, other) or outlasts)):
            beside.add((record, named))
            if (record, CASUS.outOfItsTime, named) not in union:
                text = (
                    f"{short(str(named))} is of {_when(union, named)}, the record of {_when(union, record)}: "
                    f"correct one of the two, name what there was then, {_ON_PURPOSE}"
                )
                yield sources.where.warning(record, path, text)
    for record, named in union.subject_objects(CASUS.outOfItsTime):
        if (record, named) not in beside:
            text = f"names {short(str(named))} at no day out of its time: remove the line"
            yield sources.where.violation(record, CASUS.outOfItsTime, text)


def _namings(sources: Sources) -> Iterator[tuple[Node, Node, Node, bool]]:
    """Every record, field and value where time matters, and whether what it names was there at its time."""
    union = sources.union
    seen = set()
    for record_type in sources.model.types.values():
        fields = [field for field in record_type.fields if field.at_its_time or field.around_its_time]
        for record in union.subjects(RDF.type, record_type.cls) if fields else ():
            for field in fields:
                path = field.path[0].predicate
                for named in union.objects(record, path):
                    if (record, path, named) not in seen:
                        seen.add((record, path, named))
                        yield record, path, named, field.at_its_time


def apart(union: Triples, one: Node, other: Node) -> bool:
    """Whether one of them had certainly ended before the other can have begun."""
    return _apart(span(union, one), span(union, other))


def span(union: Triples, node: Node) -> Span:
    """Between which days it began and ended; of a person, between which days he or she was born and died."""
    born, died = union.value(node, CASUS.birth), union.value(node, CASUS.death)
    if born is None and died is None:
        names = (CASUS.earliestStart, CASUS.latestStart, CASUS.earliestEnd, CASUS.latestEnd)
        return Span(*(None if (day := union.value(node, name)) is None else str(day) for name in names))
    return Span(*_days_of(born), *_days_of(died))


def _days_of(when: Node | None) -> tuple[str | None, str | None]:
    """The first and the last day that a birth or death can have been; what is no date, rules/dates reports."""
    try:
        found = bounds(str(when)) if when is not None else None
    except ValueError:
        found = None
    if found is None or found.earliest_start is None or found.latest_end is None:
        return None, None
    return found.earliest_start.isoformat(), found.latest_end.isoformat()


def _apart(one: Span, other: Span) -> bool:
    return any(
        first.latest_end and second.earliest_start and first.latest_end < second.earliest_start
        for first, second in ((one, other), (other, one))
    )


def _may_outlast(one: Span, other: Span) -> bool:
    """Whether it may have gone on when the other had certainly ended."""
    return other.latest_end is not None and (one.latest_end is None or other.latest_end < one.latest_end)


def _sticks_out(one: Span, other: Span) -> bool:
    """Whether it certainly was on a day on which the other certainly was not."""
    ends_later = one.earliest_end and other.latest_end and other.latest_end < one.earliest_end
    begins_earlier = one.latest_start and other.earliest_start and one.latest_start < other.earliest_start
    return bool(ends_later or begins_earlier)


def _when(union: Triples, node: Node) -> Node | str | None:
    """The time of a record as it is written; of a person birth/death."""
    born, died = union.value(node, CASUS.birth), union.value(node, CASUS.death)
    return union.value(node, CASUS.when) if born is None and died is None else f"{born or ''}/{died or '..'}"
