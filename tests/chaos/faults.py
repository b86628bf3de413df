"""What is done to a running service: each fault by its name, on processes and releases that chance chooses."""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

import pytest

from casus.compiler import build_time
from casus.release.integrity import verified
from casus.release.manifest import current
from casus.server.registry import running
from tests.chaos.load import Right, ask
from tests.command import CASUS, casus, environment, free_port
from tests.conftest import Workshop
from tests.hostile.server import Server, request_head
from tests.waiting import eventually

_STARTS_S: Final = 120.0
_NAMES: Final = ("A Book", "Another Book")
"""Of a record in the sources, by which the two releases that are built differ."""
_BUILT: Final = (build_time.VARIABLE, "1700000000")
"""Else a release that is built again says another time, on its entrance and wherever it is cited."""


class Service:
    """`casus serve` on a folder with three releases: a large one, and two that are built from a workshop."""

    def __init__(self, large: Path, folder: Path, **settings: str) -> None:
        self.workshop = Workshop(folder)
        self.var = self.workshop.var
        self.port = free_port()
        self.log = folder / "log"
        self._settings = {"CASUS_ONTOLOGY_DIR": str(self.workshop.sources), **settings}
        with pytest.MonkeyPatch.context() as told:
            told.setenv(*_BUILT)
            self.small = [self._build(name) for name in _NAMES]
        self.large = large.name
        shutil.copytree(large, self.var / "releases" / self.large)
        self.choose(self.large)
        self.start()

    def _build(self, name: str) -> str:
        self._write(name)
        return self.workshop.build().id

    def _write(self, name: str) -> None:
        path = self.workshop.sources / "data" / "records.ttl"
        text = path.read_text("utf-8")
        for each in _NAMES:
            text = text.replace(f'"{each}"@en', f'"{name}"@en')
        path.write_text(text, "utf-8")

    def choose(self, release: str) -> None:
        """Make it the current release."""
        link = self.var / "chosen"
        link.symlink_to(Path("releases") / release)
        link.replace(self.var / "current")

    @property
    def settings(self) -> dict[str, str]:
        return environment(self.var, **self._settings)

    def start(self) -> None:
        """And wait until it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [CASUS, "serve", "--no-build", "--host", "127.0.0.1", "--port", str(self.port)],
                env=self.settings,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    @property
    def server(self) -> Server:
        return Server(f"http://127.0.0.1:{self.port}", self.process.pid)

    def is_whole(self) -> bool:
        """Whether all web processes and their nurseries are there, and run.

        A parent that has ended is started again, as whoever manages services does it.
        """
        if self.process.poll() is not None:
            self.start()
        server = self.server
        web, nurseries = server.web_processes(), server.nurseries()
        all_run = not any(_is_stopped(pid) for pid in (server.pid, *web, *nurseries, *server.query_workers()))
        return len(web) == len(nurseries) == 2 and all_run

    def end(self) -> None:
        for pid in [self.process.pid, *self.server.processes()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def record(self, right: Right) -> None:
        """The right answers of each release."""
        for release in (*self.small, self.large):
            self.choose(release)
            assert eventually(self._has_begun, _STARTS_S, 0.1), self.log.read_text("utf-8")
            told = casus(self.var, "reload", **self._settings)
            assert told.returncode == 0, told.stderr
            assert eventually(self.is_whole, _STARTS_S, 0.1)
            right.record(self.port)

    def _has_begun(self) -> bool:
        with suppress(OSError):
            return self.server.get("/readyz").status_code == 200
        return False


class Faults:
    """What may be done to a service, each a method of no arguments that returns when it is done."""

    def __init__(self, service: Service, chance: random.Random) -> None:
        self._service, self._chance = service, chance

    def every(self) -> dict[str, Callable[[], None]]:
        """By what the table in the docs calls it."""
        return {
            "a web process killed": lambda: self._signal("web", signal.SIGKILL),
            "all web processes killed": lambda: self._signal("web", signal.SIGKILL, all_of_them=True),
            "a web process ended by SIGTERM": lambda: self._signal("web", signal.SIGTERM),
            "a web process stopped for a while": lambda: self._stop("web"),
            "a nursery killed": lambda: self._signal("nursery", signal.SIGKILL),
            "a nursery stopped for a while": lambda: self._stop("nursery"),
            "query workers killed": lambda: self._signal("worker", signal.SIGKILL, all_of_them=True),
            "a query worker stopped for a while": lambda: self._stop("worker"),
            "the parent killed, and started again": self._restart,
            "the parent stopped for a while": lambda: self._stop("parent"),
            "another release by `casus reload`": self._reload,
            "a new release built and loaded": self._build,
            "a build killed": self._killed_build,
            "a flood of 300 connections and half requests": self._flood,
        }

    def _pids(self, kind: str) -> list[int]:
        server = self._service.server
        found = {
            "web": server.web_processes,
            "nursery": server.nurseries,
            "worker": server.query_workers,
            "parent": lambda: [server.pid],
        }[kind]()
        return sorted(found)

    def _signal(self, kind: str, number: signal.Signals, all_of_them: bool = False) -> None:
        pids = self._pids(kind)
        chosen = pids if all_of_them else [self._chance.choice(pids)] if pids else []
        for pid in chosen:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        assert eventually(lambda: not set(chosen) & set(self._pids(kind)), _STARTS_S, 0.005), f"{kind} {chosen}"

    def _stop(self, kind: str) -> None:
        pids = self._pids(kind)
        if pids:
            pid = self._chance.choice(pids)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                time.sleep(self._chance.uniform(0.2, 4))
                os.kill(pid, signal.SIGCONT)

    def _restart(self) -> None:
        self._service.process.kill()
        self._service.process.wait()
        self._service.start()

    def _reload(self) -> None:
        self._service.choose(self._chance.choice([*self._service.small, self._service.large]))
        self._hang_up()

    def _build(self) -> None:
        """From nothing, where the release is not current: its folder goes first."""
        told = subprocess.run([CASUS, "build"], env=self._ready_to_build(), capture_output=True, timeout=300)
        assert told.returncode == 0, told.stderr
        self._hang_up()

    def _killed_build(self) -> None:
        building = subprocess.Popen([CASUS, "build"], env=self._ready_to_build(), stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            building.wait(self._chance.uniform(0.5, 6))
        building.kill()
        building.wait()
        verified(current(self._service.var))

    def _hang_up(self) -> None:
        """Until the service says what it serves."""
        subprocess.run([CASUS, "reload"], env=self._service.settings, capture_output=True, timeout=300)

    def _ready_to_build(self) -> dict[str, str]:
        number = self._chance.randrange(len(_NAMES))
        self._service._write(_NAMES[number])
        release = self._service.small[number]
        served = {each.release for each in running(self._service.var)}
        if release not in served | {current(self._service.var).id}:
            shutil.rmtree(self._service.var / "releases" / release, ignore_errors=True)
        return {**self._service.settings, **dict([_BUILT])}

    def _flood(self) -> None:
        server, heads = self._service.server, (b"GET /v1/sta", request_head("POST", "/sparql", Content_Length=99))
        with ExitStack() as held:
            for number in range(300):
                with suppress(OSError):
                    held.enter_context(server.sent(self._chance.choice(heads), f"127.0.2.{number % 250 + 1}"))
            time.sleep(self._chance.uniform(0.2, 2))


def _is_stopped(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    return False


class Probe(threading.Thread):
    """Asks for one small answer all the time, each time anew, and notes when it began the right ones."""

    def __init__(self, service: Service, right: Right) -> None:
        super().__init__(daemon=True)
        self._service, self._right = service, right
        self.enough = threading.Event()
        self.right: list[tuple[float, float]] = []
        """When they were asked for, and when they were whole."""

    def run(self) -> None:
        asked = self._right.asked[0]
        while not self.enough.is_set():
            begun = time.monotonic()
            with suppress(Exception):
                if self._right.knows(asked, ask(self._service.port, asked, "127.0.3.1")):
                    self.right.append((begun, time.monotonic()))
            time.sleep(0.01)

    def first_after(self, moment: float) -> float | None:
        """When the first right answer was whole that was asked for later."""
        return next((ended for begun, ended in self.right if begun >= moment), None)
