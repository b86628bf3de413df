"""The arrows between the rooms of `api/casus`: they are stated in pyproject.toml, and kept."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")


def arrows(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the check of the package in that folder says."""
    return subprocess.run(
        [LINT, ROOT / "pyproject.toml", "--no-cache"],
        env={"PYTHONPATH": str(folder), "PATH": ""},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_arrow_points_up() -> None:
    said = arrows(ROOT / "api")

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("terms/names.py", "from casus.model import types"),
        ("http/urls.py", "from casus.records import lists"),
        ("timeline/query.py", "from casus.network import graph"),
        ("records/lists.py", "from casus.compiler import build"),
        ("compiler/load.py", "from casus.store import dataset"),
        ("store/dataset.py", "import flask"),
        (
            "terms/dates.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from casus.model.types import Model",
        ),
    ],
)
def test_an_arrow_that_points_up_is_found(tmp_path: Path, room: str, line: str) -> None:
    shutil.copytree(ROOT / "api" / "casus", tmp_path / "casus")
    with (tmp_path / "casus" / room).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    said = arrows(tmp_path)
    assert said.returncode == 1 and "BROKEN" in said.stdout
    assert f"casus.{room.removesuffix('.py').replace('/', '.')}" in said.stdout.partition("Broken contracts")[2]


def test_a_copy_without_another_arrow_is_kept(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "api" / "casus", tmp_path / "casus")

    assert arrows(tmp_path).returncode == 0


def test_a_new_room_must_be_given_its_place(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "api" / "casus", tmp_path / "casus")
    (tmp_path / "casus" / "attic.py").touch()

    assert arrows(tmp_path).returncode == 1
