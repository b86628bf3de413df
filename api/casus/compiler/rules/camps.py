"""On which side those stood whom others support: each has a camp at that time, or says that it has none."""

from collections.abc import Iterator
from typing import Final

from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, RDF, short

_EARLIEST: Final = "1800-01-01"
_LATEST: Final = "2100-12-31"


def supported_without_a_camp(sources: Sources) -> Iterator[Violation]:
    """Warns of a claim of support with a year in which it may have been so and its recipient stood in no camp."""
    union = sources.union
    for support in union.subjects(RDF.type, CASUS.Support):
        for recipient in union.objects(support, CASUS.recipient):
            camps = [_days(union, camp) for camp in union.subjects(CASUS.campMember, recipient)]
            alone = [
                day
                for day, last in _by_year(*_days(union, support, recipient))
                if not any(start <= last and day <= end for start, end in camps)
            ]
            if alone:
                text = (
                    f"{short(str(recipient))} has no camp in {alone[0][:4]} at the time of the claim, which is "
                    f"{union.value(support, CASUS.when)}: write a casus:CampMembership, with camp:not-coded where it "
                    "cannot be said"
                )
                yield sources.where.warning(support, CASUS.recipient, text)


def _days(union: Triples, *dated: Node) -> tuple[str, str]:
    """The first and the last day on which all of them may have been."""
    starts = [str(day) for it in dated if (day := union.value(it, CASUS.earliestStart)) is not None]
    ends = [str(day) for it in dated if (day := union.value(it, CASUS.latestEnd)) is not None]
    return max(starts, default=_EARLIEST), min(ends, default=_LATEST)


def _by_year(first: str, last: str) -> Iterator[tuple[str, str]]:
    """The first and the last of these days in each year."""
    for year in range(int(first[:4]), int(last[:4]) + 1):
        yield max(first, f"{year}-01-01"), min(last, f"{year}-12-31")
