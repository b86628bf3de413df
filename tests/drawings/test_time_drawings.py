"""Times as shapes: what is certain is within what is possible, and nothing is outside of the frame."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from casus.drawings.extent import End, Extent, certain, possible
from casus.drawings.extent_shape import BEYOND, drawn, sample
from casus.drawings.histogram import BASE, TOP, Bin, height, histogram
from casus.drawings.time_scale import Step, TimeScale
from casus.drawings.timeline import APART, LEFT, RIGHT, ROW, WIDTH, Lane, Row, timeline

_UNHURRIED = settings(deadline=None)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
HOSTILE = "</text><script>alert(1)</script>\"'&"


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    """Bounds as the build derives them: in each pair the earlier one is first, and nothing ends before it begins."""
    first, second, third, fourth = sorted(draw(st.lists(DAYS, min_size=4, max_size=4)))
    starts, ends = draw(st.sampled_from([((first, second), (third, fourth)), ((first, third), (second, fourth))]))
    end = draw(st.sampled_from(End))
    return Extent(
        draw(st.sampled_from([starts[0], None])),
        starts[1],
        draw(st.sampled_from([ends[0], None])) if end is End.OPEN else ends[0],
        ends[1] if end in (End.KNOWN, End.CENSORED) else None,
        end,
    )


@st.composite
def scales(draw: st.DrawFn) -> TimeScale:
    first = draw(DAYS)
    return TimeScale(first, first + timedelta(days=draw(st.integers(0, 40_000))), LEFT, RIGHT)


def numbers_of(shape: Markup) -> list[float]:
    """The places on the line of all parts of a shape that stand at an absolute place."""
    root = ElementTree.fromstring(f"<g>{shape}</g>")
    found = []
    for each in root.iter():
        if "x" in each.attrib:
            found += [float(each.attrib["x"]), float(each.attrib["x"]) + float(each.get("width", 0))]
        found += [float(x) for x in re.findall(r"M([-\d.]+)", each.get("d", ""))]
    return found


@_UNHURRIED
@given(extents(), scales())
def test_what_is_certain_is_within_what_is_possible_and_both_are_on_the_line(extent: Extent, scale: TimeScale) -> None:
    core, whole = certain(extent, scale), possible(extent, scale)

    if core is not None:
        assert whole is not None and whole.left <= core.left <= core.right <= whole.right
    if whole is not None:
        assert LEFT <= whole.left <= whole.right <= RIGHT


@_UNHURRIED
@given(extents(), scales())
def test_no_shape_reaches_beyond_the_arrows(extent: Extent, scale: TimeScale) -> None:
    shape = drawn(extent, scale, 12)

    assert all(LEFT - BEYOND - 3 <= x <= RIGHT + BEYOND + 3 for x in numbers_of(shape))
    assert shape == drawn(extent, scale, 12)


def test_what_happened_on_a_day_of_a_month_is_a_box_without_a_core() -> None:
    scale = TimeScale(date(2020, 1, 1), date(2020, 12, 31), LEFT, RIGHT)
    month = Extent(date(2020, 3, 1), date(2020, 3, 31), date(2020, 3, 1), date(2020, 3, 31))
    day = Extent(*[date(2020, 3, 13)] * 4)

    assert certain(month, scale) is None
    assert 'class="possible"' in drawn(month, scale, 12) and 'class="bar"' not in drawn(month, scale, 12)
    assert "<path" in drawn(day, scale, 12) and "<rect" not in drawn(day, scale, 12)


@pytest.mark.parametrize(
    ("end", "told"), [(End.OPEN, 'class="bar"'), (End.UNKNOWN, ">?</text>"), (End.CENSORED, 'class="cut')]
)
def test_each_way_to_know_an_end_has_its_mark(end: End, told: str) -> None:
    scale = TimeScale(date(2020, 1, 1), date(2020, 12, 31), LEFT, RIGHT)
    start = date(2020, 2, 1)
    shapes = {each: drawn(Extent(start, start, start, None, each), scale, 12) for each in End}

    assert told in shapes[end]
    assert len({*shapes.values()}) >= 3


@_UNHURRIED
@given(scales())
def test_ticks_are_as_far_apart_as_their_labels_need(scale: TimeScale) -> None:
    ticks = [scale.begin(day) for day, _ in scale.ticks(APART)]

    assert all(right - left >= APART - 0.01 for left, right in pairwise(ticks))
    assert all(LEFT <= x <= RIGHT for x in ticks)


@_UNHURRIED
@given(st.lists(extents(), min_size=1, max_size=5), scales())
def test_a_timeline_has_a_link_for_each_row_and_nothing_outside_of_its_frame(
    found: list[Extent], scale: TimeScale
) -> None:
    rows = tuple(Row(HOSTILE, HOSTILE, f"/v1/claims/{n}", extent, "accepted") for n, extent in enumerate(found))
    drawing = timeline(HOSTILE, [Lane(HOSTILE, rows)], scale.first, scale.last, lambda day, _: day.isoformat())
    root = ElementTree.fromstring(drawing.alone())

    assert [each.get("href") for each in root.iter("{http://www.w3.org/2000/svg}a")] == [row.url for row in rows]
    assert drawing.height >= ROW * len(rows)
    assert all(-1 <= x <= WIDTH for x in numbers_of(drawing.inside))
    assert "<script" not in drawing.in_page() and " style=" not in drawing.in_page()


@_UNHURRIED
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_bars_are_as_high_as_there_are_records_and_the_certain_ones_within_the_possible(
    counts: list[tuple[int, int]],
) -> None:
    bins = [
        Bin(date(2000 + n, 1, 1), date(2000 + n, 12, 31), f"{n}", f"/{n}", max(pair), min(pair))
        for n, pair in enumerate(counts)
    ]
    drawing = histogram("Years", bins, lambda day, step: day.isoformat() if step is Step.DAY else f"{day.year}")
    root = ElementTree.fromstring(drawing.in_page())

    links = [*root.iter("a")]
    assert [each.get("href") for each in links] == [each.url for each in bins]
    for each in links:
        bars = {bar.get("class"): bar for bar in each.iter("rect") if bar.get("class")}
        tall = {name: float(bar.get("height", 0)) for name, bar in bars.items()}
        assert tall.get("bar", 0) <= tall.get("possible", 0) <= BASE - TOP + 0.1
    assert height(1, 1) == BASE - TOP


def test_what_was_always_so_has_an_arrow_and_what_began_nobody_knows_when_a_question_mark() -> None:
    scale, end = TimeScale(date(2011, 1, 1), date(2011, 12, 31), LEFT, RIGHT), date(2011, 8, 20)
    always, unknown = (str(drawn(Extent(None, start, end, end), scale, 10)) for start in (None, end))

    assert "?" not in always and f"M{LEFT - BEYOND + 6.5:.1f}" in always
    assert "?" in unknown
    place = re.search(r'<text x="([\d.]+)"', unknown)
    assert place and LEFT - BEYOND < float(place[1]) < LEFT  # beside the bar, not on it


@pytest.mark.parametrize("mark", ["day", "certain", "possible", "open", "unknown", "censored"])
def test_a_sample_stays_within_its_width(mark: str) -> None:
    assert all(0 <= x <= 28 for x in numbers_of(sample(mark, 28)))
