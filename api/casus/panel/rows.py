"""The rows of a panel: claims of support spread over the years, and put together by dyad or by state and camp."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import URIRef

from casus.identifiers.query import Choice, Identifier, find
from casus.identifiers.schemes import schemes_of
from casus.panel.query import Camp, Support
from casus.records.period import Match, Period
from casus.store.open_release import OpenRelease
from casus.terms.statuses import ACCEPTED

SCHEMES: Final = {"cow_code": "cow-code", "gw_code": "gw-code"}
"""Codes of states, by the names of their columns."""

Key = tuple[int, URIRef, URIRef | None]
"""The year, the supporter, and the recipient or its camp; no camp: none is known."""


@dataclass
class Cell:
    """What the claims of one row say together."""

    claims: dict[URIRef, tuple[Support, Match]] = field(default_factory=dict)
    camps: dict[URIRef, Camp] = field(default_factory=dict)
    """That the recipients stood in when it may have been so: the claims of it, by IRI."""

    @property
    def supports(self) -> list[Support]:
        return [support for support, _ in self.claims.values()]

    @property
    def match(self) -> Match:
        """Certain, where one of the claims is."""
        return Match.CERTAIN if self.certain else Match.POSSIBLE

    @property
    def certain(self) -> int:
        return sum(match is Match.CERTAIN for _, match in self.claims.values())

    @property
    def accepted(self) -> int:
        return sum(support.status == ACCEPTED for support in self.supports)


def cells(
    supports: Iterable[Support], camps: Mapping[URIRef, list[Camp]], years: Iterable[int], *, by_camp: bool
) -> dict[Key, Cell]:
    """The rows, by year, supporter and recipient, or by year, supporter and the recipient's camp."""
    found = defaultdict[Key, Cell](Cell)
    spans = {year: Period.of_year(year) for year in years}
    for support in supports:
        for year, span in spans.items():
            if (match := support.match(span)) is not None:
                within = support.within(span)
                stood = [each for each in camps.get(support.recipient, ()) if within.overlaps(each.bounds)]
                others: list[URIRef | None] = [*dict.fromkeys(each.camp for each in stood)] or [None]
                for other in others if by_camp else (support.recipient,):
                    cell = found[year, support.supporter, other]
                    cell.claims[support.claim] = support, match
                    cell.camps |= {each.claim: each for each in stood if not by_camp or each.camp == other}
    return {key: found[key] for key in sorted(found, key=lambda key: (key[0], key[1], str(key[2] or "")))}


class StateCodes:
    """The codes of states in the schemes of the field, each for its time."""

    def __init__(self, release: OpenRelease, states: Iterable[URIRef]) -> None:
        owners, self._found = tuple(states), defaultdict[tuple[str, URIRef], list[Identifier]](list)
        for column, scheme in SCHEMES.items() if owners else ():
            choice = Choice(schemes_of(release)[scheme], owners=owners, matches=("exact",))
            for identifier, _ in find(release.dataset, choice):
                self._found[column, identifier.owner].append(identifier)

    def of(self, state: URIRef, year: int) -> Iterator[tuple[str, int | None]]:
        """Each column with the code that the state has in that year; None: it has none."""
        span = Period.of_year(year)
        for column in SCHEMES:
            held = [each.value for each in self._found[column, state] if span.overlaps(vars(each))]
            yield column, int(held[-1]) if held else None
