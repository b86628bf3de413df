"""`casus serve`: what it listens on, which release it serves, and that it ends with all its processes."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from casus.release.manifest import Release, current
from tests.command import BROKEN, CASUS, casus, environment, free_port, invoke, says
from tests.conftest import Workshop

pytestmark = pytest.mark.slow

ONE = {"CASUS_WEB_WORKERS": "1"}
"""Where the number of web processes does not matter."""


class Served:
    """`casus serve` in a process group of its own, as a shell starts it."""

    def __init__(self, log: Path, var: Path, *arguments: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("w") as stderr:
            self.process = subprocess.Popen(
                [CASUS, "serve", "--host", "127.0.0.1", "--port", str(self.port), *arguments],
                env=environment(var, **settings),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )

    def wait_until_ready(self) -> dict[str, str]:
        end = time.monotonic() + 40
        while time.monotonic() < end and self.process.poll() is None:
            try:
                answer = requests.get(f"{self.url}/readyz", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                found: dict[str, str] = answer.json()
                return found
        raise AssertionError(self.log.read_text("utf-8"))

    def processes(self) -> list[int]:
        """Those of the session that still run."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split() if entry.name.isdigit() else []
            except OSError:
                continue
            if stat and int(stat[3]) == self.process.pid and stat[0] != "Z":
                found.append(int(entry.name))
        return found

    def end(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(log: Path, var: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    served = Served(log, var, *arguments, **settings)
    try:
        yield served
    finally:
        served.end()


def test_a_port_that_is_taken_is_reported(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        says(invoke(var, "serve", "--no-build", PORT=str(port)), 2, f"cannot listen on 127.0.0.1:{port}", "--port")


def test_the_command_line_says_where_to_listen_before_the_settings_do(var: Path, tmp_path: Path) -> None:
    other = str(free_port())
    with serving(tmp_path / "log", var, "--no-build", HOST="no-such-host.invalid", PORT=other, **ONE) as served:
        served.wait_until_ready()


def test_a_port_that_there_is_not_is_refused(var: Path) -> None:
    says(invoke(var, "serve", "--no-build", "--port", "70000"), 2, "70000", "1<=x<=65535")


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"PORT": "70000"}, "70000"),
        ({"HOST": "no-such-host.invalid"}, "no-such-host.invalid"),
        ({"HOST": "8.8.8.8"}, "8.8.8.8"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_reported(var: Path, settings: dict[str, str], text: str) -> None:
    says(invoke(var, "serve", "--no-build", **{"PORT": str(free_port()), **settings}), 2, text)


def test_too_few_open_files_are_told_in_one_line(var: Path) -> None:
    command = f"ulimit -n 64; exec {CASUS} serve --no-build"
    settings = environment(var, PORT=str(free_port()))
    told = subprocess.run(["bash", "-c", command], env=settings, capture_output=True, text=True, timeout=30)

    assert told.returncode == 2
    (line,) = told.stderr.splitlines()
    assert "64 open files" in line
    assert "ulimit -n" in line


def test_a_broken_file_is_reported_and_the_old_release_is_served(workshop: Workshop, tmp_path: Path) -> None:
    old: Release = workshop.build()
    workshop.write("broken", BROKEN)
    log = tmp_path / "log"

    with serving(log, workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources), **ONE) as served:
        assert served.wait_until_ready()["release"] == old.manifest.id
        assert requests.get(f"{served.url}/v1/armed-forces/first", timeout=10).status_code == 200

    text = log.read_text("utf-8")
    assert "ontology/data/broken.ttl:" in text
    assert "Turtle syntax" in text
    assert f"serving the release that there is, {old.manifest.id}" in text
    assert "Traceback" not in text


def test_a_broken_file_without_an_old_release_ends_it(workshop: Workshop) -> None:
    workshop.write("broken", BROKEN)
    result = casus(workshop.var, "serve", CASUS_ONTOLOGY_DIR=str(workshop.sources), PORT=str(free_port()))

    says(result, 1, "ontology/data/broken.ttl:", "no earlier release")


def test_in_place_of_a_damaged_release_the_newest_whole_one_is_served(workshop: Workshop, tmp_path: Path) -> None:
    first: Release = workshop.build()
    workshop.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
    second = workshop.build()
    (second.path / "store" / "CURRENT").unlink()
    log = tmp_path / "log"

    with serving(log, workshop.var, "--no-build", **ONE) as served:
        assert served.wait_until_ready()["release"] == first.id
        (first.path / "search" / "meta.json").unlink()
        assert requests.get(f"{served.url}/readyz", timeout=10).status_code == 503
        assert requests.get(f"{served.url}/healthz", timeout=10).status_code == 200

    lines = log.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"casus: release {second.id} is damaged: store/CURRENT")
    assert lines[0].endswith(f"serving the newest release that is whole, {first.id}")
    assert any("meta.json" in line for line in lines[1:])


def test_sources_that_are_newer_are_built_first(workshop: Workshop, tmp_path: Path) -> None:
    with serving(tmp_path / "log", workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources), **ONE) as served:
        assert served.wait_until_ready()["release"] == current(workshop.var).manifest.id


@pytest.mark.parametrize("to", ["the terminal's group", "the server alone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_by_signal_leaves_no_process(var: Path, tmp_path: Path, number: int, to: str) -> None:
    """Ctrl-C reaches every process of the terminal's group; a service manager's SIGTERM only the first."""
    with serving(tmp_path / "log", var, "--no-build") as served:
        served.wait_until_ready()
        query = requests.get(f"{served.url}/sparql", params={"query": "ASK {}"}, timeout=10)
        assert query.status_code == 200
        assert len(served.processes()) >= 3  # the server, a web process, a query process

        (os.killpg if to == "the terminal's group" else os.kill)(served.process.pid, number)
        assert served.process.wait(10) in (0, -number, 128 + number)
        end = time.monotonic() + 5
        while served.processes() and time.monotonic() < end:
            time.sleep(0.05)
        assert served.processes() == []
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
