"""Fixtures, from cheap to dear.

sources     the shipped Turtle files, parsed once for the whole run: for what is asked of the data as they are written
workshop    a folder with the real vocabulary, shapes and code lists and a few records: for what curators write
release     the shipped sources, compiled: what `make build` left, or once for all test processes
client      Flask's test client on that release: for everything that needs no socket
server      `casus serve` on that release in a process of its own, on a free port: for what only a real server shows
"""

import fcntl
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR
from casus.app import create_app
from casus.compiler.build import build
from casus.compiler.check import check
from casus.compiler.freshness import is_stale
from casus.compiler.load import SourceFile, load
from casus.compiler.violations import BuildError
from casus.release.manifest import Release, current
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from tests.turtle import HEAD

VAR = Path(__file__).parents[1] / "var"
"""Where `make build` puts releases."""
OF_DATASETS = ("dyads", "conflict-years", "conflict-episodes", "war-participants", "system-memberships")
"""Collections whose records come with datasets that are imported: the shipped release has none."""
SERVE = (Path(sys.executable).with_name("casus"), "serve", "--no-build")
_RECORDS = """
force:first a casus:ArmedForce ;
    skos:prefLabel "First Force"@en , "القوة الأولى"@ar ;
    casus:when "2014-05/.." ;
    casus:forceType force-type:armed-group ;
    casus:state state:libya ;
    dcterms:source source:book .

source:book a casus:Source ;
    skos:prefLabel "A Book"@en ;
    casus:sourceType source-type:book .

source:dataset a casus:Source ;
    skos:prefLabel "A Dataset"@en ;
    casus:sourceType source-type:dataset .

state:libya a casus:State ;
    skos:prefLabel "Libya"@en ;
    casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; casus:value "620" ;
        casus:matchStrength match-strength:exact ;
        casus:when "1951-12-24/2016-12-31" ; casus:endKnown end-known:censored ] ;
    dcterms:source source:book .
"""


class Workshop:
    """Sources that a test may change, and the place that their releases go to."""

    def __init__(self, folder: Path) -> None:
        self.sources = folder / "ontology"
        self.var = folder / "var"
        (self.sources / "data").mkdir(parents=True)
        for name in ("casus.ttl", "dataset.ttl", "shapes.ttl"):
            shutil.copy(ONTOLOGY_DIR / name, self.sources / name)
        shutil.copytree(ONTOLOGY_DIR / "codes", self.sources / "codes")
        self.write("records", _RECORDS)

    def write(self, name: str, records: str) -> Path:
        """Write `data/<name>.ttl`: the usual prefixes, then the records."""
        path = self.sources / "data" / f"{name}.ttl"
        path.write_text(HEAD + records, encoding="utf-8")
        return path

    def append(self, path: str, text: str) -> None:
        """Write the text below what stands in the file."""
        with (self.sources / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands in the file exactly once."""
        file = self.sources / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def build(self) -> Release:
        return build(self.sources, self.var)

    def problems(self) -> list[str]:
        """What `casus check` would say is wrong."""
        try:
            check(self.sources)
        except BuildError as error:
            return [str(violation) for violation in error.violations if not violation.is_warning]
        return []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes as one test begins first, so that it is not what all others wait for in the end."""
    items.sort(key=lambda item: item.get_closest_marker("contract") is None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """The modules and the tests stay: the collector need not look at these million objects, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def shipped_sources() -> list[SourceFile]:
    """The graphs are shared: nobody changes them."""
    return load(ONTOLOGY_DIR)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release that `make build` left, or one that is built now: by the first of all test processes."""
    VAR.mkdir(exist_ok=True)
    with (VAR / ".lock-of-tests").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = build(ONTOLOGY_DIR, VAR) if is_stale(ONTOLOGY_DIR, VAR) else current(VAR)
    return alone(built, tmp_path_factory.mktemp("shipped"))


def alone(release: Release, folder: Path) -> Release:
    """The release in a place of its own there, whatever other releases were beside it."""
    var = folder / "var"
    shutil.copytree(release.path, var / "releases" / release.id)
    (var / "current").symlink_to(Path("releases") / release.id)
    return current(var)


@pytest.fixture(scope="session")
def var(release: Release) -> Path:
    """The folder that holds the release."""
    return release.path.parent.parent


@contextmanager
def serving_app(var: Path, **settings: Any) -> Iterator[Flask]:
    """The app on the release that is current there, with these settings; its workers end with the block."""
    app = create_app(Settings(var_dir=var, **{"lists": os.environ.get("CASUS_LISTS", "index"), **settings}))
    try:
        yield app
    finally:
        app.extensions["casus-releases"].served.sandbox.close()


@pytest.fixture(scope="session")
def app(var: Path) -> Iterator[Flask]:
    # The tests are one client, which does not close the answers that it has seen enough of.
    with serving_app(var, web_threads=400, client_requests=200) as app:
        yield app


@pytest.fixture(scope="session")
def opened(app: Flask) -> OpenRelease:
    """The release as the views read it."""
    served: OpenRelease = app.extensions["casus-releases"].served
    return served


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def server(var: Path) -> Iterator[str]:
    """The URL of a real server."""
    with running_server(var) as url:
        yield url


class running_server:
    """`casus serve` on a free port of the loopback interface, ended at the end of the block."""

    def __init__(
        self, var: Path, *, command: Sequence[str | Path] = SERVE, cwd: Path | None = None, **environment: str
    ) -> None:
        self.var = var
        self.command = command
        self.cwd = cwd
        self.environment = environment

    def __enter__(self) -> str:
        self._errors = tempfile.TemporaryFile()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            env={**os.environ, "CASUS_VAR_DIR": str(self.var), "PORT": str(port), **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 90
        while True:
            try:
                with urlopen(f"{url}/readyz", timeout=5):
                    return url
            except OSError as error:  # URLError is one
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__()
                    raise AssertionError(f"the server does not answer ({error}); it said:\n{self.said}") from error
                time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with self._errors:
            self._errors.seek(0)
            self.said = self._errors.read().decode("utf-8", "replace")
        sys.stderr.write(self.said)  # pytest shows it where a test fails
