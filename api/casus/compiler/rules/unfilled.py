"""What a template left open and nobody filled in. Codes and records that are left open are refused as unknown ones."""

from collections.abc import Iterator
from typing import Final

from rdflib import Literal
from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS

BLANK: Final = "___"
"""What stands in a template for what is to be written; no slug has it."""
BLANK_URL: Final = f"https://{BLANK}"


def unfilled(sources: Sources) -> Iterator[Violation]:
    """A text or a URL with the blank of a template; a date with one is no date, which is said of it already."""
    for file in sources.files:
        for subject, predicate, value in file.graph:
            if _is_open(value) and predicate != CASUS.when:
                yield sources.where.violation(subject, predicate, f"{BLANK} is still to be filled in", file)


def _is_open(value: Node) -> bool:
    return BLANK in str(value) if isinstance(value, Literal) else str(value) == BLANK_URL
