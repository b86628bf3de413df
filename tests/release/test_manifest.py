"""Releases on disk: of this format, or not there."""

import json
import shutil
from pathlib import Path

import pytest

from casus.release.manifest import FILE, FORMAT, Manifest, Release, current, named, on_disk


@pytest.fixture
def copy(release: Release, tmp_path: Path) -> Path:
    """A folder of releases with the manifest of one."""
    folder = tmp_path / "var" / "releases" / release.id
    folder.mkdir(parents=True)
    shutil.copy(release.path / FILE, folder)
    (tmp_path / "var" / "current").symlink_to(folder)
    return tmp_path / "var"


def written(var: Path, **members: object) -> Path:
    """The manifest, written anew with these members."""
    path = (var / "current").resolve() / FILE
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **members}), encoding="utf-8")
    return path


def test_what_is_written_is_read(release: Release, tmp_path: Path) -> None:
    assert Manifest.read(release.manifest.write(tmp_path).parent) == release.manifest
    assert release.manifest.format == FORMAT


def test_a_release_of_this_format_is_found(copy: Path, release: Release) -> None:
    assert current(copy).manifest == named(copy, release.id).manifest == release.manifest
    assert [found.id for found in on_disk(copy)] == [release.id]


@pytest.mark.parametrize("other", [FORMAT - 1, FORMAT + 1, None, "1"])
def test_a_release_of_another_format_is_refused_and_left_out(copy: Path, release: Release, other: object) -> None:
    path = written(copy, format=other)
    with pytest.raises(ValueError, match=f"{path} is of format {other}, and this version reads {FORMAT}"):
        current(copy)
    with pytest.raises(ValueError):
        named(copy, release.id)
    assert on_disk(copy) == []


@pytest.mark.parametrize("content", ["", "[]", "[1]", '{"id": "x"}', "null", f'{{"format": {FORMAT}}}'])
def test_a_manifest_that_is_none_says_so(copy: Path, content: str) -> None:
    written(copy).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"manifest\.json is not a manifest of format {FORMAT}"):
        current(copy)
    assert on_disk(copy) == []


def test_there_is_no_current_release_before_the_first_build(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        current(tmp_path)
    assert on_disk(tmp_path) == []
