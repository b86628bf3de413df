"""Every fixed query is one that a researcher can read and run."""

import re
from pathlib import Path

import pytest
from flask import Flask

import api.queries
from api.queries.fixed import fixed

NAMES = sorted(path.stem for path in Path(api.queries.__file__).parent.glob("*.rq"))


def test_there_are_fixed_queries() -> None:
    assert "model" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_query_begins_with_its_purpose_parameters_and_columns(name: str) -> None:
    header = "\n".join(line for line in fixed(name).splitlines() if line.startswith("#"))

    assert re.findall(r"^# (\w+): \S", header, re.MULTILINE)[:3] == ["Purpose", "Parameters", "Columns"]


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_query_runs_and_its_header_names_its_columns(app: Flask, name: str) -> None:
    result = app.extensions["casus"].knowledge.dataset.query(fixed(name))
    columns = re.search(r"^# Columns: (.+)$", fixed(name), re.MULTILINE)

    assert columns
    assert [str(v) for v in result.vars] == re.findall(r"\?(\w+)", columns[1])
    assert len(list(result)) > 0


def test_a_query_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        fixed("no-such-query")
