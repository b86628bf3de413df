"""What is on the disk, so that it is there after a power failure, and what takes the place of something else there.

A name or a byte is on the disk once its folder or its file was synchronised (fsync(2)); before that, any part of it may
be. `tests/chaos/test_power_cut.py` cuts the power at every step of what is built from this.
"""

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

GIVES_WAY: Final = "gives-way-"
"""Before the name of a folder that waits in a draft until another one has its place."""
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_CANNOT: Final = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def to_disk(path: Path) -> None:
    """A file's content, or a folder's names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def tree_to_disk(folder: Path) -> None:
    """All that is in the folder."""
    for path in (*folder.rglob("*"), folder):
        to_disk(path)


def make_folder(path: Path) -> None:
    """The folder, and those above it, where they are not there."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        to_disk(path.parent)


def take_place(made: Path, target: Path) -> None:
    """Give the folder its name; what had that name stands in the draft of the folder then.

    In one step, so that the name is never nobody's. Where the file system has no such step (renameat2(2)), what is
    killed between the two that it takes is undone by `put_back`.
    """
    if target.exists():
        if _exchanged(made, target):
            to_disk(target.parent)
            return
        for folder in made.parents[:2]:  # so that the draft is found again, with the new one in it
            to_disk(folder)
        target.rename(made.with_name(GIVES_WAY + target.name))
        to_disk(made.parent)
    made.rename(target)
    to_disk(target.parent)


def put_back(draft: Path, folder: Path) -> None:
    """Undo what whoever made the draft was killed in: what gives way in it returns, unless the new one has come.

    As long as that has not, it stands in the draft.
    """
    aside = list(draft.glob(f"{GIVES_WAY}*"))
    if aside and any(not path.name.startswith(GIVES_WAY) for path in draft.iterdir()):
        for path in aside:
            before = folder / path.name.removeprefix(GIVES_WAY)
            if not before.exists():
                path.rename(before)
        to_disk(folder)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two changed their names; not where the system cannot. (Python has no function for it.)"""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    if (number := ctypes.get_errno()) not in _CANNOT:
        raise OSError(number, os.strerror(number), str(other))
    return False
