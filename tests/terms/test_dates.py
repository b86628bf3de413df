"""From EDTF strings to days: the bounds, and what is refused with which words."""

import pytest

from casus.terms.dates import bounds, precision


def days(when: str) -> tuple[str, str]:
    """First and last day that a date without a span can mean."""
    found = bounds(when)
    assert (found.earliest_start, found.latest_start) == (found.earliest_end, found.latest_end)
    assert found.end_known == "known"
    return str(found.earliest_start), str(found.latest_end)


# Single dates


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2020-01-13", "2020-01-13", "2020-01-13"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ],
)
def test_a_day_month_or_year_is_all_its_days(when: str, first: str, last: str) -> None:
    assert days(when) == (first, last)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2014-XX", "2014-01-01", "2014-12-31"),
        ("2014-02-XX", "2014-02-01", "2014-02-28"),
        ("2014-XX-XX", "2014-01-01", "2014-12-31"),
    ],
)
def test_an_unspecified_digit_is_every_digit(when: str, first: str, last: str) -> None:
    assert days(when) == (first, last)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2020-01-13?", "2020-01-12", "2020-01-14"),
        ("2020-01-01~", "2019-12-31", "2020-01-02"),
        ("2020-02-28%", "2020-02-27", "2020-02-29"),
        ("2020-02?", "2020-01-01", "2020-03-31"),
        ("2019-01~", "2018-12-01", "2019-02-28"),
        ("2014~", "2013-01-01", "2015-12-31"),
        ("201X?", "2009-01-01", "2020-12-31"),
    ],
)
def test_an_uncertain_or_approximate_date_is_one_unit_wider_on_each_side(when: str, first: str, last: str) -> None:
    assert days(when) == (first, last)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2014-21", "2014-03-01", "2014-05-31"),
        ("2014-22", "2014-06-01", "2014-08-31"),
        ("2014-23", "2014-09-01", "2014-11-30"),
    ],
)
def test_a_season_is_its_three_months(when: str, first: str, last: str) -> None:
    assert days(when) == (first, last)


def test_a_winter_contains_its_january_and_february() -> None:
    first, last = days("2014-24")
    assert first <= "2014-12-01" and last >= "2015-02-28"


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("[2014-05-01,2014-05-03]", "2014-05-01", "2014-05-03"),
        ("[2014-05-03, 2014-05-01]", "2014-05-01", "2014-05-03"),
        ("[2014-05,2016]", "2014-05-01", "2016-12-31"),
        ("[2014-05..2014-07]", "2014-05-01", "2014-07-31"),
        ("{2014,2016}", "2014-01-01", "2016-12-31"),
        ("[2014?,2016~]", "2013-01-01", "2017-12-31"),
    ],
)
def test_a_set_reaches_from_its_first_to_its_last_day(when: str, first: str, last: str) -> None:
    assert days(when) == (first, last)


@pytest.mark.parametrize("time", ["12:30:00", "12:30:00Z", "23:59:59+02", "00:00:00-03:30"])
def test_a_time_of_day_is_its_day(time: str) -> None:
    assert days(f"2014-05-01T{time}") == ("2014-05-01", "2014-05-01")


# Spans


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2019-04-04/2020-06-04", ("2019-04-04", "2019-04-04", "2020-06-04", "2020-06-04", "known")),
        ("2019-04/2020", ("2019-04-01", "2019-04-30", "2020-01-01", "2020-12-31", "known")),
        ("2014?/2015-06", ("2013-01-01", "2015-06-30", "2015-06-01", "2015-06-30", "known")),
        ("2014/[2016,2018]", ("2014-01-01", "2014-12-31", "2016-01-01", "2018-12-31", "known")),
        ("2018-10/..", ("2018-10-01", "2018-10-31", None, None, "open")),
        ("2022-02-24~/..", ("2022-02-23", "2022-02-25", None, None, "open")),
        ("2011/", ("2011-01-01", "2011-12-31", "2011-01-01", None, "unknown")),
        ("2011-02/[..2012-08-08]", ("2011-02-01", "2011-02-28", "2011-02-01", "2012-08-08", "bounded")),
        ("2011-04-03~/[..2011-10]", ("2011-04-02", "2011-04-04", "2011-04-02", "2011-10-31", "bounded")),
        ("2011/[..2011-02]", ("2011-01-01", "2011-02-28", "2011-01-01", "2011-02-28", "bounded")),
        ("../[..2014]", (None, None, None, "2014-12-31", "bounded")),
        ("../2014-05", (None, None, "2014-05-01", "2014-05-31", "known")),
        ("/2014-05", (None, "2014-05-31", "2014-05-01", "2014-05-31", "known")),
    ],
)
def test_a_span_bounds_its_start_and_its_end(when: str, expected: tuple[str | None, ...]) -> None:
    found = bounds(when)
    shown = [day and day.isoformat() for day in (found.earliest_start, found.latest_start)]
    shown += [day and day.isoformat() for day in (found.earliest_end, found.latest_end)]
    assert (*shown, found.end_known) == expected


@pytest.mark.parametrize("when", ["2014/2014", "2014-05-10/2014-05", "2014-05/2014-05-01", "2014-06-01~/2014-05-31"])
def test_an_end_that_may_be_after_the_start_is_no_mistake(when: str) -> None:
    assert bounds(when).end_known == "known"


# Refusals

ONE_SIDED = (
    "is open at one side, which only the end of an interval may be, to say the last day of it: 2011/[..2012-08]; "
    "a start that is not known is /2012-08"
)
BY_SLASHES = "'{}' is not an EDTF date: year, month and day have '-' between them, such as 2020-01-13"
NOT_EDTF = (
    "is not an EDTF date, such as 2020-01-13, 2020-01, 2020, 2014~ (about 2014), 2014/2016 (from, to) "
    "or 2014/.. (still so)"
)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("May 2014", f"'May 2014' {NOT_EDTF}"),
        ("14.5.2014", f"'14.5.2014' {NOT_EDTF}"),
        ("14/5/2014", BY_SLASHES.format("14/5/2014")),
        ("05/14/2014", BY_SLASHES.format("05/14/2014")),
        ("2014-5-1", f"'2014-5-1' {NOT_EDTF}"),
        ("2014-13", "'2014-13' is not a day, month or year between the years 1 and 9999"),
        ("", f"'' {NOT_EDTF}"),
        ("2014/open", f"'open' {NOT_EDTF}"),
        ("2014-02-30", "'2014-02-30' is not a day, month or year between the years 1 and 9999"),
        ("2019-02-29", "'2019-02-29' is not a day, month or year between the years 1 and 9999"),
        ("0000", "'0000' is not a day, month or year between the years 1 and 9999"),
        ("-0044", f"'-0044' {NOT_EDTF}"),
        ("Y17E7", f"'Y17E7' {NOT_EDTF}"),
        ("0001?", "'0001?' has no first and last day between the years 1 and 9999"),
        ("9999~", "'9999~' has no first and last day between the years 1 and 9999"),
        ("[2014..]", f"'2014..' {ONE_SIDED}"),
        ("[..2014]", f"'..2014' {ONE_SIDED}"),
        ("[..2014]/2016", f"'..2014' {ONE_SIDED}"),
        ("2012/[..2013,2014]", f"'..2013' {ONE_SIDED}"),
        ("2012/[..]", f"'..' {ONE_SIDED}"),
        ("2012/[..2011]", "'2012/[..2011]' ends before it starts"),
        ("[2014..2013]", "'2014..2013' ends before it starts"),
        ("2012/{2016, 2015-03..2015-02}", "'2015-03..2015-02' ends before it starts"),
        ("[2012..2013..2014]", f"'2013..2014' {NOT_EDTF}"),
        ("[[2012..2013]]", f"'[2012' {NOT_EDTF}"),
        ("2014-05-01T25:00:00", f"'2014-05-01T25:00:00' {NOT_EDTF}"),
        ("2014-05-01T12:60:00Z", f"'2014-05-01T12:60:00Z' {NOT_EDTF}"),
        ("2014-05-01T12", f"'2014-05-01T12' {NOT_EDTF}"),
        ("2015/2014", "'2015/2014' ends before it starts"),
        ("2014-05-02/2014-05-01", "'2014-05-02/2014-05-01' ends before it starts"),
        (
            "2014/2015/2016",
            "'2014/2015/2016' has more than one '/': an interval is start/end, such as 2019-04-04/2020-06",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(when: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        bounds(when)
    assert str(raised.value) == message


@pytest.mark.parametrize("when", ["2014-1X", "2014-1X/2015", "2014-05-3X"])
def test_a_date_that_the_parser_trips_over_is_refused_too(when: str) -> None:
    with pytest.raises(ValueError):
        bounds(when)


@pytest.mark.parametrize("when", ["٢٠١٤", "２０１４-05", "2014-٠٥-٠١", " 2014", "2014 ", "2014\n", "2014 /2015"])
def test_only_ascii_digits_without_spaces_are_a_date(when: str) -> None:
    with pytest.raises(ValueError):
        bounds(when)


@pytest.mark.parametrize("when", ["2014?-05", "?2014", "2014-05~-11", "2004-06-~11", "1950S2"])
def test_a_level_2_date_whose_bounds_are_not_known_is_refused(when: str) -> None:
    """The package reads them, as if nothing in them were uncertain."""
    with pytest.raises(ValueError):
        bounds(when)


# Precision


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2020-01-13", ("day", None, None)),
        ("2020-01", ("month", None, None)),
        ("2020-21", ("season", None, None)),
        ("2020", ("year", None, None)),
        ("201X", ("decade", None, None)),
        ("19XX", ("century", None, None)),
        ("2020-01-XX", ("month", None, None)),
        ("2020-XX", ("year", None, None)),
        ("[2019-12-11,2019-12-12]", ("one-of", None, None)),
        ("2018-10/..", ("month", None, None)),
        ("/2020-04-13", (None, "day", None)),
        ("2011-02/[..2012-08-08]", ("month", "one-of", None)),
        ("2019-04-04/2020-06", ("day", "month", None)),
        ("2014~", ("year", None, "approximate")),
        ("2020-01-13?/2020-02~", ("day", "month", "uncertain and approximate")),
        ("2014%", ("year", None, "uncertain and approximate")),
    ],
)
def test_a_string_says_how_exactly_it_says_a_time(
    when: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    found = precision(when)

    assert (found.start, found.end, found.qualifier) == expected
