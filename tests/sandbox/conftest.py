"""One small real store for the whole run (two graphs, 300 quads) and real worker processes on it.

A sandbox is made by the test that needs it, because limits are what is tested; the fixture closes it. Queries that must
explode do so by cartesian products of the 300 quads, so nothing here is large on disk.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from casus.sandbox.limits import Limits
from casus.sandbox.sandbox import Sandbox

SOLUTIONS = "application/sparql-results+json"
EXAMPLE = "http://example.org/"
FOLDER = "release-of-the-sandbox"
"""By its name in their command lines the workers are told from those of other fixtures."""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"
"""300^5 solutions, counted without output: runs for years in constant memory."""


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
