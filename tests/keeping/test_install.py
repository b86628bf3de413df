"""A release comes out of its pack to its place: whole, verified, or not at all."""

import fcntl
import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casus.compiler.publish import turn
from casus.keeping.install import OtherChecksum, install
from casus.keeping.unpack import NotAPack
from casus.release.integrity import verified
from casus.release.manifest import current, on_disk
from tests.compiler.conftest import everything
from tests.compiler.test_publish import files_of_at_most
from tests.conftest import serving_app
from tests.keeping.conftest import Shelf


def test_what_was_packed_is_installed_and_current(elsewhere: Shelf, two: Shelf, packed: bytes) -> None:
    installed = install(elsewhere.var, io.BytesIO(packed))

    assert (installed.was_there, installed.sha256) == (False, hashlib.sha256(packed).hexdigest())
    assert verified(current(elsewhere.var)).manifest == two.release(two.newer).manifest
    assert [release.id for release in on_disk(elsewhere.var)] == [two.newer, two.older]


def test_it_answers_as_the_release_that_was_packed(elsewhere: Shelf, two: Shelf, packed: bytes) -> None:
    install(elsewhere.var, io.BytesIO(packed))
    answers = []
    for var in (two.var, elsewhere.var):
        with serving_app(var) as app:
            client = app.test_client()
            paths = (
                "/v1/sources/book",
                "/v1/search?q=book",
                "/v1/states",
                "/sparql?query=ASK{?s ?p 'Another Book'@en}",
            )
            answers.append([(answer.status_code, answer.data) for answer in map(client.get, paths)])
    assert answers[0] == answers[1]
    assert [status for status, _ in answers[0]] == [200] * 4


def test_the_current_release_may_stay(elsewhere: Shelf, packed: bytes) -> None:
    install(elsewhere.var, io.BytesIO(packed), current=False)

    assert current(elsewhere.var).id == elsewhere.older
    assert verified(elsewhere.release(elsewhere.newer))


def test_what_is_there_is_not_written_again(shelf: Shelf, packed: bytes) -> None:
    written = {path: path.stat().st_mtime_ns for path in (shelf.var / "releases").rglob("*")}
    installed = install(shelf.var, io.BytesIO(packed))

    assert installed.was_there and installed.sha256 == hashlib.sha256(packed).hexdigest()
    assert {path: path.stat().st_mtime_ns for path in (shelf.var / "releases").rglob("*")} == written


def test_a_damaged_release_is_made_whole_by_its_pack(shelf: Shelf, packed: bytes) -> None:
    (shelf.release(shelf.newer).path / "records.tsv").write_text("x", encoding="utf-8")

    assert not install(shelf.var, io.BytesIO(packed)).was_there
    assert verified(shelf.release(shelf.newer))


def test_another_pack_than_the_one_that_is_meant_is_refused(
    elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None]
) -> None:
    with pytest.raises(OtherChecksum, match=hashlib.sha256(packed).hexdigest()):
        install(elsewhere.var, io.BytesIO(packed), sha256="0" * 64)
    unchanged()

    install(elsewhere.var, io.BytesIO(packed), sha256=hashlib.sha256(packed).hexdigest().upper())


def test_a_release_that_cannot_be_opened_is_refused(
    elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None]
) -> None:
    def prove(folder: Path) -> None:
        assert (folder / "store" / "CURRENT").is_file()
        raise RuntimeError("cannot be opened")

    with pytest.raises(RuntimeError):
        install(elsewhere.var, io.BytesIO(packed), prove=prove)
    unchanged()


@pytest.mark.parametrize("bytes_left", [0, 100, 10_000])
def test_a_disk_that_is_full_leaves_all_as_it_was(
    elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None], bytes_left: int
) -> None:
    with files_of_at_most(bytes_left), pytest.raises(OSError, match="File too large"):
        install(elsewhere.var, io.BytesIO(packed))
    unchanged()


def test_it_waits_for_a_build_that_runs(elsewhere: Shelf, packed: bytes) -> None:
    before = everything(elsewhere.var)
    installing = threading.Thread(target=install, args=(elsewhere.var, io.BytesIO(packed)))
    with turn(elsewhere.var):
        installing.start()
        installing.join(0.3)
        assert installing.is_alive()
        assert everything(elsewhere.var) == before
    installing.join(20)
    assert current(elsewhere.var).id == elsewhere.newer


def test_nobody_waits_for_a_pipe_that_comes_slowly(elsewhere: Shelf, packed: bytes) -> None:
    receiving, sending = os.pipe()
    with os.fdopen(receiving, "rb") as source, os.fdopen(sending, "wb") as sender:
        installing = threading.Thread(target=install, args=(elsewhere.var, source))
        installing.start()
        sender.write(packed[: len(packed) // 2])
        sender.flush()
        time.sleep(0.2)
        with (elsewhere.var / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody has the turn
        assert list(elsewhere.var.glob(".draft-*")) == []
        sender.write(packed[len(packed) // 2 :])
        sender.close()
        installing.join(20)
    assert verified(current(elsewhere.var)).id == elsewhere.newer


def test_a_pipe_that_breaks_off_leaves_all_as_it_was(
    elsewhere: Shelf, packed: bytes, unchanged: Callable[[], None]
) -> None:
    receiving, sending = os.pipe()
    with os.fdopen(receiving, "rb") as source:
        os.write(sending, packed[:30_000])
        os.close(sending)
        with pytest.raises(NotAPack, match="no whole Zstandard file"):
            install(elsewhere.var, source)
    unchanged()


def test_the_first_release_of_a_folder_that_is_not_there_yet(tmp_path: Path, packed: bytes) -> None:
    install(tmp_path / "new" / "var", io.BytesIO(packed))

    assert verified(current(tmp_path / "new" / "var"))
