"""What the war files of the Correlates of War project share: wars, those who took part, dates in three columns.

-9 is not known, -8 does not apply, -7 goes on. A row names a participant on one side or on both, and each becomes a
record. One that is no member of the system of states has a name alone, which tells no identity across wars.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from casus.imports.dataset import Codes, Job, Numbers, code, slug
from casus.imports.draft import Draft
from casus.imports.nt import ALIAS, LABEL, boolean, casus, integer, lexical, node, record, text
from casus.imports.refused import RowRefused
from casus.imports.table import Header, the_one
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE

PUBLISHER: Final = "Correlates of War Project"
LICENCE: Final = "https://correlatesofwar.org/data-sets/"
WARS_PAGE: Final = "https://correlatesofwar.org/data-sets/cow-war/"
RESORT_TO_WAR: Final = (
    "Sarkees, Meredith Reid, and Frank Whelon Wayman. 2010. Resort to War: A Data Guide to Inter-State, Extra-State, "
    "Intra-State, and Non-State Wars, 1816–2007. Washington, DC: CQ Press."
)
UNTIL_4: Final = "2007-12-31"
"""The last day that version 4 covers."""
CENSORED: Final = code("end-known", "censored")
MISSING: Final = ("", "-9", "-8", "-7")
_DOES_NOT_APPLY: Final = "-8"
_GOES_ON: Final = "-7"
_UNREADABLE: Final = "?"
_DAMAGED: Final = "\ufffd"
_INTRASTATE: Final = CODE["conflict-type/intrastate"]
_LAST_DAYS: Final = ("29", "30", "31")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}([.][1-9])?")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_WHEN, _KNOWN, _TYPE, _INTERNATIONALIZED, _DEATHS, _KIND = (
    casus(name) for name in ("when", "endKnown", "warType", "isInternationalized", "battleDeaths", "conflictType")
)


def version_of(header: Header) -> str:
    """The version in the column Version, where 4 is 4.0."""
    cell = the_one(header.cells("Version"), "column Version", header)
    return f"{cell}.0" if cell.isdigit() else cell


def date_columns(year: str, month: str, day: str, *spells: str) -> tuple[str, ...]:
    """The names of the six columns of each spell: year, month and day of the start, then of the end."""
    return tuple(f"{end}{part}{spell}" for spell in spells for end in ("Start", "End") for part in (year, month, day))


class Span(NamedTuple):
    """From when to when, both as EDTF; nothing for what is not known."""

    start: str
    end: str
    goes_on: bool = False
    """It goes on where the data end."""

    @property
    def when(self) -> str:
        return self.start if self.start == self.end else f"{self.start}/{self.end}"

    @property
    def ends_before_it_starts(self) -> bool:
        return bool(self.start and self.end) and _last(self.end) < _first(self.start)

    def with_(self, other: "Span") -> "Span":
        """From the start of the one that began first to the end of the one that ended last."""
        start = min(self.start, other.start, key=_first)
        for each in (self, other):
            if each.goes_on or not each.end:
                return Span(start, each.end, each.goes_on)
        return Span(start, max(self.end, other.end, key=_last))


def _first(when: str) -> date:
    return bounds(when).earliest_start or date.min


def _last(when: str) -> date:
    return bounds(when).latest_end or date.max


Said = dict[str, str | list[str] | None]
"""Terms by the names of properties."""


@dataclass(frozen=True)
class Party:
    """Who takes part on one side of a row."""

    side: str
    """A code of conflict-side."""
    number: str
    """Of the state; a missing code where there is none."""
    names: tuple[str, ...]
    said: Said = field(default_factory=dict)
    """What the row says of this side alone."""


class Wars:
    """The wars and participants of one file."""

    def __init__(self, job: Job, until: str, scheme: str = "cow-war") -> None:
        self._job = job
        self._until = until
        self._scheme = scheme
        self._wars = job.dataset.name if scheme == "cow-war" else scheme
        self._rows = job.dataset.name if scheme == "cow-war" else f"{job.dataset.name}-5"
        self._spans: dict[str, Span] = {}
        self._number = Numbers(MISSING)
        self._codes: dict[str, Codes] = {}
        self.side = Codes(job.vocabulary, "cow-side")
        job.until(until)

    def code(self, scheme: str, cell: str, column: str) -> str | None:
        """The code of a cell; none for a missing one. Raises RowRefused."""
        if cell in MISSING:
            return None
        if scheme not in self._codes:
            self._codes[scheme] = Codes(self._job.vocabulary, scheme)
        return self._codes[scheme](cell, column)

    def count(self, cell: str, column: str) -> str | None:
        """The number in a cell, which may have commas between thousands. Raises RowRefused."""
        return self._number(cell.replace(",", "") if _THOUSANDS.fullmatch(cell) else cell, column)

    def course(
        self,
        outcome: str,
        before: str,
        after: str,
        where: str,
        *,
        outcomes: str = "cow-war-outcome",
        area: tuple[str, str, str] = ("whereFought", "cow-where-fought", "WhereFought"),
    ) -> Said:
        """How the war ended, what it came from and became, and where it was. Raises RowRefused.

        `outcomes` is the scheme of outcomes; `area` the property, the scheme and the column of where it was.
        """
        about, areas, column = area
        return {
            "warOutcome": self.code(outcomes, outcome, "Outcome"),
            about: self.code(areas, where, column),
            "transformedFrom": _numbers_of(before, "TransFrom"),
            "transformedInto": _numbers_of(after, "TransTo"),
        }

    def war(self, number: str, name: str, kind: str, internationalized: str = "", deaths: str = "") -> Draft:
        """The war of that number; what its first row lacks, another says. Raises RowRefused."""
        if not _NUMBER.fullmatch(number):
            raise RowRefused(f"WarNum is '{number[:40]}', which is no number of a war")
        label = _name(name, "WarName")
        iri = record("conflicts", f"{self._wars}-{slug(number)}")

        def make() -> Draft:
            draft = self._job.draft(iri, "Conflict", label, f"WarNum={number}")
            self._job.identifier(draft, self._scheme, number)
            return draft

        self._job.writer.once(iri, make)
        draft = self._job.writer.made(iri)
        assert draft is not None  # noqa: S101 - made above
        if (term := text(label, "en")) not in (*draft.values[LABEL], *draft.values.get(ALIAS, ())):
            draft.say_by(ALIAS, term)
        type_ = self.code("cow-war-type", kind, "WarType")
        is_internationalized = yes_or_no(internationalized, "Intnl")
        for predicate, value in (
            (_TYPE, type_),
            (_INTERNATIONALIZED, is_internationalized),
            (_DEATHS, self.count(deaths, "deaths in all")),
            (_KIND, self._kind(type_, is_internationalized)),
        ):
            if value is not None:
                draft.values.setdefault(predicate, [value])
        return draft

    def _kind(self, type_: str | None, internationalized: str | None) -> str | None:
        """The type of conflict that a war of that type is; with other states in it, another one or none."""
        kind = None if type_ is None else self._job.vocabulary.union.value(node(type_), CASUS.conflictType)
        if kind is None or internationalized != boolean(True):
            return None if kind is None else f"<{kind}>"
        return code("conflict-type", "internationalized-intrastate") if kind == _INTRASTATE else None

    def row(self, war: Draft, key: dict[str, str], dates: Sequence[str], parties: Sequence[Party], said: Said) -> None:
        """The records of a row. Raises RowRefused, or ValueError for a date that is none."""
        spans = list(self._spans_of(dates))
        if not (spans and all(span.start for span in spans)):
            raise RowRefused("the row has no year in which it began")
        name = lexical(war.values[LABEL][0])
        there = [party for party in parties if self._is_there(party)]
        if not there:
            raise RowRefused("the row names nobody on any side")
        for party in there:
            slugs = [slug(cell) for cell in key.values() if cell not in MISSING]
            about = record("war-participants", "-".join([self._rows, *slugs, party.side[-2]]))
            names = [_name(each, "name of a participant") for each in party.names]
            draft = self._job.draft(
                about, "WarParticipant", f"{name}: {', '.join(names)}", ";".join(f"{k}={v}" for k, v in key.items())
            )
            draft.say("conflict", war.iri)
            draft.say("participant", self._state(party.number, int(spans[0].start[:4])))
            draft.say("participantName", *map(text, names))
            draft.say("side", party.side)
            for name_, terms in {**said, **party.said}.items():
                draft.say(name_, *(terms if isinstance(terms, list) else [terms]))
            _date(draft, Span(spans[0].start, spans[-1].end, spans[-1].goes_on))
            for number, span in enumerate(spans, 1):
                spell = draft.node(casus("spell"), f"spell-{number}", "WarSpell")
                spell.say("spellNumber", integer(number))
                _date(spell, span)
            self._job.writer.row(draft)
        for span in spans:
            before = self._spans.get(war.iri, span)
            self._spans[war.iri] = before.with_(span)
        _date(war, self._spans[war.iri])

    def _spans_of(self, dates: Sequence[str]) -> Iterator[Span]:
        for first in range(0, len(dates), 6):
            year, *start = dates[first : first + 3]
            last_year, *end = dates[first + 3 : first + 6]
            if year == _DOES_NOT_APPLY:
                continue
            span = Span(self._day(year, *start), self._day(last_year, *end))
            if last_year == _GOES_ON:
                span = span._replace(end=self._until, goes_on=True)
            elif span.ends_before_it_starts:
                self._job.odd("an end before the start, which is left out")
                span = span._replace(end="")
            yield span

    def _day(self, year: str, month: str, day: str) -> str:
        """EDTF of the precision in which the date is known; nothing for one without a year."""
        if year in MISSING:
            if not year:
                self._job.odd("a date without a year, whose other columns are damaged")
            return ""
        if _UNREADABLE in (month, day):
            self._job.odd("a date with a question mark in the place of a day")
        parts = [year]
        for part in (month, day):
            if part in MISSING or part == _UNREADABLE:
                break
            parts.append(part.zfill(2))
        if parts[-1] in _LAST_DAYS and parts[2:] and int(parts[2]) > monthrange(int(year), int(month))[1]:
            self._job.odd("a day that its month has not: the date is the month")
            parts.pop()
        found = "-".join(parts)
        bounds(found)
        return found

    def _is_there(self, party: Party) -> bool:
        if any(name not in MISSING for name in party.names):
            return True
        if party.number not in MISSING:
            self._job.odd("the number of a state on a side on which nobody is named")
        return False

    def _state(self, number: str, year: int) -> str | None:
        if number in MISSING:
            return None
        found = self._job.vocabulary.state("cow-code", number, year)
        if found is None:
            raise RowRefused(
                f"the participant is the state {number[:40]}, and no state of the sources has that COW code"
            )
        return found


def yes_or_no(cell: str, column: str, no: str = "0") -> str | None:
    """Whether the cell is 1, and not what stands for no; none for a missing one. Raises RowRefused."""
    if cell in MISSING:
        return None
    if cell not in ("1", no):
        raise RowRefused(f"{column} is '{cell[:40]}'; it can be 1 or {no}")
    return boolean(cell == "1")


def name_of(cell: str, column: str) -> str | None:
    """The text of a cell; none for a missing one. Raises RowRefused."""
    return None if cell in MISSING else text(_name(cell, column))


def _numbers_of(cell: str, column: str) -> list[str]:
    """The wars that a cell numbers. Raises RowRefused."""
    found = [] if cell in MISSING else [each.strip() for each in cell.split(",")]
    if wrong := [each for each in found if not _NUMBER.fullmatch(each)]:
        raise RowRefused(f"{column} is '{wrong[0][:40]}', which is no number of a war")
    return [text(each) for each in found]


def _name(cell: str, column: str) -> str:
    if _DAMAGED in cell:
        raise RowRefused(f"{column} has a letter that another program has destroyed: download the file again")
    return " ".join(cell.split())


def _date(draft: Draft, span: Span) -> None:
    draft.values[_WHEN] = [text(span.when)]
    if span.goes_on:
        draft.values[_KNOWN] = [CENSORED]
