"""The imports that are there, as a build takes them in: in pieces, since they may be larger than memory."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from casus.compiler.violations import BuildError, Violation
from casus.release import artefact, entries
from casus.release.artefact import Artefact
from casus.release.entries import Kept
from casus.release.statistics import Statistics, Use
from casus.terms.namespaces import BASE, RDF, RECORD

_PIECE_BYTES: Final = 64 * 1024**2
"""Of N-Quads that are held at a time: some 350,000 of them."""
_ROWS, _SHARED = artefact.PARTS
_TYPE: Final = str(RDF.type)


class Imports:
    """All imports, each shared record of one of them: of the one that ranks it lowest, then of the newest version."""

    def __init__(self, found: list[Artefact]) -> None:
        self.artefacts = sorted(found, key=lambda each: each.report.id)
        homes: dict[str, tuple[int, list[int], int]] = {}
        for number, each in enumerate(self.artefacts):
            age = [-int(part) if part.isdigit() else 0 for part in each.report.version.split(".")]
            for kept in entries.read(each.entries(_SHARED)):
                claim = (kept.rank, age, number)
                homes[kept.entry.iri] = min(homes.get(kept.entry.iri, claim), claim)
        self._homes = {iri: number for iri, (*_, number) in homes.items()}

    @classmethod
    def of(cls, var: Path) -> "Imports":
        """Those in the folder. Raises BuildError for one that is not as it was written, or stands there twice."""
        try:
            found = artefact.on_disk(var)
            for each in found:
                each.verify()
            for name, many in Counter(each.report.dataset for each in found).items():
                if many > 1:
                    raise ValueError(f"{name} is there {many} times: 'casus forget {name}', and import one version")
            return cls(found)
        except (ValueError, OSError) as error:
            raise BuildError([Violation(f"{var / artefact.FOLDER}", None, None, None, str(error))]) from error

    def stale(self, mapping: str) -> Iterator[Violation]:
        """Warnings of those that were made when the mapping was another than this."""
        for each in self.artefacts:
            if each.report.mapping != mapping:
                text = f"is of the mapping {each.report.mapping}, which is {mapping} now: import its file again"
                yield Violation(f"{artefact.FOLDER}/{each.report.id}", None, None, None, text, is_warning=True)

    def __bool__(self) -> bool:
        return bool(self.artefacts)

    @property
    def digest(self) -> str:
        """Of all that they hold; nothing where there are none."""
        told = " ".join(f"{each.report.id} {each.report.digest}" for each in self.artefacts)
        return hashlib.sha256(told.encode()).hexdigest() if told else ""

    def among(self, wanted: set[str]) -> set[str]:
        """Those of the IRIs that are imported records."""
        found = {iri for iri in wanted if iri in self._homes}
        for each in self.artefacts:
            found.update(iri for iri in entries.iris(each.entries(_ROWS)) if iri in wanted)
        return found

    @property
    def ties(self) -> Iterator[tuple[str, str, str, str]]:
        """The identifiers of imported records by which one of another dataset may know something."""
        for each in self.artefacts:
            yield from each.report.ties

    def kept(self) -> Iterator[Kept]:
        """Every record, read anew each time."""
        for number, each in enumerate(self.artefacts):
            yield from entries.read(each.entries(_ROWS))
            shared = entries.read(each.entries(_SHARED))
            yield from (kept for kept in shared if self._homes[kept.entry.iri] == number)

    def pieces(self) -> Iterator[bytes]:
        """The quads of all of them as N-Quads, in pieces of whole lines."""
        for number, each in enumerate(self.artefacts):
            with gzip.open(each.quads(_ROWS), "rb") as file:
                while lines := file.readlines(_PIECE_BYTES):
                    yield b"".join(lines)
            yield b"".join(self.shared_blocks(number))

    def shared_blocks(self, number: int) -> Iterator[bytes]:
        """The quads of the shared records that the artefact tells of."""
        with gzip.open(self.artefacts[number].quads(_SHARED), "rb") as file:
            for kept in entries.read(self.artefacts[number].entries(_SHARED)):
                block = file.read(kept.bytes)
                if self._homes[kept.entry.iri] == number:
                    yield block

    def gzipped(self) -> Iterator[bytes]:
        """The quads as members of a gzip file; those of rows as they were written."""
        for number, each in enumerate(self.artefacts):
            with each.quads(_ROWS).open("rb") as file:
                while chunk := file.read(1024**2):
                    yield chunk
            yield gzip.compress(b"".join(self.shared_blocks(number)), mtime=0)

    def collisions(self, known: set[str]) -> Iterator[Violation]:
        """Records of which the sources say something too, and records of the sources that are no more there."""
        for each in self.artefacts:
            where = f"{artefact.FOLDER}/{each.report.id}"
            for iri in each.report.names:
                if iri not in known:
                    text = f"names {iri.removeprefix(BASE)}, which the sources do not have: import its file again"
                    yield Violation(where, None, None, None, text)
            for part in artefact.PARTS:
                for iri in entries.iris(each.entries(part)):
                    if iri in known:
                        text = "the sources say something of it too: name their record otherwise, or forget the import"
                        yield Violation(where, None, iri.removeprefix(RECORD), None, text)

    @cached_property
    def _shared(self) -> "list[_Shared]":
        """Of each artefact, how much the shared records say that it tells of."""
        return [_Shared(self.shared_blocks(number)) for number in range(len(self.artefacts))]

    def count(self, numbers: Statistics) -> Statistics:
        """The statistics of the sources with those of the imports; of objects nobody counts which are the same."""
        triples, subjects, classes = Counter[str](), Counter[str](), Counter(numbers.classes)
        entities = 0
        for each, shared in zip(self.artefacts, self._shared, strict=True):
            entities += each.report.subjects + shared.entities
            classes.update(each.report.classes)
            classes.update(shared.classes)
            for iri, (of_triples, of_subjects) in each.report.properties.items():
                triples[iri] += of_triples
                subjects[iri] += of_subjects
            triples.update(shared.triples)
            subjects.update(shared.subjects)
        properties = dict(numbers.properties)
        for iri, count in triples.items():
            before = properties.get(iri, Use(0, 0, None))
            properties[iri] = Use(before.triples + count, before.subjects + subjects[iri], None)
        return replace(
            numbers,
            triples=numbers.triples + triples.total(),
            entities=numbers.entities + entities,
            subjects=numbers.subjects + entities,
            objects=None,
            classes=dict(sorted(classes.items())),
            properties=dict(sorted(properties.items())),
        )

    def graphs(self) -> dict[str, int]:
        """How many triples each graph has."""
        told = zip(self.artefacts, self._shared, strict=True)
        return {each.report.graph: each.report.row_triples + shared.triples.total() for each, shared in told}


class _Shared:
    """What blocks of quads say: how many triples and subjects by property, entities in all and by class."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.triples, self.subjects, self.classes = Counter[str](), Counter[str](), Counter[str]()
        self.entities = 0
        for block in blocks:
            said = set()
            for line in block.splitlines():
                about, predicate, rest = line.split(b" ", 2)
                iri = predicate[1:-1].decode()
                self.triples[iri] += 1
                said.add((about, iri))
                if iri == _TYPE:
                    self.classes[rest[1 : rest.index(b">")].decode()] += 1
            self.subjects.update(iri for _, iri in said)
            self.entities += len({about for about, _ in said})
