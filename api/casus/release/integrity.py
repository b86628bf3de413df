"""Whether a release on disk is what was written: its manifest lists every file, with its size and its SHA-256."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from casus.release import manifest
from casus.release.manifest import File, Release, on_disk

_NOT_LISTED: Final = (manifest.FILE, "LOG", "LOCK", ".lock")
"""The list itself, and what RocksDB and tantivy write for people and for processes."""


class DamagedRelease(ValueError):
    """A release is not as it was written; the message says what, and what to do."""

    def __init__(self, release: Release, what: str) -> None:
        super().__init__(f"release {release.id} is damaged: {what}; 'casus build' makes it anew from the same sources")


def files_of(folder: Path) -> tuple[File, ...]:
    """The files of a release that is being written, all of them there but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(_NOT_LISTED))
    return tuple(File(str(path.relative_to(folder)), path.stat().st_size, _sha256(path)) for path in paths)


def missing(release: Release, *, without_store: bool = False) -> Iterator[str]:
    """What is wrong at the first look: files that are not there, or not as long as they were.

    `without_store`: the store need not be there, because an engine elsewhere holds the data.
    """
    for file in _files(release, without_store):
        try:
            size = (release.path / file.name).stat().st_size
        except OSError as error:
            yield f"{file.name}: {error.strerror}"
        else:
            if size != file.bytes:
                yield f"{file.name} has {size} bytes and not {file.bytes}"


def verified(release: Release, *, without_store: bool = False) -> Release:
    """The release, every file of it read. Raises DamagedRelease for the first that is not as it was written."""
    for what in missing(release, without_store=without_store):
        raise DamagedRelease(release, what)
    for file in _files(release, without_store):
        try:
            found = _sha256(release.path / file.name)
        except OSError as error:
            raise DamagedRelease(release, f"{file.name}: {error.strerror}") from error
        if found != file.sha256:
            raise DamagedRelease(release, f"the content of {file.name} has changed")
    return release


def newest_whole(var: Path, *, without_store: bool = False) -> Release:
    """The newest release that is whole. Raises FileNotFoundError when there is none."""
    for release in on_disk(var):
        with suppress(DamagedRelease):
            return verified(release, without_store=without_store)
    raise FileNotFoundError(f"{var} holds no release that is whole")


def _files(release: Release, without_store: bool) -> Iterator[File]:
    """The files that must be there."""
    store = f"{release.store_path.name}/"
    return (file for file in release.manifest.files if not (without_store and file.name.startswith(store)))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
