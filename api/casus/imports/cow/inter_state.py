"""COW Inter-State War Data: a row is a state on one side of a war between states.

Codebook: Inter-State War Data (v4.0): Definitions and Variables (Sarkees). The file has bare carriage returns.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.cow.common import (
    LICENCE,
    PUBLISHER,
    RESORT_TO_WAR,
    UNTIL_4,
    WARS_PAGE,
    Party,
    Wars,
    date_columns,
    version_of,
    yes_or_no,
)
from casus.imports.dataset import Dataset, Job, Layout, Tried

_COLUMNS: Final = (
    *("WarNum", "WarName", "WarType", "ccode", "StateName", "Side"),
    *("TransFrom", "WhereFought", "Initiator", "Outcome", "TransTo", "BatDeath"),
    *date_columns("Year", "Month", "Day", "1", "2"),
)


def _read(job: Job) -> Iterator[int]:
    wars = Wars(job, UNTIL_4)

    def row(
        number: str, name: str, kind: str, ccode: str, state: str, side: str,
        before: str, where: str, initiator: str, outcome: str, after: str, deaths: str, *dates: str,
    ) -> None:  # fmt: skip
        wars.row(
            wars.war(number, name, kind),
            {"WarNum": number, "ccode": ccode, "Side": side},
            dates,
            [Party(wars.side(side, "Side"), ccode, (state,))],
            {
                "isInitiator": yes_or_no(initiator, "Initiator", "2"),
                "battleDeaths": wars.count(deaths, "BatDeath"),
                **wars.course(outcome, before, after, where, outcomes="cow-inter-state-outcome"),
            },
        )

    return job.each(row, *_COLUMNS)


INTER_STATE: Final = Dataset(
    name="cow-inter-state",
    title="COW Inter-State War Data",
    publisher=PUBLISHER,
    page=WARS_PAGE,
    licence=LICENCE,
    citation=RESORT_TO_WAR + " Inter-State War Data, version {version}.",
    layouts=(
        Layout(
            "4.0",
            frozenset(_COLUMNS) | {"Version"},
            (
                Tried("4.0", "2535e30b145141c331a07d12d91e498ad8bdd3db32ba8d3bd88c4fda54817731", 337),
                Tried("4.0", "c49b832a1a0139cd2601fff8361099c9fcb2642d640bc8ee28a481c16bc676f7", 337),
                Tried("4.0", "c08a2465b9e001ca384016a7522bfb2922bea8fcbcef07faafcbe845390cc0f6", 337),
            ),
        ),
    ),
    read=_read,
    version=version_of,
    rank=lambda draft: 1,
    refused={"Directed Dyadic War": "its rows are years of pairs of states, made from these"},
)
