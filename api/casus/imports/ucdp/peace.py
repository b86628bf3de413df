"""UCDP Peace Agreement Dataset: a row is an agreement between opposing primary parties about their incompatibility.

Some columns of version 19.1 have other names: they are read, and the variables have the names of 22.1.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.coded import ZERO, Coded
from casus.imports.dataset import Dataset, Job, Layout, Tried, code, identity
from casus.imports.days import MONTH_FIRST, day_of
from casus.imports.nt import record, text
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, Family

_COLUMNS: Final = (
    *("paid", "pa_name", "pa_date", "pa_sign", "pa_3rd", "procID", "gwno"),
    *("conflict_id", "conflict_name", "dyad_id", "dyad_name"),
)
_NEWER_NAMES: Final = {"interrim": "interim"}
_COVERS: Final = ("dateintervalend_meta", "dateintervalend meta")
_UNSAID: Final = frozenset(("year", "version", "dateintervalstart_meta", "dateintervalstart meta"))
"""Columns that say again what others say, or are about the dataset."""


class _Agreements:
    """The rows of one file."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._family = Family(job)
        own = {*_COLUMNS, *_COVERS, *_UNSAID}
        self.columns = tuple(name for name in job.header.columns if name and name not in own)
        variables = (_NEWER_NAMES.get(name, name).replace(" ", "_") for name in self.columns)
        self._coded = Coded(job, variables, (*ZERO, "-99"))

    def agreement(
        self, number: str, name: str, signed_on: str, signed_by: str, third_parties: str, process: str, states: str,
        conflict: str, conflict_name: str, dyad: str, dyad_name: str, covers: str, covers_19: str, *coded: str,
    ) -> None:  # fmt: skip
        """One row. Raises RowRefused, or ValueError for a date that is none."""
        day = day_of(signed_on, MONTH_FIRST)
        label = " ".join(name.split()) or f"UCDP peace agreement {number}"
        draft = self._job.draft(
            record("agreements", f"ucdp-pa-{identity(number, 'paid')}"), "Agreement", label, f"paid={number}"
        )
        self._job.identifier(draft, "ucdp-peace-agreement", number)
        draft.say("when", text(day))
        draft.say("agreementType", code("agreement-type", "peace-agreement"))
        conflicts = [
            self._family.conflict(each, called, "conflict_id") for each, called in _named(conflict, conflict_name)
        ]
        draft.say("conflict", *conflicts)
        of = conflicts[0] if len(conflicts) == 1 else None
        state_based = code("violence-type", "state-based")
        for each, called in _named(dyad, dyad_name):
            draft.say("dyad", self._family.dyad(each, called, "dyad_id", (None, None), of, state_based))
        draft.say("state", *self._job.states(states, int(day[:4])))
        for name, cell in (("partiesText", signed_by), ("thirdPartiesText", third_parties), ("processNumber", process)):
            draft.say(name, text(cell.strip()) if cell.strip() else None)
        self._coded.say(draft, coded)
        self._job.writer.row(draft)
        self._job.until(max(day, day_of(covers or covers_19 or day, MONTH_FIRST)))


def _named(numbers: str, names: str) -> list[tuple[str, str]]:
    """The numbers of a list with their names: both are in the same order here, unless a name has a comma of its own."""
    each = [number.strip() for number in numbers.split(",")]
    called = [name.strip() for name in names.split(",")]
    if len(each) == 1:
        return [(each[0], names.strip())]
    return list(zip(each, called if len(called) == len(each) else [""] * len(each), strict=True))


def _read(job: Job) -> Iterator[int]:
    agreements = _Agreements(job)
    return job.each(agreements.agreement, *_COLUMNS, *_COVERS, *agreements.columns)


_REQUIRED: Final = frozenset((*_COLUMNS, "version", "ended", "duration", "cease", "amn", "txt", "inclusive", "frame"))

PEACE: Final = Dataset(
    name="ucdp-peace-agreements",
    title="UCDP Peace Agreement Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Harbom, Lotta, Stina Högbladh, and Peter Wallensteen. 2006. “Armed Conflict and Peace Agreements.” Journal of "
        "Peace Research 43 (5): 617–631. Pettersson, Therése, Stina Högbladh, and Magnus Öberg. 2019. “Organized "
        "Violence, 1989–2018 and Peace Agreements.” Journal of Peace Research 56 (4): 589–603. UCDP Peace Agreement "
        "Dataset version {version}."
    ),
    layouts=(
        Layout(
            "22.1",
            _REQUIRED | {"mil_prov", "pol_prov", "terr_prov", "justice_prov", "pa_type", "interim"},
            (Tried("22.1", "883113e86e29f1fd798482a8b97525e1c85e70fc1ce02de8f23448e0c2f5cf9d", 374),),
        ),
        Layout(
            "19.1",
            _REQUIRED | {"mil prov", "pol prov", "terr prov", "justice prov", "pa type", "interrim"},
            (Tried("19.1", "fc34c946f4b24e3a6cb15c888044a9c05f73d7279a4d2fc58dea51ed404459ea", 355),),
        ),
    ),
    read=_read,
    rank=lambda draft: 7,
    refused={
        "2.0 (1975-2011)": "the numbers of conflicts and dyads are older ones, and some dates were cut off in the file"
    },
)
