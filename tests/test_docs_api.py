"""The guide to the API: what it shows of an answer is in the answer, and its snippets do what the text says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.snippets import ROOT, Snippet, foreign, need, snippets

PAGES = [ROOT / "docs" / name for name in ("api.md", "finding-records.md")]
SHOWN = [
    pytest.param(url, json.loads(shown), id=f"{path.stem}: {url[:60]}")
    for path in PAGES
    for url, shown in re.findall(
        r"^curl 'http://127\.0\.0\.1:8000(\S+)'\n(?:curl [^\n]*\n)*```\n\n```json\n(.*?)^```$",
        path.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
]
BLOCKS = snippets(ROOT / "docs" / "api.md")
RUNTIMES = {"python": None, "r": "R"}


def not_in(shown: Any, answer: Any, path: str = "$") -> str | None:
    """Where the shown excerpt is not in the answer.

    Objects may have more members; lists more items, in order; `...` is any text.
    """
    if isinstance(shown, dict):
        for name, value in shown.items():
            if name not in answer:
                return f"{path}.{name}"
            if (found := not_in(value, answer[name], f"{path}.{name}")) is not None:
                return found
        return None
    if isinstance(shown, list):
        rest = iter(answer)
        for number, value in enumerate(shown):
            if not any(not_in(value, item) is None for item in rest):
                return f"{path}[{number}]"
        return None
    return None if shown == answer or (shown == "..." and isinstance(answer, str)) else f"{path}: {answer!r}"


def blocks(section: str, *languages: str) -> list[Any]:
    """The blocks of code of a section."""
    return [
        pytest.param(block, id=block.language, marks=foreign(RUNTIMES.get(block.language)))
        for block in BLOCKS
        if block.section == section and block.language in languages
    ]


def printed(snippet: Snippet, server: str, folder: Path) -> list[str]:
    if client := RUNTIMES[snippet.language]:
        need(client)
    return snippet.run(server, folder).split()


def test_there_is_something_to_look_for() -> None:
    assert len(SHOWN) == 8
    assert len(blocks("Ids", "python", "r", "sparql")) == 3
    assert len(blocks("Representations", "python", "r")) == 2


@pytest.mark.parametrize(("url", "shown"), SHOWN)
def test_an_answer_has_what_the_page_shows_of_it(client: FlaskClient, url: str, shown: Any) -> None:
    assert not_in(shown, client.get(url).json) is None


@pytest.mark.parametrize("snippet", blocks("Ids", "python", "r"))
def test_a_row_of_sparql_joins_with_a_row_of_the_api(snippet: Snippet, server: str, tmp_path: Path) -> None:
    assert printed(snippet, server, tmp_path) == ["states/libya", "620", "Libye"]


@pytest.mark.parametrize("snippet", blocks("Ids", "sparql"))
def test_an_iri_without_its_beginning_is_the_id_of_the_api(client: FlaskClient, snippet: Snippet) -> None:
    answer = client.get("/sparql", query_string={"query": snippet.code}).get_json(force=True)
    claims = client.get("/v1/claims?type=Support&limit=500&fields=supporter").json

    assert claims["links"]["next"] is None
    assert {row["id"]["value"] for row in answer["results"]["bindings"]} == {
        claim["supporter"]["id"] for claim in claims["items"]
    }


@pytest.mark.parametrize("snippet", blocks("Representations", "python", "r"))
def test_codes_that_programs_take_for_something_else_are_read_as_they_are(
    snippet: Snippet, server: str, tmp_path: Path
) -> None:
    assert printed(snippet, server, tmp_path) == ["AF", "004", "NA", "516"]
