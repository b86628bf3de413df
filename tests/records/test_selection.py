"""Which records a selection finds, in a store of a few triples and through the real engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oxrdflib import OxigraphStore
from rdflib import Dataset, Literal, URIRef
from rdflib.namespace import RDF, XSD

from casus.compiler.list_entries import entry_of
from casus.compiler.orders import Orders
from casus.compiler.triples import Triples
from casus.model.fields import Field, Kind, Path, Step
from casus.model.types import Collection, Model, RecordType
from casus.records.filters import AnyOf
from casus.records.period import Match, Period
from casus.records.selection import Selection, Sort
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import BOUNDS, CASUS, GRAPH, RECORD

COLOUR = Field("colour", "", "", Path((Step(CASUS.colour),)), Kind.STRING, 1, multiple=True, at_least=0, filter=True)
SIZE = Field(
    "size",
    "",
    "",
    Path.of(CASUS.size),
    Kind.INTEGER,
    2,
    multiple=False,
    at_least=0,
    sort_path=Path.of(CASUS.size),
)
WHEN = replace(SIZE, name="when", path=Path.of(CASUS.when), kind=Kind.STRING, sort_path=Path.of(CASUS.earliestStart))
OWNER = Field(
    "owner",
    "",
    "",
    Path((Step(CASUS.owns, inverse=True), Step(CASUS.label))),
    Kind.STRING,
    3,
    multiple=True,
    at_least=0,
)
_TYPE = RecordType(CASUS.Thing, "Thing", "Things", "", (COLOUR, SIZE, WHEN), frozenset([CASUS.Thing]))
_SPECIAL = replace(_TYPE, cls=CASUS.Special, name="Special", ancestors=frozenset([CASUS.Thing, CASUS.Special]))
THINGS = Collection("things", f"{RECORD}things/", _TYPE, ())

Triple = tuple[URIRef, URIRef, URIRef | Literal]


def thing(slug: str, **properties: str | int | date | URIRef | list[str]) -> Iterator[Triple]:
    iri = THINGS.iri(slug)
    yield iri, RDF.type, CASUS.Thing
    for name, several in properties.items():
        for value in several if isinstance(several, list) else [several]:
            yield (
                iri,
                RDF.type if name == "type" else CASUS[name],
                value if isinstance(value, URIRef) else Literal(value),
            )


def dataset_of(*records: Iterator[Triple]) -> ReleaseDataset:
    """The records, and the places that a build gives them in each order."""
    triples = [triple for record in records for triple in record]
    union = Triples(triples)
    orders = Orders(Model({"Thing": _TYPE}, {"things": THINGS}))
    for iri in union.subjects(RDF.type, CASUS.Thing):
        orders.add(entry_of(union, iri, THINGS, "Thing"))
    orders.close()
    store = pyoxigraph.Store()
    store.extend(orders.quads())
    dataset = Dataset(store=OxigraphStore(store=store), default_union=True)
    graph = dataset.graph(GRAPH["things"])
    for triple in triples:
        graph.add(triple)
    return ReleaseDataset(dataset)


def found(dataset: ReleaseDataset, selection: Selection) -> list[str]:
    """The slugs of the page; the count is that of all pages."""
    rows = list(dataset.select(selection.ids_query()))
    if selection.offset == 0 and selection.limit >= 50:
        assert dataset.number(selection.count_query()) == len(rows)
    return [str(row[0]).removeprefix(THINGS.base) for row in rows]


@pytest.fixture(scope="module")
def dataset() -> ReleaseDataset:
    return dataset_of(
        thing("a", sortKey="zulu", searchKey=["zulu", "last one"], colour=["red", "blue"], size=2),
        thing("b", sortKey="alpha", searchKey="alpha", colour="red", size=10, type=CASUS.Special),
        thing("c", sortKey="mike", searchKey="حفتر", colour="green"),
        thing("d", sortKey="mike", searchKey="khalifa haftar", size=1),
        iter([(RECORD["persons/x"], CASUS.owns, THINGS.iri("c")), (RECORD["persons/x"], CASUS.label, Literal("X"))]),
        iter([(RECORD["others/e"], RDF.type, CASUS.Other), (RECORD["others/e"], CASUS.colour, Literal("red"))]),
    )


def test_a_list_is_in_the_order_of_names_and_of_iris_among_equals(dataset: ReleaseDataset) -> None:
    assert found(dataset, Selection(THINGS)) == ["b", "c", "d", "a"]


def test_a_minus_turns_the_order_round(dataset: ReleaseDataset) -> None:
    assert found(dataset, Selection(THINGS, sort=Sort(descending=True))) == ["a", "d", "c", "b"]


def test_a_sort_by_a_number_is_numeric_and_keeps_the_records_without_one(dataset: ReleaseDataset) -> None:
    upwards = found(dataset, Selection(THINGS, sort=Sort("size")))
    downwards = found(dataset, Selection(THINGS, sort=Sort("size", descending=True)))

    assert upwards == ["d", "a", "b", "c"]
    assert downwards == ["b", "a", "d", "c"]


def test_a_sort_may_go_by_another_property_than_the_field(dataset: ReleaseDataset) -> None:
    dated = dataset_of(
        thing("a", when="about 2014", earliestStart=date(2013, 1, 1), sortKey="x"),
        thing("b", when="2013-05", earliestStart=date(2013, 5, 1), sortKey="x"),
        thing("c", when="../2012", sortKey="x"),
    )

    assert found(dated, Selection(THINGS, sort=Sort("when"))) == ["a", "b", "c"]
    assert found(dated, Selection(THINGS, sort=Sort("when", descending=True))) == ["b", "a", "c"]


def test_pages_follow_each_other_without_gap_or_overlap(dataset: ReleaseDataset) -> None:
    whole = Selection(THINGS, limit=3)

    assert found(dataset, whole) + found(dataset, replace(whole, offset=3)) == ["b", "c", "d", "a"]
    assert found(dataset, replace(whole, offset=4)) == []


def test_the_count_is_that_of_all_pages(dataset: ReleaseDataset) -> None:
    assert dataset.number(Selection(THINGS, limit=1, offset=2).count_query()) == 4


def test_one_of_the_values_of_a_filter_must_be_there(dataset: ReleaseDataset) -> None:
    either = Selection(THINGS, conditions=(AnyOf(COLOUR, (Literal("blue"), Literal("green"))),))

    assert found(dataset, either) == ["c", "a"]


def test_a_record_that_has_two_of_the_values_is_found_once(dataset: ReleaseDataset) -> None:
    assert found(dataset, Selection(THINGS, conditions=(AnyOf(COLOUR, (Literal("red"), Literal("blue"))),))) == [
        "b",
        "a",
    ]


def test_every_filter_must_hold(dataset: ReleaseDataset) -> None:
    both = Selection(
        THINGS, conditions=(AnyOf(COLOUR, (Literal("red"),)), AnyOf(SIZE, (Literal("2", datatype=XSD.integer),)))
    )

    assert found(dataset, both) == ["a"]


def test_a_filter_follows_a_path(dataset: ReleaseDataset) -> None:
    assert found(dataset, Selection(THINGS, conditions=(AnyOf(OWNER, (Literal("X"),)),))) == ["c"]


def test_a_type_is_a_class_of_the_record(dataset: ReleaseDataset) -> None:
    assert found(dataset, Selection(THINGS, chosen_types=(_SPECIAL,))) == ["b"]
    assert found(dataset, Selection(THINGS, chosen_types=(_SPECIAL, _TYPE))) == ["b", "c", "d", "a"]


def test_the_records_of_a_page_are_of_the_types_that_were_chosen_or_of_any_of_the_collection() -> None:
    several = replace(THINGS, subtypes=(_SPECIAL,))

    assert Selection(several, chosen_types=(_SPECIAL,)).types == (_SPECIAL,)
    assert Selection(several).types == (_TYPE, _SPECIAL)
    assert Selection(THINGS).types == (_TYPE,)


@pytest.mark.parametrize(
    ("name", "slugs"),
    [("LAST", ["a"]), ("haftár", ["d"]), ("  khalifa   haftar ", ["d"]), ("حَفتر", ["c"]), ("nobody", [])],
)
def test_a_name_is_found_whatever_its_case_accents_and_spaces(
    dataset: ReleaseDataset, name: str, slugs: list[str]
) -> None:
    assert found(dataset, Selection(THINGS, name=name)) == slugs


@pytest.mark.parametrize("name", ['") } #', "')) || true || ((", '"""', "\\", "?key", "} UNION { ?id ?p ?o }", "\n"])
def test_a_name_that_looks_like_sparql_is_only_a_name(dataset: ReleaseDataset, name: str) -> None:
    decoy = Literal(name)
    selection = Selection(THINGS, conditions=(AnyOf(COLOUR, (decoy,)),), name=name + "x")

    assert found(dataset, selection) == []


def test_a_plain_string_cannot_become_a_filter(dataset: ReleaseDataset) -> None:
    with pytest.raises(TypeError, match="only IRIs and literals"):
        Selection(THINGS, conditions=(AnyOf(COLOUR, ("red",)),)).ids_query()  # type: ignore[arg-type]


# When: a record with bounds, a period, and whether it possibly and whether it certainly was so.

_START = date(2020, 1, 1)


def day(number: int) -> date:
    return _START + timedelta(days=number)


def was_so(bounds: dict[str, date], period: Period, match: Match) -> bool:
    dataset = dataset_of(thing("a", when="as written", **bounds))
    return found(dataset, Selection(THINGS, period=period, match=match)) == ["a"]


@pytest.mark.parametrize(
    ("bounds", "possible", "certain"),
    [
        ({}, True, True),
        ({"earliestStart": day(9)}, True, True),
        ({"earliestStart": day(10)}, False, True),
        ({"latestEnd": day(5)}, True, True),
        ({"latestEnd": day(4)}, False, True),
        ({"latestStart": day(9)}, True, True),
        ({"latestStart": day(10)}, True, False),
        ({"earliestEnd": day(5)}, True, True),
        ({"earliestEnd": day(4)}, True, False),
    ],
)
def test_an_absent_bound_is_unlimited(bounds: dict[str, date], possible: bool, certain: bool) -> None:
    period = Period(day(5), day(9))

    assert was_so(bounds, period, Match.POSSIBLE) is possible
    assert was_so(bounds, period, Match.CERTAIN) is certain


def test_what_has_no_date_at_all_was_so_in_no_period() -> None:
    dataset = dataset_of(thing("a"))

    for match in Match:
        assert found(dataset, Selection(THINGS, period=Period(None, day(9)), match=match)) == []


@pytest.mark.parametrize(("first", "last"), [(None, day(0)), (day(4), None)])
def test_a_period_may_have_one_end(first: date | None, last: date | None) -> None:
    during = {"earliestStart": day(1), "latestStart": day(1), "earliestEnd": day(3), "latestEnd": day(3)}

    assert not was_so(during, Period(first, last), Match.POSSIBLE)
    assert was_so(during, Period(first and day(3), last and day(1)), Match.CERTAIN)


days = st.integers(0, 7)


@settings(max_examples=200, deadline=None)
@given(st.tuples(days, days), st.tuples(days, days), st.tuples(days, days))
def test_possible_is_some_true_date_and_certain_is_all(
    start: tuple[int, int], end: tuple[int, int], asked: tuple[int, int]
) -> None:
    """The oracle tries every start and end that the bounds allow."""
    (start_first, start_last), (end_first, end_last), (first, last) = sorted(start), sorted(end), sorted(asked)
    end_first, end_last = max(end_first, start_first), max(end_last, start_last)
    truths = [
        begun <= last and ended >= first
        for begun, ended in product(range(start_first, start_last + 1), range(end_first, end_last + 1))
        if begun <= ended
    ]
    bounds = {
        "earliestStart": day(start_first),
        "latestStart": day(start_last),
        "earliestEnd": day(end_first),
        "latestEnd": day(end_last),
    }

    period = Period(day(first), day(last))

    assert was_so(bounds, period, Match.POSSIBLE) is any(truths)
    assert was_so(bounds, period, Match.CERTAIN) is all(truths)
    if any(truths):
        written = {name: bounds[bound.removeprefix(CASUS)].isoformat() for name, bound in BOUNDS.items()}
        assert period.match(written) is (Match.CERTAIN if all(truths) else Match.POSSIBLE)
