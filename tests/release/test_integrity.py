"""A release whose files are not as they were written: what is said of it, and what is served instead."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from casus.compiler.build import build
from casus.release.integrity import DamagedRelease, newest_whole, verified
from casus.release.manifest import Release, current
from tests.command import free_port, invoke, says
from tests.conftest import Workshop


def overwritten(path: Path) -> None:
    """The same length, other bytes in the middle."""
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


HARMS: dict[str, Callable[[Path], None]] = {"overwritten": overwritten, "cut": cut, "removed": Path.unlink}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first build of a workshop leaves."""
    workshop = Workshop(tmp_path_factory.mktemp("whole"))
    workshop.build()
    return workshop.var


@pytest.fixture
def built(workshop: Workshop, whole: Path) -> Release:
    shutil.copytree(whole, workshop.var, symlinks=True)
    return current(workshop.var)


@pytest.fixture
def older(built: Release) -> Release:
    """Another release beside it, whole and built before."""
    folder = built.path.with_name("0.1.0-000000000001")
    shutil.copytree(built.path, folder)
    manifest = replace(built.manifest, id=folder.name, built_at="2020-01-01T00:00:00.000+00:00")
    manifest.write(folder)
    return Release(folder, manifest)


def test_a_release_as_it_was_written_is_whole(built: Release) -> None:
    assert verified(built) is built
    names = {file.name for file in built.manifest.files}
    on_disk = {str(path.relative_to(built.path)) for path in built.path.rglob("*") if path.is_file()}
    assert on_disk - names <= {"manifest.json", "store/LOG", "store/LOCK"}
    assert {"records.tsv", "statistics.json", "store/CURRENT", "search/meta.json"} <= names


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
@pytest.mark.parametrize("part", ["store/*.sst", "search/*.store", "dumps/*.nq.gz", "records.tsv", "statistics.json"])
def test_any_harm_to_any_part_is_told_with_its_name(built: Release, part: str, harm: Callable[[Path], None]) -> None:
    file = max(built.path.glob(part), key=lambda path: path.stat().st_size)
    harm(file)

    with pytest.raises(DamagedRelease, match=str(file.relative_to(built.path))) as caught:
        verified(built)
    assert "casus build" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_build_makes_a_damaged_release_anew(workshop: Workshop, built: Release) -> None:
    overwritten(built.path / "records.tsv")
    again = build(workshop.sources, workshop.var)

    assert again.id == built.id
    assert verified(again)


def test_the_newest_that_is_whole_is_found(workshop: Workshop, built: Release, older: Release) -> None:
    assert newest_whole(workshop.var).id == built.id
    cut(built.path / "records.tsv")
    assert newest_whole(workshop.var).id == older.id
    cut(older.path / "records.tsv")
    with pytest.raises(FileNotFoundError):
        newest_whole(workshop.var)


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_damaged_release_is_not_served_and_told_in_one_line(
    workshop: Workshop, built: Release, harm: Callable[[Path], None]
) -> None:
    harm(built.path / "records.tsv")
    result = invoke(workshop.var, "serve", "--no-build", PORT=str(free_port()))

    says(result, 2, f"release {built.id} is damaged: ", "records.tsv", "casus build")
    assert result.stderr.count("\n") == 1


def test_a_damaged_release_that_was_chosen_is_not_replaced_by_another(
    workshop: Workshop, built: Release, older: Release
) -> None:
    cut(older.path / "records.tsv")
    result = invoke(workshop.var, "serve", "--no-build", PORT=str(free_port()), CASUS_RELEASE=older.id)

    says(result, 2, f"release {older.id} is damaged")
    assert current(workshop.var).id == built.id
