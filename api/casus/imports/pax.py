"""PA-X Peace Agreements Database: a row is a document that parties to a peace process agreed to.

Codebook: PA-X Codebook (Bell, Badanjak and others). Issues are coded 0 to 3, a column each; newer versions have others.
An agreement is known by AgtId alone: the numbers of processes were given anew.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from casus.imports.coded import ZERO, Coded, coded
from casus.imports.dataset import Codes, Dataset, Job, Layout, Tried, identity
from casus.imports.days import DAY_FIRST, day_of
from casus.imports.draft import Draft
from casus.imports.nt import record, text
from casus.imports.table import Header
from casus.imports.ucdp.common import Family

_COLUMNS: Final = (
    *("AgtId", "Agt", "Dat", "Status", "Stage", "Part", "ThrdPart", "PP", "PPName"),
    *("Loc1GWNO", "Loc2GWNO", "UcdpCon", "UcdpAgr"),
)
_OTHERS: Final = (
    *("Con", "Contp", "Reg", "Ver", "Lgt", "N_characters", "Agtp", "StageSub", "OthAgr", "Loc1ISO", "Loc2ISO"),
    *("PamAgr", "CowWar", "Interim"),
)
"""What is no issue, and no property of ours."""
_MISSING: Final = ("", "NA", "N/A", "Na")
_CONFLICT: Final = re.compile(r"[1-9][0-9]{2,4}")
_PEACE_AGREEMENT: Final = re.compile(r"[1-9][0-9]{3}")
_VERSION: Final = re.compile(r"[1-9][0-9]?")


class _Agreements:
    """The rows of one file."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._family = Family(job)
        self._stage = Codes(job.vocabulary, "pa-x-stage")
        self._status = Codes(job.vocabulary, "pa-x-status")
        known = {*_COLUMNS, *_OTHERS}
        self._others = Coded(job, (name for name in _OTHERS if name in job.header.columns), _MISSING)
        self._issues = Coded(job, (name for name in job.header.columns if name and name not in known), ZERO)
        self._named = Counter(job.header.cells("UcdpAgr"))
        """How many documents make up each of UCDP's peace agreements."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*_COLUMNS, *self._others.variables, *self._issues.variables)

    def agreement(
        self, number: str, name: str, agreed_on: str, status: str, stage: str, parties: str, third_parties: str,
        process: str, process_name: str, first_state: str, second_state: str, conflict: str, peace_agreement: str,
        *rest: str,
    ) -> None:  # fmt: skip
        """One row. Raises RowRefused, or ValueError for a date that is none."""
        of_others = len(self._others.variables)
        day = day_of(agreed_on, DAY_FIRST)
        iri = record("agreements", f"pa-x-{identity(number, 'AgtId')}")
        draft = self._job.draft(iri, "Agreement", " ".join(name.split()), f"AgtId={number}")
        self._job.identifier(draft, "pa-x-agreement", number)
        draft.say("when", text(day))
        draft.say("stage", self._stage(stage, "Stage"))
        draft.say("agreementStatus", self._status(status, "Status"))
        for said, cell in (
            *(("partiesText", parties), ("thirdPartiesText", third_parties)),
            *(("processNumber", process), ("processName", process_name)),
        ):
            draft.say(said, text(cell.strip()) if cell.strip() else None)
        draft.say("state", *self._job.states(f"{first_state},{second_state}", int(day[:4])))
        self._ucdp(draft, conflict.strip(), peace_agreement.strip())
        self._others.say(draft, rest[:of_others])
        self._issues.say(draft, rest[of_others:])
        self._job.writer.row(draft)
        self._job.until(day)

    def _ucdp(self, draft: Draft, conflict: str, agreement: str) -> None:
        """What UCDP has of it: what cannot be a number of UCDP's is said as it is written, and counted."""
        if _CONFLICT.fullmatch(conflict):
            draft.say("conflict", self._family.conflict(conflict, "", "UcdpCon"))
        elif conflict not in _MISSING:
            coded(draft, "UcdpCon", conflict)
            self._job.odd("a UcdpCon that is no number of a UCDP conflict")
        if _PEACE_AGREEMENT.fullmatch(agreement):
            strength = "exact" if self._named[agreement] == 1 else "broad"
            self._job.identifier(draft, "ucdp-peace-agreement", agreement, strength)
        elif agreement not in _MISSING:
            coded(draft, "UcdpAgr", agreement)
            self._job.odd("a UcdpAgr that is no number of a UCDP peace agreement")


def _read(job: Job) -> Iterator[int]:
    agreements = _Agreements(job)
    return job.each(agreements.agreement, *agreements.columns)


def _version(header: Header) -> str:
    """The newest in which a row came: names of files do not always have it. Version 2 has no such column."""
    return str(max((int(cell) for cell in header.cells("Ver") if _VERSION.fullmatch(cell)), default=""))


_REQUIRED: Final = frozenset((*_COLUMNS, *_OTHERS, "GCh", "GeWom", "HrGen", "StDef", "TjAm", "ImUN", "ImSrc"))
_REQUIRED_BEFORE_7: Final = _REQUIRED - {"Ver", "Interim"}
_NEWER: Final = frozenset(("ConGen", "PpsGe:St", "HrBor", "RiOth"))
_OLDER: Final = frozenset(("PpsSt", "PpsSub", "HrFra", "EqGen"))

PAX: Final = Dataset(
    name="pa-x",
    title="PA-X Peace Agreements Database",
    publisher="Peace and Conflict Resolution Evidence Platform (PeaceRep), University of Edinburgh",
    page="https://pax.peaceagreements.org/",
    licence="https://creativecommons.org/licenses/by-nc-sa/4.0/",
    citation=(
        "Bell, Christine, and Sanja Badanjak. 2019. “Introducing PA-X: A New Peace Agreement Database and Dataset.” "
        "Journal of Peace Research 56 (3): 452–466. PA-X Peace Agreements Database and Dataset, version {version}, "
        "www.peaceagreements.org."
    ),
    layouts=(
        Layout(
            "8 to 10",
            _REQUIRED | _NEWER,
            (
                Tried("8", "4c3cf546b9a215d9a26b367f076472dfc330b31f1902d3d8ca4abccacf6e4e3e", 2055),
                Tried("9", "133c1d758f1886dd2520679a418d4287f88c952418d532d4eb28c7d3324be5c1", 2144),
                Tried("9", "eac7703ee411ea1819d4bc46f09ba66f4c8ec1337d093e21404245f4567e6c98", 2144),
                Tried("10", "3260ad12b35a5b523d4a9d2e698d31ed5e27b1d99400589320ddb629af100a29", 2257),
            ),
        ),
        Layout(
            "2 to 7",
            _REQUIRED_BEFORE_7 | _OLDER,
            (
                Tried("2", "545c8677a1141c45327efae7cdceb28523e5f2869eaf4f0ab714e9d494583179", 1789),
                Tried("4", "771f1bec580eae88379e1df292e224653e393b98b20225118609bef61d2c6a0f", 1868),
                Tried("4", "6129a8ac3086ad69b314e0f82e2fb3c48c986db097895013f2b91cba34e42472", 1868),
                Tried("4", "b8d9622547ec4da5ecbe2cf1cb8b211f5163347eff94af42b47c3d3e49beb545", 1868),
                Tried("7", "e9a2c2f9ee1dc7a8d0da8c71dec1193f2a9fb4d2f9b855fb269383c96f945b10", 2003),
            ),
        ),
    ),
    read=_read,
    rank=lambda draft: 9,
    refused={
        "gender, local": "they are parts of the whole database, which has their agreements too",
        "38 columns": "the cut that applications are fed with has no issues",
    },
    warning=(
        "PA-X may not be used commercially, and what is made of it goes on under the same terms (CC BY-NC-SA 4.0): a "
        "release that holds it may not be passed on as a whole under CC BY 4.0."
    ),
    version=_version,
)
