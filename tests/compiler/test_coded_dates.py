"""What a dataset's own date can mean: the periods of the codebooks, code by code, against the derived bounds."""

import csv
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.compiler.coded_dates import coded_when
from casus.compiler.load import SourceFile
from casus.compiler.triples import Triples
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE

CODING = URIRef("https://example.org/coding")
SHARED = ONTOLOGY_DIR.parent.parent / "shared" / "data" / "ucdp"
TABLES = {
    "ucdp-acd-22-1": ("ucdp-prio-acd-221.csv", "ucdp-start-prec", "ucdp-end-prec"),
    "ucdp-dyadic-21-1": ("ucdp-dyadic-211.csv", "ucdp-start-prec", "ucdp-end-prec"),
    "ucdp-nonstate-22-1": ("ucdp-nonstate-221.csv", "ucdp-nonstate-prec", "ucdp-nonstate-prec"),
}
patiently = settings(deadline=None, max_examples=60)
DAYS = st.dates(date(1816, 1, 1), date(2025, 12, 31))

with_tables = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the tables to compare with are not there: {SHARED}")


CODES = Graph().parse(ONTOLOGY_DIR / "codes" / "date-precision.ttl")


def when(start: str | None = None, start_code: str = "", end: str | None = None, end_code: str = "") -> str | None:
    """What is derived for a coding with these dates and precisions."""
    graph = Triples(CODES.triples((None, CASUS.edtfPattern, None)))
    for name, day, code in (("Start", start, start_code), ("End", end, end_code)):
        if day is not None:
            graph.add((CODING, CASUS[f"coded{name}"], Literal(day)))
        if code:
            graph.add((CODING, CASUS[f"coded{name}Precision"], CODE[f"date-precision/{code}"]))
    return coded_when(graph, CODING)


# What is derived


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("day", "2014-10-16"),
        ("day-assigned", "2014-10"),
        ("few-days", "[2014-10-11..2014-10-21]"),
        ("week", "[2014-10-10..2014-10-22]"),
        ("thirty-days", "[2014-09-16..2014-10-16]"),
        ("month", "2014-10"),
        ("month-assigned", "2014"),
        ("year", "2014"),
        ("year-assigned", "2014~"),
    ],
)
def test_a_date_means_what_its_precision_says(code: str, meaning: str) -> None:
    assert when("2014-10-16", code, "2014-10-16", code) == meaning
    assert when("2014-10-16", code) == f"{meaning}/"
    assert when(None, "", "2014-10-16", code) == f"/{meaning}"


@pytest.mark.parametrize("code", ["range-of-days", "range-of-a-week", "range-of-a-month", "range-of-a-year"])
def test_two_dates_of_a_range_are_one_date_between_them(code: str) -> None:
    assert when("2014-10-16", code, "2014-10-22", code) == "[2014-10-16..2014-10-22]"


def test_a_start_and_an_end_are_a_span() -> None:
    assert when("2014-10-16", "few-days", "2017-12-31", "year") == "[2014-10-11..2014-10-21]/2017"


def test_a_beginning_of_unknown_year_is_unknown() -> None:
    assert when("1983-12-31", "year-unknown", "1984-12-31", "day") == "/1984-12-31"
    assert when("1983-12-31", "year-unknown") is None


def test_a_coding_without_dates_says_nothing_of_the_time() -> None:
    assert when() is None


# What is refused


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (("2014-02-30", "day"), "'2014-02-30' is not a day, month or year between the years 1 and 9999"),
        (("2014-02-30", "year"), "'2014-02-30' is not a day, month or year between the years 1 and 9999"),
        (("2014", "day-assigned"), "'2014' has no month, which its precision needs"),
        (("2014-10", "few-days"), "'2014-10' has no day, which its precision needs"),
        (("2014-10-16", "day", "2014-10-15", "day"), "'2014-10-16/2014-10-15' ends before it starts"),
        (
            ("2014-10-16", "range-of-days"),
            "the precision is that of a range: write codedStart and codedEnd, both with it",
        ),
    ],
)
def test_a_date_that_does_not_fit_its_precision_is_refused(dates: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError) as raised:
        when(*dates)
    assert str(raised.value) == message


# The bounds contain what the codebooks say that a date can mean


def last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def periods(day: date) -> Iterator[tuple[str, date, date]]:
    """The precisions of one date: the code, and the first and last day that the codebook allows for it."""
    month = day.replace(day=1), last_day(day)
    year = date(day.year, 1, 1), date(day.year, 12, 31)
    yield "day", day, day
    yield "day-assigned", *month  # UCDP/PRIO 4.3: month and year are precisely coded
    yield "few-days", day - timedelta(5), day + timedelta(5)  # Non-State: a period of two to six days
    yield "week", day - timedelta(6), day + timedelta(6)
    yield "thirty-days", day - timedelta(29), day  # UCDP/PRIO 4.3: the day is set to the last of the period
    yield "thirty-days", last_day(day).replace(day=1) if day == last_day(day) else day, day
    yield "month", *month
    yield "month-assigned", *year
    yield "year", *year
    yield "year-assigned", *year


@patiently
@given(DAYS)
def test_the_bounds_contain_every_day_that_the_codebook_allows(day: date) -> None:
    for code, first, last in periods(day):
        meaning = when(day.isoformat(), code, day.isoformat(), code)
        assert meaning is not None
        found = bounds(meaning)
        assert found.earliest_start is not None and found.earliest_start <= first, code
        assert found.latest_start is not None and found.latest_start >= last, code
        assert (found.earliest_end, found.latest_end) == (found.earliest_start, found.latest_start), code


@patiently
@given(DAYS, st.integers(0, 365), st.sampled_from(["range-of-days", "range-of-a-year"]))
def test_the_bounds_of_a_range_are_its_two_dates(first: date, length: int, code: str) -> None:
    last = first + timedelta(length)
    meaning = when(first.isoformat(), code, last.isoformat(), code)
    assert meaning is not None
    assert (bounds(meaning).earliest_start, bounds(meaning).latest_end) == (first, last)


@patiently
@given(DAYS, DAYS, st.sampled_from(["day", "few-days", "thirty-days", "year"]))
def test_the_bounds_of_a_span_contain_the_bounds_of_its_dates(one: date, other: date, code: str) -> None:
    start, end = sorted((one, other))
    span = bounds(when(start.isoformat(), code, end.isoformat(), code) or "")
    alone = [bounds(when(day.isoformat(), code, day.isoformat(), code) or "") for day in (start, end)]
    assert span.earliest_start == alone[0].earliest_start
    assert span.latest_end == alone[1].latest_end
    assert span.latest_start is not None and span.latest_start >= min(start, end)


# The dataset


def mapped(scheme: str) -> dict[Node, str]:
    """The number of each code in the scheme."""
    return {
        code: str(CODES.value(node, CASUS.value))
        for code, node in CODES.subject_objects(CASUS.identifier)
        if CODES.value(node, CASUS.scheme) == CODE[f"identifier-scheme/{scheme}"]
    }


@pytest.mark.parametrize(
    ("scheme", "numbers"),
    [
        ("ucdp-start-prec", "1234567"),
        ("ucdp-end-prec", "12345"),
        ("ucdp-nonstate-prec", "12345"),
        ("ucdp-ged-date-prec", "12345"),
        ("acled-time-precision", "123"),
    ],
)
def test_every_number_of_a_scheme_has_one_code(scheme: str, numbers: str) -> None:
    assert sorted(mapped(scheme).values()) == list(numbers)


@with_tables
def test_every_date_of_a_coding_is_the_one_of_the_table(release_codings: list[tuple[str, Triples, Node]]) -> None:
    checked = 0
    for dataset, graph, coding in release_codings:
        if dataset not in TABLES:
            continue
        table, *schemes = TABLES[dataset]
        row = row_of(SHARED / table, str(graph.value(coding, CASUS.recordKey)))
        for name, scheme in zip(("Start", "End"), schemes, strict=True):
            written = graph.value(coding, CASUS[f"coded{name}"])
            if written is not None:
                column = str(graph.value(coding, CASUS[f"coded{name}Field"]))
                number = mapped(scheme)[graph.value(coding, CASUS[f"coded{name}Precision"])]  # type: ignore[index]
                assert (row[column], row[column.replace("date", "prec")]) == (str(written), number), coding
                checked += 1
    assert checked > 60


@pytest.fixture(scope="module")
def release_codings(shipped_sources: list[SourceFile]) -> list[tuple[str, Triples, Node]]:
    """Every coding with dates: the slug of its dataset, the graph of its file, the node."""
    return [
        (str(file.graph.value(coding, CASUS.dataset)).rsplit("/", 1)[1], file.graph, coding)
        for file in shipped_sources
        for coding in file.graph.subjects(RDF.type, CASUS.Coding)
        if (coding, CASUS.codedStart, None) in file.graph or (coding, CASUS.codedEnd, None) in file.graph
    ]


def row_of(table: Path, key: str) -> dict[str, str]:
    wanted = dict(pair.split("=") for pair in key.split(";"))
    with table.open(encoding="utf-8-sig") as file:
        (row,) = (row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items()))
    return row
