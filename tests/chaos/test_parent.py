"""The end of the parent, whatever its web processes were doing: none outlives it and keeps its port from the next."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.server.test_serve import serving
from tests.waiting import eventually

pytestmark = pytest.mark.slow


def test_a_parent_that_had_not_heard_all_takes_its_web_processes_with_it(var: Path, tmp_path: Path) -> None:
    """What it had not read makes the end of the connection an error (found by chaos: a process that never ended)."""
    with serving(tmp_path / "log", var, "--no-build") as served:
        served.wait_until_ready()
        os.kill(served.process.pid, signal.SIGSTOP)
        time.sleep(2.5)  # each web process says each second that it is alive
        served.process.kill()
        served.process.wait()
        assert eventually(lambda: served.processes() == [], 5)
    assert "Traceback" not in served.log.read_text("utf-8")


def test_a_parent_that_is_killed_while_it_begins_leaves_its_port(var: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "log", var, "--no-build") as served:
        assert eventually(lambda: len(served.processes()) == 3, 60)
        served.process.kill()
        served.process.wait()
        assert eventually(lambda: served.processes() == [], 1)
