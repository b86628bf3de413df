"""The command `casus` as a user has it: a process of its own, its exit code, what it prints."""

import os
import socket
import subprocess
import sys
from pathlib import Path

CASUS = Path(sys.executable).with_name("casus")
BROKEN = "force:broken a casus:ArmedForce\n    skos:prefLabel ;;\n"


def environment(var: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASUS_", "HOST", "PORT"))}
    return {**kept, "CASUS_VAR_DIR": str(var), **settings}


def casus(var: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CASUS, *arguments],
        input=stdin,
        env=environment(var, **settings),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def says(result: subprocess.CompletedProcess[str], code: int, *texts: str) -> None:
    """The exit code, and each of the texts on standard error, without a traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    for text in texts:
        assert text in result.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
