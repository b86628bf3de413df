"""Putting a release in its place: whole or not at all, and so that it is there after a power failure too."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from casus.compiler.disk import make_folder, put_back, take_place, to_disk, tree_to_disk
from casus.release import artefact
from casus.release.manifest import Manifest, Release

_DRAFT: Final = ".draft-"


@contextmanager
def one_build_at_a_time(var: Path) -> Iterator[None]:
    """Waits for its turn. What builds and imports that were killed had put aside is put back, and drafts are removed.

    An import that is being made has put nothing aside: it does that in its turn.
    """
    with turn(var):
        clear_drafts(var)
        for left in (var / artefact.FOLDER).glob(f"{_DRAFT}*"):
            put_back(left, left.parent)
        yield


@contextmanager
def turn(var: Path) -> Iterator[None]:
    """Waits until no build runs, and lets none begin."""
    make_folder(var / "releases")
    with (var / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def drafts(var: Path) -> list[Path]:
    """What builds are making; for whoever has the turn, what is left of those that were killed."""
    return sorted(var.glob(f"{_DRAFT}*"))


def clear_drafts(var: Path) -> None:
    """Remove what is left of builds that were killed, when what they had put aside is back; for who has the turn."""
    for left in drafts(var):
        if left.is_dir():
            put_back(left, var / "releases")
            shutil.rmtree(left)
        else:
            left.unlink()


def publish(var: Path, release_id: str, write: Callable[[Path], Manifest]) -> Release:
    """Let `write` fill a folder, give it its name, and make it the current release."""
    release = place(var, release_id, write)
    make_current(var, release_id)
    return release


def place(var: Path, release_id: str, write: Callable[[Path], Manifest]) -> Release:
    """Let `write` fill a folder, and give it its name; which release is current stays as it was.

    A folder of that name that is no release of this format gives way.
    """
    target = var / "releases" / release_id
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=var) as scratch:
        draft = Path(scratch) / "release"
        draft.mkdir()
        manifest = write(draft)
        tree_to_disk(draft)
        take_place(draft, target)
    return Release(target, manifest)


def take_away(var: Path, path: Path) -> None:
    """Remove a folder of the releases: who looks finds it whole or not at all."""
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=var) as scratch:
        path.rename(Path(scratch) / "gone")
        to_disk(path.parent)


def renew(var: Path, manifest: Manifest) -> Release:
    """Write another manifest into a release that is there, and make it the current one."""
    target = var / "releases" / manifest.id
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=var) as scratch:
        written = manifest.write(Path(scratch))
        to_disk(written)
        written.replace(target / written.name)
        to_disk(target)
    make_current(var, manifest.id)
    return Release(target, manifest)


def make_current(var: Path, release_id: str) -> None:
    """In one step: who looks finds the one before or this one."""
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=var) as scratch:
        pointer = Path(scratch) / "current"
        pointer.symlink_to(Path("releases") / release_id)
        pointer.replace(var / "current")
    to_disk(var)
