"""A result that is complete before anybody gets the first byte of it.

Many a server ends a response in the ordinary way when the application fails in the middle of it, so a result that is
sent while it is computed could look complete to a client and not be. Written aside first, it is either whole, with its
length, or a problem. And a client that reads slowly keeps no worker.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import Final

from casus.terms.problem import Problem

MEMORY_BYTES: Final = 1024**2
"""What is larger goes to a file without a name in the folder for temporary files (TMPDIR)."""

_LATER_S: Final = 10


class NoRoom(Problem):
    """The result has to be written aside, and there is no room for it; the Retry-After header says when to return."""

    status, slug, title = 503, "no-room", "There is no room for this result"


@contextmanager
def room() -> Iterator[None]:
    """Where something is written aside. Raises NoRoom where that cannot be: on a full disk, or without a folder."""
    try:
        yield
    except OSError as error:
        detail = "The result is too large for what is left of the disk; ask for less, or later."
        reason = f"the folder for temporary files: {error.strerror or error}"
        raise NoRoom(detail, headers={"Retry-After": str(_LATER_S)}, log=reason) from error


def spooled(chunks: Iterable[bytes]) -> SpooledTemporaryFile[bytes]:
    """All chunks in a file that stands at its end. Raises NoRoom, and what they raise; nothing is left of them then."""
    file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - whoever asks closes it
    try:
        for chunk in chunks:  # not writelines, which looks at the size when all is written
            with room():
                file.write(chunk)
        with room():
            file.flush()
    except BaseException:
        with suppress(OSError):  # it cannot write what it still holds
            file.close()
        raise
    return file
