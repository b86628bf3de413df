"""A year of a conflict, of a dyad or of an actor's violence: what the yearly datasets of UCDP code alike."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from casus.imports.dataset import Codes, Job, Numbers, code, identity
from casus.imports.days import whole_day
from casus.imports.draft import Draft
from casus.imports.nt import boolean, casus, integer, record, text
from casus.imports.refused import RowRefused
from casus.imports.ucdp.common import Family
from casus.imports.ucdp.names import also, first_names, parts, squeezed

Row = dict[str, str]
"""The cells of a row by their columns."""
STATE_BASED: Final = (
    *("conflict_id", "side_a", "side_a_id", "side_a_2nd", "side_b", "side_b_id", "side_b_2nd", "incompatibility"),
    *(
        "territory_name",
        "year",
        "type_of_conflict",
        "gwno_a",
        "gwno_a_2nd",
        "gwno_b",
        "gwno_b_2nd",
        "gwno_loc",
        "region",
    ),
)
"""The columns that all datasets of conflicts with a state have."""
STARTS: Final = ("start_date", "start_prec", "start_date2", "start_prec2")
ENDS: Final = ("ep_end", "ep_end_date", "ep_end_prec")
OF_TERMINATION: Final = frozenset(("conflictep_id", "dyadep_id", "c_epid", "d_epid"))
"""Columns of the Conflict Termination Dataset, which has those of others too."""
_GOVERNMENT: Final = "Government of "
_INTERSTATE: Final = "2"
_TERRITORY: Final = "1"
_TRUTH: Final = {"0": boolean(False), "1": boolean(True)}
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_UNKNOWN: Final = ("", "0")
"""Precisions of an end that there is not yet."""


class Years:
    """The rows of one file."""

    def __init__(self, job: Job, sides: Sequence[tuple[str, str]], precision: str = "ucdp-start-prec") -> None:
        """`sides` are the columns of numbers and of names of actors."""
        self.family = Family(job, first_names(pair for columns in sides for _, pair in job.look(*columns)))
        self._job = job
        self._number = Numbers()
        self._codes = {
            "start_prec": Codes(job.vocabulary, precision),
            "ep_end_prec": Codes(job.vocabulary, precision.replace("start", "end")),
            "incompatibility": Codes(job.vocabulary, "ucdp-incompatibility"),
            "intensity_level": Codes(job.vocabulary, "ucdp-intensity-level"),
            "org": Codes(job.vocabulary, "ucdp-org"),
            "region": Codes(job.vocabulary, "ucdp-region"),
            "type_of_conflict": Codes(job.vocabulary, "ucdp-type-of-conflict"),
        }

    def each(self, make: Callable[[Row], Draft], columns: Sequence[str]) -> Iterator[int]:
        """Write the record of every row."""
        return self._job.each(
            lambda *cells: self._job.writer.row(make(dict(zip(columns, cells, strict=True)))), *columns
        )

    def record(self, row: Row, column: str, name: str, violence: str) -> Draft:
        """The record of the row, in which the column has the number of what is coded. Raises RowRefused."""
        number, year = identity(row[column], column), row["year"]
        if not _YEAR.fullmatch(year):
            raise RowRefused(f"year is '{year[:40]}', which is no year")
        about = record("conflict-years", f"{self._job.dataset.name}-{number}-{year}")
        draft = self._job.draft(about, "ConflictYear", f"{name}, {year}", f"{column}={number};year={year}")
        draft.say("when", text(year))
        draft.say("year", integer(int(year)))
        draft.say("violenceType", code("violence-type", violence))
        draft.say("region", *(self._codes["region"](part, "region") for part in parts(row["region"])))
        self._job.until(f"{year}-12-31")
        return draft

    def coded(self, draft: Draft, name: str, row: Row, column: str) -> None:
        """What the code of the column says, unless it is empty. Raises RowRefused."""
        if row[column]:
            draft.say(name, self._codes[column](row[column], column))

    def truth(self, draft: Draft, name: str, row: Row, column: str) -> None:
        """Whether the column says so, by 1 or 0. Raises RowRefused."""
        if row[column] not in _TRUTH:
            raise RowRefused(f"{column} is '{row[column][:40]}'; it can be 0, 1")
        draft.say(name, _TRUTH[row[column]])

    def figures(self, draft: Draft, row: Row, best: str, low: str, high: str) -> None:
        """The figures of deaths. Raises RowRefused."""
        for name, column in (("fatalitiesBest", best), ("fatalitiesLow", low), ("fatalitiesHigh", high)):
            draft.say(name, self._number(row[column], column))

    def starts(self, draft: Draft, row: Row) -> None:
        """When it began, with what these dates can mean. Raises RowRefused."""
        self._dated(draft, "firstDeath", row, "start_date", "start_prec", "start_prec")
        self._dated(draft, "codedStart", row, "start_date2", "start_prec2", "start_prec")

    def ends(self, draft: Draft, row: Row) -> None:
        """Whether and when the episode ended. Raises RowRefused."""
        self.truth(draft, "episodeEnded", row, "ep_end")
        self._dated(draft, "codedEnd", row, "ep_end_date", "ep_end_prec", "ep_end_prec")

    def _dated(self, draft: Draft, name: str, row: Row, column: str, precision: str, codes: str) -> None:
        if row[column]:
            draft.say(name, text(whole_day(row[column], column)))
            if row[precision] not in _UNKNOWN:
                draft.say(f"{name}Precision", self._codes[codes](row[precision], precision))

    def states(self, draft: Draft, name: str, row: Row, column: str) -> None:
        """The states whose numbers of Gleditsch and Ward the column has. Raises RowRefused."""
        for number in parts(row[column]):
            state = self._job.vocabulary.state("gw-code", identity(number, column), int(row["year"]))
            if state is None:
                self._job.odd(f"{column} {number}, which is no state of the list of Gleditsch and Ward")
            also(draft, name, state)

    def supporters(self, draft: Draft, row: Row) -> None:
        """The secondary parties: all are governments, which the file knows by their states. Raises RowRefused."""
        for side, name in (("a", "sideASecondary"), ("b", "sideBSecondary")):
            names, column = row[f"side_{side}_2nd"], f"gwno_{side}_2nd"
            if names.count(_GOVERNMENT) != len(parts(row[column])):
                raise RowRefused(
                    f"side_{side}_2nd names {names[:60] or 'nobody'}, and {column} is '{row[column][:40]}'"
                )
            self.states(draft, name, row, column)

    def fought(self, row: Row, location: str) -> tuple[str, str, list[str], list[str]]:
        """Of a conflict with a state: its IRI, its name and the actors of both sides. Raises RowRefused."""
        name = _conflict_name(row, row[location])
        conflict = self.family.conflict(row["conflict_id"], name, "conflict_id")
        draft = self._job.writer.made(conflict)
        if draft is not None and casus("incompatibility") not in draft.values:
            self.coded(draft, "incompatibility", row, "incompatibility")
        year = int(row["year"]) if row["year"].isdigit() else 0
        a, b = (
            self.family.actors(
                row[f"side_{side}_id"], row[f"side_{side}"], f"side_{side}_id", row[f"gwno_{side}"], year
            )
            for side in ("a", "b")
        )
        return conflict, name, a, b

    def said_of(self, draft: Draft, row: Row, conflict: str, a: list[str], b: list[str]) -> None:
        """What all datasets of conflicts with a state say of a year. Raises RowRefused."""
        draft.say("conflict", conflict)
        for name, side, actors in (("sideA", "side_a", a), ("sideB", "side_b", b)):
            draft.say(name, *actors)
            if len(actors) > 1:
                draft.say(f"{name}Names", text(squeezed(row[side])))
        self.supporters(draft, row)
        self.coded(draft, "conflictType", row, "type_of_conflict")
        self.coded(draft, "incompatibility", row, "incompatibility")
        draft.say("territory", text(squeezed(row["territory_name"])) if row["territory_name"] else None)
        self.states(draft, "state", row, "gwno_loc")


def _conflict_name(row: Row, location: str) -> str:
    """As UCDP writes names of conflicts: Chad: Government, Chad: Aozou, Chad: Government/Aozou, Chad - Libya."""
    if row["type_of_conflict"] == _INTERSTATE:
        return f"{row['side_a']} - {row['side_b']}".replace(_GOVERNMENT, "")
    over = ["Government"] if row["incompatibility"] != _TERRITORY else []
    return f"{squeezed(location)}: {'/'.join([*over, *filter(None, [squeezed(row['territory_name'])])])}"
