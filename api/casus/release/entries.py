"""What lists need to know of a record, for who writes it, an import or a build, and for who indexes it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: what orders it, and its document of the list index."""

    iri: str
    collection: str
    """The name of its collection."""
    label: str
    """The folded English label."""
    keys: dict[str, Any]
    """What it is sorted by, a text or a number, by the name of the sort; what has no value is not there."""
    moment: tuple[str, str] | None
    """Its earliest start and latest end, empty where there is no bound; None: it has no time."""
    document: str
    """The members of its document, as a JSON object (see casus.release.list_fields): all but its places in orders."""


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
    """One line: the document stands apart, since most readers pass it on as it is."""
    e = kept.entry
    members = [e.iri, e.collection, e.label, e.keys, e.moment, kept.digest, kept.bytes, kept.rank, kept.search]
    out.write(f"{to_json(members)}\t{e.document}\n")


def read(path: Path) -> Iterator[Kept]:
    """What `write` wrote, line by line."""
    decode = json.loads
    with path.open(encoding="utf-8") as file:
        for line in file:
            members, _, document = line.partition("\t")
            iri, collection, label, keys, moment, *kept = decode(members)
            yield Kept(Entry(iri, collection, label, keys, moment and (*moment,), document[:-1]), *kept)


def iris(path: Path) -> Iterator[str]:
    """The IRIs of the records alone, for which no line is decoded."""
    with path.open(encoding="utf-8") as file:
        yield from (line[2 : line.index('"', 2)] for line in file)


to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
