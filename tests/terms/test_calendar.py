"""Years and months: their texts, the spans between them, and where these stand in a stretch of time."""

from datetime import date

import pytest

from casus.terms.calendar import Times, Unit


def test_the_first_characters_of_a_day_say_the_year_and_the_month() -> None:
    assert (Unit.YEAR.of(date(987, 5, 3)), Unit.MONTH.of("2016-05-03")) == ("0987", "2016-05")


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2016-05-30", "2016-07-01", "2016-05/2016-07"),
        ("2016-05-30", "2016-05-02", "2016-05/2016-05"),
        ("2016-06-01", "2016-05-31", None),
        (None, "2016-05-31", "/2016-05"),
        ("2016-05-31", None, "2016-05/"),
        (None, None, "/"),
    ],
)
def test_a_span_is_from_one_month_to_another(first: str | None, last: str | None, span: str | None) -> None:
    assert Unit.MONTH.span(first, last) == span


@pytest.mark.parametrize(
    ("span", "held"),
    [
        ("2015-12/2016-01", ["2015-12", "2016-01"]),
        ("2010-01/2015-11", ["2015-11"]),
        ("/2015-11", ["2015-11"]),
        ("2016-02/", ["2016-02"]),
        ("/", ["2015-11", "2015-12", "2016-01", "2016-02"]),
        ("2014-01/2015-10", []),
        ("2016-03/2016-04", []),
    ],
)
def test_a_span_holds_the_months_of_a_stretch_that_are_in_it(span: str, held: list[str]) -> None:
    times = Times(Unit.MONTH, date(2015, 11, 30), date(2016, 2, 1))
    assert [times[place] for place in times.places(span)] == held


def test_there_are_no_times_where_nothing_is_dated() -> None:
    assert list(Times(Unit.YEAR, date.max, date.min)) == []
