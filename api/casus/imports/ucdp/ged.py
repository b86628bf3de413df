"""UCDP Georeferenced Event Dataset, and the candidate events of the current year: a row is an event with deaths.

Codebook: UCDP GED Codebook 24.1 (Högbladh 2024). The layout has grown from 36 columns to 49; columns are read by name.
"""

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from casus.imports.dataset import SOURCE, Codes, Dataset, Job, Layout, Numbers, Tried, code, identity
from casus.imports.days import whole_day
from casus.imports.draft import Draft
from casus.imports.nt import LABEL, casus, decimal, iri, record, text
from casus.imports.refused import FileRefused, RowRefused
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, Family
from casus.terms.namespaces import WGS

_COLUMNS: Final = (
    *("id", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name"),
    *("side_a_new_id", "side_a", "gwnoa", "side_b_new_id", "side_b", "gwnob"),
    *("where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "priogrid_gid", "country_id"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    "code_status",
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high"),
)
_DEATHS: Final = ("deathsSideA", "deathsSideB", "deathsCivilians", "deathsUnknown")
_FATALITIES: Final = ("fatalitiesBest", "fatalitiesLow", "fatalitiesHigh")
_NUMBERS: Final = tuple(casus(name) for name in (*_DEATHS, *_FATALITIES))
_KEY, _WHEN, _TYPE, _CONFLICT, _DYAD, _ACTOR, _PLACE, _PLACED, _DATED, _CLEAR = (
    casus(name)
    for name in (
        *("recordKey", "when", "violenceType", "conflict", "dyad", "actor", "place"),
        *("placePrecision", "datePrecision", "eventClarity"),
    )
)
_ANY_DAY: Final = code("date-precision", "range-of-days")
"""How the dates are read of an event whose precision is not stated: it lies between them."""
_LAT, _LONG = iri(str(WGS.lat)), iri(str(WGS.long))


class _Events:
    """The rows of one file."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._family = Family(job)
        self._is_candidate = job.dataset.name == "ucdp-candidate"
        self._number = Numbers()
        self._violence = Codes(job.vocabulary, "ucdp-type-of-violence")
        self._place_precision = Codes(job.vocabulary, "ucdp-ged-where-prec")
        self._date_precision = Codes(job.vocabulary, "ucdp-ged-date-prec")
        self._whens: dict[tuple[str, str, str], str] = {}
        self._places: dict[tuple[str, str, str], str] = {}
        self._source = [job.source]

    def event(
        self, number: str, violence: str, conflict: str, conflict_name: str, dyad: str, dyad_name: str,
        a: str, a_name: str, gw_a: str, b: str, b_name: str, gw_b: str,
        where_prec: str, where: str, adm_1: str, adm_2: str, latitude: str, longitude: str, grid: str, country: str,
        clarity: str, date_prec: str, start: str, end: str, status: str, *figures: str,
    ) -> None:  # fmt: skip
        """One row. Raises RowRefused, or ValueError for a date that is none."""
        identity(number, "id")
        if status and status != _FINAL and not self._is_candidate:
            raise FileRefused(f"event {number} is of code_status {status}: this is a file of ucdp-candidate")
        kind = self._violence(violence, "type_of_violence")
        first, last = whole_day(start, "date_start"), whole_day(end, "date_end")
        year = int(first[:4])
        sides = (
            self._actor(a, a_name, "side_a_new_id", gw_a, year),
            self._actor(b, b_name, "side_b_new_id", gw_b, year),
        )
        fought = self._family.conflict(conflict, conflict_name, "conflict_new_id", violence)
        numbers = [
            self._number(figure, column) for figure, column in zip(figures, _COLUMNS[-len(_NUMBERS) :], strict=True)
        ]
        said = {
            LABEL: [text(f"{dyad_name}: {where}, {first}", "en")],
            SOURCE: self._source,
            _KEY: [text(f"id={number}")],
            _WHEN: [self._when(first, last, date_prec)],
            _TYPE: [kind],
            _CONFLICT: [fought],
            _DYAD: [self._family.dyad(dyad, dyad_name, "dyad_new_id", sides, fought, kind)],
            _PLACE: [self._place(where, latitude, longitude, adm_1, adm_2, grid, country, year)],
            _PLACED: [self._place_precision(where_prec, "where_prec")],
        }
        if precision := self._precision(date_prec):
            said[_DATED] = [precision]
        if actors := [side for side in dict.fromkeys(sides) if side is not None]:
            said[_ACTOR] = actors
        if clear := self._number(clarity, "event_clarity"):
            said[_CLEAR] = [clear]
        for predicate, term in zip(_NUMBERS, numbers, strict=True):
            if term is not None:
                said[predicate] = [term]
        self._job.writer.row(Draft(record("events", f"{self._job.dataset.name}-{number}"), "Event", said))
        self._job.until(last)
        *deaths, best, _, _ = figures
        if all(deaths) and best and sum(map(int, deaths)) != int(best):
            self._job.odd("the best figure is not the sum of the deaths of both sides, of civilians and of others")

    def _actor(self, number: str, name: str, column: str, gw: str, year: int) -> str | None:
        if self._is_candidate and _BUCKET.fullmatch(name):
            self._job.odd("a side that is not known yet")
            return None
        return self._family.actor(number, name, column, gw.removesuffix(".0"), year)

    def _precision(self, cell: str) -> str | None:
        """The code; None for the 0 of candidate events, which the codebook does not have."""
        if cell == "0" and self._is_candidate:
            return None
        return self._date_precision(cell, "date_prec")

    def _when(self, start: str, end: str, precision: str) -> str:
        key = (start, end, precision)
        if key not in self._whens:
            known = self._precision(precision) or _ANY_DAY
            if precision == "1" and start != end:
                raise RowRefused(f"date_prec is 1, an exact day, and the event lasts from {start} to {end}")
            self._whens[key] = text(self._job.vocabulary.when(start, known, end, known)[0])
        return self._whens[key]

    def _place(
        self, where: str, latitude: str, longitude: str, adm_1: str, adm_2: str, grid: str, country: str, year: int
    ) -> str:
        """The place: one name has several points and one point several names, so all three tell it."""
        key = (where, latitude, longitude)
        if key not in self._places:
            if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
                raise RowRefused(
                    f"latitude and longitude are '{latitude[:20]}' and '{longitude[:20]}', which is no point"
                )
            lat, long = Decimal(latitude), Decimal(longitude)
            if abs(lat) > 90 or abs(long) > 180:
                raise RowRefused(f"latitude {latitude} and longitude {longitude} are no point on earth")
            name = where or "unnamed place"
            digest = hashlib.blake2s(f"{lat.normalize():f} {long.normalize():f} {name}".encode(), digest_size=8)
            place = record("places", f"ucdp-ged-{digest.hexdigest()}")

            def make() -> Draft:
                draft = self._job.draft(place, "Place", name, f"latitude={latitude};longitude={longitude}")
                draft.say_by(_LAT, decimal(lat))
                draft.say_by(_LONG, decimal(long))
                for division, column in ((adm_1, "firstOrderDivision"), (adm_2, "secondOrderDivision")):
                    draft.say(column, text(division) if division else None)
                draft.say("prioGrid", self._number(grid, "priogrid_gid"))
                draft.say("state", *self._job.states(country, year))
                return draft

            self._places[key] = self._job.writer.once(place, make)
        return self._places[key]


def _read(job: Job) -> Iterator[int]:
    if _of_a_month(job.version):
        raise FileRefused(f"{job.version} is a version of candidate events: import {job.header.name} as ucdp-candidate")
    return job.each(_Events(job).event, *_COLUMNS)


def _of_a_month(version: str) -> bool:
    return version.count(".") == len(["YY", "0", "M"]) - 1


def _read_candidates(job: Job) -> Iterator[int]:
    if not _of_a_month(job.version):
        raise FileRefused(
            f"{job.version} is no version of candidate events, which are numbered by month, such as 26.0.1: "
            "if that is what the file is, give it with --version"
        )
    return job.each(_Events(job).event, *_COLUMNS)


_REQUIRED: Final = frozenset(_COLUMNS) - {"code_status"}
_LATER: Final = frozenset(("code_status", "relid", "conflict_dset_id", "dyad_dset_id", "where_description"))
"""Columns of versions with code_status: one of them may have been given another name."""
_FINAL: Final = "Clear"
"""The code_status of an event that is checked: all events of the yearly dataset."""
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", re.ASCII)
_BUCKET: Final = re.compile(r"(\d-)?XXX\d+")
"""The name of a side that is not known yet; its number is that of all such events of a country."""
_CITATION: Final = (
    "Sundberg, Ralph, and Erik Melander. 2013. “Introducing the UCDP Georeferenced Event Dataset.” Journal of Peace "
    "Research 50 (4): 523–532."
)

GED: Final = Dataset(
    name="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=_CITATION + " UCDP GED version {version}.",
    layouts=(
        Layout(
            "with code_status, from 23.1",
            _REQUIRED | {"code_status"},
            (
                Tried("23.1", "6a62fdc31fe737c1867add2cc436d8260b22a4329aa277b0432771238ce35603", 1_000, is_part=True),
                Tried("24.1", "fe610b658dc9903fd2048cea8e2178def821d3f8ab6bf1b3f107b12bb2466b38", 18_957, is_part=True),
                Tried("24.1", "61c1712e592ae75f6b4304016e898118ce4ac0819f6c9148dd2eb0391cfb4869", 7_374, is_part=True),
            ),
        ),
        Layout(
            "without code_status, until 19.1",
            _REQUIRED,
            (
                Tried("19.1", "bc222f344883ba887d2e6ec6b887703cf734b351e547737f9a28fa8419925dd1", 3_194, is_part=True),
                Tried("19.1", "2f1f6a3db17c45ab14afa20955790bb94a1ac7ebdd8e7779c2aad9d085fe6113", 601, is_part=True),
            ),
            without=_LATER,
        ),
    ),
    refused={
        "24.0.1 without a header": "columns are known by their names alone; put the header of another version above",
        "columns conflict_id, dyad_id without _new_id": "never seen in a real file",
    },
    read=_read,
)

CANDIDATE: Final = Dataset(
    name="ucdp-candidate",
    title="UCDP Candidate Events Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Hegre, Håvard, Mihai Croicu, Kristine Eck, and Stina Högbladh. 2020. “Introducing the UCDP Candidate Events "
        "Dataset.” Research & Politics 7 (3). UCDP Candidate version {version}."
    ),
    layouts=(
        Layout(
            "26",
            _REQUIRED | {"code_status"},
            (
                Tried("26.0.1", "0abfa097090623537a4903c5dd1ab958e7f33e1b759319305d8036ff8c14e9ec", 1_727),
                Tried("26.0.2", "346c31d01613cc8498eee87b576f561ac7931f59beb4e918324ffa28c5086e38", 1_298),
            ),
        ),
    ),
    read=_read_candidates,
    rank=lambda draft: 8,
)
