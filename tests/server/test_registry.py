"""Services that say of themselves where they are; those of other processes are played by children of this one."""

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from casus.server.registry import Service, registered, reloaded, running

FORK = multiprocessing.get_context("fork")


def play(var: Path, pipe: Connection, fails: bool) -> None:
    """A service that says what it serves, after each SIGHUP the next."""
    with registered(var, "http://127.0.0.1:1") as entry:
        entry.serves("release-1")
        number = 1

        def reload(*_: object) -> None:
            nonlocal number
            number += 1
            entry.serves("release-1", failed="x" * 500) if fails else entry.serves(f"release-{number}")

        signal.signal(signal.SIGHUP, reload)
        pipe.send("ready")
        pipe.recv()


@contextmanager
def service(var: Path, fails: bool = False) -> Iterator[tuple[int, Connection]]:
    here, there = FORK.Pipe()
    process = FORK.Process(target=play, args=(var, there, fails))
    process.start()
    assert here.recv() == "ready"
    assert process.pid is not None
    try:
        yield process.pid, here
    finally:
        process.kill()
        process.join()


def test_where_nothing_runs_nothing_is_found(tmp_path: Path) -> None:
    assert running(tmp_path) == []
    assert running(tmp_path / "nowhere") == []


def test_what_runs_is_found_until_it_ends(tmp_path: Path) -> None:
    with registered(tmp_path, "http://127.0.0.1:8000") as entry:
        assert running(tmp_path) == []  # it serves nothing yet
        entry.serves("release-with-a-long-name")
        entry.serves("release", failed="why")
        entry.serves("r")
        assert running(tmp_path) == [Service(os.getpid(), "http://127.0.0.1:8000", "r", 3, None)]
    assert running(tmp_path) == []
    assert list((tmp_path / "servers").iterdir()) == []


def test_what_a_killed_one_has_left_is_cleared_away(tmp_path: Path) -> None:
    with service(tmp_path) as (pid, _):
        assert [each.pid for each in running(tmp_path)] == [pid]
    assert (tmp_path / "servers" / f"{pid}.json").exists()
    assert running(tmp_path) == []
    assert not (tmp_path / "servers" / f"{pid}.json").exists()


def test_several_run_beside_each_other(tmp_path: Path) -> None:
    with service(tmp_path) as (one, _), service(tmp_path) as (other, _):
        assert {each.pid for each in running(tmp_path)} == {one, other}


def test_a_reload_is_over_when_the_service_says_so(tmp_path: Path) -> None:
    with service(tmp_path):
        (before,) = running(tmp_path)
        now = reloaded(tmp_path, before)
        assert now is not None
        assert (now.release, now.failed) == ("release-2", None)
        again = reloaded(tmp_path, now)
        assert again is not None
        assert again.release == "release-3"


def test_one_that_fails_is_told(tmp_path: Path) -> None:
    with service(tmp_path, fails=True):
        now = reloaded(tmp_path, running(tmp_path)[0])
        assert now is not None
        assert (now.release, now.failed) == ("release-1", "x" * 500)


def test_a_service_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.registry._RELOAD_S", 0.2)
    with service(tmp_path) as (pid, _):
        (before,) = running(tmp_path)
        os.kill(pid, signal.SIGSTOP)
        assert reloaded(tmp_path, before) is None


def test_one_that_has_ended_since_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.registry._RELOAD_S", 0.2)
    with service(tmp_path):
        (before,) = running(tmp_path)
    assert reloaded(tmp_path, before) is None


@pytest.mark.parametrize("left", ["", "{", "[]", '{"pid": 1}', "null"])
def test_nonsense_is_no_service(tmp_path: Path, left: str) -> None:
    (tmp_path / "servers").mkdir()
    (tmp_path / "servers" / "1.json").write_text(left)
    assert running(tmp_path) == []


def test_where_nothing_can_be_written_there_is_a_service_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "servers").write_text("no folder")
    with registered(tmp_path, "http://127.0.0.1:8000") as entry:
        entry.serves("release")
    assert "SIGHUP" in caplog.text


def test_one_of_the_same_number_in_another_container_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The first process of each container is number 1, and a volume may be shared."""
    with registered(tmp_path, "http://first:8000") as first:
        first.serves("release-1")
        ended = threading.Event()

        def second() -> None:
            with registered(tmp_path, "http://second:8000") as entry:
                entry.serves("release-2")
            ended.set()

        threading.Thread(target=second, daemon=True).start()
        assert ended.wait(2), "it waits for the other to end"
        assert [(each.url, each.release) for each in running(tmp_path)] == [("http://first:8000", "release-1")]
        assert "SIGHUP" in caplog.text
        assert json.loads((tmp_path / "servers" / f"{os.getpid()}.json").read_text())["url"] == "http://first:8000"
