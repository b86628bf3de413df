"""Fixtures.

oxigraph    Oxigraph's server, in memory, for a test module: on disk each graph waits for the disk
small       a release of a few records; other: one that says something else of them
"""

from collections.abc import Iterator

import pytest

from casus.release.manifest import Release
from tests.engines import oxigraph as server
from tests.engines.engine import Engine
from tests.engines.published import other_release, small_release, started


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with started(server.running, tmp_path_factory.mktemp("oxigraph"), in_memory=True) as engine:
        yield engine


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return small_release(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return other_release(tmp_path_factory.mktemp("other"))
