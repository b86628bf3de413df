"""Libraries that are preloaded into commands: `witness.c` notes what one does to files, or lets its disk be full."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REQUIRED = "REQUIRE_CLIENTS" in os.environ


def needed(program: str, package: str) -> str:
    """Where the program is. Skips the test when the machine lacks it; in CI the test fails then."""
    found = shutil.which(program)
    if found is None:
        (pytest.fail if REQUIRED else pytest.skip)(f"{program} is not installed: apt-get install {package}")
    return str(found)


def compiled(folder: Path, name: str = "witness") -> Path:
    """The library of that name, made in the folder."""
    library, source = folder / f"{name}.so", Path(__file__).with_name(f"{name}.c")
    compiler = needed("gcc", "gcc libc6-dev")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source, "-lpthread"]
    subprocess.run(command, check=True, timeout=60)
    return library


def noting(library: Path, root: Path, trace: Path) -> dict[str, str]:
    """The environment of a command whose changes below the root are noted in the trace."""
    return {"LD_PRELOAD": str(library), "WITNESS_ROOT": str(root.resolve()), "WITNESS_TRACE": str(trace)}


def full_after(library: Path, root: Path, room: int) -> dict[str, str]:
    """The environment of a command for which the disk below the root is full after so many bytes."""
    return {"LD_PRELOAD": str(library), "WITNESS_ROOT": str(root.resolve()), "WITNESS_ROOM": str(room)}
