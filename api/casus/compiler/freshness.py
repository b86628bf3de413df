"""Which content was checked and built last, told by a digest of the sources and of the code that compiles them.

Likewise of imports: by which code and which shapes their rows became records.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from casus import ONTOLOGY_DIR
from casus.compiler.load import SourceFile, question_files, turtle_files
from casus.release.artefact import on_disk
from casus.release.integrity import verified
from casus.release.manifest import current
from casus.terms.namespaces import CODE, RDFS, SHAPES_GRAPH

_CODE: Final = Path(__file__).parents[1]
_ROOMS: Final = ("terms", "model", "release", "compiler")
"""The rooms whose code decides what a release holds, and what is wrong with the sources."""
_MAPPING_ROOMS: Final = ("imports", "terms", "model")
"""The rooms whose code decides what a row of a dataset becomes."""
_TOOLS: Final = ("casus", "rdflib", "pyoxigraph", "tantivy", "edtf")
_STAMP: Final = "checked.json"
"""In the folder of the releases: the content that was found to be right last, and when."""


def tools() -> dict[str, str]:
    """What a release is made with beside the compiler's own code, each with its version."""
    return {"python": platform.python_version(), **{name: version(name) for name in _TOOLS}}


@cache
def digest_of_compiler() -> str:
    """SHA-256 over the code of the compiler and the versions of what it works with."""
    code = sorted(path for room in _ROOMS for path in (_CODE / room).rglob("*.py"))
    digest = hashlib.sha256(json.dumps(tools()).encode() + (ONTOLOGY_DIR / "truthy.rq").read_bytes())
    _add(digest, _CODE, code)
    return digest.hexdigest()


def mapping_of(files: Iterable[SourceFile]) -> str:
    """The version of the mapping of datasets: a digest of the importers, the shapes, the classes and the codes."""
    digest = hashlib.sha256()
    _add(digest, _CODE, sorted(path for room in _MAPPING_ROOMS for path in (_CODE / room).rglob("*.py")))
    above, codes = RDFS.subClassOf, str(CODE)  # looked up once: rdflib makes a name anew each time
    told = {
        " ".join(term.n3() for term in (subject, predicate, value))
        for file in files
        for subject, predicate, value in file.graph
        if file.name == SHAPES_GRAPH or predicate == above or str(subject).startswith(codes)
    }
    digest.update("\n".join(sorted(told)).encode())
    return digest.hexdigest()[:12]


def digest_of_sources(root: Path) -> str:
    """SHA-256 over every source below `root` and over the compiler."""
    digest = hashlib.sha256(digest_of_compiler().encode())
    _add(digest, root, [*turtle_files(root), *question_files(root)])
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", folder: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())


def is_stale(root: Path, var: Path) -> bool:
    """Whether the current release was made from other sources or imports than these, is damaged, or does not exist."""
    try:
        manifest = verified(current(var)).manifest
        there = {(each.dataset, each.version, each.sha256, each.mapping) for each in manifest.imports}
        reports = [each.report for each in on_disk(var)]
        if there != {(each.dataset, each.version, each.sha256, each.mapping) for each in reports}:
            return True
        return manifest.sources_digest != digest_of_sources(root)
    except (FileNotFoundError, RuntimeError, ValueError):
        return True


class Content:
    """What the sources and the compiler say now, before the sources are read."""

    def __init__(self, root: Path, var: Path) -> None:
        self.digest = digest_of_sources(root)
        self._root = root
        self._var = var

    def checked_at(self) -> datetime | None:
        """When it was found to be right; None where another content was checked last, or the sources changed since."""
        try:
            stamp = json.loads((self._var / _STAMP).read_text("utf-8"))
            found = datetime.fromisoformat(stamp["at"]) if stamp["digest"] == self.digest else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if self._is_still_so() else None

    def mark_checked(self) -> None:
        """Remember that it was found to be right now, unless the sources changed since."""
        if self._is_still_so():
            stamp = {"digest": self.digest, "at": datetime.now(UTC).isoformat(timespec="seconds")}
            with suppress(OSError):  # the next build checks again
                self._var.mkdir(parents=True, exist_ok=True)
                (self._var / _STAMP).write_text(json.dumps(stamp) + "\n", encoding="utf-8")

    def _is_still_so(self) -> bool:
        return digest_of_sources(self._root) == self.digest
