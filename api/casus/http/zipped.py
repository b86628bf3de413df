"""Zip files that are sent as they are made."""

import io
from collections.abc import Iterable, Iterator
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from casus.http.representations import Representation

ZIP: Final = Representation("zip", "application/zip")
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can say."""
_READABLE: Final = 0o644 << 16


def zipped(files: Iterable[tuple[str, Iterable[str]]]) -> Iterator[bytes]:
    """A zip file of these texts, by their names; its bytes depend on nothing else, but for the version of zlib."""
    out = _Pieces()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, texts in files:
            entry = ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _READABLE
            with archive.open(entry, "w", force_zip64=True) as file:
                for text in texts:
                    file.write(text.encode())
                    yield from out.taken()
    yield from out.taken()


class _Pieces(io.RawIOBase):
    """What was written since it was last taken. It cannot be sought in: zipfile then writes sizes behind contents."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._written.append(bytes(piece))
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        written, self._written = b"".join(self._written), []
        if written:
            yield written
