"""A disk that is full: of the releases, at any byte; and of the folder for temporary files, while a service runs."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from casus.keeping.pack import file_name, write_file
from casus.release.integrity import verified
from casus.release.manifest import Release, current
from tests.chaos import disk
from tests.chaos.witness import compiled, full_after
from tests.command import CASUS, environment
from tests.conftest import Workshop
from tests.imports.made_up import write
from tests.server.test_serve import ONE, Served, serving
from tools.made_up import event

pytestmark = pytest.mark.slow
MANY = "SELECT * { ?s ?p ?o . ?s ?q ?r }"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("witness"))


def of_releases(var: Path) -> disk.Tree:
    """All but what says who holds a lock and what was checked."""
    return {path: what for path, what in disk.read(var).items() if path not in (".lock", "imports", "imports/.lock")}


@pytest.mark.parametrize("room", [*(pytest.param(each, marks=pytest.mark.full) for each in (0, 500_000)), 20_000])
def test_a_build_on_a_full_disk_is_told_in_one_line_and_changes_nothing(
    workshop: Workshop, library: Path, room: int
) -> None:
    """In the first file, in the store, in the middle of the indexes."""
    workshop.build()
    before = of_releases(workshop.var)
    workshop.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
    told = run(workshop, library, room, "build")
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1 and "No space left on device" in told.stderr
    now = of_releases(workshop.var)
    assert now.pop("checked.json") is not None and before.pop("checked.json") is not None
    assert now == before
    assert verified(current(workshop.var))
    (workshop.var / "checked.json").unlink()
    assert run(workshop, library, 50_000_000, "build").returncode == 0


@pytest.mark.parametrize("room", [0, 2_000])
def test_an_import_on_a_full_disk_is_told_in_one_line_and_changes_nothing(
    workshop: Workshop, library: Path, tmp_path: Path, room: int
) -> None:
    file = write(tmp_path / "ged241.csv", [event(id=str(900_000 + number)) for number in range(200)])
    workshop.var.mkdir()
    told = run(workshop, library, room, "import", "ucdp-ged", str(file))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1 and "No space left on device" in told.stderr
    assert of_releases(workshop.var) == {}


class Two(NamedTuple):
    """A workshop with an older release that is current, and the pack of a newer one, which is not there."""

    workshop: Workshop
    older: Release
    newer: Release
    pack: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Nobody changes it."""
    folder = tmp_path_factory.mktemp("two")
    workshop = Workshop(folder)
    older = workshop.build()
    workshop.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
    newer = workshop.build()
    write_file(newer, folder / "pack")
    return Two(workshop, older, newer, folder / "pack")


@pytest.fixture
def two(made: Two, workshop: Workshop) -> Two:
    shutil.copytree(made.older.path, workshop.var / "releases" / made.older.id)
    (workshop.var / "current").symlink_to(Path("releases") / made.older.id)
    return made._replace(workshop=workshop)


@pytest.mark.parametrize("room", [pytest.param(0, marks=pytest.mark.full), 100_000])
def test_a_pack_on_a_full_disk_is_told_in_one_line_and_leaves_no_part(
    two: Two, library: Path, tmp_path: Path, room: int
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    told = run(two.workshop, library, room, "pack", "current", str(shelf), disk=shelf)
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1 and "No space left on device" in told.stderr
    assert told.stdout == "" and list(shelf.iterdir()) == []
    assert run(two.workshop, library, 50_000_000, "pack", "current", str(shelf), disk=shelf).returncode == 0
    assert [path.name for path in shelf.iterdir()] == [file_name(two.older.id)]


@pytest.mark.parametrize(
    ("room", "way"),
    [
        (20_000, "a file"),
        *(pytest.param(room, "a file", marks=pytest.mark.full) for room in (0, 1_000_000)),
        *(pytest.param(room, "a pipe", marks=pytest.mark.full) for room in (0, 20_000, 400_000, 1_500_000)),
    ],
)
def test_a_release_is_not_installed_on_a_full_disk_and_all_stays_as_it_was(
    two: Two, library: Path, room: int, way: str
) -> None:
    """In the manifest, in the store, where the pack of a pipe is put aside."""
    var, before = two.workshop.var, of_releases(two.workshop.var)
    command, read = ("-", two.pack.read_bytes()) if way == "a pipe" else (str(two.pack), b"")
    told = run(two.workshop, library, room, "install", command, standard_input=read)
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1 and "No space left on device" in told.stderr
    assert of_releases(var) == before
    assert verified(current(var)).id == two.older.id
    assert run(two.workshop, library, 50_000_000, "install", str(two.pack)).returncode == 0
    assert verified(current(var)).id == two.newer.id


def run(
    workshop: Workshop, library: Path, room: int, *command: str, disk: Path | None = None, standard_input: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """The command where so many bytes fit onto the disk: of the releases, if no other is named."""
    full = full_after(library, disk or workshop.var, room)
    settings = environment(workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources), **full)
    told = subprocess.run([CASUS, *command], env=settings, capture_output=True, input=standard_input, timeout=120)
    return subprocess.CompletedProcess(told.args, told.returncode, told.stdout.decode(), told.stderr.decode())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 3 MiB."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_result_for_which_there_is_no_room_is_a_problem_and_the_rest_goes_on(
    var: Path, small_disk: Path, tmp_path: Path
) -> None:
    with serving(tmp_path / "log", var, "--no-build", TMPDIR=str(small_disk), **ONE) as served:
        served.wait_until_ready()
        for _ in range(3):
            answer = ask(served, f"{MANY} LIMIT 60000")
            assert (answer.status_code, answer.json()["type"]) == (503, "https://w3id.org/casus/problem/no-room")
            assert answer.headers["Retry-After"].isdigit()
        assert ask(served, f"{MANY} LIMIT 10000").status_code == 200  # some 2 MB, which fit
        fill(small_disk)
        assert ask(served, f"{MANY} LIMIT 10000").status_code == 503
        assert ask(served, f"{MANY} LIMIT 10").status_code == 200
        assert requests.get(f"{served.url}/v1/states?limit=3", timeout=30).status_code == 200
        (small_disk / "filling").unlink()
        assert ask(served, f"{MANY} LIMIT 10000").status_code == 200
    text = served.log.read_text("utf-8")
    assert text.count("NoRoom") == 4
    assert "Traceback" not in text


def ask(served: Served, query: str) -> requests.Response:
    return requests.get(f"{served.url}/sparql", {"query": query}, headers={"Accept": "text/csv"}, timeout=60)


def fill(folder: Path) -> None:
    with (folder / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65536)):
            pass
