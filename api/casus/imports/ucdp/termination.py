"""UCDP Conflict Termination Dataset, of dyads and of conflicts: how episodes of armed conflict end.

Codebook: UCDP Conflict Termination Dataset Codebook 2-2015 (Kreutz 2016). A row is an active year, and says again
what the Dyadic or the Armed Conflict Dataset says of it. What is coded is the episode, a run of such years: a record is
an episode. Its rows have the number of the dyad or conflict, that of the episode and the start in common; the number
alone does not do, since in some places it was not counted on. The end and the outcome stand in the last row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from casus.imports.coded import coded
from casus.imports.dataset import Codes, Dataset, Job, Layout, Tried, code, identity
from casus.imports.days import day_of
from casus.imports.nt import boolean, integer, record, text
from casus.imports.refused import FileRefused, RowRefused
from casus.imports.table import Header, the_one
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, Family, rank

_SAME: Final = (
    *("conflict_id", "location", "side_a", "side_a_id", "incompatibility", "territory_name"),
    *("start_date", "start_prec", "start_date2", "start_prec2", "gwno_loc", "type_of_conflict2"),
)
"""What the rows of an episode have in common."""
_BY_YEAR: Final = (
    *("year", "side_b", "side_b_id", "side_a_2nd", "side_b_2nd", "intensity_level", "type_of_conflict"),
    *("recur", "ependdate", "ependprec", "outcome", "cfiredate", "peagdate"),
)
_AS_CODED: Final = ("cfiredate", "peagdate", "side_a_2nd", "side_b_2nd", "type_of_conflict", "intensity_level")
_MISSING: Final = ("", ".")
_ISO: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_NAMED: Final = re.compile(r"(?<![0-9])[0-9]-20[0-9]{2}(?![0-9])")
"""A version as names of files have it: ucdp-term-dyad-3-2021."""


@dataclass
class _Years:
    """An episode, by the rows that it has."""

    line: int
    said: dict[str, str]
    rows: list[dict[str, str]]

    def every(self, column: str) -> list[str]:
        """What its rows say there, each once."""
        return [*dict.fromkeys(row[column] for row in self.rows if row[column] not in _MISSING)]


class _Episodes:
    """The episodes of one file."""

    def __init__(self, job: Job, of: str) -> None:
        self._job = job
        self._of = of
        """dyad or conflict"""
        self._number = f"{of}episode"
        self.columns = (f"{of}_id", self._number, *_SAME, *_BY_YEAR)
        self._family = Family(job)
        self._found: dict[tuple[str, str, str], _Years] = {}
        (
            self._outcome,
            self._start_precision,
            self._end_precision,
            self._intensity,
            self._type,
            self._incompatibility,
        ) = (
            Codes(job.vocabulary, f"ucdp-{scheme}")
            for scheme in (
                *("episode-outcome", "start-prec", "end-prec"),
                *("intensity-level", "type-of-conflict", "incompatibility"),
            )
        )

    def year(self, line: int, *cells: str) -> None:
        """One row. Raises RowRefused, or FileRefused where all dates are cut."""
        row = dict(zip(self.columns, cells, strict=True))
        for column in ("start_date", "start_date2", "ependdate"):
            if not _ISO.match(row[column]) and not (column == "ependdate" and row[column] in _MISSING):
                raise FileRefused(
                    f"line {line}: {column} is '{row[column][:20]}', and dates of this dataset are YYYY-MM-DD; where "
                    "they have two digits of the year, the century is lost: take the .xlsx"
                )
        key = (identity(row[f"{self._of}_id"], f"{self._of}_id"), row[self._number], row["start_date2"][:10])
        identity(row["year"], "year")
        said = {column: row[column] for column in _SAME}
        known = self._found.setdefault(key, _Years(line, said, []))
        if said != known.said:
            differ = ", ".join(column for column in _SAME if said[column] != known.said[column])
            raise RowRefused(f"{differ} is not what line {known.line} says of the same episode")
        if row["year"] in (each["year"] for each in known.rows):
            raise RowRefused(f"year {row['year']} of the same episode was there before")
        known.rows.append(row)

    def write(self) -> None:
        """All that was found, once all rows are there."""
        last = max((row["year"] for each in self._found.values() for row in each.rows), default="")
        for key, years in self._found.items():
            years.rows.sort(key=lambda row: row["year"])
            self._job.attempt(years.line, partial(self._episode, years=years, last_year=last), *key)
        self._job.until(f"{last}-12-31")

    def _episode(self, number: str, episode: str, start: str, years: _Years, last_year: str) -> None:
        said, rows = years.said, years.rows
        first, last = rows[0]["year"], rows[-1]["year"]
        ends = [row for row in rows if row["ependdate"] not in _MISSING or row["outcome"]]
        if len(ends) > 1:
            self._job.odd("ends in several years; the last one is taken")
        end = ends[-1] if ends else dict.fromkeys(_BY_YEAR, "")
        column = f"{self._of}_id"
        about = f"{said['location']}: {said['territory_name'] or 'Government'}"
        fought = self._family.conflict(said["conflict_id"], about, "conflict_id")
        between = f"{said['side_a']} - {rows[0]['side_b']}"
        side_a = self._family.actors(said["side_a_id"], said["side_a"], "side_a_id")
        side_b = [
            actor
            for numbers, names in dict.fromkeys((row["side_b_id"], row["side_b"]) for row in rows)
            for actor in self._family.actors(numbers, names, "side_b_id")
        ]
        draft = self._job.draft(
            record("conflict-episodes", f"ucdp-{self._of}-{number}-{first}"),
            "ConflictEpisode",
            f"{between if self._of == 'dyad' else about}, {'–'.join(dict.fromkeys((first, last)))}",
            f"{column}={number};{self._number}={episode};start_date2={start}",
        )
        draft.say("conflict", fought)
        if self._of == "dyad":
            sides = (side_a[0] if len(side_a) == 1 else None, side_b[0] if len(side_b) == 1 else None)
            state_based = code("violence-type", "state-based")
            draft.say("dyad", self._family.dyad(number, between, column, sides, fought, state_based))
        draft.say("when", text(self._when(start, said["start_prec2"], end, (first, last), last == last_year)))
        draft.say("episodeNumber", integer(int(identity(episode, self._number))))
        draft.say("isRecurrence", boolean("1" in years.every("recur")))
        draft.say("activeYear", *(integer(int(row["year"])) for row in rows))
        draft.say("sideA", *side_a)
        draft.say("sideB", *dict.fromkeys(side_b))
        draft.say("state", *self._job.states(said["gwno_loc"], int(first)))
        draft.say("incompatibility", self._incompatibility(said["incompatibility"], "incompatibility"))
        draft.say("territory", text(said["territory_name"]) if said["territory_name"] else None)
        draft.say("intensity", self._intensity(max(row["intensity_level"] for row in rows), "intensity_level"))
        draft.say("conflictType", self._type(said["type_of_conflict2"], "type_of_conflict2"))
        draft.say("episodeOutcome", self._outcome(end["outcome"], "outcome") if end["outcome"] else None)
        for name, day, precision, codes, column in (
            ("firstDeath", said["start_date"], said["start_prec"], self._start_precision, "start_prec"),
            ("codedStart", start, said["start_prec2"], self._start_precision, "start_prec2"),
            ("codedEnd", end["ependdate"], end["ependprec"], self._end_precision, "ependprec"),
        ):
            if day not in _MISSING:
                draft.say(name, text(day_of(day)))
                draft.say(f"{name}Precision", codes(precision, column) if precision else None)
        for variable in _AS_CODED:
            coded(draft, variable, *years.every(variable))
        self._job.writer.row(draft)

    def _when(self, start: str, precision: str, end: dict[str, str], years: tuple[str, str], goes_on: bool) -> str:
        begin = self._start_precision(precision, "start_prec2")
        if end["ependdate"] in _MISSING or not end["ependprec"]:
            when, _ = self._job.vocabulary.when(start, begin, "", None)
            return f"{when}.." if goes_on and not end["outcome"] else when
        until = self._end_precision(end["ependprec"], "ependprec")
        try:
            return self._job.vocabulary.when(start, begin, day_of(end["ependdate"]), until)[0]
        except ValueError:
            self._job.odd("an end before the start, by their precisions: its years are said")
            return "/".join(dict.fromkeys(years))


def _dyads(job: Job) -> Iterator[int]:
    return _read(job, "dyad")


def _conflicts(job: Job) -> Iterator[int]:
    return _read(job, "conflict")


def _read(job: Job, of: str) -> Iterator[int]:
    episodes = _Episodes(job, of)
    for line, cells in job.records(*episodes.columns):
        job.attempt(line, episodes.year, line, *cells)
        yield line
    episodes.write()


def _version(header: Header) -> str:
    """From the name of the file: the column has its first part alone."""
    return the_one(_NAMED.findall(header.path.stem), "name", header)


_REQUIRED: Final = frozenset((*_SAME, *_BY_YEAR, "dyadcount")) - {"cfiredate", "peagdate"}
_CITATION: Final = (
    "Kreutz, Joakim. 2010. “How and When Armed Conflicts End: Introducing the UCDP Conflict Termination Dataset.” "
    "Journal of Peace Research 47 (2): 243–250. UCDP Conflict Termination Dataset version {version}"
)

DYAD: Final = Dataset(
    name="ucdp-termination-dyad",
    title="UCDP Conflict Termination Dataset, dyads",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=f"{_CITATION}, dyad level.",
    layouts=(
        Layout(
            "3-2021",
            _REQUIRED | {"dyad_id", "dyadepisode", "dyadterm", "cfiredate", "peagdate"},
            (Tried("3-2021", "1c2bc692546d67dad9686a14a5cf0aa495de41311a647adc2ea6eda869ad8daf", 3140),),
        ),
    ),
    read=_dyads,
    rank=rank(6, 6, 6),
    refused={
        "3-2021, the .csv": "its dates have two digits of the year",
        "2-2015": "the numbers are older ones, and dates stand in two forms, one with two digits of the year",
    },
    version=_version,
)

CONFLICT: Final = Dataset(
    name="ucdp-termination-conflict",
    title="UCDP Conflict Termination Dataset, conflicts",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=f"{_CITATION}, conflict level.",
    layouts=(
        Layout(
            "3-2021",
            _REQUIRED | {"conflictepisode", "confterm"},
            (Tried("3-2021", "13b56a547d67600b2c4619b386100da9dc04d76d656aeb10e3e1efcb9dcdc254", 2506),),
            without=frozenset(("dyad_id",)),
        ),
    ),
    read=_conflicts,
    rank=rank(6, 6, 6),
    refused={"4-2024": "its columns have other names, and no whole file of it was tried"},
    version=_version,
)
