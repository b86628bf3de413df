"""The ten tasks of docs/guide.md in five clients: run as they stand in the docs, their lines and requests counted.

    python -m tests.clients.tasks       write the table of docs/pleasant-clients.md

pandas and httr2 are as the guide has them, the others as docs/pleasant-clients.md has them.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import requests

from tests.clients.recorder import Recorder
from tests.conftest import VAR, running_server
from tests.snippets import BASE, CLIENTS, ROOT, Snippet, environment, snippets

PAGE: Final = ROOT / "docs" / "pleasant-clients.md"
TABLE: Final = re.compile(r"(?<=<!-- made by `python -m tests.clients.tasks` -->\n\n).*?(?=\n\n)", re.DOTALL)
TASKS: Final = 10
_END: Final = "\x1e"
"""What the drivers print behind each task."""
_DRIVERS: Final = {
    "python": (
        "driver.py",
        [sys.executable],
        "import pathlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    exec(compile(pathlib.Path(name).read_text('utf-8'), name, 'exec'), {'__name__': '__main__'})\n"
        f"    print({_END!r}, end='')\n",
    ),
    "r": (
        "driver.R",
        ["Rscript", "--vanilla"],
        "for (name in commandArgs(TRUE)) {\n"
        "  source(name, local = new.env(), encoding = 'UTF-8')\n"
        '  cat("\\x1e")\n'
        "}\n",
    ),
}
"""All tasks of a client in one process, which loads its packages once."""


@dataclass(frozen=True)
class Client:
    """A client, where its snippets stand, and what brings it into a folder, as variables of the environment."""

    title: str
    page: Path
    language: str
    needs: tuple[str, ...]
    before: str = ""
    """The line before its snippets, where the page has several in one language."""
    install: Callable[[str, Path], dict[str, str]] = lambda server, folder: {}

    @property
    def tasks(self) -> list[Snippet]:
        found = (each for each in snippets(self.page) if each.language == self.language)
        return [each for each in found if self.before in ("", each.title)][:TASKS]


@dataclass(frozen=True)
class Measured:
    """What came of a task: its lines of code, the requests that it made, and what it printed."""

    lines: int
    requests: int
    printed: list[str]

    @property
    def cell(self) -> str:
        return f"{self.lines} / {self.requests}"


def generate(server: str, folder: Path) -> dict[str, str]:
    """The package `casus_api`, which openapi-python-client makes of the contract."""
    (folder / "openapi.json").write_bytes(requests.get(f"{server}/openapi.json", timeout=60).content)
    config = CLIENTS / "generated" / "openapi_python_client.yaml"
    made = ["--path", "openapi.json", "--output-path", "casus_api", "--meta", "none", "--config", str(config)]
    run(folder, {}, "openapi-python-client", "generate", *made)
    return {"PYTHONPATH": str(folder)}


def install_r(server: str, folder: Path) -> dict[str, str]:
    """The package of `clients/r`, in a library of its own."""
    library = folder / "library"
    library.mkdir()
    run(folder, {}, "R", "CMD", "INSTALL", "--no-docs", f"--library={library}", str(ROOT / "clients" / "r"))
    return {"R_LIBS": str(library)}


CASUS_CLIENT: Final = {"PYTHONPATH": str(ROOT / "clients" / "python")}
ALL: Final = {
    "generated": Client(
        "generated, Python", PAGE, "python", ("openapi-python-client",), "The generated client:", generate
    ),
    "pandas": Client("pandas, requests", ROOT / "docs" / "guide.md", "python", ()),
    "httr2": Client("base R, httr2", ROOT / "docs" / "guide.md", "r", ("R",)),
    "casus-client": Client("casus-client", PAGE, "python", (), "casus-client:", lambda *_: CASUS_CLIENT),
    "casusclient": Client("casusclient, R", PAGE, "r", ("R",), "casusclient:", install_r),
}
"""By their short names, in the order of the columns."""


def measured(client: Client, server: str, folder: Path) -> list[Measured]:
    """What came of each task."""
    name, command, driver = _DRIVERS[client.language]
    variables = client.install(server, folder)
    (folder / name).write_text(driver, encoding="utf-8")
    files = []
    with ExitStack() as stack:
        recorders = [stack.enter_context(Recorder(server)) for _ in client.tasks]
        for number, (task, recorder) in enumerate(zip(client.tasks, recorders, strict=True), 1):
            files.append(f"task-{number}{Path(name).suffix}")
            (folder / files[-1]).write_text(task.code.replace(BASE, recorder.url), encoding="utf-8")
        *printed, rest = run(folder, variables, *command, name, *files).split(_END)
        assert not rest
        return [
            Measured(lines_of(task), len(recorder.requests), text.split())
            for task, recorder, text in zip(client.tasks, recorders, printed, strict=True)
        ]


def lines_of(task: Snippet) -> int:
    """Lines of code, without blank ones and comments."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in task.code.splitlines())


def run(folder: Path, variables: dict[str, str], *command: str) -> str:
    """What the command prints, which must end well."""
    end = subprocess.run(command, cwd=folder, env=environment() | variables, capture_output=True, timeout=240)
    assert end.returncode == 0, end.stdout.decode()[-3000:] + end.stderr.decode()[-3000:]
    return end.stdout.decode("utf-8")


def table(columns: dict[str, list[Measured]]) -> str:
    """Lines and requests of each task in each client, and their sums."""
    return "\n".join(_rows(columns))


def _rows(columns: dict[str, list[Measured]]) -> Iterator[str]:
    names = [task.section for task in ALL["pandas"].tasks]
    yield "| " + " | ".join(["lines / requests", *(ALL[name].title for name in columns)]) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for number, name in enumerate(names):
        yield "| " + " | ".join([name, *(tasks[number].cell for tasks in columns.values())]) + " |"
    sums = (f"{sum(each.lines for each in t)} / {sum(each.requests for each in t)}" for t in columns.values())
    yield "| " + " | ".join(["**all**", *(f"**{each}**" for each in sums)]) + " |"


def column(name: str) -> list[str]:
    """What the page says of a client, task by task."""
    found = TABLE.search(PAGE.read_text("utf-8"))
    assert found, "the page has no table"
    rows = [line.strip("| ").split(" | ") for line in found.group().splitlines()]
    return [row[rows[0].index(ALL[name].title)] for row in rows[2:-1]]


def main() -> None:
    with running_server(VAR) as server:
        found = {}
        for name, client in ALL.items():
            with TemporaryDirectory() as folder:
                found[name] = measured(client, server, Path(folder))
    text, replaced = TABLE.subn(lambda _: table(found), PAGE.read_text("utf-8"))
    assert replaced == 1, "the page has no place for the table"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("CASUS_VAR_DIR", str(VAR))
    main()
