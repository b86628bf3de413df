"""Checking the sources after every change.

The times of the files are looked at five times a second: for a hundred files that takes a millisecond, on every file
system and in every container. watchfiles 1.3.0 was tried: it is told by the kernel 0.05 s after the change, brings two
more packages, and hears nothing of what another machine writes on a shared drive.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casus.compiler.check import Checker
from casus.compiler.freshness import Content
from casus.compiler.load import question_files, turtle_files
from casus.compiler.violations import BuildError, Violation, display_path

_PAUSE_S: Final = 0.2
_SETTLED_S: Final = 0.05
"""A file that an editor is still writing changes again within this time."""

Snapshot = dict[Path, tuple[int, int, int]]
"""Of each file: when it was changed, its size, and which file it is."""


@dataclass(frozen=True)
class Answer:
    """What a check said."""

    changes: tuple[str, ...]
    """What was done since the check before, such as `ontology/data/states.ttl changed`; nothing at the first."""
    triples: int
    """0 where something is wrong."""
    violations: tuple[Violation, ...]
    """Warnings among them, and nothing else where the sources are sound."""
    seconds: float


class Watcher:
    """A folder of sources under watch."""

    def __init__(self, root: Path, var: Path) -> None:
        self._root = root
        self._var = var
        self._checker = Checker(root)
        self._seen: Snapshot = {}

    def answers(self) -> Iterator[Answer]:
        """The answer now, and one after every change; it never ends by itself."""
        yield self.answer()
        while True:
            time.sleep(_PAUSE_S)
            if _snapshot(self._root) != self._seen:
                yield self.answer()

    def answer(self) -> Answer:
        """What is to be said of the sources as they are now."""
        before, self._seen = self._seen, _settled(self._root)
        changes = tuple(self._changes(before, self._seen)) if before else ()
        started = time.monotonic()
        triples, violations = 0, list[Violation]()
        try:
            content = Content(self._root, self._var)
            sources, violations = self._checker.check()
            triples = len(sources)
            content.mark_checked()
        except BuildError as error:
            violations = error.violations
        except OSError as error:
            violations = [Violation(error.filename or str(self._root), None, None, None, str(error.strerror))]
        return Answer(changes, triples, tuple(violations), time.monotonic() - started)

    def _changes(self, before: Snapshot, after: Snapshot) -> Iterator[str]:
        for path in sorted({*before, *after}):
            if before.get(path) != after.get(path):
                done = "is new" if path not in before else "is gone" if path not in after else "changed"
                yield f"{display_path(path, self._root)} {done}"


def _settled(root: Path) -> Snapshot:
    """The files, once nobody is writing them."""
    found = _snapshot(root)
    while True:
        time.sleep(_SETTLED_S)
        before, found = found, _snapshot(root)
        if found == before:
            return found


def _snapshot(root: Path) -> Snapshot:
    found: Snapshot = {}
    for path in (*turtle_files(root), *question_files(root)):
        try:
            state = path.stat()
        except OSError:  # it was removed in this moment, or cannot be read, which the check says
            continue
        found[path] = state.st_mtime_ns, state.st_size, state.st_ino
    return found
