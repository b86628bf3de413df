"""The README is run: every call against a real server, every answer shown must be in what comes back."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from tests.conftest import Workshop
from tests.turtle import HEAD

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
CALLS = re.findall(r"```sh\n(curl .*?)```\n(?:.*?)```(json|csv|turtle)\n(.*?)```", README, re.DOTALL)


def test_there_are_five_calls() -> None:
    assert len(CALLS) == 5


@pytest.mark.parametrize(("call", "kind", "shown"), CALLS, ids=[f"call-{n}" for n in range(1, len(CALLS) + 1)])
def test_a_call_gives_what_the_readme_shows(server: str, call: str, kind: str, shown: str) -> None:
    command = call.replace("http://127.0.0.1:8000", server)
    answer = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=60).stdout
    if kind == "json":
        assert missing(json.loads(shown), json.loads(answer)) is None
    elif kind == "csv":
        assert answer.splitlines() == shown.splitlines()
    else:
        assert set(Graph().parse(data=HEAD + shown)) <= set(Graph().parse(data=answer))


def missing(shown: Any, answer: Any, path: str = "$") -> str | None:
    """Where the shown excerpt is not in the answer: objects may have more members, lists more items, in order."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            if key not in answer:
                return f"{path}.{key}"
            if (found := missing(value, answer[key], f"{path}.{key}")) is not None:
                return found
        return None
    if isinstance(shown, list):
        rest = iter(answer)
        for number, value in enumerate(shown):
            if not any(missing(value, item) is None for item in rest):
                return f"{path}[{number}]"
        return None
    return None if shown == answer else f"{path}: {answer!r}"


def test_the_record_that_the_readme_adds_is_accepted(workshop: Workshop) -> None:
    block = re.search(r"```turtle\n(agreement:a-new-truce-2021.*?)```", README, re.DOTALL)
    assert block
    source = 'source:pa-x-v9 a casus:Source ; skos:prefLabel "PA-X"@en ; casus:sourceType source-type:dataset .\n'
    workshop.write("new", block.group(1) + source)
    assert workshop.problems() == []


def test_what_the_readme_links_to_is_there() -> None:
    root = Path(__file__).parent.parent
    assert [link for link in re.findall(r"\]\(([^)#:]+)\)", README) if not (root / link).exists()] == []
