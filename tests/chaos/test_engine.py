"""The engine behind a service: killed and stopped under load, its disk full (in short: tests/engine/test_outage.py)."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from casus.engine.problems import NotPublished
from casus.release.manifest import Release
from tests.chaos.load import Load, Right, requests
from tests.command import invoke
from tests.engines import oxigraph
from tests.engines.engine import Engine, wait_for
from tests.engines.published import client_on, publish, started
from tests.engines.published import environment as access
from tests.server.test_serve import serving
from tests.waiting import eventually

pytestmark = pytest.mark.full


class Behind:
    """An engine that a test ends and starts again, with the same data at the same address."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder
        self._command = list(engine.process.args)  # type: ignore[arg-type]
        self._running = engine.process

    def stops(self, seconds: float) -> None:
        os.kill(self._running.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._running.pid, signal.SIGCONT)

    def is_gone(self, number: signal.Signals, seconds: float) -> None:
        """Ended by the signal, and back after so long."""
        self._running.send_signal(number)
        self._running.wait(60)
        time.sleep(seconds)
        with (self._folder / "again.log").open("wb") as log:
            self._running = subprocess.Popen(self._command, cwd=self._folder, stdout=log, stderr=log)
        wait_for(self._engine.query_url, self._running, self._folder / "again.log")

    def end(self) -> None:
        self._running.kill()
        self._running.wait()


@contextmanager
def behind(engine: Engine, folder: Path) -> Iterator[Behind]:
    found = Behind(engine, folder)
    try:
        yield found
    finally:
        found.end()


def test_no_answer_is_wrong_while_the_engine_goes_and_comes(small: Release, tmp_path: Path) -> None:
    """Killed amid answers, ended, stopped for a while: right answers, or a problem that says when to come back."""
    with started(oxigraph.running, tmp_path) as engine, behind(engine, tmp_path) as there:
        publish(engine, small)
        reading = {**access(engine), "CASUS_WEB_WORKERS": "1", "CASUS_CACHE_MIB": "0"}
        with serving(tmp_path / "log", small.path.parent.parent, "--no-build", **reading) as served:
            served.wait_until_ready()
            right = Right(requests()[::4])
            right.record(served.port)
            chance = random.Random(18)
            with Load(served.port, right, 18, 4) as load:
                for _ in range(3):
                    there.stops(chance.uniform(1, 4))
                    there.is_gone(signal.SIGKILL, chance.uniform(0, 3))
                    there.is_gone(signal.SIGTERM, chance.uniform(0, 3))
                    before = load.answered.total()
                    assert eventually(lambda before=before: load.answered.total() > before + 20, 60)  # type: ignore[misc]
                misses = len(load.misses)
                time.sleep(2)
                assert len(load.misses) == misses, load.misses[-1]
            assert [(miss.asked.path, miss.why) for miss in load.wrong] == []
            assert "503" in {miss.why for miss in load.misses}
    assert "Traceback" not in served.log.read_text("utf-8")


def test_a_publish_onto_a_full_disk_of_the_engine_leaves_what_is_served(
    small: Release, other: Release, tmp_path: Path
) -> None:
    """Oxigraph's server 0.5.13 takes nothing more after that, though there is room again, until it is started anew."""
    (disk := tmp_path / "disk").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        with started(oxigraph.running, disk) as engine, behind(engine, tmp_path) as there:
            on = {"CASUS_STORE": engine.query_url, "CASUS_STORE_GRAPHS": engine.graph_store_url}
            assert invoke(var_of(small), "publish", **on).returncode == 0
            with (disk / "filling").open("wb", buffering=0) as file, suppress(OSError):
                while file.write(bytes(65536)):
                    pass
            told = invoke(var_of(other), "publish", **on)
            assert told.returncode == 2
            assert told.stderr.count("\n") == 1
            assert "No space left on device" in told.stderr and "nothing was switched" in told.stderr
            with client_on(engine, var_of(small)) as client:
                assert client.get("/v1/armed-forces/first").json["label"] == "First Force"
            with pytest.raises(NotPublished), client_on(engine, var_of(other)):
                pass
            (disk / "filling").unlink()
            there.is_gone(signal.SIGTERM, 0)
            done = invoke(var_of(other), "publish", **on)
            assert done.returncode == 0, done.stderr
            with client_on(engine, var_of(other)) as client:
                assert client.get("/v1/armed-forces/first").json["label"] == "Second Name of the First Force"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def var_of(release: Release) -> Path:
    return release.path.parent.parent
