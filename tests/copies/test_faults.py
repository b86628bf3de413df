"""The short form of `python -m tools.bench.faults`: every fault once, under load of all kinds of clients."""

import json
import shutil
from pathlib import Path

import pytest

from casus.release.manifest import FILE, Release
from tests.copies import behind
from tools.bench import faults

pytestmark = pytest.mark.full
PAGE = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.fixture
def following(release: Release, tmp_path: Path) -> Release:
    """The same content under another id: here it only matters which release answers say that they are of."""
    another = tmp_path / "releases" / f"0.{release.id}"
    shutil.copytree(release.path, another)
    members = json.loads((another / FILE).read_text("utf-8"))
    (another / FILE).write_text(json.dumps({**members, "id": another.name}), encoding="utf-8")
    return Release.open(another)


@behind.NGINX
def test_under_load_no_fault_loses_a_request_or_gives_a_wrong_answer(release: Release, following: Release) -> None:
    ledger, run = faults.measured(15, [release, following])

    assert set(run.recovered) == set(faults.FAULTS)
    assert ledger.lost == []
    assert ledger.wrong == []
    assert len(ledger.seconds) == 8
    assert ledger.requests > 500
    assert ledger.lists > 0
    told = faults.report(ledger, run)
    assert f"| requests | {ledger.requests:,} |\n| **lost** | **0** |" in told


def test_the_page_has_a_place_for_the_figures() -> None:
    text = PAGE.read_text("utf-8")
    begin, end = (text.index(mark) for mark in faults.MARKS)
    assert begin < end
