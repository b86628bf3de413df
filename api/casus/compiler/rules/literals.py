"""Values that no reader could use: of no datatype that they claim, empty, or dangerous in a spreadsheet."""

from collections.abc import Iterator
from typing import Final

from rdflib import Literal

from casus.compiler.rules.addresses import is_record
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, XSD, short

_FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of one."""


def ill_typed(sources: Sources) -> Iterator[Violation]:
    """A literal that is not of the datatype that it claims."""
    for file in sources.files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and value.ill_typed:
                text = f'"{value}" is not a valid {short(str(value.datatype))}'
                yield sources.where.violation(subject, predicate, text, file)


def unusable_texts(sources: Sources) -> Iterator[Violation]:
    """A text in which nothing stands, and one that a spreadsheet would run when it opens a table."""
    for file in sources.files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and not value.strip():
                yield sources.where.violation(subject, predicate, "the text is empty", file)
            elif isinstance(value, Literal) and _is_formula(value) and is_record(subject) and predicate != CASUS.when:
                text = f'"{value}" begins with {value[0]}, and spreadsheets take it for a formula: begin with a letter'
                yield sources.where.violation(subject, predicate, text, file)


def _is_formula(value: Literal) -> bool:
    return value[:1] in _FORMULA and value.datatype in (None, XSD.string)
