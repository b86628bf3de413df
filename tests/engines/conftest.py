"""Fixtures.

bare             one of the engines, with nothing on it that a test has not put there: Oxigraph's server, and in
                 `make full` all three
small, other     two releases of a few records (fixtures.py)
small_published  Fuseki or Virtuoso with a release of a few records on it, in some ten seconds: for `make check`, where
                 `tests/engine/` has the same on Oxigraph's server
published        an engine with the shipped release on it, in a minute: for `make full`
own, there       the service that has the shipped release itself, and the one that reads it from the engine
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.conftest import Workshop, serving_app
from tests.engines import fuseki, oxigraph, virtuoso
from tests.engines.engine import Engine
from tests.engines.fixtures import other, small  # noqa: F401 - for the tests beside
from tests.engines.published import client_on, publish, started

STARTERS: Final = {
    "oxigraph": partial(started, oxigraph.running, in_memory=True),
    "fuseki": partial(started, fuseki.running, in_memory=True),
    "virtuoso": partial(started, virtuoso.running),
}
PATIENT: Final[dict[str, Any]] = {
    "request_deadline_s": 300,
    "facet_budget_s": 120,
    "web_threads": 400,
    "client_requests": 200,
}
"""Limits that no answer here comes near: what is compared is what engines say, not how soon."""


@pytest.fixture(
    scope="module",
    params=["oxigraph", *(pytest.param(name, marks=pytest.mark.full) for name in ("fuseki", "virtuoso"))],
)
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with STARTERS[request.param](tmp_path_factory.mktemp(request.param)) as engine:
        yield engine


@pytest.fixture(scope="module", params=["fuseki", "virtuoso"])
def small_published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Release]]:
    release = Workshop(tmp_path_factory.mktemp("small")).build()
    with STARTERS[request.param](tmp_path_factory.mktemp(request.param)) as engine:
        publish(engine, release)
        yield engine, release


@pytest.fixture(scope="module", params=sorted(STARTERS))
def published(
    request: pytest.FixtureRequest, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with STARTERS[request.param](tmp_path_factory.mktemp(request.param)) as engine:
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
