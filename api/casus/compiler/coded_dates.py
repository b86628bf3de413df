"""What the dates of a coding mean, as EDTF (see casus.terms.coded_dates)."""

from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.terms.coded_dates import when_of
from casus.terms.namespaces import CASUS


def coded_when(graph: Triples, coding: Node) -> str | None:
    """EDTF for the dates of the coding; None where it has none, or none that says anything. Raises ValueError."""
    start, end = (str(graph.value(coding, CASUS[name]) or "") for name in ("codedStart", "codedEnd"))
    first, last = (_pattern(graph, coding, name) for name in ("codedStartPrecision", "codedEndPrecision"))
    return when_of(start, first, end, last)


def _pattern(graph: Triples, coding: Node, name: str) -> str:
    precision = graph.value(coding, CASUS[name])
    return "" if precision is None else str(graph.value(precision, CASUS.edtfPattern) or "")
