"""Oxigraph's server, from PyPI. It has no passwords: whoever reaches its port may write."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.command import free_port
from tests.engines.engine import Engine, NotInstalled, process, wait_for

NAME = "Oxigraph"


@contextmanager
def running(folder: Path, query_limit_s: int = 30, *, in_memory: bool = False) -> Iterator[Engine]:
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if command is None:
        raise NotInstalled("Oxigraph's server is not installed: pip install oxigraph")
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    port, log = free_port(), folder / "oxigraph.log"
    where = [] if in_memory else [f"--location={folder / 'oxigraph'}"]
    arguments = [*where, f"--bind=127.0.0.1:{port}", f"--timeout-s={query_limit_s}"]
    with process([command, "serve", *arguments], log, cwd=folder) as started:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/query", started, log)
        yield Engine(NAME, said.split()[-1], f"{url}/query", f"{url}/store", None, None, False, started, log)
