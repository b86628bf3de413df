"""How a release comes to its place: whole or not there, and never in the way of the one before."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest

from casus.compiler.violations import BuildError
from casus.release.manifest import current, on_disk
from tests.compiler.conftest import TwoTriples, everything
from tests.conftest import Workshop

BUILDS_IN_A_ROW = 6


def drafts(var: Path) -> list[Path]:
    return list(var.glob(".draft*"))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file can become longer than so many bytes (setrlimit(2): RLIMIT_FSIZE)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_releases_are_in_the_order_of_their_builds_though_a_second_held_several(sources: TwoTriples) -> None:
    built = []
    for number in range(BUILDS_IN_A_ROW):
        sources.write("9.8.7", f"text {number}")
        built.append(sources.build().id)
    assert [release.id for release in on_disk(sources.var)] == built[::-1]


# Failures


def test_a_failed_build_leaves_the_current_release_as_it_was(sources: TwoTriples) -> None:
    sources.build()
    before = everything(sources.var)
    sources.spoil()
    with pytest.raises(BuildError):
        sources.build()
    assert everything(sources.var) == before
    assert sources.text() == "one"


def test_a_workshop_with_a_mistake_gives_no_release(workshop: Workshop) -> None:
    workshop.edit("data/records.ttl", 'skos:prefLabel "A Book"@en ;', "")
    with pytest.raises(BuildError) as raised:
        workshop.build()
    assert {violation.node for violation in raised.value.violations} == {"source:book"}
    assert not (workshop.var / "current").exists()
    assert list((workshop.var / "releases").iterdir()) == []


@pytest.mark.parametrize("bytes_left", [100, 1_000, 5_000], ids=["numbers", "search index", "store"])
def test_a_build_that_breaks_off_while_it_writes_leaves_nothing_behind(sources: TwoTriples, bytes_left: int) -> None:
    """The kernel lets no file become longer, as if the disk were full: of the numbers, of the index, of the store."""
    sources.build()
    before = everything(sources.var)
    sources.write("9.8.7", "two")
    with files_of_at_most(bytes_left), pytest.raises(OSError, match="File too large"):
        sources.build()
    assert everything(sources.var) == before
    assert drafts(sources.var) == []


def test_what_a_killed_build_left_is_removed_by_the_next(sources: TwoTriples) -> None:
    sources.build()
    left = sources.var / ".draft-x7" / "release"
    left.mkdir(parents=True)
    (left / "records.tsv").write_text("half", encoding="utf-8")
    (sources.var / ".draft-y8").write_text("half", encoding="utf-8")
    sources.build()
    assert drafts(sources.var) == []
    assert sources.text() == "one"


def test_a_release_is_on_the_disk_before_it_has_its_name(sources: TwoTriples, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file, each folder, then the folders in which the name and `current` stand; what is done is only noted."""
    done: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noting(opened: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{opened}').readlink()}")
        fsync(opened)

    monkeypatch.setattr(os, "fsync", noting)
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, lambda old, new: (done.append(f"name {new}"), rename(old, new)))
    release = sources.build()
    named = done.index(f"name {release.path}")
    written = {path.relative_to(release.path) for path in (release.path, *release.path.rglob("*"))}
    drafted = [Path(line.removeprefix("sync ")) for line in done[:named] if "/release" in line]
    root = min(drafted, key=lambda path: len(path.parts))
    assert {path.relative_to(root) for path in drafted} == written
    assert done[named + 1 :] == [
        f"sync {release.path.parent}",
        f"name {sources.var / 'current'}",
        f"sync {sources.var}",
    ]


@pytest.mark.parametrize("taken", ["var", "var/releases", "var/current"])
def test_a_folder_that_cannot_be_written_is_an_oserror(sources: TwoTriples, taken: str) -> None:
    """A file, or for `current` a folder, stands where the build must write: that stops root too."""
    place = sources.var.parent / taken
    place.parent.mkdir(exist_ok=True)
    if taken == "var/current":
        (place / "full").mkdir(parents=True)
    else:
        place.write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError):
        sources.build()
    assert place.exists() and not place.is_symlink()


# At the same time


def test_a_reader_always_finds_a_whole_current_release(sources: TwoTriples) -> None:
    known, seen, failures = {sources.build().manifest.id}, [], []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                release = current(sources.var)
                assert release.path.name == release.manifest.id
                assert (release.store_path / "CURRENT").is_file()
                seen.append(release.manifest.id)
            except (OSError, ValueError, AssertionError) as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(BUILDS_IN_A_ROW):
            sources.write("9.8.7", f"text {number}")
            known.add(sources.build().manifest.id)
    finally:
        done.set()
        reader.join()
    assert failures == []
    assert len(known) == BUILDS_IN_A_ROW + 1
    assert set(seen) <= known and len(set(seen)) > 1


def test_an_open_release_stays_readable_while_the_next_one_is_built(sources: TwoTriples) -> None:
    store = pyoxigraph.Store.read_only(str(sources.build().store_path))
    sources.write("9.8.7", "two")
    sources.build()
    assert [quad.object.value for quad in store] and "one" in {quad.object.value for quad in store}
    assert sources.text() == "two"


def test_two_builds_at_once_come_one_after_the_other(sources: TwoTriples) -> None:
    steps: list[str] = []
    second_waits = threading.Event()

    def second() -> None:
        second_waits.set()
        sources.build(lambda _: steps.append("second"))

    other = threading.Thread(target=second)

    def first(_: str) -> None:
        steps.append("first")
        if not other.is_alive():
            other.start()
            assert second_waits.wait(5)
            other.join(0.3)  # time enough to overtake, if anything let it
            assert other.is_alive()

    release = sources.build(first)
    other.join()
    assert steps == ["first"] * 4 + ["second"] * 4
    assert current(sources.var).path == release.path
