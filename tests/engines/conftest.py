"""Fixtures.

published   an engine that runs, with the shipped release on it, for a test module: loading takes half a minute
own, there  the service that has this release itself, and the one that reads it from the engine
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.conftest import serving_app
from tests.engines import fuseki, oxigraph, virtuoso
from tests.engines.engine import Engine
from tests.engines.published import client_on, publish, started

STARTERS = {
    "oxigraph": partial(started, oxigraph.running, in_memory=True),
    "fuseki": partial(started, fuseki.running, in_memory=True),
    "virtuoso": partial(started, virtuoso.running),
}
PATIENT = {"request_deadline_s": 300, "facet_budget_s": 120, "web_threads": 400, "client_requests": 200}
"""Limits that no answer here comes near: what is compared is what engines say, not how soon."""


@pytest.fixture(scope="module", params=sorted(STARTERS))
def published(request: pytest.FixtureRequest, release: Release) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, STARTERS[request.param](Path(folder)) as engine:
        publish(engine, release)
        yield engine


@pytest.fixture(scope="module")
def own(var: Path) -> Iterator[FlaskClient]:
    with serving_app(var, **PATIENT) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def there(published: Engine, var: Path) -> Iterator[FlaskClient]:
    with client_on(published, var, **PATIENT) as client:
        yield client
