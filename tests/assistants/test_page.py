"""docs/assistants.md: ten questions asked through the SDK's client, and what was said to them."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.assistants.asking import process, within
from tools import assistants

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exchanges(var: Path) -> list[tuple[assistants.Asked, list[Any]]]:
    return within(process(var), assistants.exchanges)


def test_the_page_holds_what_was_said(exchanges: list[tuple[assistants.Asked, list[Any]]]) -> None:
    written = assistants.page(assistants.written(exchanges))

    assert assistants.PAGE.read_text("utf-8") == written, "run 'make assistants'"


def test_status_sources_and_citation_stand_beside_each_fact(
    exchanges: list[tuple[assistants.Asked, list[Any]]],
) -> None:
    assert len(exchanges) == 10
    for asked, results in exchanges:
        told = results[-1].structured_content
        facts = [fact for row in told["rows"] for fact in row["facts"]]
        assert facts and all(row["facts"] for row in told["rows"]), asked.question
        assert told["release"] in told["cite_as"] and told["cite_as"].startswith(("“", "Casus"))
        assert all(fact["status"]["definition"] for fact in facts)
        assert all(fact["sources"] or fact["sources_in_row"] for fact in facts)
        assert all(fact["claim"].endswith(told["release"]) for fact in facts)


def test_the_example_of_the_sdk_prints_a_status(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The one Python snippet of the page, with the URL of this server."""
    (snippet,) = re.findall(r"```python\n(.*?)```", assistants.PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(snippet.replace("http://127.0.0.1:8000/mcp", url), "snippet", "exec"), {})

    status, has_sources = capsys.readouterr().out.split("\n")[:2]
    assert status in ("accepted", "reported", "alleged", "contested", "inferred", "denied")
    assert has_sources == "True"
