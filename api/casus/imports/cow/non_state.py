"""COW Non-State War Data: a row is a war between groups that are no states of the system, up to two against five.

Codebook: Non-State Wars (Version 4.0): Definitions and Variables (Sarkees). Deaths and who began are told by side, so
each side is one record with all its names.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.cow.common import (
    LICENCE,
    MISSING,
    PUBLISHER,
    RESORT_TO_WAR,
    UNTIL_4,
    WARS_PAGE,
    Party,
    Wars,
    date_columns,
    version_of,
)
from casus.imports.dataset import Dataset, Job, Layout, Tried
from casus.imports.nt import boolean

_COLUMNS: Final = (
    *("WarNum", "WarName", "WarType", "WhereFought", "Initiator", "TransFrom", "TransTo", "Outcome"),
    *("SideADeaths", "SideBDeaths", "TotalCombatDeaths"),
    *("SideA1", "SideA2", "SideB1", "SideB2", "SideB3", "SideB4", "SideB5"),
    *date_columns("Year", "Month", "Day", ""),
)
_ON_SIDE_A: Final = 2
_GROUPS: Final = 7


def _read(job: Job) -> Iterator[int]:
    wars = Wars(job, UNTIL_4)
    side_a, side_b = wars.side("A", "SideA1"), wars.side("B", "SideB1")

    def row(
        number: str, name: str, kind: str, where: str, initiator: str, before: str, after: str, outcome: str,
        deaths_a: str, deaths_b: str, deaths: str, *names_and_dates: str,
    ) -> None:  # fmt: skip
        names, dates = names_and_dates[:_GROUPS], names_and_dates[_GROUPS:]
        began = wars.code("cow-side", initiator, "Initiator")

        def party(side: str, names: tuple[str, ...], deaths: str, column: str) -> Party:
            there = tuple(each for each in names if each not in MISSING)
            is_initiator = None if began is None else boolean(began == side)
            return Party(side, "", there, {"isInitiator": is_initiator, "battleDeaths": wars.count(deaths, column)})

        wars.row(
            wars.war(number, name, kind, deaths=deaths),
            {"WarNum": number},
            dates,
            [
                party(side_a, names[:_ON_SIDE_A], deaths_a, "SideADeaths"),
                party(side_b, names[_ON_SIDE_A:], deaths_b, "SideBDeaths"),
            ],
            wars.course(outcome, before, after, where),
        )

    return job.each(row, *_COLUMNS)


NON_STATE: Final = Dataset(
    name="cow-non-state",
    title="COW Non-State War Data",
    publisher=PUBLISHER,
    page=WARS_PAGE,
    licence=LICENCE,
    citation=RESORT_TO_WAR + " Non-State War Data, version {version}.",
    layouts=(
        Layout(
            "4.0",
            frozenset(_COLUMNS) | {"Version"},
            (Tried("4.0", "99d3d9df70a54fd2372fe05e2085216fc85ce1d3a72a7cb9e5c86f3bae4c9b9a", 62),),
        ),
    ),
    read=_read,
    version=version_of,
    rank=lambda draft: 1,
)
