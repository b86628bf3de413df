"""Plain JSON as JSON-LD in jsonld.js and Jena, which fetch the context from the server; pyld is the measure."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from tests.snippets import CLIENTS, environment, foreign, need

PATHS = (
    "states/libya",
    "negotiations/moscow-talks-2020",
    "claims?limit=5&include=evidence,identifiers&at=2020",
    "agreements?limit=2",
    "codes/claim-status",
)
COMMANDS = {
    "JavaScript": [
        "node",
        "-e",
        "const jsonld = require('jsonld');"
        "const page = JSON.parse(require('fs').readFileSync('page.jsonld', 'utf-8'));"
        "jsonld.toRDF(page, {format: 'application/n-quads'}).then(text => process.stdout.write(text));",
    ],
    "Jena": ["riot", "--syntax=jsonld11", "--output=nt", "page.jsonld"],
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("client", [pytest.param(name, marks=foreign(name)) for name in COMMANDS])
def test_a_page_expands_to_the_same_triples(client: str, path: str, server: str, tmp_path: Path) -> None:
    need(client)
    answer = requests.get(f"{server}/v1/{path}", timeout=30)
    context_url = answer.links["http://www.w3.org/ns/json-ld#context"]["url"]
    (tmp_path / "page.jsonld").write_text(json.dumps({"@context": context_url, **answer.json()}), encoding="utf-8")
    found_there = {**environment(), "NODE_PATH": str(CLIENTS / "node_modules")}
    printed = subprocess.run(
        COMMANDS[client], cwd=tmp_path, env=found_there, capture_output=True, text=True, timeout=120
    )
    assert printed.returncode == 0, printed.stderr

    found, expected = Graph().parse(data=printed.stdout, format="nt"), by_pyld(answer.json(), context_url)
    assert len(expected) > 20
    assert isomorphic(found, expected)


def by_pyld(page: Any, context_url: str) -> Graph:
    context = requests.get(context_url, timeout=30).json()
    loaded = {"contextUrl": None, "documentUrl": context_url, "document": context}
    options = {"format": "application/n-quads", "documentLoader": lambda url, options: loaded}
    return Graph().parse(data=jsonld.to_rdf({"@context": context_url, **page}, options), format="nt")
