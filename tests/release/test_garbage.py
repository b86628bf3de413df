"""The garbage collector is off while sources are read, and as it was afterwards."""

import gc
from pathlib import Path

import pytest

from casus.compiler.load import load
from casus.compiler.violations import BuildError
from casus.release.garbage import uncollected


def test_nothing_is_collected_up_to_the_end_of_the_outermost_block() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_goes_on_after_sources_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("no Turtle", encoding="utf-8")
    with pytest.raises(BuildError):
        load(tmp_path)
    assert gc.isenabled()
