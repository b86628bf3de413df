"""What is in the folder of the releases, and why each is kept."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casus.release.hold import unheld
from casus.release.manifest import OtherFormat, Release
from casus.terms.names import RELEASE_ID

KEEP: Final = "keep"
"""A file in the folder of the releases: ids that are to be kept, one a line; what follows a `#` is a remark."""


class BadKeep(ValueError):
    """The file `keep` names something that is no id of a release."""


@dataclass
class Kept:
    """A folder of the releases."""

    path: Path
    release: Release | None
    """None: this version does not read it."""
    unread: str = ""
    """Why it does not."""
    reasons: list[str] = field(default_factory=list)
    """Why it stays, whatever its age."""

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def bytes(self) -> int:
        return size_of(self.path)


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    files = [path] if not path.is_dir() else (Path(at, name) for at, _, names in os.walk(path) for name in names)
    return sum(map(_size, files))


def _size(file: Path) -> int:
    """Its bytes; none when somebody has just removed it."""
    try:
        return file.lstat().st_size
    except FileNotFoundError:
        return 0


def shelf(var: Path, served: Mapping[str, Iterable[str]], but: Iterable[str] = ()) -> list[Kept]:
    """All folders of the releases, the newest first, then those that this version does not read.

    `served`: which services say that they serve a release; `but`: ids that are to be kept too. Raises BadKeep.
    """
    named = named_in_keep(var)
    current = (var / "current").resolve()
    found = [_kept(path) for path in sorted((var / "releases").glob("*")) if path.is_dir()]
    for each in found:
        by = [f"served by {url}" for url in served.get(each.id, ())]
        told = {
            "current": each.path.resolve() == current,
            **dict.fromkeys(by, True),
            "open in a process": not by and _is_open(each.path),
            f"named in '{KEEP}'": each.id in named,
            "named with --but": each.id in but,
            "a symbolic link": each.path.is_symlink(),
        }
        each.reasons = [reason for reason, holds in told.items() if holds]
    return sorted(found, key=_age, reverse=True)


def named_in_keep(var: Path) -> list[str]:
    """The ids in the file `keep`. Raises BadKeep and OSError, also for a link that leads nowhere."""
    path = var / KEEP
    return list(_ids(path)) if path.exists() or path.is_symlink() else []


def _ids(path: Path) -> Iterator[str]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadKeep(f"{path} is no text in UTF-8: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if release_id := line.partition("#")[0].strip():
            if not RELEASE_ID.fullmatch(release_id):
                raise BadKeep(f"{path}, line {number}: '{release_id}' is no id of a release")
            yield release_id


def _is_open(path: Path) -> bool:
    try:
        with unheld(path) as is_free:
            return not is_free
    except FileNotFoundError:  # somebody has just removed it
        return False


def _kept(path: Path) -> Kept:
    try:
        return Kept(path, Release.open(path))
    except OtherFormat as error:
        return Kept(path, None, str(error))
    except (OSError, ValueError) as error:
        return Kept(path, None, f"no release: {error}")


def _age(kept: Kept) -> tuple[str, str]:
    """The same order as that of `casus.release.manifest.on_disk`."""
    return (kept.release.manifest.built_at if kept.release else "", kept.id)
