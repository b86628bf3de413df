"""A result that is complete before anybody gets the first byte of it.

The server ends a response in the ordinary way when the application fails in the middle of it (measured on granian
2.8.7), so a result that is sent while it is computed could look complete to a client and not be. Written aside first,
it is either whole, with its length, or a problem. And a client that reads slowly keeps no worker.
"""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Final

MEMORY_BYTES: Final = 1024**2
"""What is larger goes to a file without a name in the folder for temporary files (TMPDIR)."""
_CHUNK_BYTES: Final = 256 * 1024
"""Granian holds four chunks of a response: so one that fits in memory never keeps a thread waiting for its reader."""


class Spool:
    """All of a result. Iterate it once, close it at any time."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        """Take all chunks; what they raise is raised here, and nothing is left of them."""
        self._file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - see close
        try:
            for chunk in chunks:
                self._file.write(chunk)
        except BaseException:
            self._file.close()
            raise
        self.length = self._file.tell()
        self._file.seek(0)

    @property
    def is_small(self) -> bool:
        """Whether it is in memory."""
        return self.length <= MEMORY_BYTES

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self._file.read(_CHUNK_BYTES), b"")

    def read(self) -> bytes:
        return self._file.read()

    def close(self) -> None:
        self._file.close()
