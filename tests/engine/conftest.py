"""Fixtures.

oxigraph    Oxigraph's server, in memory, for a test module: on disk each graph waits for the disk
small       a release of a few records; other: one that says something else of them
"""

from collections.abc import Iterator

import pytest

from casus.release.manifest import Release
from tests.conftest import Workshop
from tests.engines import oxigraph as server
from tests.engines.engine import Engine
from tests.engines.published import started


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with started(server.running, tmp_path_factory.mktemp("oxigraph"), in_memory=True) as engine:
        yield engine


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a few records."""
    return Workshop(tmp_path_factory.mktemp("small")).build()


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Another one, in which some of the same records say something else."""
    workshop = Workshop(tmp_path_factory.mktemp("other"))
    workshop.edit("data/records.ttl", '"First Force"@en', '"Second Name of the First Force"@en')
    workshop.append(
        "data/records.ttl",
        'source:article a casus:Source ; skos:prefLabel "An Article"@en ; casus:sourceType source-type:press .\n',
    )
    return workshop.build()
