"""UCDP Battle-Related Deaths Dataset: a row is a year of a dyad, or of a conflict, with the deaths in battle.

Codebook: UCDP Battle-Related Deaths Dataset Codebook 22.1. Both levels have the same columns, and the names of
the files do not tell them apart: only at the level of conflicts does a row have several dyads.
"""

from collections.abc import Callable, Iterator
from typing import Final

from casus.imports.dataset import Dataset, Job, Layout, Tried, code
from casus.imports.draft import Draft
from casus.imports.refused import FileRefused
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, rank
from casus.imports.ucdp.names import parts
from casus.imports.ucdp.yearly import STATE_BASED, Row, Years

_DEATHS: Final = ("bd_best", "bd_low", "bd_high")
_COLUMNS: Final = (*STATE_BASED, *_DEATHS, "dyad_id", "location_inc", "gwno_battle")


def _read_dyads(job: Job) -> Iterator[int]:
    if _has_conflicts(job):
        raise FileRefused(f"{job.header.name} is of the level of conflicts: import it as {CONFLICT.name}")
    return _read(job, "dyad_id")


def _read_conflicts(job: Job) -> Iterator[int]:
    if not _has_conflicts(job):
        raise FileRefused(f"{job.header.name} has no row with several dyads: import it as {DYAD.name}")
    return _read(job, "conflict_id")


def _has_conflicts(job: Job) -> bool:
    return any(len(parts(dyads)) > 1 for _, (dyads, _) in job.look("dyad_id", "conflict_id"))


def _read(job: Job, key: str) -> Iterator[int]:
    years = Years(job, (("side_a_id", "side_a"), ("side_b_id", "side_b")))
    violence = code("violence-type", "state-based")

    def make(row: Row) -> Draft:
        conflict, name, a, b = years.fought(row, "location_inc")
        of_dyad = f"{row['side_a']} - {row['side_b']}"
        draft = years.record(row, key, of_dyad if key == "dyad_id" else name, "state-based")
        dyads = parts(row["dyad_id"])
        named, sides = (of_dyad, (a, b)) if len(dyads) == 1 else ("", ([], []))
        for number in dyads:
            draft.say("dyad", years.family.dyad(number, named, "dyad_id", sides, conflict, violence))
        years.said_of(draft, row, conflict, a, b)
        years.figures(draft, row, *_DEATHS)
        years.states(draft, "battleState", row, "gwno_battle")
        return draft

    return years.each(make, _COLUMNS)


def _dataset(name: str, level: str, read: Callable[[Job], Iterator[int]], versions: str, *tried: Tried) -> Dataset:
    """The dataset of a level."""
    return Dataset(
        name=name,
        title=f"UCDP Battle-Related Deaths Dataset, {level}",
        publisher=PUBLISHER,
        page=PAGE,
        licence=LICENCE,
        citation=(
            "Uppsala Conflict Data Program. UCDP Battle-Related Deaths Dataset version {version}. Department of Peace "
            "and Conflict Research, Uppsala University."
        ),
        layouts=(Layout(versions, frozenset(_COLUMNS), tried),),
        read=read,
        rank=rank(of_actors=4, of_conflicts=4, of_dyads=4),
    )


DYAD: Final = _dataset(
    "ucdp-brd-dyadic",
    "dyads",
    _read_dyads,
    "21.1 to 24.1",
    Tried("21.1", "87819ff67f7d50fdf1cf0c095481ca33710361a57caca1e77d419cd5472e6585", 1704),
    Tried("23.1", "b53c3d355f8b7244e542967c70bad4c98ab39f3d2870460bbfbdf02a1ce4c41c", 1848),
    Tried("24.1", "7d6e180845127fff39a52ce68e111b36384a341fded5d5091a3ab9902a2c9465", 1920),
)

CONFLICT: Final = _dataset(
    "ucdp-brd-conflict",
    "conflicts",
    _read_conflicts,
    "22.1 to 24.1",
    Tried("22.1", "8fc746cfff47ffa08baffb0e2fdcd1915cf863191f430ae85411cbb7f21c8a3d", 1403),
    Tried("24.1", "9555bbf97c1aafe3f09118b814d8d7f6d9a2aef1c89d82f58c2e0049f6c7feff", 1520),
)
