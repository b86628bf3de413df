"""One server for the whole hostile set, with limits so tight that an attack that works is seen within seconds.

It is the real thing: `casus serve` with two web processes and their query workers, on the shipped release. Attackers
come from other addresses of the loopback network than the people whose requests must be answered.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import running_server
from tests.hostile.measure import Measure, measure
from tests.hostile.server import LIMITS, Server


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
