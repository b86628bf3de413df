"""`nginx`: the shipped release behind nginx, both as an operator starts them; started once for all tests that read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import running_server
from tests.deploy.nginx import NAME, Nginx

BEHIND = {"CASUS_PUBLIC_URL": f"https://{NAME}", "CASUS_TRUSTED_PROXIES": "1"}
"""What deploy/systemd/casus.env says to Casus."""


@pytest.fixture(scope="session")
def behind(var: Path) -> Iterator[str]:
    """The URL of a service that knows that a proxy stands before it."""
    with running_server(var, **BEHIND) as url:
        yield url


@pytest.fixture(scope="session")
def nginx(behind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with Nginx(tmp_path_factory.mktemp("nginx"), behind) as running:
        yield running
