"""One server for the whole hostile set, with limits so tight that an attack that works is seen within seconds.

It is the real thing: `casus serve` with two web processes and their query workers, on the shipped release. Attackers
come from other addresses of the loopback network than the people whose requests must be answered.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.conftest import running_server
from tests.hostile.measure import Measure, measure
from tests.hostile.server import LIMITS, Server

OWN = ("test_attacks", "test_processes", "test_workers")
"""Modules whose servers are their own. The others attack one, and the last of them sees what is left of all that."""


class ByServer(LoadScopeScheduling):  # type: ignore[misc]
    """Two processes for all attacks: they wait most of the time, for a deadline or for what a client does not send."""

    def _split_scope(self, nodeid: str) -> str:
        return "own" if Path(nodeid.split("::")[0]).stem in OWN else "one"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServer:
    return ByServer(config, log)


@pytest.fixture(scope="session")
def before(var: Path) -> Iterator[tuple[Server, Measure]]:
    """The server that is attacked, and what it held before."""
    running = running_server(var, **LIMITS)
    with running as url:
        server = Server(url, running.process.pid)
        server.warm_up()
        yield server, measure(server)


@pytest.fixture(scope="session")
def hostile(before: tuple[Server, Measure]) -> Server:
    """The server that is attacked."""
    return before[0]


@pytest.fixture
def new_server(var: Path) -> Iterator[Callable[..., Server]]:
    """Starts further servers, for attacks that a server does not outlive or that need limits of their own."""
    started: list[running_server] = []

    def start(**settings: str) -> Server:
        running = running_server(var, **(LIMITS | settings))
        url = running.__enter__()
        started.append(running)
        return Server(url, running.process.pid)

    yield start
    for running in started:
        running.__exit__()
