"""Query workers that are killed, crash or run out of memory: one query is lost each time, and nothing else."""

import os
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from casus.release.manifest import Release
from casus.sandbox.limits import Limits, QueryTimeout
from casus.sandbox.query import Query
from casus.sandbox.sandbox import Sandbox
from tests.conftest import running_server
from tests.hostile.server import ENDLESS, LIGHT, LIMITS, Server, problem, product
from tests.hostile.test_queries import MEMORY_BOMBS, RESULT_BOMBS, cases
from tests.waiting import eventually

pytestmark = pytest.mark.hostile

RESULTS = "application/sparql-results+json"
DEADLINE_S = float(LIMITS["CASUS_QUERY_DEADLINE_S"])
SLOW = product(3, 200)
"""Some seconds of work."""


@pytest.fixture(scope="module")
def patient(var: Path) -> Iterator[Server]:
    """One web process with two query workers that have time."""
    settings = {"CASUS_WEB_WORKERS": "1", "CASUS_QUERY_DEADLINE_S": "30", "CASUS_CLIENT_QUERIES": "2"}
    running = running_server(var, **(LIMITS | settings))
    with running as url, ThreadPoolExecutor(2) as clients:
        server = Server(url, running.process.pid)
        assert all(answer.status_code == 200 for answer in clients.map(server.query, [product(3, 80)] * 2))
        assert len(server.query_workers()) == 2
        yield server


def busy(server: Server) -> list[int]:
    """The query workers that run."""
    return [pid for pid in server.query_workers() if any(state(task) == "R" for task in tasks(pid))]


def tasks(pid: int) -> list[Path]:
    with suppress(OSError):
        return list(Path(f"/proc/{pid}/task").iterdir())
    return []


def state(task: Path) -> str:
    with suppress(OSError):
        return (task / "stat").read_text().rsplit(")", 1)[1].split()[0]
    return ""


def gone(pid: int) -> bool:
    return all(state(task) in ("", "Z", "X") for task in tasks(pid))


def test_a_worker_is_gone_soon_after_its_deadline(new_server: Callable[..., Server]) -> None:
    server = new_server(CASUS_WEB_WORKERS="1", CASUS_QUERY_WORKERS="1")
    taken = []
    for _ in range(3):
        assert server.query(LIGHT).status_code == 200
        (worker,) = server.query_workers()
        with ThreadPoolExecutor(1) as client:
            start = time.monotonic()
            answer = client.submit(server.query, ENDLESS)
            assert eventually(lambda: gone(worker), within_s=DEADLINE_S + 5, every_s=0.002)  # noqa: B023
            taken.append(time.monotonic() - start)
            assert problem(answer.result()) == (504, "query-timeout")
    assert min(taken) >= DEADLINE_S
    assert statistics.median(taken) <= DEADLINE_S + 0.1, taken


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (signal.SIGKILL, (503, "unavailable")),
        (signal.SIGSEGV, (422, "query-crashed")),
        (signal.SIGABRT, (422, "query-crashed")),
    ],
    ids=["killed, and not by the kernel", "a fault", "aborted"],
)
def test_a_worker_that_dies_costs_one_query_and_is_replaced(patient: Server, end: int, told: tuple[int, str]) -> None:
    with ThreadPoolExecutor(2) as clients:
        answers = [clients.submit(patient.query, SLOW) for _ in range(2)]
        assert eventually(lambda: len(busy(patient)) == 2, within_s=10)
        dead, other = busy(patient)
        os.kill(dead, end)
        found = sorted((answer.result() for answer in answers), key=lambda answer: answer.status_code)
    assert found[0].json()["results"]["bindings"][0]["n"]["value"] == "8000000"
    assert problem(found[1]) == told
    assert eventually(lambda: len(patient.query_workers()) == 2, within_s=5)
    assert other in patient.query_workers()
    assert dead not in patient.query_workers()


@pytest.mark.parametrize("bomb", MEMORY_BOMBS.values(), ids=MEMORY_BOMBS)
def test_memory_that_is_exhausted_costs_one_query_and_its_worker_is_replaced(patient: Server, bomb: str) -> None:
    with ThreadPoolExecutor(2) as clients:
        other = clients.submit(patient.query, SLOW)
        assert eventually(lambda: len(busy(patient)) == 1, within_s=10)
        assert problem(clients.submit(patient.query, bomb).result()) == (422, "query-memory")
        assert other.result().status_code == 200
    assert eventually(lambda: len(patient.query_workers()) == 2, within_s=5)


@cases(RESULT_BOMBS)
def test_a_result_that_is_too_large_is_refused_whole(patient: Server, query: str) -> None:
    """On a slow machine the deadline of the other server would be nearer."""
    assert problem(patient.query(query)) == (413, "result-too-large")


def test_workers_that_are_killed_idle_are_replaced_unnoticed(patient: Server) -> None:
    assert patient.query(LIGHT).status_code == 200
    for pid in patient.query_workers():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert [patient.query(LIGHT).status_code for _ in range(4)] == [200] * 4


def test_workers_may_be_killed_without_end(patient: Server) -> None:
    end = time.monotonic() + 3

    def ask() -> Counter[tuple[int, str]]:
        """What a client gets that asks one query after the other."""
        answers: Counter[tuple[int, str]] = Counter()
        while time.monotonic() < end:
            answer = patient.query(LIGHT)
            answers[(200, "") if answer.status_code == 200 else problem(answer)] += 1
        return answers

    with ThreadPoolExecutor(4) as clients:
        asking = [clients.submit(ask) for _ in range(4)]
        while time.monotonic() < end:
            for pid in patient.query_workers():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        answers = sum((client.result() for client in asking), Counter())
    assert answers[(200, "")] > 10
    assert set(answers) <= {(200, ""), (503, "busy"), (503, "unavailable")}
    assert patient.light_ms() < 1000
    assert eventually(lambda: 1 <= len(patient.query_workers()) <= 2, within_s=5)


@pytest.mark.parametrize("where", ["in memory", "on disk"])
def test_a_thousand_replacements_under_load_leave_none_hanging(release: Release, where: str) -> None:
    """Beside queries that run: a worker that was forked at a bad moment would not answer."""
    thousand = 1000 if where == "in memory" else 100  # on disk each opens the store anew
    path = release.quads_path if where == "in memory" else release.store_path
    box = Sandbox(path, workers=4, queue_wait_s=10, limits=Limits(start_s=5))

    def killed(_: int) -> str:
        try:
            box.run(Query(ENDLESS, RESULTS, deadline_s=0.002)).read()
        except QueryTimeout:
            return "killed"
        return "answered"

    def light(_: int) -> int:
        return len(box.run(Query(LIGHT, RESULTS, deadline_s=10)).read())

    try:
        with ThreadPoolExecutor(4) as killers, ThreadPoolExecutor(2) as others:
            answers = others.map(light, range(thousand))
            assert Counter(killers.map(killed, range(thousand))) == {"killed": thousand}
            assert len(set(answers)) == 1
    finally:
        box.close()
