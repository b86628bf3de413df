"""Two small releases, built once: each test has a folder with both, of which the second is current."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from casus.keeping import pack
from casus.release.manifest import Release, current, named
from tests.compiler.conftest import everything
from tests.conftest import Workshop


class Shelf(NamedTuple):
    """A folder of releases."""

    var: Path
    older: str
    newer: str

    def release(self, release_id: str) -> Release:
        return named(self.var, release_id)


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Both releases; nobody changes them."""
    workshop = Workshop(tmp_path_factory.mktemp("two"))
    older = workshop.build().id
    workshop.edit("data/records.ttl", '"A Book"@en', '"Another Book"@en')
    return Shelf(workshop.var, older, workshop.build().id)


@pytest.fixture
def shelf(two: Shelf, tmp_path: Path) -> Shelf:
    var = tmp_path / "var"
    shutil.copytree(two.var, var, symlinks=True)
    return two._replace(var=var)


@pytest.fixture(scope="session")
def packed(two: Shelf) -> bytes:
    """The pack of the newer one."""
    out = io.BytesIO()
    pack.write(two.release(two.newer), out)
    return out.getvalue()


@pytest.fixture
def elsewhere(two: Shelf, tmp_path: Path) -> Shelf:
    """A folder with the older one alone."""
    var = tmp_path / "elsewhere"
    (var / "releases").mkdir(parents=True)
    shutil.copytree(two.var / "releases" / two.older, var / "releases" / two.older)
    (var / "current").symlink_to(Path("releases") / two.older)
    return two._replace(var=var)


@pytest.fixture
def unchanged(elsewhere: Shelf) -> Callable[[], None]:
    """That all is as it was when the test began, and nothing lies about."""
    before = everything(elsewhere.var)

    def check() -> None:
        assert everything(elsewhere.var) == before
        assert current(elsewhere.var).id == elsewhere.older
        assert list(elsewhere.var.glob(".draft-*")) == []

    return check
