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
    make_folder(var / "releases")
    with (var / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in var.glob(f"{_DRAFT}*"):
            if left.is_dir():
                put_back(left, var / "releases")
                shutil.rmtree(left)
            else:
                left.unlink()
        for left in (var / artefact.FOLDER).glob(f"{_DRAFT}*"):
            put_back(left, left.parent)
        yield


def publish(var: Path, release_id: str, write: Callable[[Path], Manifest]) -> Release:
    """Let `write` fill a folder, give it its name, and make it the current release.

    A folder of that name that is no release of this format gives way.
    """
    target = var / "releases" / release_id
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=var) as scratch:
        draft = Path(scratch) / "release"
        draft.mkdir()
        manifest = write(draft)
        tree_to_disk(draft)
        take_place(draft, target)
    make_current(var, release_id)
    return Release(target, manifest)


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
