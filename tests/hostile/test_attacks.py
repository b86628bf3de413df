"""The attacks that once stopped the service, each as it was found, against a server with its defaults.

While one goes on, somebody at another address asks what is light: it is answered within a second each time.
"""

import os
import resource
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from casus.release.manifest import Release
from tests.conftest import running_server
from tests.hostile.measure import MIB
from tests.hostile.server import Server, request_head
from tests.waiting import eventually

pytestmark = pytest.mark.hostile

LONGEST_S = 1.0
PAGE_BYTES = resource.getpagesize()


@pytest.fixture(scope="module")
def old_releases(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the shipped release and six older ones: the same files under other names."""
    var = tmp_path_factory.mktemp("old") / "var"
    (var / "releases").mkdir(parents=True)
    for name in (release.id, *(f"0.1.0-{number:012x}" for number in range(6))):
        target = var / "releases" / name
        shutil.copytree(release.path, target, copy_function=os.link)
        (target / "manifest.json").unlink()
        replace(release.manifest, id=name).write(target)
    (var / "current").symlink_to(Path("releases") / release.id)
    return var


@pytest.fixture(scope="module")
def service(old_releases: Path) -> Iterator[Server]:
    running = running_server(old_releases)
    with running as url:
        server = Server(url, running.process.pid)
        server.warm_up()
        yield server


class Somebody:
    """Asks from an address of his own, again and again, what has not been asked before, and looks at the clock."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.waits: dict[str, list[float]] = {"/healthz": [], "/v1/states/libya": [], "/sparql": []}
        self.other_answers: list[str] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._ask_on)

    def __enter__(self) -> "Somebody":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _ask_on(self) -> None:
        number = 0
        while not self._ends.is_set():
            for path in self.waits:
                number += 1
                query = f"?query=ASK%7B%7D%23{number}" if path == "/sparql" else ""
                head = request_head("GET", path + query, Accept=f"*/*;n={number}", Connection="close")
                start = time.monotonic()
                try:
                    with self.server.sent(head, "127.0.0.77") as connection:
                        answer = connection.recv(100)
                except OSError as error:
                    answer = str(error).encode()
                self.waits[path].append(time.monotonic() - start)
                if not answer.startswith(b"HTTP/1.1 200"):
                    self.other_answers.append(f"{path}: {answer[:40]!r}")
            time.sleep(0.05)

    def was_served(self, least: int = 5) -> bool:
        longest = {path: max(waits) for path, waits in self.waits.items()}
        assert self.other_answers == []
        assert all(wait < LONGEST_S for wait in longest.values()), longest
        return all(len(waits) >= least for waits in self.waits.values())


@contextmanager
def connections(made: Iterator[socket.socket]) -> Iterator[list[socket.socket]]:
    held = list(made)
    try:
        yield held
    finally:
        for connection in held:
            connection.close()


def tcp_bytes() -> int:
    """The memory that the kernel uses for TCP, of the whole system (proc(5), sockstat)."""
    line = next(line for line in Path("/proc/net/sockstat").read_text().splitlines() if line.startswith("TCP:"))
    return int(line.split()[line.split().index("mem") + 1]) * PAGE_BYTES


def resident_bytes(server: Server) -> int:
    found = 0
    for pid in server.web_processes():
        with suppress(OSError):
            found += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    return found


@pytest.mark.parametrize("path", ["/v1/reconcile", "/sparql", "/v1/states"])
def test_bodies_that_do_not_arrive_keep_nobody_waiting(service: Server, path: str) -> None:
    head = request_head("POST", path, Content_Type="application/x-www-form-urlencoded", Content_Length=100)
    stalled = (service.sent(head + b"queries=", f"127.0.1.{address}") for address in range(1, 10) for _ in range(10))
    with connections(stalled), Somebody(service) as somebody:
        time.sleep(3)
    assert somebody.was_served()


def test_old_releases_in_turn_keep_nobody_waiting(service: Server) -> None:
    """Six are more than are kept open: each request opens one anew."""
    ends = time.monotonic() + 5
    answers: list[int] = []

    def ask(client: int) -> None:
        for number in cycle(range(6)):
            if time.monotonic() > ends:
                return
            path = f"/v1/states/libya?release=0.1.0-{(number + client) % 6:012x}"
            head = request_head("GET", path, Connection="close")
            with suppress(OSError), service.sent(head, f"127.0.2.{client % 8 + 1}") as connection:
                answers.append(int(connection.recv(100).split()[1]))

    asking = [threading.Thread(target=ask, args=(client,)) for client in range(64)]
    with Somebody(service) as somebody:
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert somebody.was_served()
    assert set(answers) <= {200, 429, 503}
    assert answers.count(200) > 5


def test_one_address_that_holds_five_thousand_connections_keeps_nobody_waiting(service: Server) -> None:
    head = request_head("GET", "/healthz")
    with connections(service.sent(head, "127.0.3.1") for _ in range(5000)) as held:
        with Somebody(service) as somebody:
            for connection in held[::5]:
                connection.sendall(head)
            time.sleep(2)
        assert somebody.was_served()
        assert resident_bytes(service) < 800 * MIB
    assert eventually(lambda: resident_bytes(service) > 0, within_s=1)


def test_slow_readers_of_large_answers_take_no_memory_of_the_host(service: Server) -> None:
    head = request_head("GET", "/openapi.json")
    tcp_before, before = tcp_bytes(), resident_bytes(service)
    readers = (service.sent(head, f"127.0.4.{number % 100 + 1}") for number in range(800))
    with connections(readers) as held, Somebody(service) as somebody:
        highest_tcp = highest = 0
        for _ in range(6):
            for connection in held:
                connection.setblocking(False)
                with suppress(BlockingIOError):
                    connection.recv(6000)
            highest_tcp = max(highest_tcp, tcp_bytes() - tcp_before)
            highest = max(highest, resident_bytes(service) - before)
            time.sleep(0.5)
    assert somebody.was_served()
    assert highest < 150 * MIB, f"{highest // MIB} MiB"
    assert highest_tcp < 400 * MIB, f"{highest_tcp // MIB} MiB, what the readers' own side has taken with it"


def test_long_lists_whose_clients_have_gone_are_not_finished(service: Server) -> None:
    heads = [request_head("GET", f"/v1/claims?limit={500 - number}") for number in range(60)]
    with Somebody(service) as somebody:
        for number, head in enumerate(heads):
            service.sent(head, f"127.0.5.{number % 15 + 1}").close()
        time.sleep(3)
    assert somebody.was_served()
    assert eventually(lambda: idle(service), within_s=5)


def idle(server: Server) -> bool:
    """Whether the web processes use hardly any time of a processor."""

    def ticks() -> int:
        found = 0
        for pid in server.web_processes():
            with suppress(OSError):
                found += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        return found

    before = ticks()
    time.sleep(0.5)
    return ticks() - before < 10


def test_what_is_asked_for_by_many_at_once_is_computed_once(service: Server) -> None:
    """A page of 500 claims, a second of work or more: together it would be minutes."""
    head = request_head("GET", "/v1/claims?limit=500&lang=tr", Connection="close")
    start = time.monotonic()
    with connections(service.sent(head, f"127.0.6.{number % 200 + 1}") for number in range(400)) as held:
        assert {connection.recv(15) for connection in held} == {b"HTTP/1.1 200 OK"}
    assert time.monotonic() - start < 15
