"""Reading a pack that may be anything: it is what `pack` writes of the manifest that it begins with, or it is refused.

No name, type, size or order of the archive is obeyed. From the first header the id and the size of the manifest are
taken; every later byte that is no content of a file is compared with what `pack` would have written there. So a name
outside of the folder, a link, a device, a file that comes twice, too early or not at all, and whatever another program
adds, are all the same: not what is expected. No more is ever read than the manifest says.
"""

import hashlib
import re
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, cast

from casus.keeping.pack import BLOCK, CHUNK, END, Progress, header, padding, zstd
from casus.release import manifest
from casus.release.manifest import File, Manifest
from casus.terms.names import RELEASE_ID

_MANIFEST_BYTES: Final = 16 * 1024**2
"""Its most: 100,000 files."""
_WINDOW_LOG: Final = 27
"""Memory for decompression: 128 MiB at most (RFC 8878, section 3.1.1.1.2)."""
_FETCHED: Final = ".draft-"
"""Where a file must have a name for a moment, and its process is killed in it, the next build removes it."""
_NAME: Final = re.compile(r"[\w.-]{1,100}(/[\w.-]{1,100}){0,3}", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_KINDS: Final = {
    tarfile.LNKTYPE: "a link",
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.DIRTYPE: "a folder",
    tarfile.FIFOTYPE: "a pipe",
}


class NotAPack(ValueError):
    """What is read is no pack of a release that this version reads; the message says why."""


class Pack:
    """A pack that is being read, from its beginning to its end; its manifest has been read already."""

    def __init__(self, source: BinaryIO) -> None:
        """Raises NotAPack."""
        self._source = _Hashed(source)
        self._archive = zstd.ZstdFile(
            cast(BinaryIO, self._source), "rb", options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
        )
        self._text = b""
        self.manifest = self._begin()
        self.bytes = len(self._text) + sum(file.bytes for file in self.manifest.files)
        """Of all files."""
        self._source.most = _most_compressed(self.bytes)

    @property
    def sha256(self) -> str:
        """Of what was read so far; at its end, of the pack."""
        return self._source.digest.hexdigest()

    def fetch(self, folder: Path) -> None:
        """Take all that is left of the source into a file without a name there, so that nobody waits for who sends it.

        Raises OSError.
        """
        self._source.fetch(folder)

    def read(self, folder: Path | None, progress: Progress = lambda done, of: None) -> None:
        """Check all that follows the manifest, and write what it lists into the empty folder, if there is one.

        Raises NotAPack and OSError; whatever was written until then is not to be used.
        """
        if folder is not None:
            (folder / manifest.FILE).write_bytes(self._text)
        done = 0
        for file in self.manifest.files:
            self._expect(header(f"{self.manifest.id}/{file.name}", file.bytes), file.name)
            digest = hashlib.sha256()
            for chunk in self._content(file, folder):
                digest.update(chunk)
                done += len(chunk)
                progress(done, self.bytes)
            if digest.hexdigest() != file.sha256:
                raise NotAPack(f"the content of {file.name} is not what the manifest says")
            self._expect(padding(file.bytes), f"what follows {file.name}")
        self._expect(END, "its end")
        if self._some(1):
            raise NotAPack("something follows its end")

    def _begin(self) -> Manifest:
        block = self._exactly(BLOCK, "its first entry")
        try:
            entry = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise NotAPack("it is no tar archive") from error
        release_id, _, name = entry.name.partition("/")
        if name != manifest.FILE or not RELEASE_ID.fullmatch(release_id):
            raise NotAPack(f"its first entry is {entry.name!r}, and no manifest of a release")
        if not 0 < entry.size <= _MANIFEST_BYTES or header(entry.name, entry.size) != block:
            raise NotAPack(f"its manifest is not packed as 'casus pack' does: {_how(entry)}")
        self._text = self._exactly(entry.size, "its manifest")
        self._expect(padding(entry.size), "what follows its manifest")
        try:
            found = Manifest.parsed(self._text, Path(entry.name))
        except ValueError as error:
            raise NotAPack(str(error)) from error
        _check(found, release_id)
        return found

    def _content(self, file: File, folder: Path | None) -> Iterator[bytes]:
        """The pieces of the file, each of which is written when it has been looked at."""
        if folder is None:
            yield from self._pieces(file)
            return
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            for chunk in self._pieces(file):
                yield chunk
                out.write(chunk)

    def _pieces(self, file: File) -> Iterator[bytes]:
        left = file.bytes
        while left:
            chunk = self._exactly(min(left, CHUNK), file.name)
            left -= len(chunk)
            yield chunk

    def _expect(self, wanted: bytes, what: str) -> None:
        found = self._exactly(len(wanted), what)
        if found == wanted:
            return
        if found[:BLOCK] == bytes(BLOCK):
            raise NotAPack(f"{what} is missing")
        try:
            entry = tarfile.TarInfo.frombuf(found[:BLOCK], "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise NotAPack(f"{what} is not packed as 'casus pack' does") from error
        raise NotAPack(f"where its manifest says {what} stands {_how(entry)}")

    def _exactly(self, size: int, what: str) -> bytes:
        found = self._some(size)
        if len(found) != size:
            raise NotAPack(f"it ends before {what}")
        return found

    def _some(self, size: int) -> bytes:
        """As many bytes, unless the archive ends before."""
        try:
            found: bytes = self._archive.read(size)
        except (EOFError, zstd.ZstdError) as error:
            raise NotAPack(f"it is no whole Zstandard file: {error}") from error
        return found


def _check(found: Manifest, release_id: str) -> None:
    """Whether the manifest says nothing that a build would not say of paths, sizes and digests."""
    if found.id != release_id or found.id != f"{found.version}-{found.digest[:12]}":
        raise NotAPack(f"its manifest is of {found.id!r}, and not of {release_id}")
    try:
        datetime.fromisoformat(found.built_at)
    except ValueError as error:
        raise NotAPack(f"its manifest says no time: {found.built_at!r}") from error
    for file in found.files:
        if not _is_inside(file.name) or file.name == manifest.FILE:
            raise NotAPack(f"its manifest lists {file.name!r}, which is no name of a file of a release")
        if not manifest.are_numbers(file.bytes) or not _SHA256.fullmatch(str(file.sha256)):
            raise NotAPack(f"its manifest says no size or no digest of {file.name}")
    names = [file.name for file in found.files]
    if names != sorted(set(names), key=PurePosixPath):
        raise NotAPack("the files of its manifest are not in order, or one is there twice")
    if both := {str(folder) for name in names for folder in PurePosixPath(name).parents} & set(names):
        raise NotAPack(f"its manifest lists {min(both)!r} as a file and as a folder")
    listed = {(file.name, file.bytes, file.sha256) for file in found.files}
    for dump in found.dumps:
        if (f"dumps/{dump.name}", dump.bytes, dump.sha256) not in listed:
            raise NotAPack(f"its manifest has the dump {dump.name!r}, and lists no such file")


def _is_inside(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))


def _how(entry: tarfile.TarInfo) -> str:
    kind = _KINDS.get(entry.type, "a file" if entry.type == tarfile.REGTYPE else "something else")
    return f"{kind}, {entry.name!r}, of {entry.size} bytes"


class _Hashed:
    """A file to read from, and the digest of what was read; it may not be longer than what it holds."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._bytes = 0
        self.digest = hashlib.sha256()
        self.most = _most_compressed(_MANIFEST_BYTES)

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        self._bytes += len(data)
        if self._bytes > self.most:
            raise NotAPack("it is longer than the files of its manifest can be")
        return data

    def fetch(self, folder: Path) -> None:
        """Read on from a file in the folder, which holds all that was left, and no more than is allowed and a chunk."""
        file = cast(BinaryIO, tempfile.TemporaryFile(prefix=_FETCHED, dir=folder))  # noqa: SIM115 - `_Hashed` has it
        left = self.most - self._bytes + 1
        while left > 0 and (data := self._source.read(min(CHUNK, left))):
            left -= file.write(data)
        file.seek(0)
        self._source = file


def _most_compressed(size: int) -> int:
    """What does not get smaller grows by some bytes in each block of 128 KiB (RFC 8878, section 3.1.1.2)."""
    return size + size // 50 + 1024**2
