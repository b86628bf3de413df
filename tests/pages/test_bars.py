from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.drawings.bars import Bar, packed, sample, strip
from casus.drawings.extent import End, Extent, certain, possible
from casus.drawings.statuses import STROKES
from casus.drawings.time_scale import TimeScale
from casus.drawings.window import around, around_most, ticks
from casus.terms.dates import bounds

DAYS = st.dates(date(1816, 1, 1), date(2030, 12, 31))


def extent(when: str) -> Extent:
    found = bounds(when)
    days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
    return Extent(*days, End.of(found.end_known))


def line(first: date, last: date) -> TimeScale:
    return TimeScale(first, last, 0, 100)


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    """Any that a date can mean: what begins has begun before it ends."""
    first, begun, lasted, last = sorted(draw(DAYS) for _ in range(4))
    begun, lasted = draw(st.permutations((begun, lasted)))
    starts = draw(st.sampled_from(((first, begun), (None, begun), (None, None))))
    end = draw(st.sampled_from(End))
    return Extent(*starts, lasted, last if end is End.KNOWN else None, end)


@given(st.lists(extents(), min_size=1, max_size=8))
def test_what_is_certain_lies_in_what_is_possible_and_all_of_it_on_the_line(drawn: list[Extent]) -> None:
    scale = around(drawn)
    assert scale is not None
    for each in drawn:
        whole, core = possible(each, scale), certain(each, scale)
        assert whole is not None and 0 <= whole.left <= whole.right <= 100
        assert core is None or whole.left <= core.left <= core.right <= whole.right
    assert 1 <= len(ticks(scale)) <= 6


@pytest.mark.parametrize(
    ("when", "is_certain"),
    [("2020-01-13", True), ("2020-01", False), ("2019/2020", True), ("2018-10/", False), ("../2019", True)],
)
def test_there_is_a_core_only_where_a_day_is_certain(when: str, is_certain: bool) -> None:
    scale = line(date(2017, 1, 1), date(2022, 12, 31))

    assert (certain(extent(when), scale) is not None) == is_certain


def test_an_event_of_some_day_of_a_month_is_a_hatched_box_and_no_bar() -> None:
    scale = line(date(2019, 12, 1), date(2020, 2, 29))
    drawn = strip([Bar(extent("2020-01"), "reported", "x")], scale, "x")

    assert drawn.count("url(#possible)") == 1 and 'fill="currentColor"' not in drawn


def test_bars_of_one_row_do_not_come_near_each_other() -> None:
    scale = line(date(2014, 1, 1), date(2021, 12, 31))
    bars = [Bar(extent(when), "accepted", when) for when in ("2014", "2014-06/2016", "2016", "2019", "2021")]

    rows = packed(bars, scale)

    assert [[bar.title for bar in row] for row in rows] == [["2014", "2016", "2019", "2021"], ["2014-06/2016"]]


def test_what_began_long_before_all_others_is_an_arrow_and_does_not_press_them_together() -> None:
    drawn = [extent("1969/2011"), extent("1980"), *(extent(f"20{year}") for year in range(11, 30))]

    scale = around_most(drawn)

    assert scale is not None and scale.first.year == 2010
    outside = strip([Bar(extent("1980"), "accepted", "x", "/v1/x")], scale, "x")
    assert "<path" in outside and "url(#possible)" not in outside
    assert around_most(drawn[2:]) == around(drawn[2:])


def test_an_end_that_is_open_and_one_that_is_unknown_look_different() -> None:
    scale = line(date(2014, 1, 1), date(2021, 12, 31))
    opened, unknown = (strip([Bar(extent(when), "accepted", "x")], scale, "x") for when in ("2018/..", "2018/"))

    assert ">?<" in unknown and "url(#fading)" in unknown
    assert ">?<" not in opened and "url(#fading)" not in opened


def test_each_status_has_a_line_of_its_own() -> None:
    lines = {sample(status).replace(status, "") for status in STROKES}
    assert len(lines) == len(STROKES)


def test_texts_are_escaped_and_nothing_is_styled_in_place() -> None:
    hostile = '"><script>alert(1)</script>'
    drawn = strip(
        [Bar(extent("2020"), hostile, hostile, f"/v1/{hostile}")], line(date(2019, 1, 1), date(2021, 1, 1)), hostile
    )

    root = ElementTree.fromstring(drawn)

    assert not [*root.iter("script")] and not [each for each in root.iter() if "style" in each.attrib]
    assert root.attrib["role"] == "group" and root.attrib["direction"] == "ltr"
