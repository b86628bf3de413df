"""The guide to the SPARQL endpoint: its examples answer, its tables are those of the code."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casus.settings import Settings
from casus.sparql.representations import GRAPHS, SOLUTIONS
from casus.terms.namespaces import PREFIXES
from tests import snippets
from tests.snippets import Snippet

PAGE = Path(__file__).parent.parent / "docs" / "sparql.md"
TEXT = PAGE.read_text("utf-8")
BLOCKS = snippets.snippets(PAGE)
QUERIES = [block for block in BLOCKS if block.language == "sparql"]
COMMANDS = [block for block in BLOCKS if block.language == "sh"]


def section(heading: str) -> str:
    return re.split(r"^##+ ", TEXT.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_there_is_something_to_try() -> None:
    assert len(QUERIES) > 5
    assert len(COMMANDS) > 0


@pytest.mark.parametrize("block", QUERIES, ids=lambda block: block.title[:40])
def test_every_query_has_an_answer(client: FlaskClient, block: Snippet) -> None:
    response = client.get("/sparql", query_string={"query": block.code})

    assert response.status_code == 200, response.text
    if response.mimetype == "application/sparql-results+json":
        assert response.get_json()["results"]["bindings"]
    else:
        assert len(response.text.splitlines()) > 20


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: block.section)
def test_every_command_runs(server: str, tmp_path: Path, block: Snippet) -> None:
    snippets.need("curl")
    said = block.run(server, tmp_path)

    assert said.strip()
    assert "w3id.org/casus/problem" not in said


def test_the_table_of_formats_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| [^|]*\| `(\S+)` \|(.*)\|$", section("Results"), re.MULTILINE)
    told = {media_type: tuple(re.findall(r"`(\S+)`", aliases)) for media_type, aliases in rows}

    assert told == {f.media_type: f.aliases for f in (*SOLUTIONS, *GRAPHS)}


def test_the_prefixes_to_copy_are_those_of_the_project() -> None:
    told = dict(re.findall(r"^PREFIX (\S+): <(\S+)>$", section("Prefixes"), re.MULTILINE))

    assert PREFIXES.items() <= told.items()


def test_the_limits_are_the_defaults() -> None:
    settings, told = Settings(), section("Limits")

    for value, setting in [
        (f"{settings.query.deadline_s:g} s", "CASUS_QUERY_DEADLINE_S"),
        (f"{settings.query.memory_bytes >> 30} GiB", "CASUS_QUERY_MEMORY_BYTES"),
        (f"{settings.query.result_max_bytes >> 20} MiB", "CASUS_RESULT_MAX_BYTES"),
        (f"{settings.query.max_chars:,} characters", "CASUS_QUERY_MAX_CHARS"),
        (f"{settings.query_wait_s:g} s", "CASUS_QUERY_WAIT_S"),
    ]:
        assert re.search(rf"^\| [^|]+ \| {value}[^|]* \| [^|]+ \| `{setting}` \|$", told, re.MULTILINE), setting
