"""Every rule that the sources must hold, in order; all that they break is said at once."""

from collections.abc import Callable, Iterator
from typing import Final

from casus.compiler.rules import (
    acceptance,
    addresses,
    camps,
    chronology,
    codings,
    control,
    cycles,
    dates,
    duplicates,
    events,
    identifiers,
    languages,
    literals,
    promises,
    properties,
    publishers,
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
    duplicates.same_pages,
    literals.ill_typed,
    dates.wrong_dates,
    codings.coded_dates,
    chronology.ahead_of_sources,
    chronology.out_of_time,
    chronology.beside_its_time,
    codings.other_versions,
    signatures.under_which_text,
    signatures.signed_without_a_part,
    signatures.texts_without_anybody,
    signatures.came_and_nothing_is_said_of_a_signature,
    camps.supported_without_a_camp,
    promises.only_promised,
    events.battles_with_one_side,
    acceptance.thinly_accepted,
    publishers.read_elsewhere,
    publishers.other_kinds,
    publishers.of_no_source,
    control.places_without_a_holder,
    literals.unusable_texts,
    unfilled.unfilled,
    languages.wrong_languages,
    languages.renderings_without_a_name,
    identifiers.wrong_identifiers,
)
"""What the shapes cannot say."""


def violations(sources: Sources) -> list[Violation]:
    """What the sources break, then what may be wrong.

    Of one place the rules are heard first, then the shapes, then the warnings.
    """
    found = [*sources.unread_questions, *(violation for rule in RULES for violation in rule(sources))]
    wrong = [violation for violation in found if not violation.is_warning]
    said = {violation.place() for violation in wrong}
    wrong += [violation for violation in shacl.broken_shapes(sources) if violation.place() not in said]
    said = {violation.place() for violation in wrong}
    return wrong + [warning for warning in found if warning.is_warning and warning.place() not in said]
