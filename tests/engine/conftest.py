"""Fixtures.

oxigraph        Oxigraph's server, in memory, for a test module: on disk each graph waits for the disk
small, other    two releases of a few records (tests/engines/fixtures.py)
"""

from collections.abc import Iterator

import pytest

from tests.engines import oxigraph as server
from tests.engines.engine import Engine
from tests.engines.fixtures import other, small
from tests.engines.published import started

__all__ = ["other", "oxigraph", "small"]


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with started(server.running, tmp_path_factory.mktemp("oxigraph"), in_memory=True) as engine:
        yield engine
