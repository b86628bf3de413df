"""An engine that runs for a test: where it answers and how it is stopped.

Each engine is a module beside this one with `running(folder, query_limit_s=...)`, a context manager that starts it on a
free port of the loopback interface, waits until it answers, and ends it. What it writes goes into the folder.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest


class NotInstalled(Exception):
    """The engine is not on this machine; the text says how it is installed."""


@dataclass(frozen=True)
class Engine:
    """A running engine."""

    name: str
    version: str
    query_url: str
    """SPARQL 1.1 Protocol, the query operation; anybody may ask."""
    graph_store_url: str
    """SPARQL 1.1 Graph Store Protocol; whoever writes gives the credentials."""
    user: str | None
    password: str | None
    digest: bool
    """Whether the credentials go by HTTP Digest (RFC 7616), which Virtuoso alone wants, or Basic (RFC 7617)."""
    process: subprocess.Popen[bytes]
    log: Path
    """What the engine said."""


@contextmanager
def process(
    command: Sequence[str | Path], log: Path, *, cwd: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to the log and is ended with the block, by force if it does not end when asked."""
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **environment}
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, within_s: float = 90) -> None:
    """Return when something answers there, whatever it says; AssertionError with the log when nothing does."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text("utf-8", "replace")
                raise AssertionError(f"{url} does not answer ({error}); the engine said:\n{said}") from error
            time.sleep(0.05)


def skip(missing: NotInstalled) -> None:
    """Skip the test, and say what is missing; with REQUIRE_CLIENTS, as in CI, fail."""
    if os.environ.get("REQUIRE_CLIENTS"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))
