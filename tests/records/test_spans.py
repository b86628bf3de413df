"""Counts by span as counts by month: a record is in each of its months, and sums go with it."""

from collections import Counter
from datetime import date
from itertools import islice

from casus.records.spans import spread
from casus.terms.calendar import Times, Unit

TIMES = Times(Unit.MONTH, date(2016, 1, 1), date(2016, 4, 30))


def test_each_month_of_a_span_has_its_numbers() -> None:
    table = [
        (("a", "2016-01/2016-03"), (2, 10)),
        (("a", "2016-03/"), (1, 5)),
        (("b", "2015-01/2016-01"), (4, 1)),
        (("b", "2016-04/2016-09"), (4, 1)),
    ]
    assert sorted(spread(table, TIMES)) == [
        (("a", "2016-01"), (2, 10)),
        (("a", "2016-02"), (2, 10)),
        (("a", "2016-03"), (3, 15)),
        (("a", "2016-04"), (1, 5)),
        (("b", "2016-01"), (4, 1)),
        (("b", "2016-04"), (4, 1)),
    ]


def test_what_has_no_span_is_in_no_month() -> None:
    assert list(spread([(("a", None), (7,)), (("a", "2017-01/2017-02"), (7,))], TIMES)) == []


def test_a_long_span_costs_what_is_taken_of_it() -> None:
    times = Times(Unit.MONTH, date(1, 1, 1), date(9999, 12, 31))
    rows = spread((((str(number), "/"), (1,)) for number in range(50_000)), times)
    taken = list(islice(rows, 20_000))
    assert Counter(values[0] for values, _ in taken) == {"0": 20_000}
