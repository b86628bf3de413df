"""COW Intra-State War Data: a row names a participant on one side of a war inside a state, or one on each side.

Codebooks: Intra-State War Data Codebook 4.1 and 5.1. Version 5 comes in two files, of wars and of participants, and has
other numbers for some wars. Who began is told by name; the names are not those of the participants in every case.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
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
    name_of,
    version_of,
)
from casus.imports.dataset import Dataset, Job, Layout, Tried
from casus.imports.nt import decimal
from casus.imports.refused import RowRefused

_WAR: Final = (
    *("WarNum", "WarName", "WarType", "CcodeA", "SideA", "CcodeB", "SideB", "Intnl"),
    *("TransFrom", "Initiator", "Outcome", "TransTo"),
)
_DATES_4: Final = date_columns("Year", "Month", "Day", "1", "2")
_DATES_5: Final = date_columns("Yr", "Mo", "Dy", "1", "2", "3", "4")
_LACKS: Final = "-"
"""In the place of a column that the file has not."""
_ROWS_4: Final = ("WhereFought", "SideADeaths", "SideBDeaths", *(_LACKS,) * 7)
_FORCES: Final = ("SideAPeakTotForces", "SideAPeak TheatForces", "SideBPeakTotForces", "SideBPeakTheatForces")
_PARTICIPANTS: Final = ("V5Region", "Deaths A", "Deaths B", "TotalBDeaths", "WDuratDays", _LACKS, *_FORCES)
_WARS: Final = (
    *("V5RegionNum", "DeathsSideA", "DeathsSideB", "TotalBDeaths", "WDuratDays", "TotNatMonWar"),
    *(_LACKS,) * 4,
)
_UNTIL_5: Final = "2014-12-31"
_SCHEME_5: Final = "cow-intra-state-5"


def _read(job: Job) -> Iterator[int]:
    is_4 = job.layout is _LAYOUT_4
    wars = Wars(job, UNTIL_4) if is_4 else Wars(job, _UNTIL_5, _SCHEME_5)
    side_a, side_b = wars.side("A", "SideA"), wars.side("B", "SideB")
    columns = _ROWS_4 if is_4 else _WARS if job.dataset is INTRA_STATE_WARS else _PARTICIPANTS
    area = ("whereFought", "cow-where-fought") if is_4 else ("warRegion", "cow-v5-region")

    def row(
        number: str, name: str, kind: str, ccode_a: str, a: str, ccode_b: str, b: str, internationalized: str,
        before: str, initiator: str, outcome: str, after: str,
        where: str, deaths_a: str, deaths_b: str, deaths: str, days: str, months: str,
        total_a: str, there_a: str, total_b: str, there_b: str, *dates: str,
    ) -> None:  # fmt: skip
        def party(side: str, ccode: str, name: str, deaths: str, total: str, there: str) -> Party:
            said: Said = {
                "battleDeaths": wars.count(deaths, "deaths of a side"),
                "peakForces": wars.count(total, "forces of a side"),
                "peakTheatreForces": wars.count(there, "forces of a side in the theatre"),
            }
            return Party(side, ccode, (name,), said)

        war = wars.war(number, name, kind, internationalized, deaths)
        if months not in MISSING:
            war.say("nationMonths", _months(months))
        wars.row(
            war,
            {"WarNum": number, "SideA": a, "SideB": b},
            dates,
            [
                party(side_a, ccode_a, a, deaths_a, total_a, there_a),
                party(side_b, ccode_b, b, deaths_b, total_b, there_b),
            ],
            {
                "initiatorName": name_of(initiator, "Initiator"),
                "durationDays": wars.count(days, "WDuratDays"),
                **wars.course(outcome, before, after, where, area=(*area, columns[0])),
            },
        )

    return job.each(row, *_WAR, *columns, *(_DATES_4 if is_4 else _DATES_5))


def _months(cell: str) -> str:
    try:
        return decimal(Decimal(cell))
    except InvalidOperation:
        raise RowRefused(f"TotNatMonWar is '{cell[:40]}', which is no number") from None


_VERSION: Final = frozenset(("Version",))
_ENCODINGS: Final = ("cp1252", "utf-8")
_LAYOUT_4: Final = Layout(
    "4.1",
    frozenset((*_WAR, *_DATES_4, *_ROWS_4)) - {_LACKS} | _VERSION,
    (
        Tried("4.1", "f699298571bd300b3cec5fd873e5fdbfe9b536a3704b0207edf0fc9414d4d963", 442),
        Tried("4.1", "88ab4e1452f5bcf2aba5dfd6e601936323cf267da01a255f2efa38d048b34d6d", 442),
        Tried("4.1", "e4a3dca0b6493b01c07e01f7dbac206a3b74e044746f05cb62c7fb06c2eb5b45", 442),
    ),
    encodings=_ENCODINGS,
)
_CITATION_5: Final = (
    "Dixon, Jeffrey S., and Meredith Reid Sarkees. 2016. A Guide to Intra-state Wars: An Examination of Civil, "
    "Regional, and Intercommunal Wars, 1816–2014. Thousand Oaks, CA: CQ Press."
)

INTRA_STATE: Final = Dataset(
    name="cow-intra-state",
    title="COW Intra-State War Data",
    publisher=PUBLISHER,
    page=WARS_PAGE,
    licence=LICENCE,
    citation=f"{RESORT_TO_WAR} {_CITATION_5} Intra-State War Data, version {{version}}.",
    layouts=(
        _LAYOUT_4,
        Layout(
            "5.1, participants",
            frozenset((*_WAR, *_DATES_5, *_PARTICIPANTS)) - {_LACKS} | _VERSION,
            (Tried("5.1", "9a1c612620c823ae03b66cd0696898edde6d9d5c856fa77b1dc289907fff1d63", 593),),
            encodings=_ENCODINGS,
        ),
    ),
    read=_read,
    version=version_of,
    rank=lambda draft: 2,
)

INTRA_STATE_WARS: Final = Dataset(
    name="cow-intra-state-wars",
    title="COW Intra-State War Data, wars",
    publisher=PUBLISHER,
    page=WARS_PAGE,
    licence=LICENCE,
    citation=f"{_CITATION_5} Intra-State War Data, version {{version}}.",
    layouts=(
        Layout(
            "5.1, wars",
            frozenset((*_WAR, *_DATES_5, *_WARS)) - {"CcodeB", _LACKS} | _VERSION,
            (Tried("5.1", "afc6b8665f290225ab5aae17a802ecb8956c8ae785251bf54b1c4442bede1f0d", 420),),
            without=frozenset(("CcodeB",)),
            encodings=_ENCODINGS,
        ),
    ),
    read=_read,
    version=version_of,
    rank=lambda draft: 1,
    warning=(
        "The wars are those of cow-intra-state 5.1, whose rows are participants: where both are imported, each side of "
        "a war is there as a whole and by its participants. Do not add their deaths up."
    ),
)
