"""A service that may open few files, and many who want connections: who waits is served when the others have gone."""

import os
import resource
import signal
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import requests

from tests.hostile.server import Server
from tests.server.test_serve import Served, serving
from tests.waiting import eventually

pytestmark = pytest.mark.slow
FILES = 256
ASK = "/sparql?query=ASK%20%7B%7D"
ONE = {"CASUS_WEB_WORKERS": "1", "CASUS_CLIENT_WAIT_S": "5", "CASUS_CACHE_MIB": "0"}


def crowd(served: Served, number: int, held: ExitStack) -> list[socket.socket]:
    """So many connections that say half a request and nothing more."""
    found = []
    for count in range(number):
        connection = held.enter_context(socket.socket())
        connection.settimeout(10)
        connection.bind((f"127.0.4.{count % 250 + 1}", 0))
        connection.connect(("127.0.0.1", served.port))
        connection.sendall(b"GET /v1/sta")
        found.append(connection)
    return found


def web_process(served: Served) -> int:
    (pid,) = [each for each in served.processes() if b"web_process" in Path(f"/proc/{each}/cmdline").read_bytes()]
    return pid


def open_files(pid: int) -> int:
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def answers(served: Served, path: str = "/v1/states?limit=1", within_s: float = 1) -> bool:
    with suppress(requests.RequestException):
        return requests.get(served.url + path, timeout=within_s).status_code == 200
    return False


def test_more_connections_than_files_wait_and_are_served_when_others_have_gone(var: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "log", var, "--no-build", **ONE) as served, ExitStack() as held:
        served.wait_until_ready()
        web, before = web_process(served), served.processes()
        # As if others had taken what the process counts on: now its own bound does not save it from accept's EMFILE.
        resource.prlimit(web, resource.RLIMIT_NOFILE, (open_files(web) + 20, FILES))
        crowd(served, 200, held)
        assert not answers(served), "the crowd takes all"
        held.close()
        assert eventually(lambda: answers(served, within_s=5), 30)
        assert served.processes()[: len(before)] == before
    lines = served.log.read_text("utf-8").splitlines()
    assert sum("Too many open files" in line for line in lines) == 1, lines
    assert len(lines) < 6, lines


def test_a_query_for_which_no_file_can_be_opened_is_a_problem_and_the_next_is_answered(
    var: Path, tmp_path: Path
) -> None:
    """Its worker is gone, and there is no descriptor left for another one's pipes: none above those that are taken."""
    with serving(tmp_path / "log", var, "--no-build", **ONE) as served:
        served.wait_until_ready()
        assert eventually(lambda: answers(served, ASK, 10), 30)
        web, limits = web_process(served), resource.getrlimit(resource.RLIMIT_NOFILE)
        with requests.Session() as kept:
            assert kept.get(served.url + "/healthz", timeout=10).status_code == 200
            server = Server(served.url, served.process.pid)
            for pid in (*server.query_workers(), *server.nurseries()):
                os.kill(pid, signal.SIGKILL)
            resource.prlimit(web, resource.RLIMIT_NOFILE, (4, limits[1]))
            told = kept.get(served.url + ASK, timeout=20)
            assert (told.status_code, told.json()["type"].rpartition("/")[2]) == (503, "unavailable")
            resource.prlimit(web, resource.RLIMIT_NOFILE, limits)
            assert eventually(lambda: kept.get(served.url + ASK, timeout=20).status_code == 200, 30, 0.5)
    assert "Traceback" not in served.log.read_text("utf-8")
