"""Builds, imports and what forgets them, all at once on one folder, and killed: what is there is whole."""

import random
import subprocess
import time
from pathlib import Path

import pytest
import requests

from casus.compiler.publish import one_build_at_a_time
from casus.release import artefact
from casus.release.integrity import verified
from casus.release.manifest import current, on_disk
from tests.command import CASUS, casus, environment
from tests.conftest import Workshop
from tests.imports.made_up import write
from tests.server.test_serve import ONE, serving
from tools.made_up import event

pytestmark = pytest.mark.full


def started(workshop: Workshop, *command: str) -> subprocess.Popen[str]:
    settings = environment(workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([CASUS, *command], env=settings, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "ged241.csv", [event(id=str(900_000 + number)) for number in range(300)])


def test_builds_an_import_and_a_forget_at_once_leave_whole_releases(
    workshop: Workshop, file: Path, tmp_path: Path
) -> None:
    first = workshop.build().id
    with serving(tmp_path / "log", workshop.var, "--no-build", **ONE) as served:
        assert served.wait_until_ready()["release"] == first
        workshop.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
        commands = (["build"], ["import", "ucdp-ged", str(file)], ["build"], ["forget", "ucdp-ged"], ["reload"])
        running = [(command, started(workshop, *command)) for command in commands]
        for command, process in running:
            said = "".join(process.communicate(timeout=300))
            assert process.returncode == 0 or "nothing of ucdp-ged was imported" in said, (command, said)
            assert "Traceback" not in said
        for release in on_disk(workshop.var):
            verified(release)
        assert len(on_disk(workshop.var)) >= 2
        told = casus(workshop.var, "reload")
        assert told.returncode == 0, told.stderr
        assert requests.get(f"{served.url}/readyz", timeout=10).json()["release"] == current(workshop.var).id
    assert list(workshop.var.glob(".draft-*")) == []


def test_commands_that_are_killed_at_random_leave_what_is_whole(workshop: Workshop, file: Path) -> None:
    chance = random.Random(18)
    workshop.build()
    commands = (
        ["build"],
        ["import", "ucdp-ged", str(file)],
        ["forget", "ucdp-ged"],
        ["import", "ucdp-ged", "--version", "23.1", str(file)],
    )
    for number in range(40):
        process = started(workshop, *chance.choice(commands))
        time.sleep(chance.uniform(0.3, 4))
        process.kill()
        process.communicate()
        verified(current(workshop.var))
        with one_build_at_a_time(workshop.var):
            for each in artefact.on_disk(workshop.var):
                each.verify()
            assert len(artefact.folders(workshop.var)) < 2
        if number % 10 == 9:
            assert casus(workshop.var, "build", CASUS_ONTOLOGY_DIR=str(workshop.sources)).returncode == 0
