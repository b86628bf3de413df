"""The rows of a count: for each combination of values how many records have it, and what their numbers add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple

from rdflib import URIRef

from casus.counts.by import COUNT, sum_of, units
from casus.http.problems import InvalidParameters
from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.names import names_of
from casus.records.period import Match
from casus.records.record_json import code, reference
from casus.records.request import selection
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.release.list_fields import TYPE
from casus.store.list_index import Numbers, TooManyValues, Values
from casus.store.open_release import OpenRelease
from casus.terms.calendar import Times, Unit
from casus.terms.namespaces import as_iri

_MOST_TIMES: Final = {Unit.YEAR: 300, Unit.MONTH: 1_200}
_MOST_ROWS: Final = 20_000
_NAMED: Final = (Kind.CODE, Kind.REFERENCE)
"""What is shown by its name."""

Cell = int | str | None


class Row(NamedTuple):
    """A combination of values."""

    values: tuple[Cell, ...]
    """In the order of what is counted by; codes and records by their IRIs."""
    records: int
    """How many have it."""
    sums: tuple[int | None, ...]
    """None: no record of the row says the number."""


@dataclass(frozen=True)
class Count:
    """What is counted."""

    release: OpenRelease
    selected: Selection
    names: tuple[str, ...]
    """By what."""
    sums: tuple[str, ...]
    """The numbers that are added up."""
    times: Times | None
    """Those by which it is counted."""

    @classmethod
    def asked(cls, release: OpenRelease, collection: Collection, arguments: dict[str, Any]) -> "Count":
        """What the arguments ask for. Raises InvalidParameters."""
        names, sums = (tuple(dict.fromkeys(arguments.get(name, ()))) for name in ("by", "sum"))
        asked = [unit for name, unit in units(collection).items() if name in names]
        if len(asked) > 1:
            raise InvalidParameters.of("by", ",".join(names), "has two times; count by year or by month")
        selected = _selection(release, collection, arguments, is_timed=bool(asked))
        return cls(release, selected, names, sums, _times(release, selected, asked[0]) if asked else None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The members of a row."""
        return (*self.names, COUNT, *map(sum_of, self.sums))

    @property
    def query(self) -> str:
        """The same in SPARQL."""
        return self.selected.table_query(self._others, self.sums, self.times)

    def rows(self) -> list[Row]:
        """All of them, by the values from left to right; what has none comes last. Raises InvalidParameters."""
        try:
            found = lists_of(self.release).table(self.selected, self._others, self.sums, self.times)
            rows = [self._row(values, numbers) for values, numbers in islice(found, _MOST_ROWS + 1)]
        except TooManyValues as error:
            raise self._too_many("has more combinations of values than are counted at once") from error
        if len(rows) > _MOST_ROWS:
            raise self._too_many(f"makes more than {_MOST_ROWS} rows")
        return sorted(rows, key=_order)

    def shown(self, rows: Sequence[Row], language: str) -> Iterator[Json]:
        """The rows with codes and records by their names."""
        named = names_of(self.release).of({iri for row in rows for iri in self._iris(row)})

        def cell(value: Cell, kind: Kind) -> Any:
            if not isinstance(value, str) or kind not in _NAMED:
                return value
            iri = as_iri(value)
            if kind is Kind.CODE:
                return code(iri, named[iri], language)
            return reference(self.release.model, iri, named[iri], named, language)

        for row in rows:
            values = (cell(value, kind) for value, kind in zip(row.values, self._kinds, strict=True))
            yield dict(zip(self.columns, (*values, row.records, *row.sums), strict=True))

    @property
    def _others(self) -> tuple[str, ...]:
        """By what it is counted beside the time."""
        return tuple(name for name in self.names if self.times is None or name != self.times.unit.value)

    @cached_property
    def _places(self) -> tuple[int, ...]:
        """Where the rows of the index have what is counted by: the time is the last of their values."""
        last = len(self.names) - 1
        return tuple(self._others.index(name) if name in self._others else last for name in self.names)

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        """What the values are; a year is a number, a month and a type a text."""
        filters = self.selected.collection.filters
        named = {TYPE: Kind.STRING, Unit.YEAR.value: Kind.INTEGER, Unit.MONTH.value: Kind.STRING}
        return tuple(filters[name].kind if name in filters else named[name] for name in self.names)

    def _iris(self, row: Row) -> Iterator[URIRef]:
        for value, kind in zip(row.values, self._kinds, strict=True):
            if isinstance(value, str) and kind in _NAMED:
                yield as_iri(value)

    def _row(self, values: Values, numbers: Numbers) -> Row:
        found = zip((values[place] for place in self._places), self._kinds, strict=True)
        cells = tuple(int(value) if value is not None and kind is Kind.INTEGER else value for value, kind in found)
        count, *added = numbers
        sums = (total if known else None for known, total in zip(added[::2], added[1::2], strict=True))
        return Row(cells, count, tuple(sums))

    def _too_many(self, what: str) -> InvalidParameters:
        detail = f"{what}; count by fewer fields, of fewer records or in a shorter time"
        return InvalidParameters.of("by", ",".join(self.names), detail)


def _selection(release: OpenRelease, collection: Collection, arguments: dict[str, Any], *, is_timed: bool) -> Selection:
    """The list; a year or month is a time, so that `match` needs no other one with it."""
    if not is_timed or "match" not in arguments:
        return selection(release, collection, arguments)
    others = {name: value for name, value in arguments.items() if name != "match"}
    return replace(selection(release, collection, others), match=Match(arguments["match"]))


def _times(release: OpenRelease, selected: Selection, unit: Unit) -> Times:
    """The time that is asked for, or else that in which something begins or ends. Raises InvalidParameters."""
    period = selected.period
    first, last = (period.first, period.last) if period else (None, None)
    begins, ends = (first, last) if first and last else (lists_of(release).extent(selected) or (date.max, date.min))
    times = Times(unit, first or begins, last or ends)
    if len(times) > (most := _MOST_TIMES[unit]):
        detail = f"are {len(times)} of them, {times[0]} to {times[-1]}; ask for {most} at most, by from and to"
        raise InvalidParameters.of("by", unit.value, detail)
    return times


def _order(row: Row) -> list[tuple[bool, int, str]]:
    return [(value is None, value if isinstance(value, int) else 0, str(value)) for value in row.values]
