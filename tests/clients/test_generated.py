"""Clients that generators make from the OpenAPI document: made, compiled, and asked the same things at a real server.

Each program in `generated/` prints what it found: two lists (one has further representations in JSON, one is of claims
of all types), a record, a network, and what a 422 says. What a generator warns of is what it leaves out, and is listed.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from tests.snippets import CLIENTS, environment, need

pytestmark = pytest.mark.clients

PROGRAMS: Final = CLIENTS / "generated"
LEFT_OUT: Final = [
    "POST /sparql within sparql.",  # one of the two media types of queries; forms are there
    "GET /v1/releases/{release_id}/dumps/{name} within releases.",  # gzipped files
    "GET /v1/releases/{release_id}/tables within releases.",  # zip files
]
"""What openapi-python-client 0.29 has no way to say."""
_BARE: Final = "apiDocs=false,apiTests=false,modelDocs=false,modelTests=false"


@pytest.fixture(scope="module")
def folder(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document and the programs."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(requests.get(f"{server}/openapi.json", timeout=60).content)
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    (folder / "node_modules").symlink_to(CLIENTS / "node_modules")
    return folder


@pytest.fixture(scope="module")
def expected(server: str) -> dict[str, Any]:
    """What the same requests answer without any client."""

    def asked(path: str) -> Any:
        return requests.get(f"{server}/v1/{path}", timeout=60).json()

    return {
        "agreements": [item["id"] for item in asked("agreements?limit=3")["items"]],
        "claims": [item["type"] for item in asked("claims?limit=20")["items"]],
        "record": asked("armed-forces/lna")["label"],
        "edges": [edge["key"] for edge in asked("network?ego=armed-forces/lna")["edges"]],
        "refused": [error["parameter"] for error in asked("claims?lang=no+language")["errors"]],
    }


def test_the_clients_in_typescript_compile_and_are_answered(
    folder: Path, server: str, expected: dict[str, Any]
) -> None:
    """One test for three clients: the compiler has most to do, and reads all at once."""
    need("JavaScript generators")
    need("openapi-generator")
    run(folder, "openapi-typescript", "openapi.json", "--output", "openapi-typescript/casus.ts")
    run(folder, "orval", "--config", "orval.config.mjs", CASUS_URL=server)
    generated = ["-g", "typescript-fetch", "-i", "openapi.json", "-o", "typescript-fetch", "--global-property", _BARE]
    run(folder, "openapi-generator", "generate", *generated)
    run(folder, "node", "node_modules/typescript-7/bin/tsc", "--project", "tsconfig.json")  # 5 takes six times as long

    for program in ("openapi_typescript", "orval", "openapi_generator_typescript"):
        found = run(folder, "node", f"out/{program}.js", server)
        assert json.loads(found.stdout) == expected, program


def test_a_client_of_openapi_python_client_is_answered(folder: Path, server: str, expected: dict[str, Any]) -> None:
    need("openapi-python-client")
    target = folder / "openapi-python-client"
    target.mkdir()
    made = ["--path", "openapi.json", "--output-path", str(target / "casus_api"), "--meta", "none"]
    said = run(folder, "openapi-python-client", "generate", *made, "--config", "openapi_python_client.yaml")

    assert re.findall(r"^(?:WARNING|ERROR) parsing (.*)$", said.stdout + said.stderr, re.MULTILINE) == LEFT_OUT
    found = run(folder, sys.executable, "openapi_python_client.py", server, PYTHONPATH=str(target))
    assert json.loads(found.stdout) == expected


@pytest.mark.full
def test_a_client_of_openapi_generator_in_python_is_answered(
    folder: Path, server: str, expected: dict[str, Any]
) -> None:
    need("openapi-generator")
    target = folder / "openapi-generator"
    made = ["-g", "python", "-i", "openapi.json", "-o", str(target), "--package-name", "casus_api"]
    run(folder, "openapi-generator", "generate", *made, "--global-property", _BARE)

    found = run(folder, sys.executable, "openapi_generator_python.py", server, PYTHONPATH=str(target))
    assert json.loads(found.stdout) == expected


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command, which must end well."""
    found_there = {**environment(), **variables}
    end = subprocess.run(command, cwd=folder, env=found_there, capture_output=True, text=True, timeout=240)
    assert end.returncode == 0, end.stdout[-5000:] + end.stderr[-5000:]
    return end
