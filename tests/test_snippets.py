"""Blocks of code are cut out of pages as they stand, and a client that is missing is never passed over in silence."""

from pathlib import Path

import pytest

from tests import snippets

PAGE = """# Title

Words.

## First

Look, SELECT:

```sh
echo http://127.0.0.1:8000/sparql
```

## Second

```python
print("one")
print("## two")
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_blocks_come_with_their_heading_and_the_line_before_them(page: Path) -> None:
    shell, python = snippets.snippets(page)
    assert (shell.section, shell.title, shell.language) == ("First", "Look, SELECT:", "sh")
    assert (python.section, python.title) == ("Second", "")
    assert python.code == 'print("one")\nprint("## two")\n'


def test_a_snippet_runs_with_the_base_url_replaced(page: Path, tmp_path: Path) -> None:
    shell, _ = snippets.snippets(page)
    assert shell.run("http://127.0.0.1:1", tmp_path) == "http://127.0.0.1:1/sparql\n"


def test_a_snippet_that_fails_shows_its_error(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no-such-command"):
        snippets.Snippet("", "", "sh", "no-such-command | cat").run(snippets.BASE, tmp_path)


@pytest.mark.parametrize(("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_missing_client_is_skipped_or_where_it_is_required_a_failure(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setitem(snippets._PRESENT, "abacus", (["no-such-abacus"], "carve one"))
    monkeypatch.setenv("REQUIRE_CLIENTS", required)
    with pytest.raises(outcome, match="abacus is not installed: carve one"):
        snippets.need("abacus")
