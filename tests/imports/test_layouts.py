"""No file of one dataset is taken as one of another, also where one of its columns has another name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casus.imports.catalogue import DATASETS
from casus.imports.dataset import Dataset, Layout
from casus.imports.importing import layout_of
from casus.imports.refused import FileRefused
from casus.imports.table import Header
from tests.imports.importing import imported, written
from tests.imports.made_up import STATE
from tools.made_up import GED, event

TOLD_BY_ROWS = {
    frozenset(("ucdp-ged", "ucdp-candidate")),
    frozenset(("ucdp-brd-dyadic", "ucdp-brd-conflict")),
}
"""Datasets with the same columns: importers tell their files apart by versions and rows, as other tests show."""
BESIDE = {
    "ucdp-ged": set(GED),
    "ucdp-candidate": set(GED),
    "cow-states": {"version"},
    "cow-majors": {"version"},
    "ucdp-termination-dyad": {"dyadep_id", "region", "version"},
    "ucdp-termination-conflict": {"conflictep_id", "region", "version"},
}
"""Columns that files have beside those that a layout must have, as far as they matter here."""


def headers(dataset: Dataset, layout: Layout) -> Iterator[tuple[str, ...]]:
    """The columns of its files, and those that they have when one column has another name."""
    beside = {name for name in BESIDE.get(dataset.name, ()) if name not in layout.without}
    columns = sorted({*layout.columns, *beside})
    yield tuple(columns)
    for renamed in columns:
        yield tuple(f"{name}_" if name == renamed else name for name in columns)


@pytest.mark.parametrize("other", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_no_dataset_takes_a_file_of_another(other: Dataset) -> None:
    taken = {
        (dataset.name, layout.name)
        for dataset in DATASETS.values()
        if dataset is not other and frozenset((dataset.name, other.name)) not in TOLD_BY_ROWS
        for layout in dataset.layouts
        for columns in headers(dataset, layout)
        if takes(other, columns)
    }
    assert not taken


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_a_column_that_is_needed_is_needed_in_every_layout(dataset: Dataset) -> None:
    for layout in dataset.layouts:
        for columns in headers(dataset, layout):
            if not layout.columns <= set(columns):
                assert not takes(dataset, columns), set(layout.columns) - set(columns)


def takes(dataset: Dataset, columns: tuple[str, ...]) -> bool:
    encoding = dataset.layouts[0].encodings[0]
    try:
        layout_of(dataset, Header(Path("made-up.csv"), "", columns, encoding, ","))
    except FileRefused:
        return False
    return True


def test_states_with_another_name_of_a_column_are_no_major_powers(tmp_path: Path) -> None:
    renamed = {"state_name" if name == "statenme" else name: cell for name, cell in STATE.items()}

    with pytest.raises(FileRefused, match="has state_name"):
        imported("cow-majors", written(tmp_path / "majors.csv", renamed, renamed))
    majors = {name: cell for name, cell in STATE.items() if name != "statenme"}
    assert imported("cow-majors", written(tmp_path / "majors.csv", majors, majors)).report.rows == 1


@pytest.mark.parametrize("lacking", ["code_status", "relid", ""])
def test_candidate_events_are_not_taken_for_the_yearly_ones(tmp_path: Path, lacking: str) -> None:
    row = {f"{name}_" if name == lacking else name: cell for name, cell in event().items()}

    with pytest.raises(FileRefused, match=r"code_status|import GEDEvent_v26_0_1.csv as ucdp-candidate"):
        imported("ucdp-ged", written(tmp_path / "GEDEvent_v26_0_1.csv", row, row))
