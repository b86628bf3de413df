"""The OpenAPI document holds: schemathesis, in all phases, finds nothing at a real server.

The draws are the same every time. `FUZZ_EXAMPLES` (3 without it) makes more of them, and `FUZZ_SEED`
others: `make fuzz` does both.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from casus.terms.namespaces import COLLECTIONS

pytestmark = pytest.mark.contract

HERE = Path(__file__).parent
COLLECTIONS_TRIED = "claims|dyads|places"
QUESTIONS_TRIED = "casualties-by-place-type|identifiers-of-an-actor|who-supported-whom-on-a-day"
ALIKE = (
    f"^/v1/(?!({COLLECTIONS_TRIED})(/|$)|states/[^/]+/adjacent)({'|'.join(COLLECTIONS.values())})(/|$)"
    "|^/v1/counts/(?!claims$)"
    f"|^/v1/questions/(?!({QUESTIONS_TRIED})$)"
)
"""Paths that are like those tried but for what the shapes say of them and the queries ask; `make fuzz` has them too."""


def test_schemathesis_finds_nothing_in_any_phase(server: str, tmp_path: Path) -> None:
    done = schemathesis(
        tmp_path,
        *(f"{server}/openapi.json", "--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", os.environ.get("FUZZ_EXAMPLES", "3")),
        *("--seed", os.environ.get("FUZZ_SEED", "2011")),
        *(() if "FUZZ_EXAMPLES" in os.environ else ("--exclude-path-regex", ALIKE)),
    )

    lines = "\n".join(line[:500] for line in done.stdout.splitlines())  # a URL may have 64 KiB
    assert done.returncode == 0, lines[-20_000:] + done.stderr[-2000:]
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout, done.stdout[-3000:]


def test_schemathesis_finds_a_document_that_promises_more_than_is_served(server: str, tmp_path: Path) -> None:
    """With no upper bound for `limit`, a valid request is refused: the check of our own says so."""
    document = requests.get(f"{server}/openapi.json", timeout=60).json()
    (limit,) = (p for p in document["paths"]["/v1/states"]["get"]["parameters"] if p["name"] == "limit")
    limit["schema"]["minimum"] = limit["schema"].pop("maximum") + 1
    wrong = tmp_path / "openapi.json"
    wrong.write_text(json.dumps(document), "utf-8")

    done = schemathesis(
        tmp_path, wrong, "--url", server, "--include-path", "/v1/states", "--phases", "coverage", "--seed", "2011"
    )

    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-2000:]
    assert "valid_requests_are_refused_only_for_what_the_data_know" in done.stdout


def schemathesis(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`schemathesis run` with the configuration and the check that are beside this file."""
    program = Path(sys.executable).with_name("schemathesis")
    command = [program, "--config-file", HERE / "schemathesis.toml", "run", *arguments]
    hooks = {"SCHEMATHESIS_HOOKS": str(HERE / "checks.py")}
    return subprocess.run(command, cwd=folder, env={**os.environ, **hooks}, capture_output=True, text=True)
