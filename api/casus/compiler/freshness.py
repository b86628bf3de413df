"""Which content was checked and built last, told by a digest of the sources and of the code that compiles them."""

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casus import ONTOLOGY_DIR
from casus.compiler.load import question_files, turtle_files
from casus.release.manifest import current

_CODE: Final = Path(__file__).parents[1]
_ROOMS: Final = ("terms", "model", "release", "compiler")
"""The rooms whose code decides what a release holds, and what is wrong with the sources."""
_STAMP: Final = "checked.json"
"""In the folder of the releases: the content that was found to be right last, and when."""


def digest_of_sources(root: Path) -> str:
    """SHA-256 over every source below `root` and over the code of the compiler."""
    sources = [*turtle_files(root), *question_files(root)]
    compiler = sorted(path for room in _ROOMS for path in (_CODE / room).rglob("*.py"))
    digest = hashlib.sha256((ONTOLOGY_DIR / "truthy.rq").read_bytes())
    for folder, paths in ((root, sources), (_CODE, compiler)):
        for path in paths:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_stale(root: Path, var: Path) -> bool:
    """Whether the current release was made from other sources than these, or does not exist."""
    try:
        return current(var).manifest.sources_digest != digest_of_sources(root)
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
