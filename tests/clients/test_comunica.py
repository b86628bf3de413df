"""Comunica, given nothing but the URL: what it finds in the service description, and what it asks then."""

import csv
import io
import subprocess
from pathlib import Path

import pytest

from tests.clients.recorder import Recorder
from tests.snippets import CLIENTS, ROOT, environment, need, snippets

pytestmark = pytest.mark.clients

WHO_TALKED = """
PREFIX casus: <https://w3id.org/casus/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?who ?name WHERE {
  ?part casus:participationIn <https://w3id.org/casus/id/negotiations/moscow-talks-2020> ; casus:participant ?who .
  ?who skos:prefLabel ?name .
  FILTER(LANG(?name) = "ar")
}
"""


def rows(printed: str) -> list[list[str]]:
    """The rows of a table without their header, in order of their text."""
    return sorted(list(csv.reader(io.StringIO(printed)))[1:])


def comunica(command: str, *sources: str) -> tuple[list[list[str]], str]:
    """The rows, and what was said beside them."""
    end = subprocess.run(
        [command, *sources, "--query", WHO_TALKED, "--outputType", "text/csv"],
        env=environment() | {"COMUNICA_CONFIG": str(CLIENTS / "estimates.json")},
        cwd=CLIENTS,
        capture_output=True,
        timeout=120,
    )
    assert end.returncode == 0, end.stderr.decode()
    return rows(end.stdout.decode("utf-8")), end.stderr.decode()


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    need("JavaScript")


@pytest.fixture(scope="module")
def alone(_installed: None, server: str) -> list[list[str]]:
    """What the endpoint says when it is the only source."""
    return comunica("comunica-sparql", f"{server}/sparql")[0]


def test_the_bare_url_is_described_and_then_asked_once(server: str) -> None:
    with Recorder(server) as recorder:
        found, said = comunica("comunica-sparql", f"{recorder.url}/sparql")
    assert said == "", "Comunica warns when it cannot read the description"
    assert [request.query for request in recorder.requests] == [None, WHO_TALKED]
    assert ["https://w3id.org/casus/id/armed-forces/lna", "الجيش الوطني الليبي"] in found


def test_the_record_of_some_talks_joins_with_the_endpoint_as_the_page_shows(
    alone: list[list[str]], server: str, tmp_path: Path
) -> None:
    (snippet,) = (s for s in snippets(ROOT / "docs" / "clients.md") if s.section == "Federation with Comunica")
    (tmp_path / "question.rq").write_text(WHO_TALKED, encoding="utf-8")
    assert rows(snippet.run(server, tmp_path)) == alone


def test_with_a_second_source_void_stands_in_for_count_queries(alone: list[list[str]], server: str) -> None:
    record = f"{server}/v1/negotiations/moscow-talks-2020?format=turtle"
    with Recorder(server) as recorder:
        together, _ = comunica("comunica-dynamic-sparql", f"{recorder.url}/sparql", record)
    queries = [request.query for request in recorder.requests if request.query]
    assert queries
    assert [query for query in queries if "COUNT" in query.upper()] == []
    assert together == alone
