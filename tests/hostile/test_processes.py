"""Processes of the service that are killed."""

import os
import signal
from collections.abc import Callable

import pytest
import requests

from tests.hostile.server import Server
from tests.waiting import eventually

pytestmark = pytest.mark.hostile


def test_a_parent_that_is_killed_takes_all_processes_with_it(new_server: Callable[..., Server]) -> None:
    server = new_server()
    assert server.query("ASK {}").status_code == 200
    processes = server.processes()
    assert len(processes) >= 4  # the parent, two web processes, a query worker
    os.kill(server.pid, signal.SIGKILL)
    assert eventually(lambda: not any(alive(pid) for pid in processes if pid != server.pid), within_s=3)


def test_a_web_process_that_is_killed_is_replaced(new_server: Callable[..., Server]) -> None:
    server = new_server()
    killed = server.web_processes()[0]
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: killed not in server.web_processes() and len(server.web_processes()) == 2, within_s=10)
    assert eventually(lambda: answers(server), within_s=10)


def answers(server: Server) -> bool:
    try:
        return server.query("ASK {}").status_code == 200
    except requests.ConnectionError:
        return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
