"""Packs that are none: each is refused with what is wrong with it, and leaves nothing behind."""

import io
import json
import random
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from casus.keeping.install import install
from casus.keeping.pack import END, header, padding, zstd
from casus.keeping.unpack import NotAPack, Pack
from casus.release.manifest import FORMAT
from tests.keeping.conftest import Shelf

FLIPS = 40
GIB = 1024**3


class Entry(NamedTuple):
    """One of an archive, as `casus pack` writes it unless `raw` is its header."""

    name: str
    content: bytes
    raw: bytes | None = None

    def written(self) -> bytes:
        head = header(self.name, len(self.content)) if self.raw is None else self.raw
        return head + self.content + padding(len(self.content))


def entries_of(packed: bytes) -> list[Entry]:
    with tarfile.open(fileobj=io.BytesIO(zstd.decompress(packed))) as archive:
        return [Entry(each.name, cast(Any, archive.extractfile(each)).read()) for each in archive]


def of(entries: list[Entry]) -> bytes:
    return zstd.compress(b"".join(each.written() for each in entries) + END, level=1)


def refused(elsewhere: Shelf, data: bytes, text: str) -> None:
    with pytest.raises(NotAPack, match=text):
        install(elsewhere.var, io.BytesIO(data))


@pytest.fixture
def entries(packed: bytes) -> list[Entry]:
    return entries_of(packed)


def test_what_this_module_writes_unchanged_is_a_pack(elsewhere: Shelf, entries: list[Entry]) -> None:
    assert install(elsewhere.var, io.BytesIO(of(entries))).release.id == elsewhere.newer


# The archive

LAST = -1


def a_name(name: str) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: [*entries[:LAST], entries[LAST]._replace(name=name)]


def content(change: Callable[[bytes], bytes]) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: [*entries[:LAST], entries[LAST]._replace(content=change(entries[LAST].content))]


def a_kind(kind: bytes, target: str = "") -> Callable[[list[Entry]], list[Entry]]:
    def change(entries: list[Entry]) -> list[Entry]:
        entry = tarfile.TarInfo(entries[LAST].name)
        entry.type, entry.linkname = kind, target
        return [*entries[:LAST], Entry(entry.name, b"", entry.tobuf(tarfile.PAX_FORMAT))]

    return change


def an_owner(entries: list[Entry]) -> list[Entry]:
    entry = tarfile.TarInfo(entries[LAST].name)
    entry.size, entry.mode, entry.uid = len(entries[LAST].content), 0o4755, 1000
    return [*entries[:LAST], entries[LAST]._replace(raw=entry.tobuf(tarfile.PAX_FORMAT))]


def a_pax_header(entries: list[Entry]) -> list[Entry]:
    entry = tarfile.TarInfo(entries[LAST].name)
    entry.size, entry.mode, entry.pax_headers = len(entries[LAST].content), 0o644, {"path": "../outside"}
    return [*entries[:LAST], entries[LAST]._replace(raw=entry.tobuf(tarfile.PAX_FORMAT))]


ARCHIVES: dict[str, tuple[Callable[[list[Entry]], list[Entry]], str]] = {
    "an absolute name": (a_name("/etc/cron.d/x"), "stands a file, '/etc/cron.d/x'"),
    "a name outside": (a_name("../../outside"), r"stands a file, '\.\./\.\./outside'"),
    "a name outside of its release": (a_name("0.1.0-aaaaaaaaaaaa/records.tsv"), "stands a file, '0.1.0-aaaaaaaaaaaa"),
    "a name of nothing listed": (lambda entries: a_name(f"{entries[0].name[:-13]}x")(entries), "stands a file"),
    "a symbolic link": (a_kind(tarfile.SYMTYPE, "/etc/passwd"), "stands a symbolic link"),
    "a link": (a_kind(tarfile.LNKTYPE, "/etc/passwd"), "stands a link"),
    "a device": (a_kind(tarfile.CHRTYPE), "stands a device"),
    "a block device": (a_kind(tarfile.BLKTYPE), "stands a device"),
    "a pipe": (a_kind(tarfile.FIFOTYPE), "stands a pipe"),
    "a folder": (a_kind(tarfile.DIRTYPE), "stands a folder"),
    "a sparse file": (a_kind(tarfile.GNUTYPE_SPARSE), "stands something else"),
    "an owner, and rights": (an_owner, "stands a file"),
    "another name in a pax header": (a_pax_header, "stands something else"),
    "one twice": (lambda entries: [*entries, entries[LAST]], "where its manifest says its end stands a file"),
    "one more": (lambda entries: [*entries, Entry("x/more", b"more")], "where its manifest says its end stands a file"),
    "one that stands earlier": (lambda entries: [entries[0], entries[2], entries[1], *entries[3:]], "stands a file"),
    "the last missing": (lambda entries: entries[:LAST], "is missing"),
    "one missing": (lambda entries: [*entries[:3], *entries[4:]], "stands a file"),
    "no file at all": (lambda entries: entries[:1], "is missing"),
    "no manifest": (lambda entries: entries[1:], "its first entry is .*, and no manifest"),
    "no entry": (lambda _: [], "no tar archive"),
    "other content": (content(lambda whole: b"x" * len(whole)), "the content of .* is not what"),
    "a longer file": (content(lambda whole: whole + b"x"), "stands a file"),
}


@pytest.mark.parametrize(("change", "text"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_that_is_none_of_a_release(
    elsewhere: Shelf,
    entries: list[Entry],
    unchanged: Callable[[], None],
    change: Callable[[list[Entry]], list[Entry]],
    text: str,
) -> None:
    refused(elsewhere, of(change(entries)), text)
    unchanged()


def test_any_bit_that_is_changed_behind_the_manifest_is_seen(packed: bytes, entries: list[Entry]) -> None:
    archive = zstd.decompress(packed)
    begin = len(entries[0].written())
    chance = random.Random(18)
    for _ in range(FLIPS):
        at = chance.randrange(begin, len(archive))
        changed = bytearray(archive)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(NotAPack):
            Pack(io.BytesIO(zstd.compress(bytes(changed), level=1))).read(None)


# The compression


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda packed: b"", "no whole Zstandard file"),
        (lambda packed: b"PK\x03\x04" + packed, "no whole Zstandard file"),
        (lambda packed: packed[: len(packed) // 2], "no whole Zstandard file"),
        (lambda packed: packed[:-1], "no whole Zstandard file"),
        (lambda packed: packed + b"x", "no whole Zstandard file"),
        (lambda packed: packed + zstd.compress(b"\0"), "something follows its end"),
        (lambda packed: zstd.decompress(packed), "no whole Zstandard file"),
    ],
    ids=["nothing", "a zip file", "half of it", "one byte less", "one byte more", "one zero more", "not compressed"],
)
def test_a_file_that_is_no_whole_zstandard_file(
    elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None], change: Callable[[bytes], bytes], text: str
) -> None:
    refused(elsewhere, change(packed), text)
    unchanged()


def bomb(begin: bytes, size: int) -> bytes:
    """An archive that begins so and is followed by so many zeros."""
    out = io.BytesIO()
    with zstd.ZstdFile(out, "wb", level=1) as archive:
        archive.write(begin)
        for _ in range(size // 2**24):
            archive.write(bytes(2**24))
    return out.getvalue()


def test_a_bomb_is_read_no_further_than_its_manifest_says(elsewhere: Shelf, entries: list[Entry]) -> None:
    whole = b"".join(each.written() for each in entries)
    data = bomb(whole + END, GIB)
    assert len(data) < len(whole)
    pack = Pack(io.BytesIO(data))

    with pytest.raises(NotAPack, match="something follows its end"):
        pack.read(None)
    assert pack._archive.tell() == len(whole + END) + 1


def test_a_bomb_in_place_of_the_manifest_is_not_opened(elsewhere: Shelf, unchanged: Callable[[], None]) -> None:
    refused(elsewhere, bomb(header(f"{elsewhere.newer}/manifest.json", GIB), GIB), "its manifest is not packed as")
    refused(elsewhere, bomb(b"", 2**24), "no tar archive")
    unchanged()


def test_a_manifest_that_says_more_than_the_disk_holds(
    elsewhere: Shelf, entries: list[Entry], unchanged: Callable[[], None]
) -> None:
    def change(members: dict[str, Any]) -> None:
        members["files"][-1]["bytes"] = 10**18

    refused(elsewhere, of(with_manifest(entries, change)), r"its files take 1\d{18} bytes, and .* has \d+ left")
    unchanged()


def test_a_window_for_which_there_is_not_memory_enough_is_refused(elsewhere: Shelf, entries: list[Entry]) -> None:
    out = io.BytesIO()
    options = {zstd.CompressionParameter.window_log: 30, zstd.CompressionParameter.compression_level: 1}
    with zstd.ZstdFile(out, "wb", options=options) as archive:
        archive.write(b"".join(each.written() for each in entries) + END)

    refused(elsewhere, out.getvalue(), "too much memory")


class Endless(io.RawIOBase):
    """A pack, and then frames that hold nothing (RFC 8878, section 3.1.2), without an end."""

    def __init__(self, packed: bytes) -> None:
        self._pieces = self._every(packed)

    def _every(self, packed: bytes) -> Iterator[bytes]:
        yield packed
        size = 2**16
        while True:
            yield b"\x50\x2a\x4d\x18" + size.to_bytes(4, "little") + bytes(size)

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces)


def test_a_stream_without_an_end_is_given_up(elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None]) -> None:
    with pytest.raises(NotAPack, match="longer than"):
        install(elsewhere.var, cast(io.BytesIO, Endless(packed)))
    unchanged()


# The manifest


def with_manifest(entries: list[Entry], change: Callable[[dict[str, Any]], None]) -> list[Entry]:
    """The entries with another manifest; where it says another id, they have it too."""
    before = entries[0].name.partition("/")[0]
    members = json.loads(entries[0].content)
    change(members)
    now = str(members["id"]) if members["id"] != 5 else before
    renamed = [each._replace(name=each.name.replace(before, now, 1)) for each in entries]
    return [renamed[0]._replace(content=json.dumps(members).encode()), *renamed[1:]]


def first_file(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest["files"][0].update(members)


def members(**changed: Any) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest.update(changed)


def twice(manifest: dict[str, Any]) -> None:
    manifest["files"].insert(0, manifest["files"][0])


def a_file_in_a_file(manifest: dict[str, Any]) -> None:
    manifest["files"].append({**manifest["files"][-1], "name": f"{manifest['files'][-1]['name']}/more"})


def a_dump_elsewhere(manifest: dict[str, Any]) -> None:
    manifest["dumps"][0]["name"] = "../../../../etc/passwd"


MANIFESTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another format": (members(format=99), f"is of format 99, and this version reads {FORMAT}; casus"),
    "another format of an unknown maker": (members(format=4, tools={}), "an earlier version of casus made it"),
    "an id that is a path": (members(id="../outside"), "its first entry is .*, and no manifest of a release"),
    "an id that is none": (members(id=5), "not a manifest"),
    "an id of other content": (members(digest="0" * 64), "its manifest is of"),
    "a name outside": (first_file(name="../outside"), "no name of a file"),
    "an absolute name": (first_file(name="/outside"), "no name of a file"),
    "a name that goes up": (first_file(name="dumps/../../outside"), "no name of a file"),
    "a name that goes nowhere": (first_file(name="dumps/./x"), "no name of a file"),
    "a name with nothing in it": (first_file(name="a//b"), "no name of a file"),
    "a name with a zero": (first_file(name="a\0b"), "no name of a file"),
    "a name of a control character": (first_file(name="a\nb"), "no name of a file"),
    "a name that is too deep": (first_file(name="a/b/c/d/e"), "no name of a file"),
    "a name that is too long": (first_file(name="a" * 101), "no name of a file"),
    "a name that is none": (first_file(name=5), "not a manifest"),
    "the manifest itself": (first_file(name="manifest.json"), "no name of a file"),
    "a file twice": (twice, "in order, or one is there twice"),
    "a file in a file": (a_file_in_a_file, "as a file and as a folder"),
    "a size below zero": (first_file(bytes=-512), "no size or no digest"),
    "a size that is a fraction": (first_file(bytes=1.5), "no size or no digest"),
    "a size that is none": (first_file(bytes=True), "no size or no digest"),
    "a size of many digits": (first_file(bytes=9 * 10**4299), "no size or no digest"),
    "a count that is none": (members(triples="many"), "not a manifest"),
    "a count of a class that is none": (members(classes={"Claim": "1"}), "not a manifest"),
    "counts that are none": (members(graphs=[1]), "not a manifest"),
    "a version that is none": (members(tools={"casus": 1}), "not a manifest"),
    "a digest that is none": (first_file(sha256="x"), "no size or no digest"),
    "another digest": (first_file(sha256="0" * 64), "no such file|is not what the manifest says"),
    "a dump that is not among the files": (a_dump_elsewhere, "lists no such file"),
    "a time that is none": (members(built_at="yesterday"), "says no time"),
    "a time that is no text": (members(built_at=5), "not a manifest"),
    "something more": (members(more=1), "not a manifest"),
}


@pytest.mark.parametrize(("change", "text"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_no_build_writes(
    elsewhere: Shelf,
    entries: list[Entry],
    unchanged: Callable[[], None],
    change: Callable[[dict[str, Any]], None],
    text: str,
) -> None:
    refused(elsewhere, of(with_manifest(entries, change)), text)
    unchanged()


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b"null", b"\xff\xfe", b"[" * 10**5, b'{"format": 1' + b"0" * 5000 + b"}"]
)
def test_a_manifest_that_is_none(
    elsewhere: Shelf, entries: list[Entry], unchanged: Callable[[], None], text: bytes
) -> None:
    refused(elsewhere, of([Entry(entries[0].name, text), *entries[1:]]), "manifest")
    unchanged()


def test_nothing_is_written_outside_of_the_folder(elsewhere: Shelf, entries: list[Entry], tmp_path: Path) -> None:
    outside = sorted(path for path in tmp_path.iterdir() if path != elsewhere.var)
    for change, text in ARCHIVES.values():
        refused(elsewhere, of(change(entries)), text)
    assert sorted(path for path in tmp_path.iterdir() if path != elsewhere.var) == outside
