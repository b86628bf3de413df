"""Counts by the span in which records were so, from one time to another, as counts by each of these times."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add, sub

from casus.store.list_index import Numbers, Values
from casus.terms.calendar import Times


def spread(table: Iterable[tuple[Values, Numbers]], times: Times) -> Iterator[tuple[Values, Numbers]]:
    """A row for each of the times in which there is a record; the last value of each row of the table is a span.

    A span adds its numbers where it begins and takes them away behind its end. So it costs the same, however long it
    is, and who takes so many rows and no more never waits for the others.
    """
    changes: dict[Values, dict[int, Numbers]] = {}
    for (*others, span), numbers in table:
        if span is not None and (places := times.places(span)):
            of_these, none = changes.setdefault(tuple(others), {}), (0,) * len(numbers)
            of_these[places.start] = tuple(map(add, of_these.get(places.start, none), numbers))
            of_these[places.stop] = tuple(map(sub, of_these.get(places.stop, none), numbers))
    for values, of_these in changes.items():
        now: Numbers | None = None
        for place, following in pairwise(sorted(of_these)):
            now = of_these[place] if now is None else tuple(map(add, now, of_these[place]))
            if now[0]:
                yield from (((*values, times[each]), now) for each in range(place, following))
