"""What no source can know: a record that begins after the newest of its sources, or after the sources were read.

Ends may lie ahead: a mandate ends on a day that is set. So may what is decided for a later day (api:mayLieAhead).
"""

from collections.abc import Iterator

from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from ontology.build.report import Violation
from ontology.build.whereabouts import Whereabouts
from ontology.namespaces import API, CASUS, DCTERMS, RDF


def ahead_of_sources(union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    """Every dated record, source or part of a record that begins too late.

    A source without a date may be as new as the day on which the sources were last read (casus:readUntil).
    """
    decided = {cls for shape in shapes.subjects(API.mayLieAhead) for cls in shapes.objects(shape, SH.targetClass)}
    read_until = next((str(day) for day in union.objects(None, CASUS.readUntil)), None)
    for subject, start in union.subject_objects(CASUS.earliestStart):
        if decided & set(union.objects(subject, RDF.type)):
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
        yield where.violation(subject, CASUS.when, f"begins on {start}, {late}: {remedy}")


def _newest(union: Graph, subject: Node) -> str | None:
    """The last day on which a source of the record, or of the part of one, was issued; None where that is open."""
    record = URIRef(str(subject).partition("#")[0])
    sources = set(union.objects(subject, DCTERMS.source)) or {
        *union.objects(record, DCTERMS.source),
        *(read for evidence in union.objects(record, CASUS.evidence) for read in union.objects(evidence, CASUS.readIn)),
    }
    issued = [union.value(source, CASUS.latestEnd) for source in sources]
    return max(map(str, issued), default=None) if None not in issued else None
