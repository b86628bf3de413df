"""Each kind of fault once, on a service under load (`python -m tests.chaos MINUTES` goes on for longer)."""

from pathlib import Path

import pytest

from casus.release.manifest import Release
from tests.chaos.run import Outcome, run

pytestmark = pytest.mark.slow
FAULTS = 14
"""Each once, in an order that the seed chooses."""


def test_no_answer_is_wrong_and_none_is_lost_without_a_fault(release: Release, tmp_path: Path) -> None:
    outcome = run(release.path, tmp_path, 18, lambda outcome: len(outcome.felt) == FAULTS, every=4)
    assert len({felt.name for felt in outcome.felt}) == FAULTS
    judge(outcome)


def judge(outcome: Outcome) -> None:
    assert outcome.wrong == []
    assert outcome.unexplained == []
    assert outcome.answered > 300
    assert max(felt.whole_s for felt in outcome.felt) < 60
