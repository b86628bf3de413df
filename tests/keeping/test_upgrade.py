"""A new version of the code that writes another format, beside a running service of this one; and the way back."""

import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
import requests

import casus
from casus.release.manifest import FORMAT, current
from tests.command import casus as command
from tests.command import environment
from tests.conftest import Workshop
from tests.server.test_serve import ONE, Served, serving
from tests.waiting import eventually

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of a version whose releases are of the next format."""
    folder = tmp_path_factory.mktemp("next")
    shutil.copytree(Path(casus.__file__).parent, folder / "casus", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(casus.ONTOLOGY_DIR, folder / "casus" / "ontology", ignore=shutil.ignore_patterns("data"))
    manifest = folder / "casus" / "release" / "manifest.py"
    text = manifest.read_text("utf-8")
    assert text.count(f"FORMAT: Final = {FORMAT}\n") == 1
    manifest.write_text(text.replace(f"FORMAT: Final = {FORMAT}\n", f"FORMAT: Final = {FORMAT + 1}\n"))
    return folder


def by_next(code: Path, workshop: Workshop, var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = environment(var, CASUS_ONTOLOGY_DIR=str(workshop.sources), PYTHONPATH=str(code))
    main = [sys.executable, "-P", "-c", "from casus.cli import main; main()"]
    return subprocess.run([*main, *arguments], env=settings, capture_output=True, text=True, timeout=90)


class Asking(threading.Thread):
    """Asks a service for records, a query and whether it is ready, again and again."""

    def __init__(self, served: Served) -> None:
        super().__init__(daemon=True)
        self._url = served.url
        self.enough = threading.Event()
        self.answers: Counter[tuple[str, int]] = Counter()

    def run(self) -> None:
        number = 0
        while not self.enough.is_set():
            number += 1  # so that no answer is that of the cache
            paths = {
                "records": f"/v1/sources?limit=1&q=book{number}",
                "query": f"/sparql?query=ASK{{?s ?p 'A Book'@en}}%23{number}",
                "ready": "/readyz",
            }
            for what, path in paths.items():
                try:
                    status = requests.get(f"{self._url}{path}", timeout=20).status_code
                except requests.RequestException:
                    status = 0
                self.answers[what, status] += 1

    def more(self, many: int) -> bool:
        """Wait until so many more were asked for."""
        wanted = self.answers.total() + many
        return eventually(lambda: self.answers.total() >= wanted, 60)


@contextmanager
def asking(served: Served) -> Iterator[Asking]:
    client = Asking(served)
    client.start()
    try:
        yield client
    finally:
        client.enough.set()
        client.join(30)


def test_the_old_version_serves_while_the_new_one_builds_in_a_folder_of_its_own(
    workshop: Workshop, next_version: Path, tmp_path: Path
) -> None:
    built = workshop.build()
    with serving(tmp_path / "log", workshop.var, "--no-build", **ONE) as served:
        served.wait_until_ready()
        with asking(served) as client:
            done = by_next(next_version, workshop, tmp_path / "new", "build")
            assert done.stdout.startswith(built.id), done.stderr
            assert client.more(30)
        assert set(client.answers) == {("records", 200), ("query", 200), ("ready", 200)}
    assert current(workshop.var).manifest == built.manifest  # the way back is to start the old version


def test_in_the_same_folder_answers_go_on_and_the_way_back_is_the_pack(
    workshop: Workshop, next_version: Path, tmp_path: Path
) -> None:
    """The id is the same, so the new release takes the place of the old one, whose files are open."""
    built = workshop.build()
    assert command(workshop.var, "pack", "current", str(tmp_path / "pack")).returncode == 0
    with serving(tmp_path / "log", workshop.var, "--no-build", CASUS_STORE_MODE="disk", **ONE) as served:
        served.wait_until_ready()
        with asking(served) as client:
            done = by_next(next_version, workshop, workshop.var, "build")
            assert done.stdout.startswith(built.id), done.stderr
            assert client.more(30)
        assert set(client.answers) == {("records", 200), ("query", 200), ("ready", 200), ("ready", 503)}

    with pytest.raises(ValueError, match=f"is of format {FORMAT + 1}, and this version reads {FORMAT}"):
        current(workshop.var)
    back = command(workshop.var, "install", str(tmp_path / "pack"))
    assert f"{built.id}: installed; it is the current release" in back.stdout, back.stderr
    assert current(workshop.var).manifest == built.manifest


def test_the_pack_of_another_version_says_which_one_reads_it(
    workshop: Workshop, next_version: Path, tmp_path: Path
) -> None:
    assert by_next(next_version, workshop, workshop.var, "build").returncode == 0
    packed = by_next(next_version, workshop, workshop.var, "pack", "current", str(tmp_path / "pack"))
    assert packed.returncode == 0, packed.stderr

    told = command(tmp_path / "var", "install", str(tmp_path / "pack"))
    assert told.returncode == 1
    said = f"is of format {FORMAT + 1}, and this version reads {FORMAT}; casus {version('casus')}, which made it"
    assert said in told.stderr
