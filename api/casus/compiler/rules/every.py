"""Every rule that the sources must hold, in order; all that they break is said at once."""

from collections.abc import Callable, Iterator
from typing import Final

from casus.compiler.rules import (
    addresses,
    camps,
    chronology,
    codings,
    cycles,
    dates,
    duplicates,
    identifiers,
    languages,
    literals,
    properties,
    shacl,
    signatures,
    unfilled,
)
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation

Rule = Callable[[Sources], Iterator[Violation]]
RULES: Final[tuple[Rule, ...]] = (
    duplicates.described_in_two_files,
    properties.undeclared_terms,
    addresses.wrong_addresses,
    properties.wrong_properties,
    cycles.naming_themselves,
    cycles.cycles,
    duplicates.same_keys,
    literals.ill_typed,
    dates.wrong_dates,
    codings.coded_dates,
    chronology.ahead_of_sources,
    chronology.out_of_time,
    codings.other_versions,
    signatures.under_which_text,
    signatures.signed_without_a_part,
    camps.supported_without_a_camp,
    literals.unusable_texts,
    unfilled.unfilled,
    languages.wrong_languages,
    identifiers.wrong_identifiers,
)
"""What the shapes cannot say."""


def violations(sources: Sources) -> list[Violation]:
    """What the sources break; the shapes come last, and only with what no rule before says of the same place."""
    found = [*sources.unread_questions, *(violation for rule in RULES for violation in rule(sources))]
    said = {violation.place() for violation in found}
    return found + [violation for violation in shacl.broken_shapes(sources) if violation.place() not in said]
