"""What an importer says of its dataset: its terms, the layouts that it knows, and how a row becomes records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from casus.imports.draft import Draft
from casus.imports.nt import LABEL, casus, integer, iri, record, text
from casus.imports.refused import RowRefused
from casus.imports.table import Header
from casus.imports.vocabulary import Vocabulary
from casus.imports.writer import Writer
from casus.terms.namespaces import CODE, DCTERMS

SOURCE: Final = iri(str(DCTERMS.source))
_MOST: Final = 100_000
"""Texts that a column is remembered for."""
_LONGEST: Final = 15
"""Digits of a number: as many as a spreadsheet keeps."""
_ERRORS: Final = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
"""What spreadsheets write in the place of a value: #NAME? in that of a text that begins with a dash."""
_AGAIN: Final = "which Excel makes of what it cannot read: download the file again and do not save it with Excel"


@dataclass(frozen=True)
class Tried:
    """A real file that an importer has taken whole."""

    version: str
    sha256: str
    rows: int
    refused: int = 0
    is_part: bool = False
    """Whether it is a part of the dataset, such as the events of one country."""


@dataclass(frozen=True)
class Layout:
    """The columns of a dataset in some versions. Others may stand beside them."""

    name: str
    columns: frozenset[str]
    """All that it must have."""
    tried: tuple[Tried, ...]
    """No layout is taken that was tried on no real file."""
    without: frozenset[str] = frozenset()
    """What it must not have: what tells another dataset or layout."""
    beside: frozenset[str] | None = None
    """All that may stand beside its columns, where another dataset has these too; None: anything may."""
    encodings: tuple[str, ...] = ("utf-8", "xlsx")


@dataclass(frozen=True)
class Dataset:
    """A dataset whose files are known."""

    name: str
    """As the command line has it, such as ucdp-ged."""
    title: str
    publisher: str
    page: str
    """Where it can be downloaded."""
    licence: str
    """The IRI of its terms."""
    citation: str
    """How it asks to be cited, {version} standing for the version."""
    layouts: tuple[Layout, ...]
    read: Callable[["Job"], Iterator[int]]
    """Writes the records of all rows; gives the line of each row that it has done."""
    rank: Callable[[Draft], int] = lambda draft: 5
    """Of the datasets that know a shared record, the one with the lowest rank for it tells of it."""
    refused: dict[str, str] = field(default_factory=dict)
    """Layouts that are known and not taken, and why."""
    warning: str = ""
    """What must be known before its records are passed on."""
    version: Callable[[Header], str] = lambda header: ""
    """The version that the file is of, where neither a column `version` nor the usual form of names tells it."""


@dataclass
class Job:
    """One import under way: what a dataset's module reads rows from, and writes drafts to."""

    dataset: Dataset
    version: str
    layout: Layout
    header: Header
    vocabulary: Vocabulary
    writer: Writer
    leave_out: bool
    """Whether rows that are refused are left out."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    last_day: str = ""
    """The last day that a row speaks of."""
    rows: int = 0

    @property
    def source(self) -> str:
        """The IRI of the source that the dataset is."""
        return record("sources", f"imported-{self.dataset.name}-{slug(self.version)}")

    def records(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The line and, of each row, the cells of these columns; of a column that the file lacks, empty texts."""
        for line, cells in self.look(*columns):
            self.rows += 1
            yield line, cells

    def look(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The same, for what must be known of all rows before the first one is read; of two columns or more."""
        known = {name: number for number, name in enumerate(self.header.columns)}
        numbers = [known.get(name, len(self.header.columns)) for name in columns]
        get: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*numbers)
        has_all = all(name in known for name in columns)
        for line, cells in self.header.rows():
            yield line, get(cells if has_all else [*cells, ""])

    def each(self, make: Callable[..., None], *columns: str) -> Iterator[int]:
        """Call `make` with the cells of these columns of each row; what it refuses is remembered."""
        for line, cells in self.records(*columns):
            self.attempt(line, make, *cells)
            yield line

    def attempt(self, line: int, make: Callable[..., None], *cells: Any) -> None:
        """Call `make` with what stands in the line; what it refuses is remembered."""
        try:
            if not _ERRORS.isdisjoint(cells):
                raise RowRefused(f"holds {min(_ERRORS.intersection(cells))}, {_AGAIN}")
            make(*cells)
        except RowRefused as error:
            self.refused.append((line, str(error)))
        except ValueError as error:  # a date that is none
            self.refused.append((line, f"{error}"))

    def odd(self, what: str) -> None:
        """Count something odd that is kept."""
        self.writer.oddities[what] += 1

    def draft(self, iri: str, cls: str, label: str, key: str) -> Draft:
        """A record of the dataset, with its name, its source and its row."""
        draft = Draft(iri, cls)
        draft.values[LABEL] = [text(label, "en")]
        draft.values[SOURCE] = [self.source]
        draft.say("recordKey", text(key))
        return draft

    def identifier(self, draft: Draft, scheme: str, value: str, strength: str = "exact") -> None:
        """The number that the dataset gives to what the draft is about, or to what is close to it."""
        node = draft.node(casus("identifier"), f"identifier-{scheme}-{slug(value)}", "Identifier")
        node.say("scheme", code("identifier-scheme", scheme))
        node.say("value", text(value))
        node.say("matchStrength", code("match-strength", strength))
        node.say("schemeVersion", text(self.version))

    def states(self, numbers: str, year: int) -> list[str]:
        """The states that have these numbers of Gleditsch and Ward, a list, in the year. Raises RowRefused."""
        found = []
        for number in filter(None, (each.strip() for each in numbers.split(","))):
            if (state := self.vocabulary.state("gw-code", identity(number, "number of a state"), year)) is None:
                self.odd("a number of Gleditsch and Ward that no state has")
            elif state not in found:
                found.append(state)
        return found

    def until(self, day: str) -> None:
        """A row speaks of that day."""
        self.last_day = max(self.last_day, day)


def code(of: str, name: str) -> str:
    """A code of a list."""
    return iri(f"{CODE}{of}/{name}")


def slug(value: str) -> str:
    """The text as a part of an IRI."""
    folded = "".join(char if char.isascii() and char.isalnum() else "-" for char in value.lower())
    return "-".join(part for part in folded.split("-") if part)


class Numbers:
    """Whole numbers of cells as terms; a cell that comes again is not read again."""

    def __init__(self, missing: Sequence[str] = ("",)) -> None:
        self._known: dict[str, str | None] = dict.fromkeys(missing)

    def __call__(self, cell: str, column: str) -> str | None:
        """The number; None for a cell that says that it is not known. Raises RowRefused."""
        if cell not in self._known:
            whole = cell.strip()
            if not (whole.isascii() and whole.removeprefix("-").isdigit()):
                raise RowRefused(f"{column} is '{cell[:40]}', which is no whole number")
            if len(whole) > _LONGEST:
                raise RowRefused(f"{column} is '{cell[:40]}', which is no number of a dataset: it has too many digits")
            if len(self._known) > _MOST:
                return integer(int(whole))
            self._known[cell] = integer(int(whole))
        return self._known[cell]


class Codes:
    """Codes of cells, by the scheme to which the values of a column belong."""

    def __init__(self, vocabulary: Vocabulary, scheme: str) -> None:
        self._known = vocabulary.codes(scheme)
        self._scheme = scheme

    def __call__(self, cell: str, column: str) -> str:
        """The code. Raises RowRefused for a value that the code book has not."""
        found = self._known.get(cell)
        if found is None:
            raise RowRefused(f"{column} is '{cell[:40]}'; it can be {', '.join(sorted(self._known))}")
        return found


def identity(cell: str, column: str) -> str:
    """The number by which a dataset knows something, in its one spelling. Raises RowRefused for what is none."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= _LONGEST):
        raise RowRefused(f"{column} is '{cell[:40]}', which is no number of a record")
    if cell.startswith("0"):
        raise RowRefused(f"{column} is '{cell}', and no number of a record begins with 0")
    return cell
