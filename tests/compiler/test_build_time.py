"""The time of a build: now, or what SOURCE_DATE_EPOCH says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casus.compiler.build_time import VARIABLE, BadBuildTime, built_at
from tests.command import invoke, says
from tests.conftest import Workshop


def test_it_is_now(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    before = datetime.now(UTC)
    built = datetime.fromisoformat(workshop.build().manifest.built_at)

    assert before - timedelta(milliseconds=1) <= built <= datetime.now(UTC)


def test_it_is_what_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1700000000")

    assert built_at() == "2023-11-14T22:13:20.000+00:00"


@pytest.mark.parametrize("told", ["yesterday", "1.5", "9" * 30])
def test_what_is_no_time_is_refused(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv(VARIABLE, told)

    with pytest.raises(BadBuildTime, match=told):
        built_at()


def test_a_build_that_is_told_no_time_ends_with_the_reason(workshop: Workshop, tmp_path: Path) -> None:
    command = ("build", "--ontology", str(workshop.sources))

    says(invoke(workshop.var, *command, **{VARIABLE: "yesterday"}), 2, f"{VARIABLE} is 'yesterday'", "date +%s")
    assert not (workshop.var / "current").exists()


def test_a_release_that_is_there_keeps_its_time(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1700000000")
    first = workshop.build().manifest
    monkeypatch.setenv(VARIABLE, "1800000000")

    assert workshop.build().manifest == first
