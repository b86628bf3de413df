"""A release on disk: an immutable Oxigraph store, its search index and a manifest, in `<var>/releases/<id>/`.

`<var>/current` points to one. The id is the version of the ontology and the beginning of the content's digest, so the
same sources give the same release.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from casus.release import list_fields, search_fields, statistics
from casus.release.artefact import Report
from casus.release.dumps import Dump

FORMAT: Final = 5
"""Of everything in a release's folder; it changes with what is written there, so that nobody misreads an older one."""
FILE: Final = "manifest.json"
MOST: Final = 2**63
"""No size and no count comes near it."""
_TEXTS: Final = ("id", "version", "digest", "sources_digest", "compiler_digest", "built_at")


class OtherFormat(ValueError):
    """A release is of another format than this version reads; the message says which version made it."""

    def __init__(self, path: Path, members: dict[str, Any]) -> None:
        tools = members.get("tools")
        maker = tools.get("casus") if isinstance(tools, dict) else None
        use = f"casus {maker}, which made it, reads it" if maker else "an earlier version of casus made it"
        super().__init__(f"{path} is of format {members['format']}, and this version reads {FORMAT}; {use}")


@dataclass(frozen=True)
class File:
    """One file of a release."""

    name: str
    """Its path in the folder of the release."""
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Imported:
    """A dataset that a release holds beside the sources."""

    dataset: str
    version: str
    title: str
    licence: str
    citation: str
    file: str
    sha256: str
    """Of the file."""
    mapping: str
    rows: int
    refused: int
    oddities: dict[str, int]
    horizon: str | None

    @classmethod
    def of(cls, report: Report) -> "Imported":
        """What a release says of an import."""
        names = (each.name for each in fields(cls) if each.name != "refused")
        return cls(**{name: getattr(report, name) for name in names}, refused=report.refused_rows)


@dataclass(frozen=True)
class Manifest:
    """What a release is made of."""

    id: str
    version: str
    digest: str
    """SHA-256 of the release's quads as sorted N-Quads lines."""
    sources_digest: str
    """SHA-256 of the source files and of the code that compiles them; tells whether a new build is due."""
    compiler_digest: str
    """SHA-256 of the compiler alone: another one may write the same quads into other indexes and dumps."""
    built_at: str
    """UTC, to the millisecond: builds come one at a time, and releases of one second still have an order."""
    triples: int
    classes: dict[str, int]
    graphs: dict[str, int]
    tools: dict[str, str]
    dumps: tuple[Dump, ...]
    """The whole dataset as files, in the release's folder `dumps`."""
    imports: tuple[Imported, ...] = ()
    """The datasets that were imported."""
    files: tuple[File, ...] = ()
    """All of them but this one (see `casus.release.integrity`)."""
    format: int = FORMAT

    @property
    def edition(self) -> str:
        """What tells this build from another one of the same content: answers show the time of the build."""
        return f"{self.id} {self.built_at}"

    def write(self, folder: Path) -> Path:
        """The file in the folder of the release."""
        path = folder / FILE
        path.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """What `write` wrote; FileNotFoundError when there is nothing, ValueError when it is of another format."""
        path = folder / FILE
        return cls.parsed(path.read_bytes(), path)

    @classmethod
    def parsed(cls, text: bytes, path: Path) -> "Manifest":
        """What `write` wrote, which stands there or was packed from there. Raises ValueError."""
        try:
            members = json.loads(text)
            if members["format"] != FORMAT:
                raise OtherFormat(path, members)
            dumps = tuple(Dump(**dump) for dump in members["dumps"])
            files = tuple(File(**file) for file in members["files"])
            imports = tuple(Imported(**each) for each in members["imports"])
            names = [
                *(members[name] for name in _TEXTS),
                *(dump.name for dump in dumps),
                *(file.name for file in files),
            ]
            if not all(isinstance(name, str) for name in names):
                raise TypeError("what should be a name is none")
            if not are_numbers(members["triples"], *members["classes"].values(), *members["graphs"].values()):
                raise TypeError("what should be a number is none")
            if not all(isinstance(each, str) for each in members["tools"].values()):
                raise TypeError("what should be a version is none")
            return cls(**{**members, "dumps": dumps, "files": files, "imports": imports})
        except OtherFormat:
            raise
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is not a manifest of format {FORMAT}: {error}") from error

    def cite_as(self, title: str | None = None, url: str | None = None) -> str:
        """How to cite the release, or what is called so and stands there."""
        quoted = f"“{title.rstrip('.')}”. " if title else ""
        return f"{quoted}Casus, release {self.id}.{f' {url}' if url else ''}"


def are_numbers(*values: Any) -> bool:
    """Whether each is a whole number that something can have."""
    return all(type(each) is int and 0 <= each < MOST for each in values)


@dataclass(frozen=True)
class Release:
    """A release on disk."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def store_path(self) -> Path:
        return self.path / "store"

    @property
    def quads_path(self) -> Path:
        """All quads in one file, which the manifest lists."""
        return self.dump(next(dump.name for dump in self.manifest.dumps if dump.media_type == "application/n-quads"))

    @property
    def search_path(self) -> Path:
        return self.path / search_fields.FOLDER

    @property
    def lists_path(self) -> Path:
        return self.path / list_fields.FOLDER

    @property
    def statistics_path(self) -> Path:
        return self.path / statistics.FILE

    def dump(self, name: str) -> Path:
        """The file of the dump of that name; KeyError when the manifest lists none."""
        return self.path / "dumps" / {dump.name: dump.name for dump in self.manifest.dumps}[name]

    @classmethod
    def open(cls, path: Path) -> "Release":
        """The release in that folder; FileNotFoundError when there is none, ValueError when it is of another format."""
        return cls(path, Manifest.read(path))


def current(var: Path) -> Release:
    """The release that `<var>/current` points to; FileNotFoundError when nothing was built yet."""
    return Release.open((var / "current").resolve(strict=True))


def named(var: Path, release_id: str) -> Release:
    """The release of that id; FileNotFoundError when it is not on disk."""
    if Path(release_id).name != release_id:
        raise FileNotFoundError(f"{release_id!r} is no id of a release")
    return Release.open(var / "releases" / release_id)


def on_disk(var: Path) -> list[Release]:
    """Every release on disk that this version can open, the newest first."""
    found = []
    for path in (var / "releases").glob("*"):
        try:
            found.append(Release.open(path))
        except (OSError, ValueError):
            continue
    return sorted(found, key=lambda release: (release.manifest.built_at, release.id), reverse=True)
