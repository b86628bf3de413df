"""The command `casus` as a user has it: its exit code, what it prints; in a process of its own, or quicker in this one.

`casus` starts a process, which shows that the command is installed, starts and ends: once for each command is enough.
`invoke` calls the same command here.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from casus.cli import main

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


def invoke(var: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """What `casus` would return, without a process; what it does not catch is raised."""
    runner = CliRunner(env={**dict.fromkeys(os.environ), **environment(var, **settings)})
    result = runner.invoke(main, arguments, input=stdin, prog_name="casus")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


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
