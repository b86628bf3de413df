"""UCDP Dyadic Dataset: a row is a year of a dyad in a conflict in which a state is a party.

Codebook: UCDP Dyadic Dataset Codebook 22.1. The column `version` is empty in 21.1.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.dataset import Dataset, Job, Layout, Tried, code
from casus.imports.draft import Draft
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, rank
from casus.imports.ucdp.yearly import OF_TERMINATION, STARTS, STATE_BASED, Row, Years

_COLUMNS: Final = (*STATE_BASED, *STARTS, "dyad_id", "location", "intensity_level")


def _read(job: Job) -> Iterator[int]:
    years = Years(job, (("side_a_id", "side_a"), ("side_b_id", "side_b")))
    violence = code("violence-type", "state-based")

    def make(row: Row) -> Draft:
        conflict, _, a, b = years.fought(row, "location")
        name = f"{row['side_a']} - {row['side_b']}"
        draft = years.record(row, "dyad_id", name, "state-based")
        draft.say("dyad", years.family.dyad(row["dyad_id"], name, "dyad_id", (a, b), conflict, violence))
        years.said_of(draft, row, conflict, a, b)
        years.coded(draft, "intensity", row, "intensity_level")
        years.starts(draft, row)
        return draft

    return years.each(make, _COLUMNS)


DYADIC: Final = Dataset(
    name="ucdp-dyadic",
    title="UCDP Dyadic Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Harbom, Lotta, Erik Melander, and Peter Wallensteen. 2008. “Dyadic Dimensions of Armed Conflict, 1946–2007.” "
        "Journal of Peace Research 45 (5): 697–710. UCDP Dyadic Dataset version {version}."
    ),
    layouts=(
        Layout(
            "20.1 to 24.1",
            frozenset(_COLUMNS),
            (
                Tried("20.1", "5b46f7e8ae2c58af9cc26f74a8ae149097eca8c211155071bdc8ceb3dbea5ff6", 3072),
                Tried("21.1", "9e2ebfc0b684f24510ff14812a21b90884d17bc6ae4631f20579a239e99f61af", 3140),
                Tried("24.1", "780be5b7446b21babac3b059b80d3c65ac6b1fe53f1d634d67e9e6506c6c09d0", 3357),
            ),
            without=OF_TERMINATION,
        ),
    ),
    read=_read,
    rank=rank(of_actors=3, of_conflicts=3, of_dyads=2),
)
