"""Code blocks of the docs, cut out as they stand and run as a reader would run them, in a folder of their own.

Only the base URL is replaced, `http://127.0.0.1:8000`.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLIENTS = ROOT / "tests" / "clients"
BASE = "http://127.0.0.1:8000"

_HEADING_OR_BLOCK = re.compile(
    r"^## (?P<heading>[^\n]+)$|^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
_MODULES = CLIENTS / "node_modules"
_COMMANDS: dict[str, tuple[str, list[str]]] = {
    "sh": ("snippet.sh", ["bash", "-eu", "-o", "pipefail"]),
    "python": ("snippet.py", [sys.executable]),
    "js": ("snippet.mjs", ["node"]),
    "r": ("snippet.R", ["Rscript", "--vanilla"]),
}
_PRESENT = {
    "curl": (["curl", "--version"], "apt-get install curl"),
    "Node.js": (["node", "--version"], "apt-get install nodejs"),
    "JavaScript": (["node", "-e", "require.resolve('@comunica/query-sparql')"], "npm ci --prefix tests/clients"),
    "graphology": (["node", "-e", "require('graphology-gexf')"], "npm ci --prefix tests/clients"),
    "JavaScript generators": (["node", "-e", "require.resolve('orval')"], "npm ci --prefix tests/clients"),
    "openapi-generator": (
        ["openapi-generator", "version"],
        "mvn -f tests/clients/openapi-generator/pom.xml dependency:copy-dependencies",
    ),
    "openapi-python-client": (["openapi-python-client", "--version"], "make setup"),
    "Gephi": (
        ["gephi"],
        "apt-get install default-jdk-headless; mvn -f tests/clients/gephi/pom.xml dependency:copy-dependencies",
    ),
    "citation-js": (["node", "-e", "require('@citation-js/plugin-bibtex')"], "npm ci --prefix tests/clients"),
    "Jena": (["rsparql", "--version"], "mvn -f tests/clients/jena/pom.xml dependency:copy-dependencies"),
    "R": (
        ["Rscript", "--vanilla", "-e", "library(httr2); library(jsonlite)"],
        "apt-get install r-base-core r-cran-httr2 r-cran-jsonlite",
    ),
}


@dataclass(frozen=True)
class Snippet:
    """A block of code, the heading that it is under, and the line of text before it."""

    section: str
    title: str
    language: str
    code: str

    def run(self, base: str, folder: Path, **variables: str) -> str:
        """What it prints, run in the folder against the server at the base URL; it must end well."""
        name, command = _COMMANDS[self.language]
        (folder / name).write_text(self.code.replace(BASE, base), encoding="utf-8")
        if _MODULES.exists() and not (folder / "node_modules").exists():  # where npx and import look
            (folder / "node_modules").symlink_to(_MODULES)
        end = subprocess.run(
            [*command, name], cwd=folder, env=environment() | variables, capture_output=True, timeout=120
        )
        assert end.returncode == 0, end.stderr.decode() + end.stdout.decode()
        return end.stdout.decode("utf-8")


def snippets(page: Path) -> list[Snippet]:
    """All blocks of code of a page, in order."""
    text = page.read_text("utf-8")
    found, section, last = [], "", 0
    for match in _HEADING_OR_BLOCK.finditer(text):
        if match["heading"]:
            section = match["heading"]
        else:
            before = text[last : match.start()].strip().splitlines()
            found.append(Snippet(section, before[-1] if before else "", match["language"], match["code"]))
        last = match.end()
    return found


def environment() -> dict[str, str]:
    """The environment of a reader who has everything: UTF-8, the project's Python, Jena's command, Comunica."""
    nodes = sorted(_MODULES.glob("node-linux-*/bin"))  # npm's own link to it depends on the version of npm
    places = [Path(sys.executable).parent, *nodes, _MODULES / ".bin", CLIENTS / "bin"]
    path = os.pathsep.join([*map(str, places), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "npm_config_offline": "true"}


def foreign(client: str | None) -> list[pytest.MarkDecorator]:
    """The marks of a test that starts the client; none for Python and curl, which start soon and are everywhere."""
    return [] if client in (None, "curl") else [pytest.mark.clients]


def need(client: str) -> None:
    """Skip the test when the client is not installed; with REQUIRE_CLIENTS, as in CI, fail."""
    if not _starts(client):
        why = f"{client} is not installed: {_PRESENT[client][1]}"
        if os.environ.get("REQUIRE_CLIENTS"):
            pytest.fail(why)
        pytest.skip(why)


@cache
def _starts(client: str) -> bool:
    command, _ = _PRESENT[client]
    try:
        end = subprocess.run(command, cwd=CLIENTS, env=environment(), capture_output=True, timeout=60)
    except FileNotFoundError:
        return False
    return end.returncode == 0
