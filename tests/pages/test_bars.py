from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.drawings.bars import Bar, packed, sample, strip
from casus.drawings.extents import Span, Window
from casus.drawings.statuses import STROKES
from casus.terms.dates import bounds

DAYS = st.dates(date(1816, 1, 1), date(2030, 12, 31))


def span(when: str) -> Span:
    found = bounds(when)
    days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
    return Span(*days, found.end_known)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Any that a date can mean: what begins has begun before it ends."""
    first, begun, lasted, last = sorted(draw(DAYS) for _ in range(4))
    begun, lasted = draw(st.permutations((begun, lasted)))
    starts = draw(st.sampled_from(((first, begun), (None, begun), (None, None))))
    end = draw(st.sampled_from(("known", "open", "unknown", "censored")))
    return Span(*starts, lasted, last if end == "known" else None, end)


@given(st.lists(spans(), min_size=1, max_size=8))
def test_what_is_certain_lies_in_what_is_possible_and_all_of_it_on_the_line(drawn: list[Span]) -> None:
    window = Window.around(drawn)
    assert window is not None
    for each in drawn:
        possible, *certain = window.extents(each)
        assert 0 <= possible.left <= possible.right <= 100
        assert all(possible.left <= core.left <= core.right <= possible.right for core in certain)
    assert len(window.ticks()) <= 5


@pytest.mark.parametrize(
    ("when", "certain"), [("2020-01-13", True), ("2020-01", False), ("2019/2020", True), ("2018-10/", False)]
)
def test_there_is_a_core_only_where_a_day_is_certain(when: str, certain: bool) -> None:
    window = Window(date(2017, 1, 1), date(2022, 12, 31))

    assert [each.kind for each in window.extents(span(when))] == ["possible", *(["certain"] if certain else [])]


def test_an_event_of_some_day_of_a_month_is_a_hatched_box_and_no_bar() -> None:
    window = Window(date(2019, 12, 1), date(2020, 2, 29))
    drawn = strip([Bar(span("2020-01"), "reported", "x")], window, "x")

    assert drawn.count("url(#possible)") == 1 and 'fill="currentColor"' not in drawn


def test_bars_of_one_row_do_not_come_near_each_other() -> None:
    window = Window(date(2014, 1, 1), date(2021, 12, 31))
    bars = [Bar(span(when), "accepted", when) for when in ("2014", "2014-06/2016", "2016", "2019", "2021")]

    rows = packed(bars, window)

    assert [[bar.title for bar in row] for row in rows] == [["2014", "2016", "2019", "2021"], ["2014-06/2016"]]


def test_what_began_long_before_all_others_is_an_arrow_and_does_not_press_them_together() -> None:
    drawn = [span("1969/2011"), span("1980"), *(span(f"20{year}") for year in range(11, 30))]

    window = Window.around_most(drawn)

    assert window is not None and window.first.year == 2010
    outside = strip([Bar(span("1980"), "accepted", "x", "/v1/x")], window, "x")
    assert "<path" in outside and "url(#possible)" not in outside
    assert Window.around_most(drawn[2:]) == Window.around(drawn[2:])


def test_an_end_that_is_open_and_one_that_is_unknown_look_different() -> None:
    window = Window(date(2014, 1, 1), date(2021, 12, 31))
    opened, unknown = (strip([Bar(span(when), "accepted", "x")], window, "x") for when in ("2018/..", "2018/"))

    assert ">?<" in unknown and "url(#fading)" in unknown
    assert ">?<" not in opened and "url(#fading)" not in opened


def test_each_status_has_a_line_of_its_own() -> None:
    lines = {sample(status).replace(status, "") for status in STROKES}
    assert len(lines) == len(STROKES)


def test_texts_are_escaped_and_nothing_is_styled_in_place() -> None:
    hostile = '"><script>alert(1)</script>'
    drawn = strip(
        [Bar(span("2020"), hostile, hostile, f"/v1/{hostile}")], Window(date(2019, 1, 1), date(2021, 1, 1)), hostile
    )

    root = ElementTree.fromstring(drawn)

    assert not [*root.iter("script")] and not [each for each in root.iter() if "style" in each.attrib]
    assert root.attrib["role"] == "group" and root.attrib["direction"] == "ltr"
