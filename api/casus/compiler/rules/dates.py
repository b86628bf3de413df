"""When something was: EDTF, and how its end is known."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from rdflib import Literal
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.load import SourceFile
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.dates import bounds
from casus.terms.namespaces import API, CASUS, CODE, XSD, as_iri

_CENSORED: Final = CODE["end-known/censored"]
_BOUNDED: Final = CODE["end-known/bounded"]


def wrong_dates(sources: Sources) -> Iterator[Violation]:
    """A date that is no EDTF, an end that is said to be known in a way that it cannot be, and what must be a day."""
    shapes = sources.shapes
    times = {as_iri(shapes.value(shape, SH.path)) for shape in shapes.subjects(API.edtf, Literal(True))}
    for file in sources.files:
        for name in sorted(times):
            for subject, when in file.graph.subject_objects(name):
                try:
                    bounds(str(when))
                except ValueError as error:
                    yield sources.where.violation(subject, name, str(error), file)
        yield from _wrong_lives(sources, file)
        for subject, known in file.graph.subject_objects(CASUS.endKnown):
            if text := _wrong_end(file, subject, known):
                yield sources.where.violation(subject, CASUS.endKnown, text, file)
        for name in (CASUS.horizon, CASUS.readUntil):
            for subject, day in file.graph.subject_objects(name):
                if not isinstance(day, Literal) or day.datatype != XSD.date:
                    yield sources.where.violation(subject, name, 'is a day, such as "2021-12-31"^^xsd:date', file)


def _wrong_lives(sources: Sources, file: SourceFile) -> Iterator[Violation]:
    """A birth or death that is a span, and a death before the birth."""
    for name in (CASUS.birth, CASUS.death):
        for subject, when in file.graph.subject_objects(name):
            if "/" in str(when):
                text = f"'{when}' is a span: a birth or a death is of one day, or a set, such as [1942,1943]"
                yield sources.where.violation(subject, name, text, file)
    for subject, died in file.graph.subject_objects(CASUS.death):
        born = file.graph.value(subject, CASUS.birth)
        with suppress(ValueError):
            first, last = bounds(str(born)).earliest_start, bounds(str(died)).latest_end
            if first and last and last < first:
                yield sources.where.violation(subject, CASUS.death, f"lies before the birth ({born})", file)


def _wrong_end(file: SourceFile, subject: Node, known: Node) -> str | None:
    end = str(file.graph.value(subject, CASUS.when) or "").partition("/")[2]
    end = end or str(file.graph.value(subject, CASUS.codedEnd) or "")  # of a coding, whose time is computed
    if known == _CENSORED and end in ("", ".."):
        return "the data stop on a day, which casus:when names as its end, such as 2014/2019-12-31"
    if known not in (_CENSORED, _BOUNDED) or (known == _BOUNDED and not end.startswith("[")):
        return (
            "follows from casus:when; write it by hand only to say end-known:censored, or end-known:bounded "
            "beside an end that is a set of days, such as 2019-12/[2020-11..2021-03-16]"
        )
    return None
