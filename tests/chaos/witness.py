"""`witness.c`, compiled: a library that notes what a command does to files, or lets the disk be full."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
REQUIRED = "REQUIRE_CLIENTS" in os.environ


def needed(program: str, package: str) -> str:
    """Where the program is. Skips the test when the machine lacks it; in CI the test fails then."""
    found = shutil.which(program)
    if found is None:
        (pytest.fail if REQUIRED else pytest.skip)(f"{program} is not installed: apt-get install {package}")
    return str(found)


def compiled(folder: Path) -> Path:
    """The library, made in the folder."""
    library = folder / "witness.so"
    compiler = needed("gcc", "gcc libc6-dev")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE, "-lpthread"]
    subprocess.run(command, check=True, timeout=60)
    return library


def noting(library: Path, root: Path, trace: Path) -> dict[str, str]:
    """The environment of a command whose changes below the root are noted in the trace."""
    return {"LD_PRELOAD": str(library), "WITNESS_ROOT": str(root.resolve()), "WITNESS_TRACE": str(trace)}


def full_after(library: Path, root: Path, room: int) -> dict[str, str]:
    """The environment of a command for which the disk below the root is full after so many bytes."""
    return {"LD_PRELOAD": str(library), "WITNESS_ROOT": str(root.resolve()), "WITNESS_ROOM": str(room)}
