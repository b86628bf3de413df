"""A service as systemd starts it: its socket was there before it, and it says how it goes."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest
import requests

from casus.release.manifest import Release
from casus.server.service_manager import BadSocket, ServiceManager, inherited_socket
from tests.command import CASUS, environment, free_port, invoke, says
from tests.deploy.programs import program
from tests.hostile.server import Server
from tests.waiting import eventually

_HANDED_OVER = 'exec 3<&"$DESCRIPTOR"; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'
"""What systemd does between fork and exec."""


def test_without_a_service_manager_nothing_is_inherited_and_nothing_is_said() -> None:
    assert inherited_socket({}) is None
    silent = ServiceManager.of({})
    assert silent.watchdog_s is None
    silent.ready("0.1.0-0123456789ab")


def test_what_is_meant_for_another_process_is_let_alone_and_told_to_nobody() -> None:
    told = {"LISTEN_FDS": "1", "LISTEN_PID": "1", "LISTEN_FDNAMES": "x", "WATCHDOG_PID": "1", "WATCHDOG_USEC": "5"}
    assert inherited_socket(told) is None
    assert ServiceManager.of({**told, "NOTIFY_SOCKET": "/nowhere"}).watchdog_s is None
    assert not [name for name in told if name.startswith("LISTEN")]


def test_more_than_one_socket_is_refused() -> None:
    with pytest.raises(BadSocket, match="2 sockets"):
        inherited_socket({"LISTEN_FDS": "2", "LISTEN_PID": str(os.getpid())})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "text"),
    [
        ("s = socket.socket(); s.bind(('127.0.0.1', 0))", "does not listen; in its unit, Accept=no"),
        ("s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "not of TCP"),
        ("s = open('/dev/null')", "not a socket"),
    ],
)
def test_a_descriptor_that_cannot_be_served_on_is_told_in_one_line(var: Path, made: str, text: str) -> None:
    code = (
        f"import os, socket; {made}; os.dup2(s.fileno(), 3); os.set_inheritable(3, True); "
        f"os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
        f"os.execv({str(CASUS)!r}, ['casus', 'serve', '--no-build'])"
    )
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, env=environment(var), capture_output=True, text=True, timeout=30)
    says(told, 2, text)
    assert len(told.stderr.splitlines()) == 1


@contextmanager
def service(var: Path, listening: socket.socket, **told: str) -> Iterator[subprocess.Popen[bytes]]:
    """`casus serve` on a socket that it is handed."""
    running = subprocess.Popen(
        ["bash", "-c", _HANDED_OVER, "-", CASUS, "serve", "--no-build"],
        env={**environment(var, CASUS_WEB_WORKERS="1", **told), "DESCRIPTOR": str(listening.fileno())},
        pass_fds=(listening.fileno(),),
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        end(running)


def end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(timeout=60)
    except subprocess.TimeoutExpired:
        running.kill()
        raise


@pytest.mark.slow
def test_a_plain_restart_refuses_nobody(var: Path) -> None:
    """Whoever comes between the end of one and the start of the next waits in the socket."""
    answered: list[int] = []
    ends = threading.Event()

    def ask() -> None:
        while not ends.is_set():
            answered.append(requests.get(url, timeout=60).status_code)
            time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/readyz"
        asking = threading.Thread(target=ask)
        with service(var, listening):
            asking.start()
            assert requests.get(url, timeout=60).status_code == 200
        before = len(answered)
        with service(var, listening):
            assert requests.get(url, timeout=60).status_code == 200
            time.sleep(0.5)
            ends.set()
            asking.join(60)
    assert not asking.is_alive()
    assert len(answered) > before + 5
    assert set(answered) == {200}


@pytest.mark.slow
def test_the_manager_hears_of_every_step(var: Path, tmp_path: Path) -> None:
    release = f"STATUS=serving {(var / 'current').readlink().name}"
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
    ):
        manager.bind(str(tmp_path / "notify"))
        heard: Queue[list[str]] = Queue()
        lives: list[float] = []

        def hear() -> None:
            while said := manager.recv(4096).decode().splitlines():
                lives.append(time.monotonic()) if said == ["WATCHDOG=1"] else heard.put(said)

        hearing = threading.Thread(target=hear, daemon=True)
        hearing.start()
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        with service(var, listening, **told) as running:
            assert heard.get(timeout=60) == ["READY=1", release]
            assert invoke(var, "reload").returncode == 0
            first, second = heard.get(timeout=60)
            assert first == "RELOADING=1"
            now = time.monotonic()
            assert now - 60 < int(second.removeprefix("MONOTONIC_USEC=")) / 1_000_000 < now
            assert heard.get(timeout=60) == ["READY=1", release]
            assert len(lives) > 3
            running.send_signal(signal.SIGTERM)
            assert heard.get(timeout=60) == ["STOPPING=1", "STATUS=giving the last answers"]
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", str(tmp_path / "notify"))
        hearing.join(10)


@pytest.mark.slow
def test_a_service_lives_while_a_release_is_verified(release: Release, tmp_path: Path) -> None:
    """For as long as that takes: a file of it is a pipe, and who reads it waits until the test writes."""
    var = tmp_path / "var"
    folder = var / "releases" / release.id
    shutil.copytree(release.path, folder)
    (var / "current").symlink_to(folder)
    told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
    ):
        manager.bind(told["NOTIFY_SOCKET"])
        manager.settimeout(60)
        with service(var, listening, **told) as running:

            def wait_for(line: str) -> None:
                while line not in manager.recv(4096).decode().splitlines():
                    pass

            def web_processes() -> set[int]:
                return set(Server("", running.pid).web_processes())

            wait_for("READY=1")
            os.mkfifo(folder / "slow")
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            manifest["files"].append({"name": "slow", "bytes": 0, "sha256": hashlib.sha256().hexdigest()})
            (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
            running.send_signal(signal.SIGHUP)
            wait_for("RELOADING=1")
            wait_for("WATCHDOG=1")
            wait_for("WATCHDOG=1")
            (web,) = before = web_processes()
            os.kill(web, signal.SIGKILL)
            assert eventually(lambda: web_processes() - before != set(), 30, 0.05)
            (folder / "slow").open("wb").close()
            wait_for("READY=1")
            running.send_signal(signal.SIGHUP)
            wait_for("RELOADING=1")
            running.terminate()
            assert running.wait(30) == 0


@pytest.mark.slow
def test_systemd_s_own_tool_starts_it_with_the_first_connection(var: Path) -> None:
    tool = program("systemd-socket-activate", "systemd")
    port = free_port()
    passed = [f"--setenv={name}={value}" for name, value in environment(var, CASUS_WEB_WORKERS="1").items()]
    command = [tool, f"--listen=127.0.0.1:{port}", *passed, CASUS, "serve", "--no-build"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        try:
            assert running.stderr is not None
            assert b"Listening on" in running.stderr.readline()
            assert requests.get(f"http://127.0.0.1:{port}/readyz", timeout=60).status_code == 200
        finally:
            end(running)
