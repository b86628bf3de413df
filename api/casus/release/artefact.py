"""What an import leaves on disk, for who writes it and for the build that takes it in: `<var>/imports/<name>/`.

The quads are those of a release, as gzipped N-Quads: `rows` has the records that this dataset alone tells of, `shared`
those that others of its family tell of too, such as actors; a build takes each of these from one dataset. Beside them
stand the entries of lists and of the search, one line for each record in the order of the quads.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "imports"
"""In the folder of the releases."""
FORMAT: Final = 3
"""Of everything in an artefact's folder."""
_FILE: Final = "manifest.json"
_SEAL: Final = "seal"


@dataclass(frozen=True)
class Refused:
    """A row that was left out."""

    line: int
    reason: str


@dataclass(frozen=True)
class Report:
    """What an import says of itself: also its `manifest.json`."""

    dataset: str
    """Its name, such as ucdp-ged."""
    version: str
    """As its publisher writes it."""
    title: str
    licence: str
    citation: str
    layout: str
    """Which of the layouts of the dataset the file has."""
    mapping: str
    """The version of the mapping: a digest of the importer's code and of the shapes."""
    file: str
    """The name of the file that was imported."""
    sha256: str
    """Of that file; hexadecimal."""
    imported_at: str
    rows: int
    """Read from the file."""
    refused_rows: int
    refused: tuple[Refused, ...]
    """The first of them."""
    oddities: dict[str, int]
    """What is odd in the dataset and was kept, with the number of records of which it is so."""
    horizon: str | None
    """The last day that it covers."""
    graph: str
    """The named graph of its quads."""
    digest: str
    """SHA-256 over all its quads."""
    row_triples: int
    classes: dict[str, int]
    """Of the rows."""
    properties: dict[str, tuple[int, int]]
    """Of the rows: triples and subjects, by property."""
    subjects: int
    """Of the rows: records and the nodes inside them."""
    names: tuple[str, ...] = ()
    """IRIs of records of the sources that its records name."""
    ties: tuple[tuple[str, str, str, str], ...] = ()
    """Identifiers that may tie its records to those of other datasets: record, scheme, value, match strength."""
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each of the other files."""
    format: int = field(default=FORMAT)

    @property
    def id(self) -> str:
        """The name of its folder."""
        return f"{self.dataset}-{self.version}"


@dataclass(frozen=True)
class Artefact:
    """An import on disk."""

    path: Path
    report: Report

    def quads(self, part: str) -> Path:
        return self.path / f"{part}.nq.gz"

    def entries(self, part: str) -> Path:
        return self.path / f"{part}.jsonl"

    @classmethod
    def open(cls, path: Path) -> "Artefact":
        """The import in that folder. Raises ValueError where there is none that this version reads."""
        try:
            members = json.loads((path / _FILE).read_text("utf-8"))
            if members["format"] != FORMAT:
                raise ValueError(f"it is of format {members['format']}, and this version reads {FORMAT}")
            if members.pop(_SEAL) != _seal(members):
                raise ValueError("it is not as it was written")
            refused = tuple(Refused(**each) for each in members.pop("refused"))
            properties = {iri: (triples, subjects) for iri, (triples, subjects) in members.pop("properties").items()}
            names = tuple(members.pop("names"))
            ties = tuple((record, scheme, value, strength) for record, scheme, value, strength in members.pop("ties"))
            return cls(path, Report(**members, refused=refused, properties=properties, names=names, ties=ties))
        except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name} cannot be read: {_FILE}: {error}; {REMEDY}") from error

    def sealed(self) -> "Artefact":
        """The import with the digests of all its files, and its report beside them."""
        files = {path.name: _sha256(path) for path in self._files()}
        sealed = Artefact(self.path, replace(self.report, files=files))
        members = json.loads(json.dumps(asdict(sealed.report)))
        text = json.dumps({**members, _SEAL: _seal(members)}, indent=1, ensure_ascii=False) + "\n"
        (self.path / _FILE).write_text(text, encoding="utf-8")
        return sealed

    def verify(self) -> None:
        """Raises ValueError for a file that is not as it was written, with what is wrong and what to do."""
        if self.path.name != self.report.id:
            raise ValueError(f"{self.path.name} is the import {self.report.id} under another name; {REMEDY}")
        for path in self._files():
            try:
                is_whole = _sha256(path) == self.report.files.get(path.name)
            except OSError as error:
                raise ValueError(f"{self.path.name} is damaged: {path.name}: {error.strerror}; {REMEDY}") from error
            if not is_whole:
                raise ValueError(f"{self.path.name} is damaged: {path.name} is not as it was written; {REMEDY}")

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""
        try:
            self.verify()
        except ValueError:
            return False
        return True

    def _files(self) -> list[Path]:
        return [path for part in PARTS for path in (self.quads(part), self.entries(part))]


PARTS: Final = ("rows", "shared")
REMEDY: Final = "import its file again with 'casus import', or remove it with 'casus forget'"


def _seal(members: dict[str, Any]) -> str:
    """Of the members of a manifest."""
    return hashlib.sha256(json.dumps(members, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folders(var: Path) -> list[Path]:
    """Where imports are, by name."""
    return sorted(path for path in (var / FOLDER).glob("*") if not path.name.startswith(".") and path.is_dir())


def on_disk(var: Path) -> list[Artefact]:
    """All imports, by name. Raises ValueError for one that this version cannot read."""
    return [Artefact.open(path) for path in folders(var)]
