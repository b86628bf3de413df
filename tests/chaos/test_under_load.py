"""Each kind of fault once, on a service under load (`python -m tests.chaos MINUTES` goes on for longer)."""

from pathlib import Path

import pytest

from casus.release.manifest import Release
from tests.chaos.run import run

pytestmark = pytest.mark.slow
EVERY = 14
"""Each kind once, in an order that the seed chooses."""


@pytest.mark.parametrize("number", [3, pytest.param(EVERY, marks=pytest.mark.full)])
def test_no_answer_is_wrong_and_none_is_lost_without_a_fault(release: Release, tmp_path: Path, number: int) -> None:
    outcome = run(release.path, tmp_path, 18, lambda outcome: len(outcome.felt) == number, every=4)
    assert len({felt.name for felt in outcome.felt}) == number
    assert outcome.wrong == []
    assert outcome.unexplained == []
    assert outcome.answered > 50
