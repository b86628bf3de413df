"""A result that is complete before anybody gets the first byte of it.

Many a server ends a response in the ordinary way when the application fails in the middle of it, so a result that is
sent while it is computed could look complete to a client and not be. Written aside first, it is either whole, with its
length, or a problem. And a client that reads slowly keeps no worker.
"""

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Final

MEMORY_BYTES: Final = 1024**2
"""What is larger goes to a file without a name in the folder for temporary files (TMPDIR)."""


def spooled(chunks: Iterable[bytes]) -> SpooledTemporaryFile[bytes]:
    """All chunks in a file that stands at its end; what they raise is raised here, and nothing is left of them."""
    file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - whoever asks closes it
    try:
        for chunk in chunks:  # not writelines, which looks at the size when all is written
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    return file
