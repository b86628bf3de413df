"""Writing a release as one file."""

import hashlib
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from casus.keeping import pack
from casus.keeping.pack import file_name, write_file
from casus.release.integrity import DamagedRelease
from tests.keeping.conftest import Shelf


def test_the_same_release_gives_the_same_bytes_wherever_and_whenever_it_lies(shelf: Shelf, packed: bytes) -> None:
    release = shelf.release(shelf.newer)
    for path in release.path.rglob("*"):
        path.touch()
        path.chmod(0o700)
    (release.path / "store" / "LOG").write_text("what RocksDB tells of its day", encoding="utf-8")
    out = io.BytesIO()

    assert pack.write(release, out) == hashlib.sha256(packed).hexdigest()
    assert out.getvalue() == packed


@pytest.mark.skipif(not shutil.which("zstd"), reason="apt-get install zstd")
def test_tar_unpacks_it_to_what_was_packed(shelf: Shelf, packed: bytes, tmp_path: Path) -> None:
    release = shelf.release(shelf.newer)
    subprocess.run(["tar", "--zstd", "--extract", "--directory", tmp_path], input=packed, check=True)

    for name in ("manifest.json", *(file.name for file in release.manifest.files)):
        assert (tmp_path / release.id / name).read_bytes() == (release.path / name).read_bytes()
    files = [path for path in (tmp_path / release.id).rglob("*") if path.is_file()]
    assert len(files) == 1 + len(release.manifest.files)


def test_a_file_is_written_whole_with_its_digest_and_its_progress(shelf: Shelf, packed: bytes, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / file_name(shelf.newer)
    path.write_bytes(b"what was there")

    digest = write_file(shelf.release(shelf.newer), path, lambda done, of: told.append((done, of)))
    assert path.read_bytes() == packed and digest == hashlib.sha256(packed).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o644
    total = sum(file.bytes for file in shelf.release(shelf.newer).manifest.files)
    assert told == sorted(told) and told[-1] == (total, total)


def test_a_link_or_a_pipe_stays_what_it_is(shelf: Shelf, packed: bytes, tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to("real")
    os.mkfifo(pipe)
    release = shelf.release(shelf.newer)

    write_file(release, link)
    with (tmp_path / "read").open("wb") as out, subprocess.Popen(["cat", pipe], stdout=out):
        write_file(release, pipe)

    assert (tmp_path / "read").read_bytes() == packed
    assert link.is_symlink() and (tmp_path / "real").read_bytes() == packed
    assert pipe.is_fifo()


@pytest.mark.parametrize("harm", ["changed", "longer", "shorter", "removed"])
def test_a_damaged_release_is_not_packed_and_the_file_before_stays(shelf: Shelf, harm: str, tmp_path: Path) -> None:
    release = shelf.release(shelf.newer)
    file = release.path / "records.tsv"
    content = file.read_bytes()
    file.write_bytes({"changed": b"x" + content[1:], "longer": content + b"x"}.get(harm, content[:-1]))
    if harm == "removed":
        file.unlink()
    path = tmp_path / "packs" / "pack"
    path.parent.mkdir()
    path.write_bytes(b"what was there")

    with pytest.raises((DamagedRelease, FileNotFoundError), match=r"records\.tsv"):
        write_file(release, path)
    assert [each.name for each in path.parent.iterdir()] == ["pack"]
    assert path.read_bytes() == b"what was there"
