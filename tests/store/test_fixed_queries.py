"""Every fixed query is one that a researcher can read and run."""

import re
from pathlib import Path

import pytest

import casus
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease

ROOT = Path(casus.__file__).parent
QUERIES = [
    (".".join(("casus", *path.parent.relative_to(ROOT).parts)), path.stem)
    for path in sorted(ROOT.rglob("*.rq"))
    if not path.is_relative_to(ROOT / "ontology")
]


def test_there_are_fixed_queries() -> None:
    assert ("casus.store", "model") in QUERIES


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_a_fixed_query_begins_with_its_purpose_parameters_and_columns(package: str, name: str) -> None:
    header = "\n".join(line for line in fixed(package, name).splitlines() if line.startswith("#"))

    assert re.findall(r"^# (\w+): \S", header, re.MULTILINE)[:3] == ["Purpose", "Parameters", "Columns"]


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_a_fixed_query_runs_and_its_header_names_its_columns(opened: OpenRelease, package: str, name: str) -> None:
    result = opened.dataset.dataset.query(fixed(package, name))
    columns = re.search(r"^# Columns: (.+)$", fixed(package, name), re.MULTILINE)

    assert columns
    assert [str(v) for v in result.vars] == re.findall(r"\?(\w+)", columns[1])
    assert len(list(result)) > 0


def test_a_query_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        fixed("casus.store", "no-such-query")
