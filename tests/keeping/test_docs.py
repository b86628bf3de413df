"""The lines of "To keep it" in docs/operating.md, run as they stand there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from casus.release.integrity import verified
from casus.release.manifest import current, on_disk
from tests.command import CASUS
from tests.conftest import Workshop, running_server
from tests.keeping.conftest import Shelf

pytestmark = pytest.mark.slow
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
BACKUPS = "/var/backups/casus"


def blocks(heading: str) -> list[str]:
    """The blocks of commands below the heading, up to the next one."""
    section = OPERATING.read_text("utf-8").partition(f"\n### {heading}\n")[2].partition("\n##")[0]
    return re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def run(folder: Path, commands: str, backups: Path) -> str:
    """What the commands print in a folder with Casus in `.venv`; each must succeed."""
    (folder / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    if not (folder / ".venv" / "bin" / "casus").exists():
        (folder / ".venv" / "bin" / "casus").symlink_to(CASUS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASUS_", "HOST", "PORT"))}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands.replace(BACKUPS, str(backups))],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def place(two: Shelf, workshop: Workshop, tmp_path: Path) -> Path:
    """Where an operator works: sources, two releases, of which the older one was cited."""
    folder = tmp_path / "place"
    shutil.copytree(two.var, folder / "var", symlinks=True)
    shutil.copytree(workshop.sources, folder / "ontology")
    (folder / "var" / "keep").write_text(f"{two.older}  # cited in a paper\n", encoding="utf-8")
    return folder


def test_what_was_backed_up_is_restored(place: Path, two: Shelf, tmp_path: Path) -> None:
    backup, restore = blocks("Back up and restore")
    assert len(backup.splitlines()) == len(restore.splitlines()) == 3
    run(place, backup, tmp_path / "backups")
    empty = tmp_path / "empty"
    empty.mkdir()
    told = run(empty, restore, tmp_path / "backups")

    assert current(empty / "var").id == two.newer
    assert [verified(release).id for release in on_disk(empty / "var")] == [two.newer, two.older]
    assert re.search(rf"^{two.newer} .* current$", told, re.MULTILINE)
    assert re.search(rf"^{two.older} .* named in 'keep'$", told, re.MULTILINE)
    for path in (place / "ontology").rglob("*.ttl"):
        assert (empty / path.relative_to(place)).read_bytes() == path.read_bytes()


def test_a_backup_without_anything_cited_or_imported(place: Path, two: Shelf, tmp_path: Path) -> None:
    (place / "var" / "keep").write_text("")
    run(place, blocks("Back up and restore")[0], tmp_path / "backups")

    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == ["current.tar.zst", "sources.tar"]


def test_a_pack_goes_to_another_machine(place: Path, two: Shelf, tmp_path: Path) -> None:
    pack, install, serve = blocks("Packs")[0].splitlines()
    run(place, pack, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (place / "casus.tar.zst").rename(other / "casus.tar.zst")
    run(other, install, tmp_path)

    with running_server(other / "var", command=serve.split(), cwd=other) as url:
        assert url
    assert current(other / "var").id == two.newer


def test_old_releases_are_removed(place: Path, two: Shelf, tmp_path: Path) -> None:
    (place / "var" / "keep").write_text("")
    told = run(place, blocks("Old releases")[0].replace("2", "1"), tmp_path)

    assert [release.id for release in on_disk(place / "var")] == [two.newer]
    assert f"{two.older}: removed" in told
