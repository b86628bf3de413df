"""COW Extra-State War Data: a row is a state in a war with those beyond its borders who are no state of the system.

Codebook: Extra-State Wars (Version 4.0): Definitions and Variables (Sarkees). The state is on side A; where it fights
beside those others, on side B. Initiator, Interven and BatDeath are about the state, NonStateDeaths about its opponent.
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
    Said,
    Wars,
    date_columns,
    version_of,
    yes_or_no,
)
from casus.imports.dataset import Dataset, Job, Layout, Tried

_COLUMNS: Final = (
    *("WarNum", "WarName", "WarType", "ccode1", "SideA", "ccode2", "SideB"),
    *("Initiator", "Interven", "TransFrom", "Outcome", "TransTo", "WhereFought", "BatDeath", "NonStateDeaths"),
    *date_columns("Year", "Month", "Day", "1", "2"),
)


def _read(job: Job) -> Iterator[int]:
    wars = Wars(job, UNTIL_4)
    side_a, side_b = wars.side("A", "SideA"), wars.side("B", "SideB")

    def row(
        number: str, name: str, kind: str, ccode_a: str, a: str, ccode_b: str, b: str,
        initiator: str, intervened: str, before: str, outcome: str, after: str, where: str, deaths: str, others: str,
        *dates: str,
    ) -> None:  # fmt: skip
        state: Said = {
            "isInitiator": yes_or_no(initiator, "Initiator"),
            "isIntervener": yes_or_no(intervened, "Interven"),
            "battleDeaths": wars.count(deaths, "BatDeath"),
        }
        opponent: Said = {"battleDeaths": wars.count(others, "NonStateDeaths")}
        wars.row(
            wars.war(number, name, kind),
            {"WarNum": number, "ccode1": ccode_a, "ccode2": ccode_b},
            dates,
            [
                Party(side_a, ccode_a, (a,), opponent if ccode_a in MISSING else state),
                Party(side_b, ccode_b, (b,), opponent if ccode_b in MISSING else state),
            ],
            wars.course(outcome, before, after, where),
        )

    return job.each(row, *_COLUMNS)


EXTRA_STATE: Final = Dataset(
    name="cow-extra-state",
    title="COW Extra-State War Data",
    publisher=PUBLISHER,
    page=WARS_PAGE,
    licence=LICENCE,
    citation=RESORT_TO_WAR + " Extra-State War Data, version {version}.",
    layouts=(
        Layout(
            "4.0",
            frozenset(_COLUMNS) | {"Version"},
            (Tried("4.0", "529c325fdf0355ea4e09ce1c0d13d3cb474eaffcfebe13576b7a56207b264104", 198),),
            encodings=("cp1252", "utf-8"),
        ),
    ),
    read=_read,
    version=version_of,
    rank=lambda draft: 1,
)
