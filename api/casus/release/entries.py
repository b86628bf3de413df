"""What lists need to know of a record, for who writes it, an import or a build, and for who indexes it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its values by filter, its keys by order, its time and its names."""

    iri: str
    collection: str
    """The name of its collection."""
    type: str
    """The name of its type."""
    label: str
    """The folded English label."""
    names: list[str]
    """All its folded names."""
    filters: dict[str, list[str]]
    """The values of each filter, as texts and IRIs; a filter without a value need not be there."""
    numbers: dict[str, float]
    """What it says by each field that holds a number; what it does not say is not there."""
    keys: dict[str, Any]
    """What it is sorted by, a text or a number, by the name of the sort; what has no value is not there."""
    dated: bool
    bounds: list[str | None]
    """Days, in the order of casus.terms.namespaces.BOUNDS."""
    mentions: list[str]
    """The IRIs that it names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of an artefact: its entry, and where its quads are."""

    entry: Entry
    digest: str
    """Of its triples, as records.tsv has it (see casus.release.changes)."""
    bytes: int
    """How long its quads are, as N-Quads."""
    rank: int
    """Of several datasets that know the record, the one with the lowest rank tells of it."""
    search: dict[str, Any] | None
    """What a search finds it by (see casus.release.search_fields); None: no search is for it."""


def write(out: IO[str], kept: Kept) -> None:
    """One line."""
    e = kept.entry
    members = [
        *(e.iri, e.collection, e.type, e.label, e.names, e.filters, e.numbers, e.keys, e.dated, e.bounds, e.mentions),
        *(kept.digest, kept.bytes, kept.rank, kept.search),
    ]
    out.write(_encode(members))
    out.write("\n")


def read(path: Path) -> Iterator[Kept]:
    """What `write` wrote, line by line."""
    with path.open(encoding="utf-8") as file:
        yield from _kept(file)


def iris(path: Path) -> Iterator[str]:
    """The IRIs of the records alone, for which no line is decoded."""
    with path.open(encoding="utf-8") as file:
        yield from (line[2 : line.index('"', 2)] for line in file)


def _kept(lines: Iterable[str]) -> Iterator[Kept]:
    decode = json.loads
    for line in lines:
        *members, digest, length, rank, search = decode(line)
        yield Kept(Entry(*members), digest, length, rank, search)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
