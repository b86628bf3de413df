"""A clock that jumps, forwards and back, by days and by years: while a service runs, and between two builds."""

import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from casus.release.manifest import current, on_disk
from tests.chaos.load import Right, ask
from tests.chaos.load import requests as asked
from tests.chaos.witness import compiled
from tests.command import casus
from tests.conftest import Workshop
from tests.hostile.server import ENDLESS
from tests.server.test_serve import ONE, serving
from tests.waiting import eventually

pytestmark = pytest.mark.full
DAY = 86_400
JUMPS = (3 * DAY, -3 * DAY, 7_300 * DAY, -7_300 * DAY, 0)
"""Seconds."""


class Clock:
    """The clock of the commands that are started with its settings."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "offset"
        self.settings = {"LD_PRELOAD": str(compiled(folder, "clock")), "CLOCK_OFFSET": str(self._file)}
        self.set(0)

    def set(self, off_by_s: int) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(off_by_s))
        new.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path)


def test_a_clock_that_jumps_changes_no_answer_and_ends_nothing(var: Path, tmp_path: Path, clock: Clock) -> None:
    settings = {"CASUS_QUERY_DEADLINE_S": "2", "CASUS_CACHE_MIB": "1", **clock.settings, **ONE}
    with serving(tmp_path / "log", var, "--no-build", **settings) as served:
        served.wait_until_ready()
        right = Right(asked()[::12])
        right.record(served.port)
        before = served.processes()
        for jump in JUMPS:
            clock.set(jump)
            assert eventually(lambda jump=jump: is_off_by(served.url, jump), 10, 0.1), jump  # type: ignore[misc]
            for each in right.asked:
                assert right.knows(each, ask(served.port, each)), (jump, each)
            begun = time.monotonic()
            late = requests.get(f"{served.url}/sparql", {"query": ENDLESS}, timeout=30)
            assert (late.status_code, 2 <= time.monotonic() - begun < 12) == (504, True), jump
        time.sleep(1.5)  # the parent looks each second
        assert set(before) <= set(served.processes())
    assert served.log.read_text("utf-8").count("\n") == 2


def is_off_by(url: str, expected_s: int) -> bool:
    """Whether the clock of the service is, within a minute."""
    told = parsedate_to_datetime(requests.get(f"{url}/healthz", timeout=10).headers["Date"])
    return abs(told.timestamp() - time.time() - expected_s) < 60


def test_a_build_after_the_clock_went_back_is_newer_than_the_one_before(workshop: Workshop, clock: Clock) -> None:
    built = []
    for number, jump in enumerate((2 * DAY, -7_300 * DAY, 0)):
        record = f'source:n{number} a casus:Source ; skos:prefLabel "N"@en ; casus:sourceType source-type:book .'
        workshop.write("more", record)
        clock.set(jump)
        told = casus(workshop.var, "build", CASUS_ONTOLOGY_DIR=str(workshop.sources), **clock.settings)
        assert told.returncode == 0, told.stderr
        assert ("set the clock" in told.stderr) == (number > 0)
        built.append(current(workshop.var).id)
    assert [release.id for release in on_disk(workshop.var)] == built[::-1]
    times = [datetime.fromisoformat(release.manifest.built_at) for release in on_disk(workshop.var)]
    assert times == sorted(times, reverse=True) and len({*times}) == 3
