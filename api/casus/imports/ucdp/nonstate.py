"""UCDP Non-State Conflict Dataset: a row is a year of a conflict between two groups that are no government.

Codebook: UCDP Non-State Conflict Codebook 22.1. A coalition has a number of its own; the numbers of those in it
stand in a list, which is not in the order of their names.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.dataset import Dataset, Job, Layout, Tried, code
from casus.imports.draft import Draft
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, rank
from casus.imports.ucdp.names import squeezed
from casus.imports.ucdp.yearly import ENDS, STARTS, Row, Years

_OF_SIDE: Final = (
    *("side_{}_name", "side_{}_name_fulltext", "side_{}_name_mothertongue", "side_{}_id", "side_{}_components"),
    *("side_{}_2nd", "gwno_{}_2nd"),
)
_DEATHS: Final = ("best_fatality_estimate", "low_fatality_estimate", "high_fatality_estimate")
_COLUMNS: Final = (
    *("conflict_id", "dyad_id", "org", "year", "gwno_location", "region", *STARTS, *ENDS, *_DEATHS),
    *(column.format(side) for side in "ab" for column in _OF_SIDE),
)


def _read(job: Job) -> Iterator[int]:
    years = Years(job, (("side_a_id", "side_a_name"), ("side_b_id", "side_b_name")), "ucdp-nonstate-prec")
    violence = code("violence-type", "non-state")

    def side(row: Row, which: str) -> list[str]:
        name, english, original, number, components, *_ = (column.format(which) for column in _OF_SIDE)
        actors = years.family.actors(row[number], row[name], number)
        for actor in actors:
            years.family.known_as(actor, row[english], row[original])
            years.family.composed(actor, row[components], components)
        return actors

    def make(row: Row) -> Draft:
        a, b = side(row, "a"), side(row, "b")
        name = f"{squeezed(row['side_a_name'])} - {squeezed(row['side_b_name'])}"
        conflict = years.family.conflict(row["conflict_id"], name, "conflict_id", "2")
        draft = years.record(row, "dyad_id", name, "non-state")
        draft.say("conflict", conflict)
        draft.say("dyad", years.family.dyad(row["dyad_id"], name, "dyad_id", (a, b), conflict, violence))
        draft.say("sideA", *a)
        draft.say("sideB", *b)
        years.supporters(draft, row)
        years.coded(draft, "organizationLevel", row, "org")
        years.states(draft, "state", row, "gwno_location")
        years.starts(draft, row)
        years.ends(draft, row)
        years.figures(draft, row, *_DEATHS)
        return draft

    return years.each(make, _COLUMNS)


NON_STATE: Final = Dataset(
    name="ucdp-nonstate",
    title="UCDP Non-State Conflict Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Sundberg, Ralph, Kristine Eck, and Joakim Kreutz. 2012. “Introducing the UCDP Non-State Conflict Dataset.” "
        "Journal of Peace Research 49 (2): 351–362. UCDP Non-State Conflict Dataset version {version}."
    ),
    layouts=(
        Layout(
            "21.1 to 23.1",
            frozenset(_COLUMNS),
            (
                Tried("21.1", "041fb29ec607d6c08e3e99336256eb71a3a2e7ad77b73423643e5d5694fbc3a6", 1356),
                Tried("22.1", "94bc4e6baabcc5549bb257d2fab26692b7fd042575db35055f3ad6cc5e914ac7", 1442),
                Tried("23.1", "cc9ea9d3caef4d256dab81167d3fb93d9a67a1b21dafb9120333ded8da786eba", 1542),
            ),
        ),
    ),
    read=_read,
    rank=rank(of_actors=3, of_conflicts=3, of_dyads=3),
)
