"""Fixtures of all tests that put releases on engines; a folder of tests has those that its conftest.py names."""

import pytest

from casus.release.manifest import Release
from tests.engines.published import other_release, small_release


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a few records."""
    return small_release(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """One that says something else of them."""
    return other_release(tmp_path_factory.mktemp("other"))
