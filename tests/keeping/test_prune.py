"""What is taken away, and what stays whatever its age."""

import gc
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from casus.compiler.publish import turn
from casus.keeping.prune import Pruned, prune
from casus.keeping.shelf import BadKeep, size_of
from casus.release.hold import hold, unheld
from casus.release.manifest import FORMAT, Release, current, on_disk
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from tests.keeping.conftest import Shelf

AGES = ("0.0.1-000000000001", "0.0.1-000000000002", "0.0.1-000000000003")


@pytest.fixture
def old(shelf: Shelf) -> Path:
    """A folder with three releases older than the two, each one day older than the next."""
    first = shelf.release(shelf.older)
    for day, release_id in enumerate(AGES, 1):
        folder = first.path.with_name(release_id)
        shutil.copytree(first.path, folder)
        replace(first.manifest, id=release_id, built_at=f"2020-01-0{day}T00:00:00.000+00:00").write(folder)
    return shelf.var


def left(var: Path) -> list[str]:
    return sorted(path.name for path in (var / "releases").iterdir())


def pruned(var: Path, newest: int = 0, **arguments: object) -> Pruned:
    return prune(var, dict, newest=newest, **arguments)  # type: ignore[arg-type]


def test_the_newest_stay_and_what_is_freed_is_told(old: Path, shelf: Shelf) -> None:
    sizes = {release_id: size_of(old / "releases" / release_id) for release_id in AGES}
    done = pruned(old, newest=3)

    assert [release.id for release in on_disk(old)] == [shelf.newer, shelf.older, AGES[2]]
    assert done.releases == {AGES[1]: sizes[AGES[1]], AGES[0]: sizes[AGES[0]]}
    assert done.bytes == sizes[AGES[0]] + sizes[AGES[1]] > 0
    assert list(old.glob(".draft-*")) == []


def test_the_current_one_stays_however_old_it_is(old: Path, shelf: Shelf) -> None:
    (old / "current").unlink()
    (old / "current").symlink_to(Path("releases") / AGES[0])
    pruned(old, newest=1)

    assert left(old) == sorted([AGES[0], shelf.newer])
    assert current(old).id == AGES[0]


def test_what_a_service_says_that_it_serves_stays(old: Path, shelf: Shelf) -> None:
    done = prune(old, lambda: {AGES[1]: ["http://127.0.0.1:1"]}, newest=0)

    assert left(old) == sorted([AGES[1], shelf.newer])
    assert [each.reasons for each in done.kept] == [["current"], ["served by http://127.0.0.1:1"]]


def test_what_is_open_stays_until_it_is_closed(old: Path, shelf: Shelf) -> None:
    opened = OpenRelease.open(Settings(var_dir=old), Release.open(old / "releases" / AGES[1]))
    assert [each.reasons for each in pruned(old).kept] == [["current"], ["open in a process"]]
    assert left(old) == sorted([AGES[1], shelf.newer])
    opened.sandbox.close()

    del opened
    gc.collect()
    pruned(old)
    assert left(old) == [shelf.newer]


def test_what_becomes_current_while_it_is_looked_at_stays(old: Path) -> None:
    class RolledBack(list[str]):
        """Somebody goes back to the oldest one (`ln -sfn`) while the releases are looked at."""

        def __contains__(self, _: object) -> bool:
            (old / "other").symlink_to(Path("releases") / AGES[0])
            (old / "other").replace(old / "current")
            return False

    assert AGES[0] not in pruned(old, but=RolledBack()).releases
    assert current(old).id == AGES[0]


def test_cited_releases_stay(old: Path, shelf: Shelf) -> None:
    (old / "keep").write_text(f"# cited\n\n{AGES[1]}  # by somebody\n", encoding="utf-8")
    pruned(old, but=[AGES[2]])

    assert left(old) == sorted([AGES[1], AGES[2], shelf.newer])


@pytest.mark.parametrize("line", ["../x", "0.0.1", f"{AGES[0]} {AGES[1]}", "/"])
def test_a_file_of_cited_releases_with_a_mistake_removes_nothing(old: Path, line: str) -> None:
    (old / "keep").write_text(f"{AGES[1]}\n{line}\n", encoding="utf-8")
    before = left(old)
    with pytest.raises(BadKeep, match="keep, line 2: "):
        pruned(old)
    assert left(old) == before


def test_cited_releases_that_cannot_be_read_remove_nothing(old: Path) -> None:
    before = left(old)
    (old / "keep").write_bytes(b"# \xff\n")
    with pytest.raises(BadKeep, match="no text in UTF-8"):
        pruned(old)
    (old / "keep").unlink()
    (old / "keep").symlink_to("nowhere")
    with pytest.raises(FileNotFoundError):
        pruned(old)
    assert left(old) == before


def test_cited_releases_may_be_written_by_an_editor_that_marks_utf_8(old: Path) -> None:
    (old / "keep").write_text(AGES[0], "utf-8-sig")
    pruned(old)
    assert AGES[0] in left(old)


def test_a_dry_run_removes_nothing_and_tells_the_same(old: Path) -> None:
    (old / ".draft-x" / "release").mkdir(parents=True)
    (old / ".draft-x" / "release" / "half").write_bytes(b"x" * 1000)
    before = left(old)
    told = pruned(old, newest=1, dry_run=True)
    assert left(old) == before and (old / ".draft-x").is_dir()

    done = pruned(old, newest=1)
    assert (done.releases, done.drafts) == (told.releases, told.drafts)
    assert done.drafts == {".draft-x": 1000}
    assert not (old / ".draft-x").exists()


def test_what_this_version_does_not_read_stays_unless_it_is_said(old: Path, shelf: Shelf) -> None:
    manifest = old / "releases" / AGES[0] / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 1'), encoding="utf-8")
    (old / "releases" / "something else").mkdir()
    done = pruned(old)
    assert left(old) == sorted([AGES[0], "something else", shelf.newer])
    unread = {each.id: each.unread for each in done.kept if not each.release}
    assert f"is of format 1, and this version reads {FORMAT}" in unread[AGES[0]]
    assert unread["something else"].startswith("no release: ")

    pruned(old, others=True)
    assert left(old) == [shelf.newer]


def test_a_link_is_left_alone(old: Path, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    (old / "releases" / AGES[0]).rename(aside)
    (old / "releases" / AGES[0]).symlink_to(aside)
    pruned(old, others=True)

    assert (aside / "manifest.json").is_file() and (old / "releases" / AGES[0]).is_symlink()


def test_it_waits_for_a_build_that_runs(old: Path) -> None:
    before = left(old)
    draft = old / ".draft-of-the-build"
    pruning = threading.Thread(target=pruned, args=(old,))
    with turn(old):
        draft.mkdir()
        pruning.start()
        pruning.join(0.3)
        assert pruning.is_alive()
        assert left(old) == before and draft.is_dir()
        draft.rmdir()
    pruning.join(20)
    assert len(left(old)) == 1


def test_a_release_is_held_by_many_and_until_the_last_gives_it_back(shelf: Shelf) -> None:
    path = shelf.release(shelf.older).path
    one, other = hold(path), hold(path)
    one.close()
    one.close()
    with unheld(path) as free:
        assert not free
    other.close()
    with unheld(path) as free:
        assert free
