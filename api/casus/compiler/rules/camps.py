"""On which side whom others support stood: every recipient of support has a camp at that time, or says that it has none."""

from collections.abc import Iterator

from casus.compiler.rules.chronology import apart
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, RDF, short


def supported_without_a_camp(sources: Sources) -> Iterator[Violation]:
    """Warns of a claim of support whose recipient belongs to no camp at any time of it."""
    union = sources.union
    for support in union.subjects(RDF.type, CASUS.Support):
        for recipient in union.objects(support, CASUS.recipient):
            camps = union.subjects(CASUS.campMember, recipient)
            if all(apart(union, support, camp) for camp in camps):
                text = (
                    f"{short(str(recipient))} has no camp in {union.value(support, CASUS.when)}: write a "
                    "casus:CampMembership, with camp:not-coded where it cannot be said"
                )
                yield sources.where.warning(support, CASUS.recipient, text)
