"""One small real store for the whole run (two graphs, 300 quads) and real worker processes on it.

A sandbox is made by the test that needs it, because limits are what is tested; the fixture closes it. Queries that must
explode do so by cartesian products of the 300 quads, so nothing here is large on disk.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from casus.sandbox import protocol
from casus.sandbox.limits import Limits
from casus.sandbox.nursery_process import Nursery
from casus.sandbox.process import WorkerProcess
from casus.sandbox.query import Query
from casus.sandbox.sandbox import Sandbox
from casus.terms.problem import Problem

SOLUTIONS = "application/sparql-results+json"
EXAMPLE = "http://example.org/"
FOLDER = "release-of-the-sandbox"
"""By its name in their command lines the workers are told from those of other fixtures."""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"
"""300^5 solutions, counted without output: runs for years in constant memory."""
LIMITS = Limits(memory_bytes=128 * 1024**2, result_max_bytes=1_000_000)
"""Of the fixtures `worker` and `blind`."""
BLIND = """#!{python} -P
import sys

from casus.sandbox import engine, nursery
from casus.sandbox.limits import Limits

engine.keyword = lambda *_: None
nursery.main(sys.argv[-2], Limits.from_json(sys.argv[-1]))
"""


@pytest.fixture(scope="session", params=[pytest.param("on disk", marks=pytest.mark.slow), "in memory"])
def store_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    path = tmp_path_factory.mktemp(FOLDER) / "store"
    store = ox.Store(str(path))
    store.bulk_extend(
        ox.Quad(
            ox.NamedNode(f"{EXAMPLE}s{number}"),
            ox.NamedNode(f"{EXAMPLE}p{number % 3}"),
            ox.Literal(f"value {number}"),
            ox.NamedNode(f"{EXAMPLE}{'odd' if number % 2 else 'even'}"),
        )
        for number in range(300)
    )
    if request.param == "in memory":
        quads = path.with_suffix(".nq.gz")
        quads.write_bytes(gzip.compress(store.dump(format=ox.RdfFormat.N_QUADS)))
        return quads
    store.flush()
    del store
    return path


@pytest.fixture
def sandbox(store_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Makes sandboxes with the limits given, 2 workers and 10 s unless told."""
    made: list[Sandbox] = []

    def make(
        path: Path = store_path, *, workers: int = 2, queue_wait_s: float = 5.0, deadline_s: float = 10.0, **limits: int
    ) -> Sandbox:
        all_limits = Limits(deadline_s=deadline_s, **({"memory_bytes": 256 * 1024**2} | limits))  # type: ignore[arg-type]
        made.append(Sandbox(path, workers=workers, queue_wait_s=queue_wait_s, limits=all_limits))
        return made[-1]

    yield make
    for each in made:
        each.close()


@contextmanager
def running(nursery: Nursery) -> Iterator[WorkerProcess]:
    """A worker of the nursery that is ready; both are ended at the end of the block."""
    worker = nursery.worker()
    try:
        assert worker.wait_ready(time.monotonic() + 10) == 0
        yield worker
    finally:
        worker.kill()
        worker.reap()
        nursery.close()


@pytest.fixture
def worker(store_path: Path) -> Iterator[WorkerProcess]:
    with running(Nursery(store_path, LIMITS)) as worker:
        yield worker


def blind_nursery(store_path: Path, folder: Path) -> Nursery:
    """Its workers look for no keyword: what they still cannot do, the kernel forbids. Its program goes to the folder.

    They have no FROM either: all graphs are one to them, whatever a query names.
    """
    program = folder / "blind-nursery"
    program.write_text(BLIND.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "executable", str(program))
        return Nursery(store_path, LIMITS)


@pytest.fixture
def blind(store_path: Path, tmp_path: Path) -> Iterator[WorkerProcess]:
    with running(blind_nursery(store_path, tmp_path)) as worker:
        yield worker


def ask(
    worker: WorkerProcess, query: str, media_type: str = SOLUTIONS, wait_s: float = 10, **request: Any
) -> list[tuple[bytes, bytes]]:
    """All frames of one answer; each must come within the wait."""
    worker.submit(Query(query, media_type, **({"deadline_s": 5.0} | request)))
    answer: list[tuple[bytes, bytes]] = []
    while not answer or answer[-1][0] not in (protocol.END, protocol.ERROR):
        answer.append(worker.next_frame(time.monotonic() + wait_s))
    return answer


def rows(answer: list[tuple[bytes, bytes]]) -> list[str]:
    """The values of a SELECT with one variable, sorted."""
    assert answer[-1][0] == protocol.END
    bindings = json.loads(b"".join(payload for kind, payload in answer if kind == protocol.CHUNK))["results"][
        "bindings"
    ]
    return sorted(value["value"] for row in bindings for value in row.values())


def error(answer: list[tuple[bytes, bytes]]) -> Problem:
    kind, payload = answer[-1]
    assert kind == protocol.ERROR
    return protocol.unpack_problem(payload)
