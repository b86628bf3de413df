"""The counters on what pyoxigraph really writes, with values made to deceive them, cut at any place."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.sandbox.media_types import SOLUTIONS
from casus.sandbox.row_limit import ROW_COUNTERS

MEDIA_TYPES = [written.media_type for written in SOLUTIONS]
DECEIVING = [
    '"',
    '""',
    "\\",
    '\\"',
    "},{",
    "}},{{",
    "\n",
    "\r\n",
    "<result>",
    "</result><result>",
    ",",
    "\t",
    "",
    "é😀",
    "a",
]
VALUES = st.one_of(st.none(), st.lists(st.sampled_from(DECEIVING), max_size=4).map("".join))
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=6)


def written(rows: list[tuple[str | None, str | None]], media_type: str) -> bytes:
    terms = " ".join(f"({' '.join('UNDEF' if v is None else str(ox.Literal(v)) for v in row)})" for row in rows)
    results = ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {terms} }} }}")
    assert isinstance(results, ox.QuerySolutions)
    data = results.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
    assert data is not None
    return data


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 400), max_size=8))
def test_every_row_is_counted_once(media_type: str, rows: list[tuple[str | None, str | None]], cuts: list[int]) -> None:
    data = written(rows, media_type)
    counter = ROW_COUNTERS[media_type]()
    ends = sorted({min(cut, len(data)) for cut in cuts} | {len(data)})
    counted = [counter.count(data[start:end]) for start, end in zip([0, *ends], ends, strict=False)]

    expected = max(1, len(rows)) if media_type.endswith("json") else len(rows)
    assert counted[-1] == expected
    assert counted == sorted(counted)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_byte_at_a_time_is_no_different(media_type: str) -> None:
    rows: list[tuple[str | None, str | None]] = [(value, None) for value in DECEIVING]
    data = written(rows, media_type)
    counter = ROW_COUNTERS[media_type]()

    assert [counter.count(data[at : at + 1]) for at in range(len(data))][-1] == len(rows)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_rows_without_any_variable_count(media_type: str) -> None:
    results = ox.Store().query("SELECT * { VALUES () { () () () } }")
    assert isinstance(results, ox.QuerySolutions)
    data = results.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))

    assert ROW_COUNTERS[media_type]().count(data or b"") == 3
