"""Fixtures.

engine      one of the engines, running, with the shipped release on it
own         Flask's test client of the service that holds that release itself
there       the same of the service whose data are on the engine
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.engines import oxigraph
from tests.engines.engine import Engine
from tests.engines.published import client_on, publish, started

ENGINES: dict[str, Callable[..., AbstractContextManager[Engine]]] = {
    oxigraph.NAME: partial(oxigraph.running, in_memory=True)  # on disk, each of 93 graphs would wait for the disk
}
"""How each is started, in a folder of its own."""


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with started(ENGINES[request.param], tmp_path_factory.mktemp(request.param)) as engine:
        publish(engine, release)
        yield engine


@pytest.fixture(scope="session")
def own(client: FlaskClient) -> FlaskClient:
    return client


@pytest.fixture(scope="session")
def there(engine: Engine, release: Release) -> Iterator[FlaskClient]:
    with client_on(engine, release.path.parent.parent, web_threads=400, client_requests=200) as client:
        yield client
