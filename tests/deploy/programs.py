"""Programs of Debian that these tests start: where they are, and what becomes of a test where they are not."""

import os
import shutil
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
_PLACES = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
"""Servers stand where the path of an ordinary user does not lead."""


def program(name: str, package: str) -> str:
    """Where it is. Skips the test where it is not installed; with REQUIRE_CLIENTS, as in CI, that is a failure."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        why = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("REQUIRE_CLIENTS"):
            pytest.fail(why)
        pytest.skip(why)
    return found


def replaced(text: str, changes: dict[str, str]) -> str:
    """The text with what only holds on a real machine replaced; each of them must stand in it."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the file any more"
        text = text.replace(old, new)
    return text
