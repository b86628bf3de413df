"""`url`: /mcp of a real server with several processes. `behind`: of one in this process, with settings of a test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from casus.server.gateway import Gateway
from tests.conftest import serving_app
from tests.server.running import running

Behind = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def url(server: str) -> str:
    return f"{server}/mcp"


@pytest.fixture(scope="session")
def behind(var: Path) -> Behind:
    @contextmanager
    def serve(folder: Path = var, **settings: Any) -> Iterator[str]:
        with serving_app(folder, **settings) as app:
            chosen = app.extensions["casus-releases"].served.settings
            with running(Gateway(app, chosen), chosen) as server:
                yield f"http://127.0.0.1:{server.port}/mcp"

    return serve
