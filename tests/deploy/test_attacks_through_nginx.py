"""The attacks that stopped the service once (docs/operating.md, "Slow clients"), through nginx as it is shipped.

What is asserted is what others see meanwhile, and that what the attackers hold is bounded. Some minutes, and the memory
of the whole machine is looked at: `make full`.
"""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import running_server
from tests.deploy.conftest import BEHIND
from tests.deploy.nginx import Nginx, head
from tools.bench.servers import tree

pytestmark = pytest.mark.full

_PAGE = 4096
_LIGHT = ("/v1/states/libya", "/v1/claims?limit={number}", "/sparql?query=ASK%7B%7D%23{number}")
"""A page that is kept, and a list and a query that were not asked for before."""


class Bystander:
    """Somebody who asks for a page, a list and a query by turns while others attack."""

    def __init__(self, nginx: Nginx) -> None:
        self._nginx = nginx
        self.taken_s: list[float] = []
        self.failed: list[object] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        ends = threading.Event()
        thread = threading.Thread(target=self._ask, args=(ends,))
        thread.start()
        try:
            yield
        finally:
            ends.set()
            thread.join(60)

    def _ask(self, ends: threading.Event) -> None:
        while not ends.wait(0.25):
            for path in _LIGHT:
                start = time.monotonic()
                try:
                    answer = self._nginx.ask(path.format(number=1 + len(self.taken_s)))
                except OSError as error:
                    self.failed.append(error)
                else:
                    self.taken_s.append(time.monotonic() - start)
                    if answer.status != 200:
                        self.failed.append((path, answer.status, answer.body[:200]))

    def is_served(self) -> None:
        assert len(self.taken_s) > 20
        assert self.failed == []
        assert statistics.median(self.taken_s) < 1
        assert max(self.taken_s) < 5


def tcp_bytes() -> int:
    """What the sockets of the whole machine hold in the kernel."""
    line = next(each for each in Path("/proc/net/sockstat").read_text().splitlines() if each.startswith("TCP:"))
    return int(line.split()[line.split().index("mem") + 1]) * _PAGE


def memory_bytes(pids: list[int]) -> int:
    """Their own memory: what they share is counted once, or not at all."""
    kinds = ("Private_Clean:", "Private_Dirty:")
    total = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(kinds))
    return total


@pytest.fixture(scope="module")
def front(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nginx, int]]:
    """nginx, and the service behind it with its own number; with the settings that an operator begins with."""
    running = running_server(var, **BEHIND)
    with running as url, Nginx(tmp_path_factory.mktemp("nginx"), url) as nginx:
        yield nginx, running.process.pid


def test_half_bodies_stop_nobody_and_reach_casus_never(front: tuple[Nginx, int]) -> None:
    nginx, pid = front
    seen = Bystander(nginx)
    half = head("/v1/reconcile", "POST", Content_Type="application/x-www-form-urlencoded", Content_Length="100")
    with ExitStack() as attack, seen.watching():
        connections = [
            attack.enter_context(nginx.sent(half + b"queries=", f"127.0.66.{address}"))
            for address in range(1, 10)
            for _ in range(10)
        ]
        time.sleep(5)
        assert connections_to_casus(pid) < 20
        time.sleep(8)
        ended = [connection for connection in connections if is_over(connection)]
    seen.is_served()
    assert len(ended) == 90, "some half bodies were still waited for after 13 s"


def test_one_address_does_not_take_all_connections(front: tuple[Nginx, int]) -> None:
    """4,200 connections that are kept alive and ask now and then, from one address."""
    nginx, _ = front
    seen = Bystander(nginx)
    request = head("/v1/states?limit=1")
    with ExitStack() as attack, seen.watching():
        connections = [attack.enter_context(nginx.connect("127.0.66.20")) for _ in range(4200)]
        for _ in range(2):
            for connection in connections:
                with suppress(OSError):
                    connection.sendall(request)
            time.sleep(3)
    seen.is_served()


def test_slow_readers_of_large_answers_hold_bounded_memory(front: tuple[Nginx, int]) -> None:
    """800 connections from 40 addresses that ask for 1.3 MB and read 6 KB a second of it."""
    nginx, pid = front
    seen = Bystander(nginx)
    size = len(nginx.ask("/openapi.json", Accept_Encoding="identity").body)
    assert size > 1_000_000
    request = head("/openapi.json", Accept_Encoding="identity")
    before = tcp_bytes(), memory_bytes(tree(pid)), memory_bytes(nginx.pids())
    most = [0, 0, 0]
    with ExitStack() as attack, seen.watching():
        connections = [
            attack.enter_context(nginx.sent(request, f"127.0.66.{40 + number % 40}", receive_buffer=4096))
            for number in range(800)
        ]
        for _ in range(20):
            for connection in connections:
                with suppress(OSError):
                    connection.recv(6 * 1024)
            now = tcp_bytes(), memory_bytes(tree(pid)), memory_bytes(nginx.pids())
            most = [max(one, other - earlier) for one, other, earlier in zip(most, now, before, strict=True)]
            time.sleep(0.5)
        assert connections_to_casus(pid) < 40, "Casus waits for slow readers"
    tcp, casus, proxy = (each / 1024**2 for each in most)
    print(f"TCP {tcp:.0f} MiB, Casus {casus:.0f} MiB, nginx {proxy:.0f} MiB")  # noqa: T201
    seen.is_served()
    assert tcp < 350
    assert casus < 100
    assert proxy < 100


def connections_to_casus(pid: int) -> int:
    """Sockets that the service holds: its connections, and the few of its own."""
    found = 0
    for each in tree(pid):
        with suppress(OSError):
            for descriptor in Path(f"/proc/{each}/fd").iterdir():
                with suppress(OSError):
                    found += descriptor.readlink().name.startswith("socket:")
    return found


def is_over(connection: socket.socket) -> bool:
    """Whether the other side has answered or closed."""
    connection.settimeout(0.1)
    try:
        connection.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True
