"""What the dates of a dataset's record mean, as EDTF.

A coding carries the dates as the dataset writes them and, for each, a code of `codes/date-precision.ttl`, whose pattern
says what a date with that precision can mean. So a scheme of precision codes is data, and no table in Python.
"""

import re
from datetime import date, timedelta
from typing import Final

from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS

_PLACE: Final = re.compile(r"\{(year|month|day|start|end)([+-]\d+)?\}")
_LENGTH: Final = {"year": 4, "month": 7, "day": 10}
"""Characters of an ISO 8601 date up to that part."""


def coded_when(graph: Triples, coding: Node) -> str | None:
    """EDTF for the dates of the coding; None where it has none, or none that says anything.

    A start without an end is a span whose end is unknown. Raises ValueError, with what is wrong, for a date that is
    none, that has not the parts that its precision needs, or that ends before it starts.
    """
    start, end = (_text(graph, coding, name) for name in ("codedStart", "codedEnd"))
    first = _meaning(start, _pattern(graph, coding, "codedStartPrecision"), start, end)
    last = _meaning(end, _pattern(graph, coding, "codedEndPrecision"), start, end)
    if not first and not last:
        return None
    when = first if first == last else f"{first}/{last}"
    bounds(when)
    return when


def _text(graph: Triples, coding: Node, name: str) -> str:
    return str(graph.value(coding, CASUS[name]) or "")


def _pattern(graph: Triples, coding: Node, name: str) -> str:
    precision = graph.value(coding, CASUS[name])
    return "" if precision is None else str(graph.value(precision, CASUS.edtfPattern) or "")


def _meaning(day: str, pattern: str, start: str, end: str) -> str:
    """The pattern with the parts of the date in it; nothing for no date."""
    if not day:
        return ""
    bounds(day)

    def part(match: re.Match[str]) -> str:
        name, shift = match[1], match[2]
        if name in ("start", "end"):
            if not (start and end):
                raise ValueError("the precision is that of a range: write codedStart and codedEnd, both with it")
            return start if name == "start" else end
        if len(day) < _LENGTH[name]:
            raise ValueError(f"'{day}' has no {name}, which its precision needs")
        text = day[: _LENGTH[name]]
        return (date.fromisoformat(text) + timedelta(int(shift))).isoformat() if shift else text

    return _PLACE.sub(part, pattern)
