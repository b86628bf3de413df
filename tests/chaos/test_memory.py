"""A web process that the kernel ends because its memory is used up: another one takes its place."""

from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.server.test_serve import serving
from tests.waiting import eventually
from tools.bench.memory_group import memory_group

pytestmark = pytest.mark.full
LITTLE = 8 * 1024**2
"""For what it takes from now on."""


def kills() -> int:
    """How many processes the kernel has ended for want of memory."""
    told = dict(line.split() for line in Path("/proc/vmstat").read_text().splitlines())
    return int(told["oom_kill"])


def test_a_web_process_that_runs_out_of_memory_is_replaced(var: Path, tmp_path: Path) -> None:
    settings = {"CASUS_WEB_WORKERS": "1", "CASUS_CACHE_MIB": "0"}
    with memory_group(LITTLE) as group, serving(tmp_path / "log", var, "--no-build", **settings) as served:
        if group is None:
            pytest.skip("no control group can be made here")
        served.wait_until_ready()
        (web,) = [pid for pid in served.processes() if b"web_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        before = kills()
        group.enter(web)
        with suppress(requests.RequestException):
            for _ in range(20):
                requests.get(f"{served.url}/v1/claims?limit=500", timeout=60)
        assert eventually(lambda: kills() > before, 20)

        def answers() -> bool:
            with suppress(requests.RequestException):
                return requests.get(f"{served.url}/v1/states?limit=3", timeout=5).status_code == 200
            return False

        assert eventually(answers, 60, 0.1)
        assert "ended with status -9; another one takes its place" in served.log.read_text("utf-8")
