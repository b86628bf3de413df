"""One server for all tests of this folder, and a connection to it for each module: an idle one is closed after a while.

Its release holds the graphs in `data/` and, where they are, those of the W3C tests.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conformance import report, suite
from tests.conformance.endpoint import Endpoint, running_endpoint

GRAPH = "http://example.org/graph/"
_FILES = sorted((Path(__file__).parent / "data").glob("*.ttl"))


@pytest.fixture(scope="session")
def conformance_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the server."""
    graphs = [(GRAPH + file.stem, file) for file in _FILES]
    graphs += report.graphs() if suite.available() else []
    with running_endpoint(tmp_path_factory.mktemp("conformance"), graphs) as endpoint:
        yield endpoint.url


@pytest.fixture(scope="module")
def endpoint(conformance_server: str) -> Iterator[Endpoint]:
    with closing(Endpoint(conformance_server)) as endpoint:
        yield endpoint
