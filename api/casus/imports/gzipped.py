"""Writing a gzip file beside what goes on."""

import gzip
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

_LEVEL: Final = 4
"""Of gzip: one more takes half as long again and saves a twentieth."""
_PIECE_BYTES: Final = 1024**2
"""Of quads that are compressed at once."""


class Gzipped:
    """A gzip file that is compressed beside what goes on: zlib holds no lock of Python's."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        self._file = gzip.GzipFile("", "wb", _LEVEL, self._raw, mtime=0)
        self._beside = ThreadPoolExecutor(1)
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._written: Future[int] | None = None

    def write(self, block: bytes) -> None:
        self._waiting.append(block)
        self._bytes += len(block)
        if self._bytes >= _PIECE_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._written is not None:
            self._written.result()
        self._written = self._beside.submit(self._file.write, b"".join(self._waiting))
        self._waiting, self._bytes = [], 0

    def close(self) -> None:
        """Raises OSError for what could not be written."""
        try:
            self._flush()
        finally:
            self._beside.shutdown()
        with self._raw:
            if self._written is not None:
                self._written.result()
            self._file.close()
