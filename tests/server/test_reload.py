"""`casus serve` while releases, web processes and the service itself come and go under it."""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from casus.release.manifest import Release
from tests.command import casus, environment, free_port, invoke, says
from tests.conftest import Workshop
from tests.hostile.server import ENDLESS
from tests.server.test_serve import ONE, Served, serving
from tests.waiting import eventually

pytestmark = pytest.mark.slow
HURRIED = """
import casus.server.supervisor
casus.server.supervisor._HANGS_S = 2.0
from casus.cli import main
main()
"""
"""`casus`, which waits less long for a web process that says nothing."""


class Folder:
    """Two releases, of which one is current."""

    def __init__(self, var: Path, large: str, small: str) -> None:
        self.var, self.large, self.small = var, large, small
        self.choose(large)

    def choose(self, release_id: str) -> None:
        new = self.var / "new"
        new.symlink_to(Path("releases") / release_id)
        new.replace(self.var / "current")

    def reload(self) -> subprocess.CompletedProcess[str]:
        return casus(self.var, "reload")


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    workshop = Workshop(tmp_path_factory.mktemp("folder"))
    small = workshop.build().id
    shutil.copytree(release.path, workshop.var / "releases" / release.id)
    return Folder(workshop.var, release.id, small)


@pytest.fixture
def served(folder: Folder, tmp_path: Path) -> Iterator[Served]:
    """One web process on the small release."""
    folder.choose(folder.small)
    with serving(tmp_path / "log", folder.var, "--no-build", CASUS_QUERY_DEADLINE_S="1", **ONE) as served:
        served.wait_until_ready()
        yield served


@pytest.fixture
def large(folder: Folder, tmp_path: Path) -> Iterator[Served]:
    """Two web processes on the large release."""
    folder.choose(folder.large)
    with serving(tmp_path / "log", folder.var, "--no-build") as served:
        served.wait_until_ready()
        yield served


class Narrow(HTTPAdapter):
    """Connections for which the kernel keeps hardly anything that is not read yet."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, socket_options=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)], **kwargs)


class Download:
    """The claims of the large release, read as slowly as a test wants."""

    def __init__(self, served: Served) -> None:
        url = f"{served.url}/v1/claims"
        self.number: int = requests.get(url, {"limit": "1"}, timeout=10).json()["total"]["value"]
        session = requests.Session()
        session.mount("http://", Narrow())
        everything = {"format": "ndjson", "include": "evidence,sources,codings,identifiers"}
        answer = session.get(url, params=everything, stream=True, timeout=20)
        self._lines = answer.iter_lines(chunk_size=1024)
        self.begun = [next(self._lines) for _ in range(3)]

    def rest(self) -> int:
        """How many records there are in all."""
        return len(self.begun) + len(list(self._lines))


def web_processes(served: Served) -> list[int]:
    """Those that the service has as children."""
    told = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text()
    return [pid for pid in map(int, told.split()) if is_web_process(pid)]


def is_web_process(pid: int) -> bool:
    try:
        return b"casus.server.web_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


class Client(threading.Thread):
    """Asks again and again, and notes which release answers."""

    def __init__(self, get: Callable[..., requests.Response], url: str) -> None:
        super().__init__(daemon=True)
        self._get, self._url = get, url
        self.enough = threading.Event()
        self.answers: list[str] = []
        self.errors: list[str] = []

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                answer = self._get(f"{self._url}/v1/states?limit=1", timeout=20)
                self.answers.append(answer.json()["release"] if answer.status_code == 200 else answer.text)
            except requests.RequestException as error:
                self.errors.append(repr(error))
            time.sleep(0.02)


def runs_of(items: list[str]) -> list[str]:
    """The items, each once where it stands several times in a row."""
    return [item for number, item in enumerate(items) if number == 0 or items[number - 1] != item]


@contextmanager
def asking(served: Served, of_each: int = 2) -> Iterator[list[Client]]:
    """Clients that keep their connections, and such that do not."""
    gets = [requests.Session().get for _ in range(of_each)] + [requests.get] * of_each
    clients = [Client(get, served.url) for get in gets]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        for client in clients:
            client.enough.set()
        for client in clients:
            client.join(30)


def test_a_reload_loses_no_request(folder: Folder, large: Served) -> None:
    served, download = large, Download(large)
    before = web_processes(served)
    with asking(served) as clients:
        assert eventually(lambda: all(client.answers for client in clients))
        folder.choose(folder.small)
        told = folder.reload()
        assert (told.returncode, told.stdout) == (0, f"{served.url}: serving {folder.small}\n"), told.stderr
        assert eventually(lambda: all(client.answers[-1:] == [folder.small] for client in clients), within_s=10)
    assert [client.errors for client in clients] == [[]] * len(clients)
    assert {tuple(runs_of(client.answers)) for client in clients} == {(folder.large, folder.small)}

    assert set(web_processes(served)) & set(before), "somebody still reads"
    assert download.rest() == download.number
    assert eventually(lambda: not set(web_processes(served)) & set(before), within_s=10)
    assert len(web_processes(served)) == 2
    assert "Traceback" not in served.log.read_text("utf-8")


def test_a_release_that_cannot_be_opened_is_refused(folder: Folder, served: Served) -> None:
    broken = folder.var / "releases" / "broken"
    shutil.copytree(folder.var / "releases" / folder.small, broken, dirs_exist_ok=True)
    manifest = broken / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(f'"{folder.small}"', '"broken"'), "utf-8")
    for path in (broken / "store").iterdir():
        path.write_bytes(b"")
    (folder.var / "releases" / "loop").symlink_to("loop")
    before = web_processes(served)
    for wrong, reason in (("broken", "damaged"), ("nowhere", "No such file"), ("loop", "loop")):
        folder.choose(wrong)
        told = folder.reload()
        assert told.returncode == 1
        assert re.fullmatch(rf"{served.url}: .*{reason}.*; serving {folder.small} as before\n", told.stderr)
        assert requests.get(f"{served.url}/readyz", timeout=5).json()["release"] == folder.small
    assert web_processes(served) == before

    folder.choose(folder.small)
    assert folder.reload().stdout == f"{served.url}: serving {folder.small}\n"


def test_without_a_service_there_is_nothing_to_reload(tmp_path: Path) -> None:
    says(invoke(tmp_path, "reload"), 2, f"no service runs on {tmp_path}")


def test_running_requests_are_answered_before_the_end(served: Served) -> None:
    answers: list[requests.Response] = []
    query = {"query": ENDLESS}
    slow = threading.Thread(target=lambda: answers.append(requests.get(f"{served.url}/sparql", query, timeout=20)))
    slow.start()
    time.sleep(0.4)
    served.process.send_signal(signal.SIGTERM)
    slow.join(20)
    assert [answer.json()["type"].rsplit("/", 1)[1] for answer in answers] == ["query-timeout"]
    assert served.process.wait(10) == 0
    assert eventually(lambda: served.processes() == [])


def test_a_second_signal_ends_it_at_once(folder: Folder, tmp_path: Path) -> None:
    with serving(tmp_path / "log", folder.var, "--no-build", CASUS_QUERY_DEADLINE_S="9", **ONE) as served:
        served.wait_until_ready()
        asked = {"query": ENDLESS}

        def ask() -> None:
            with suppress(requests.RequestException):
                requests.get(f"{served.url}/sparql", asked, timeout=20)

        slow = threading.Thread(target=ask)
        slow.start()
        time.sleep(0.4)
        served.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert served.process.poll() is None
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(5) is not None
        assert eventually(lambda: served.processes() == [])
        slow.join(20)


def test_web_processes_that_end_are_replaced_and_who_connects_meanwhile_waits(large: Served) -> None:
    killed = web_processes(large)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not any(map(is_web_process, killed)))
    assert requests.get(f"{large.url}/readyz", timeout=30).status_code == 200
    assert len(web_processes(large)) == 2
    assert large.log.read_text("utf-8").count("ended with status -9; another one takes its place") == 2


def test_a_parent_that_has_no_descriptor_left_goes_on_when_it_has(folder: Folder, tmp_path: Path) -> None:
    folder.choose(folder.small)
    with serving(tmp_path / "log", folder.var, "--no-build", **ONE) as served:
        served.wait_until_ready()
        before = resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (8, before[1]))
        (killed,) = web_processes(served)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: "Too many open files" in served.log.read_text("utf-8"), within_s=10)
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, before)
        assert eventually(lambda: web_processes(served) != [], within_s=10)
        assert requests.get(f"{served.url}/readyz", timeout=30).status_code == 200


def test_a_release_that_is_damaged_while_it_is_served_gives_way_to_a_whole_one(folder: Folder, tmp_path: Path) -> None:
    shutil.copytree(folder.var, tmp_path / "var", symlinks=True)
    own = Folder(tmp_path / "var", folder.large, folder.small)
    with serving(tmp_path / "log", own.var, "--no-build", **ONE) as served:
        served.wait_until_ready()
        for file in (own.var / "releases" / own.large / "search").iterdir():
            os.truncate(file, file.stat().st_size // 2)
        (killed,) = web_processes(served)
        os.kill(killed, signal.SIGKILL)
        told = f"reload: serving {own.small}"
        assert eventually(lambda: told in served.log.read_text("utf-8"), within_s=40)
        assert requests.get(f"{served.url}/readyz", timeout=30).json()["release"] == own.small


def test_the_end_of_the_parent_is_the_end_of_all(served: Served) -> None:
    assert len(served.processes()) >= 2
    served.process.kill()
    served.process.wait()
    assert eventually(lambda: served.processes() == [])


class Hurried(Served):
    def __init__(self, log: Path, var: Path, *arguments: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("w") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-c", HURRIED, "serve", "--no-build", "--port", str(self.port)],
                env=environment(var, **settings),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )


def test_a_web_process_that_hangs_is_replaced(folder: Folder, tmp_path: Path) -> None:
    folder.choose(folder.small)
    served = Hurried(tmp_path / "log", folder.var, **ONE)
    try:
        served.wait_until_ready()
        (stopped,) = web_processes(served)
        os.kill(stopped, signal.SIGSTOP)
        assert requests.get(f"{served.url}/readyz", timeout=30).status_code == 200
        assert stopped not in web_processes(served)
        assert "said nothing for 2 s" in served.log.read_text("utf-8")
    finally:
        served.end()


def test_when_everything_stood_still_for_a_while_it_goes_on(folder: Folder, tmp_path: Path) -> None:
    folder.choose(folder.small)
    served = Hurried(tmp_path / "log", folder.var, **ONE)
    try:
        served.wait_until_ready()
        web, everything = web_processes(served), served.processes()
        for pid in everything:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(4)
        for pid in everything:
            os.kill(pid, signal.SIGCONT)
        time.sleep(1.5)
        assert web_processes(served) == web
        assert requests.get(f"{served.url}/readyz", timeout=30).status_code == 200
    finally:
        served.end()


def test_an_end_while_it_begins_leaves_no_process(folder: Folder, tmp_path: Path) -> None:
    folder.choose(folder.small)
    with serving(tmp_path / "log", folder.var, "--no-build") as served:
        assert eventually(lambda: len(web_processes(served)) == 2, within_s=20, every_s=0.002)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(10) == 0
        assert eventually(lambda: served.processes() == [])
        assert "Traceback" not in served.log.read_text("utf-8")


def test_a_reload_while_it_begins_is_made_when_it_has(folder: Folder, tmp_path: Path) -> None:
    folder.choose(folder.large)
    with serving(tmp_path / "log", folder.var, "--no-build", **ONE) as served:
        assert eventually(lambda: len(web_processes(served)) == 1, within_s=20, every_s=0.002)
        folder.choose(folder.small)
        served.process.send_signal(signal.SIGHUP)
        served.wait_until_ready()
        assert eventually(
            lambda: requests.get(f"{served.url}/readyz", timeout=5).json()["release"] == folder.small, within_s=20
        )


def test_an_end_while_it_reloads_leaves_no_process_and_loses_no_request(folder: Folder, served: Served) -> None:
    with asking(served, 1) as clients:
        assert eventually(lambda: all(client.answers for client in clients))
        before = web_processes(served)
        folder.choose(folder.small)
        served.process.send_signal(signal.SIGHUP)
        assert eventually(lambda: len(web_processes(served)) == len(before) + 1, within_s=20)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(20) == 0
    assert eventually(lambda: served.processes() == [])
    for client in clients:
        assert all("refused" in error or "reset" in error.lower() for error in client.errors), client.errors[:3]


def test_old_answers_are_read_to_their_end_when_the_service_ends(folder: Folder, large: Served) -> None:
    """The service waits for them no longer than for those of the current release."""
    download = Download(large)
    folder.choose(folder.small)
    assert folder.reload().returncode == 0
    large.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert download.rest() == download.number
    assert large.process.wait(10) == 0
