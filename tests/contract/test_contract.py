"""The OpenAPI document holds: schemathesis, in all phases, finds nothing at a real server.

The draws are the same every time. `CASUS_FUZZ_EXAMPLES` (3 without it) makes more of them, and `CASUS_FUZZ_SEED`
others: `make fuzz` does both.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_schemathesis_finds_nothing_in_any_phase(server: str, tmp_path: Path) -> None:
    command = [
        Path(sys.executable).with_name("schemathesis"),
        *("--config-file", HERE / "schemathesis.toml", "run", f"{server}/openapi.json"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", os.environ.get("CASUS_FUZZ_EXAMPLES", "3")),
        *("--seed", os.environ.get("CASUS_FUZZ_SEED", "2011")),
    ]
    hooks = {"SCHEMATHESIS_HOOKS": str(HERE / "checks.py")}
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout, done.stdout[-3000:]
