"""The ten tasks of the guide in five clients: all print the same, and the docs say what each took."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casus.store.open_release import OpenRelease
from tests.clients import tasks
from tests.snippets import foreign, need, snippets
from tests.test_guide import EXPECTED, acts


@pytest.mark.parametrize("name", tasks.ALL)
def test_every_client_has_the_tasks_of_the_guide(name: str) -> None:
    assert [task.section for task in tasks.ALL[name].tasks] == [task.section for task in tasks.ALL["pandas"].tasks]
    assert len(tasks.ALL[name].tasks) == tasks.TASKS


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[mark for each in client.needs for mark in foreign(each)])
        for name, client in tasks.ALL.items()
    ],
)
def test_a_client_answers_what_the_api_says_with_so_many_lines_and_requests(
    name: str, client: FlaskClient, server: str, tmp_path: Path
) -> None:
    for program in tasks.ALL[name].needs:
        need(program)
    found = tasks.measured(tasks.ALL[name], server, tmp_path)

    for task, expected in zip(found, EXPECTED[: tasks.TASKS], strict=True):
        wanted = "\n".join(expected(client)).split()
        assert wanted
        assert task.printed == wanted or (expected is acts and sorted(task.printed) == sorted(wanted))
    assert [task.cell for task in found] == tasks.column(name), "run 'python -m tests.clients.tasks'"


@pytest.mark.parametrize(
    ("name", "folder", "shown"),
    [
        ("casus-client", "python", "Russia +contested +certain"),
        pytest.param("casusclient", "r", "Russia contested +certain", marks=pytest.mark.clients),
    ],
)
def test_what_the_readmes_show_runs(name: str, folder: str, shown: str, server: str, tmp_path: Path) -> None:
    of_client = tasks.ALL[name]
    for program in of_client.needs:
        need(program)
    variables = of_client.install(server, tmp_path)
    for page in (tasks.ROOT / "README.md", tasks.ROOT / "clients" / folder / "README.md"):
        (snippet,) = (each for each in snippets(page) if each.language == of_client.language)
        assert re.search(shown, snippet.run(server, tmp_path, **variables)), page


def test_no_client_of_ours_knows_a_collection_or_a_type(opened: OpenRelease) -> None:
    """A new one needs no new client."""
    folder = tasks.ROOT / "clients"
    files = [*folder.glob("python/casus_client/*.py"), *folder.glob("r/R/*.R")]
    words = {word for file in files for word in re.findall(r"\"([\w-]+)\"", file.read_text("utf-8"))}

    assert {"items", "integer"} <= words
    assert words.isdisjoint({*opened.model.collections, *(each.name for each in opened.model.types.values())})
