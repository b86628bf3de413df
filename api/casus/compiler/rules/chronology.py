"""What cannot be at its time: a record ahead of its sources, a claim of somebody who was no more, or not yet.

No source knows what begins after it was issued. Ends may lie ahead: a mandate ends on a day that is set. So may what is
decided for a later day (api:mayLieAhead). Whom a claim names existed at some day of it (api:atItsTime), unless that is
what is disputed.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, DCTERMS, RDF, short

_DISPUTED: Final = {CODE[f"claim-status/{status}"] for status in ("contested", "denied", "refuted", "superseded")}


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
    """Every claim that ends before somebody or something that it names began, or begins after that had ended."""
    union = sources.union
    for record_type in sources.model.types.values():
        paths = [field.path[0].predicate for field in record_type.fields if field.at_its_time]
        for claim in union.subjects(RDF.type, record_type.cls) if paths else ():
            if union.value(claim, CASUS.claimStatus) not in _DISPUTED:
                for path in paths:
                    for named in union.objects(claim, path):
                        if apart(union, claim, named):
                            text = (
                                f"{short(str(named))} is of {union.value(named, CASUS.when)}, the claim of "
                                f"{union.value(claim, CASUS.when)}: correct one of the two, or name who there was then"
                            )
                            yield sources.where.violation(claim, path, text)


def apart(union: Triples, one: Node, other: Node) -> bool:
    """Whether one of them had certainly ended before the other can have begun."""
    bounds = [(union.value(it, CASUS.earliestStart), union.value(it, CASUS.latestEnd)) for it in (one, other)]
    (start, end), (other_start, other_end) = ([day and str(day) for day in days] for days in bounds)
    return bool((end and other_start and end < other_start) or (start and other_end and other_end < start))
