"""What holds of the bounds of every date: drawn dates that know their own first and last day, and texts of any kind."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casus.terms.dates import Bounds, bounds

patiently = settings(deadline=None, max_examples=60)
"""For what the package reads: 5 ms a date, and half a second for the first one."""
YEARS = st.integers(1000, 2998)
"""Four digits without padding: what `edtf` and `strftime` agree on."""


@st.composite
def plain(draw: st.DrawFn) -> tuple[str, date, date]:
    """A plain date, with its first and last day."""
    year, month, day = draw(YEARS), draw(st.integers(1, 12)), draw(st.integers(1, 31))
    assume(day <= monthrange(year, month)[1])
    return draw(
        st.sampled_from(
            [
                (f"{year}", date(year, 1, 1), date(year, 12, 31)),
                (f"{year}-{month:02}", date(year, month, 1), date(year, month, monthrange(year, month)[1])),
                (f"{year}-{month:02}-{day:02}", date(year, month, day), date(year, month, day)),
            ]
        )
    )


@st.composite
def masked(draw: st.DrawFn) -> tuple[str, date, date]:
    year, month = draw(YEARS), draw(st.integers(1, 12))
    decade, century = year // 10 * 10, year // 100 * 100
    last_day = monthrange(year, month)[1]
    return draw(
        st.sampled_from(
            [
                (f"{year // 10}X", date(decade, 1, 1), date(decade + 9, 12, 31)),
                (f"{year // 100}XX", date(century, 1, 1), date(century + 99, 12, 31)),
                (f"{year}-XX", date(year, 1, 1), date(year, 12, 31)),
                (f"{year}-XX-XX", date(year, 1, 1), date(year, 12, 31)),
                (f"{year}-{month:02}-XX", date(year, month, 1), date(year, month, last_day)),
            ]
        )
    )


@st.composite
def doubtful(draw: st.DrawFn) -> tuple[str, date, date]:
    """A date with a qualifier: it can mean at least the day before its first and the day after its last one."""
    text, first, last = draw(plain())
    return text + draw(st.sampled_from("?~%")), first - timedelta(1), last + timedelta(1)


SINGLE = st.one_of(plain(), masked(), doubtful())


@st.composite
def one_of(draw: st.DrawFn) -> tuple[str, date, date]:
    members = draw(st.lists(st.one_of(plain(), doubtful()), min_size=2, max_size=4))
    text = ",".join(member for member, _, _ in members)
    return f"[{text}]", min(first for _, first, _ in members), max(last for _, _, last in members)


@st.composite
def consecutive(draw: st.DrawFn) -> tuple[str, date, date]:
    one, other = sorted((draw(plain()), draw(plain())), key=lambda member: member[1])
    assume(one[2] <= other[2] and len(one[0]) == len(other[0]))
    return f"[{one[0]}..{other[0]}]", one[1], other[2]


@patiently
@given(plain())
def test_plain_dates_are_read_as_the_package_reads_them(dated: tuple[str, date, date]) -> None:
    text, first, last = dated
    parsed = edtf.parse_edtf(text)
    low, high = (date(*day[:3]) for day in (parsed.lower_strict(), parsed.upper_strict()))
    assert bounds(text) == Bounds(low, high, low, high, "known")
    assert (low, high) == (first, last)


@patiently
@given(st.one_of(SINGLE, one_of(), consecutive()))
def test_the_bounds_contain_every_day_that_a_date_can_mean(dated: tuple[str, date, date]) -> None:
    text, first, last = dated
    found = bounds(text)
    assert found.earliest_start is not None and found.earliest_start <= first
    assert found.latest_end is not None and found.latest_end >= last
    assert (found.latest_start, found.earliest_end) == (found.latest_end, found.earliest_start)


@patiently
@given(st.one_of(plain(), masked(), consecutive()))
def test_the_bounds_of_a_certain_date_contain_no_other_day(dated: tuple[str, date, date]) -> None:
    text, first, last = dated
    assert (bounds(text).earliest_start, bounds(text).latest_end) == (first, last)


@patiently
@given(SINGLE, SINGLE)
def test_the_bounds_of_a_span_contain_every_start_and_end_that_it_can_mean(
    start: tuple[str, date, date], end: tuple[str, date, date]
) -> None:
    assume(start[1] <= end[2])
    found = bounds(f"{start[0]}/{end[0]}")
    assert (found.earliest_start or date.max) <= start[1]
    assert (found.latest_start or date.min) >= min(start[2], end[2])
    assert (found.earliest_end or date.max) <= max(start[1], end[1])
    assert (found.latest_end or date.min) >= end[2]
    assert found.end_known == "known"


@patiently
@given(plain(), plain())
def test_a_span_is_refused_just_when_it_must_end_before_it_starts(
    start: tuple[str, date, date], end: tuple[str, date, date]
) -> None:
    text = f"{start[0]}/{end[0]}"
    if end[2] < start[1]:
        with pytest.raises(ValueError, match="ends before it starts"):
            bounds(text)
    else:
        assert bounds(text).latest_end == end[2]


@patiently
@given(SINGLE, st.sampled_from([("..", "open", None), ("", "unknown", "start")]))
def test_an_end_that_nobody_knows_is_unlimited(start: tuple[str, date, date], end: tuple[str, str, str | None]) -> None:
    text, code, earliest = end
    found = bounds(f"{start[0]}/{text}")
    assert (found.latest_end, found.end_known) == (None, code)
    assert found.earliest_end == (found.earliest_start if earliest else None)


@patiently
@given(st.dates(date(MINYEAR, 1, 1), date(MAXYEAR, 12, 31)))
def test_every_day_of_the_calendar_has_bounds(day: date) -> None:
    assert bounds(day.isoformat()) == Bounds(day, day, day, day, "known")


@patiently
@given(st.text(alphabet="0123456789-/.X?~%[]{},YES ", max_size=14))
def test_any_text_has_bounds_in_order_or_is_refused(when: str) -> None:
    try:
        found = bounds(when)
    except ValueError:
        return
    for first, last in (
        (found.earliest_start, found.latest_start),
        (found.earliest_end, found.latest_end),
        (found.earliest_start, found.latest_end),
    ):
        assert first is None or last is None or first <= last
