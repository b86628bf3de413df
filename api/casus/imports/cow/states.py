"""COW State System Membership: a row is a span in which a state is a member of the system, or a major power in it.

Codebook: State System Membership List Codebook, version 2016. A span that ends with the last day of the file goes on.
"""

import re
from collections.abc import Iterator
from typing import Final

from casus.imports.cow.common import CENSORED, LICENCE, PUBLISHER
from casus.imports.dataset import Dataset, Job, Layout, Numbers, Tried, code, identity
from casus.imports.nt import record, text
from casus.imports.refused import RowRefused

_COLUMNS: Final = (*("stateabb", "ccode", "statenme", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"),)
_ENDS: Final = _COLUMNS[-3:]
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_PAGE: Final = "https://correlatesofwar.org/data-sets/state-system-membership/"


def _read(job: Job) -> Iterator[int]:
    member = job.dataset is STATES
    status = code("system-status", "member" if member else "major-power")
    horizon = _horizon(job)
    number = Numbers()

    def row(abbreviation: str, ccode: str, name: str, *dates: str) -> None:
        start, end = _day(*dates[:3]), _day(*dates[3:])
        if not _YEAR.fullmatch(dates[0]):
            raise RowRefused(f"styear is '{dates[0][:40]}', which is no year")
        state = job.vocabulary.state("cow-code", identity(ccode, "ccode"), int(dates[0]))
        if state is None:
            raise RowRefused(f"ccode is {ccode}, and no state of the sources has that COW code")
        about = record("system-memberships", f"{job.dataset.name}-{ccode}-{start}")
        label = f"{name or abbreviation}, {'member of the system' if member else 'major power'}, {start}"
        draft = job.draft(about, "SystemMembership", label, f"ccode={ccode};styear={dates[0]}")
        draft.say("state", state)
        draft.say("systemStatus", status)
        draft.say("cowCode", number(ccode, "ccode"))
        draft.say("cowAbbreviation", text(abbreviation))
        draft.say("when", text(f"{start}/{end}"))
        draft.say("endKnown", CENSORED if end == horizon else None)
        job.writer.row(draft)
        job.until(end)

    return job.each(row, *_COLUMNS)


def _horizon(job: Job) -> str:
    """The last day of all, which is the last one that the dataset covers."""
    numbers = [job.header.columns.index(column) for column in _ENDS]
    parts = ([cells[number] for number in numbers] for _, cells in job.header.rows())
    return max((_day(*each) for each in parts if all(part.isdigit() for part in each)), default="")


def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


_CITATION: Final = (
    "Correlates of War Project. “State System Membership, v{version}.” Online, https://correlatesofwar.org."
)
_YEARS: Final = "it tells the same by years: what it has follows from the spans"

STATES: Final = Dataset(
    name="cow-states",
    title="COW State System Membership",
    publisher=PUBLISHER,
    page=_PAGE,
    licence=LICENCE,
    citation=_CITATION,
    layouts=(
        Layout(
            "2016",
            frozenset(_COLUMNS),
            (
                Tried("2016", "3d78d333ea75a7791bf5772b203d2ab96b27e70ed52825f5293c474195f47888", 243),
                Tried("2016", "21822fe1ef67aedf2e64ebe9746e2b875c6175c8ce599750bc0e77e4ce393167", 243),
            ),
        ),
    ),
    read=_read,
    refused={
        "system2016 (stateabb, ccode, year)": _YEARS,
        "COW country codes (StateAbb, CCode, StateNme)": "it has no dates",
    },
)

MAJORS: Final = Dataset(
    name="cow-majors",
    title="COW Major Powers",
    publisher=PUBLISHER,
    page=_PAGE,
    licence=LICENCE,
    citation=_CITATION,
    layouts=(
        Layout(
            "2011 and 2016",
            frozenset(_COLUMNS) - {"statenme"},
            (
                Tried("2016", "6ba42de12f2f63401ff5a61e6d0037d17b5dd03ed9aca07d0bc16660e03694eb", 14),
                Tried("2016", "5ac2f4d11e2105e1f50866bcf4a026a8a13f0431c6c4f47e4ef268e1fe29c8e2", 14),
                Tried("2011", "1eab809f54c097de2b6e6a7f4cc939204b7a28a381f17cdc53e23f987c5b7b63", 14),
            ),
            beside=frozenset(("version",)),
        ),
    ),
    read=_read,
)
