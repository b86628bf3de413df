"""Who reads a release holds it, so that nobody takes it away meanwhile: a shared lock on its folder (flock(2)).

The kernel keeps it, across containers too, and gives it back when the process ends, however that was. A descriptor is
all that it takes: nothing is written, so a folder that cannot be written to is held likewise.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Hold:
    """A release that is held until it is given back, or until this is forgotten."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Give it back; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    __del__ = close


def hold(folder: Path) -> Hold:
    """Hold the release in the folder. Raises OSError when there is none."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    with suppress(OSError):  # a file system without locks: what services say of themselves must do
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    return Hold(descriptor)


@contextmanager
def unheld(folder: Path) -> Iterator[bool]:
    """Whether nobody holds the release in the folder, and nobody begins to for the time of the block.

    False too where that cannot be told.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
