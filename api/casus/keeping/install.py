"""Putting the release of a pack in its place: whole, verified, or not at all."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from casus.compiler.disk import make_folder
from casus.compiler.publish import make_current, one_build_at_a_time, place
from casus.keeping.pack import Progress
from casus.keeping.unpack import NotAPack, Pack
from casus.release.integrity import verified
from casus.release.manifest import Manifest, Release, named


class OtherChecksum(NotAPack):
    """The pack is not the one that was meant."""


@dataclass(frozen=True)
class Installed:
    """What came of it."""

    release: Release
    sha256: str
    """Of the pack."""
    was_there: bool
    """Whole already, so that nothing was written."""


def install(
    var: Path,
    source: BinaryIO,
    *,
    sha256: str | None = None,
    current: bool = True,
    prove: Callable[[Path], None] = lambda _: None,
    progress: Progress = lambda done, of: None,
) -> Installed:
    """Read a pack, verify it, and put its release in its place; it becomes the current one unless told otherwise.

    `sha256` is what the pack must have; `prove` is shown the folder before it gets its name, and raises what is wrong
    with it. Waits for a build that runs, and has none wait for a pipe that comes slowly. Raises NotAPack,
    OtherChecksum, OSError and what `prove` raises: then all is as it was.
    """
    pack = Pack(source)
    if not source.seekable():
        make_folder(var)
        _make_sure_it_fits(var, pack.bytes)
        pack.fetch(var)
    with one_build_at_a_time(var):
        there = _whole(var, pack.manifest.id)
        _make_sure_it_fits(var, pack.bytes)

        def write(folder: Path) -> Manifest:
            _read(pack, folder, sha256, progress)
            prove(folder)
            return pack.manifest

        if there is not None:
            _read(pack, None, sha256, progress)
        release = there or place(var, pack.manifest.id, write)
        if current:
            make_current(var, release.id)
        return Installed(release, pack.sha256, there is not None)


def _read(pack: Pack, folder: Path | None, sha256: str | None, progress: Progress) -> None:
    pack.read(folder, progress)
    if sha256 is not None and pack.sha256 != sha256.lower():
        raise OtherChecksum(f"its SHA-256 is {pack.sha256}, and not {sha256.lower()}")


def _whole(var: Path, release_id: str) -> Release | None:
    """The release of that id, if it is there and whole."""
    try:
        return verified(named(var, release_id))
    except (OSError, ValueError):
        return None


def _make_sure_it_fits(var: Path, size: int) -> None:
    free = shutil.disk_usage(var).free
    if size > free:
        raise NotAPack(f"its files take {size} bytes, and {var} has {free} left")
