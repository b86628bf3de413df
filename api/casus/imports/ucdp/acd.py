"""UCDP/PRIO Armed Conflict Dataset: a row is a year of a conflict in which a state is a party.

Codebook: UCDP/PRIO Armed Conflict Dataset Codebook 22.1. Since 17.1 the columns are the same.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.dataset import Dataset, Job, Layout, Tried
from casus.imports.draft import Draft
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, rank
from casus.imports.ucdp.yearly import ENDS, OF_TERMINATION, STARTS, STATE_BASED, Row, Years

_COLUMNS: Final = (*STATE_BASED, *STARTS, *ENDS, "location", "intensity_level", "cumulative_intensity")


def _read(job: Job) -> Iterator[int]:
    years = Years(job, (("side_a_id", "side_a"), ("side_b_id", "side_b")))

    def make(row: Row) -> Draft:
        conflict, name, a, b = years.fought(row, "location")
        draft = years.record(row, "conflict_id", name, "state-based")
        years.said_of(draft, row, conflict, a, b)
        years.coded(draft, "intensity", row, "intensity_level")
        years.truth(draft, "hasReachedWar", row, "cumulative_intensity")
        years.starts(draft, row)
        years.ends(draft, row)
        return draft

    return years.each(make, _COLUMNS)


ACD: Final = Dataset(
    name="ucdp-acd",
    title="UCDP/PRIO Armed Conflict Dataset",
    publisher=f"{PUBLISHER}; Peace Research Institute Oslo",
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Gleditsch, Nils Petter, Peter Wallensteen, Mikael Eriksson, Margareta Sollenberg, and Håvard Strand. 2002. "
        "“Armed Conflict 1946–2001: A New Dataset.” Journal of Peace Research 39 (5): 615–637. "
        "UCDP/PRIO Armed Conflict Dataset version {version}."
    ),
    layouts=(
        Layout(
            "18.1 to 24.1",
            frozenset(_COLUMNS),
            (
                Tried("18.1", "9347d74ef516b02491f720a132f4f4db52470f0ae033adda32775771387ec48e", 2330),
                Tried("19.1", "722c58a955cb25a53b126f83f0e4a95e6a3129d9fefda7421f650b5c482fbd91", 2384),
                Tried("19.1", "0772bba44fbf82599d91fec8c54b2dad047135e1154b91b1d6df7512870f6de5", 2384),
                Tried("20.1", "b797ffe37c35aba0a9f013e7019307753d4444655bf3c6a7090df85ba57382ae", 2448),
                Tried("21.1", "c832602205c9471333d83153781783bce0125b46856c586136601339d335705a", 2506),
                Tried("21.1", "6c3b4fdee567c822501ce63dcf8f4b5db004acdf069fba1ad49d53fec7a770c8", 2506),
                Tried("22.1", "232fe10e37367580c488021fb6f3bc1907b61cf4c1ac6eb84134348628a6c2ec", 2568),
                Tried("23.1", "300dadc288a992536b491ed9f7d871917992396acaaa698f635aaec73618a0de", 2626),
                Tried("24.1", "7b26f496c8f3f3926b81d7fd73d6cba6be93f671b14220a7b5a3dc730139c1c6", 2686),
            ),
            without=OF_TERMINATION | {"dyad_id"},
        ),
    ),
    read=_read,
    rank=rank(of_actors=3, of_conflicts=2, of_dyads=3),
    refused={
        "4-2012 and 4-2013 (ID, SideA, SideBID, YEAR)": (
            "its numbers of conflicts and actors are those of before 2017, which mean other things today: take a newer "
            "version"
        )
    },
)
