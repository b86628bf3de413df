"""The store that keeps terms, beside oxrdflib's own on the same data: names, rows and their order are the same."""

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oxrdflib import OxigraphStore
from rdflib import Dataset, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result
from rdflib.term import Node

from casus.store import memoising
from casus.store.memoising import MemoisingStore, Solutions
from casus.store.open_release import OpenRelease
from casus.store.query_terms import values

DATA = """
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:graph { :a a :Thing ; :name "A"@en , "أ"@ar , "A"@en-GB , "A" ; :size 1 , "01"^^xsd:integer , 1.50 , 1.5e0 ;
    :flag true , "1"^^xsd:boolean ; :day "2020-02-29"^^xsd:date , "2020-02-30"^^xsd:date ; :odd "x"^^xsd:integer ;
    :at "2020-01-01T00:00:00Z"^^xsd:dateTime ; :own "x"^^:type ; :part _:p ; :knows :b . _:p :size 2 . }
:other { :b a :Thing ; :knows :a , :c ; :size 3 . }
"""
QUERIES = [
    "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT ?o ?s WHERE { ?s :size ?o } ORDER BY ?o ?s",
    "SELECT ?s ?name ?nothing WHERE { ?s a :Thing OPTIONAL { ?s :name ?name } } ORDER BY ?s ?name",
    "SELECT (COUNT(*) AS ?n) (AVG(?o) AS ?mean) (SAMPLE(?nothing) AS ?none) WHERE { ?s :size ?o }",
    "SELECT ?g ?s WHERE { GRAPH ?g { ?s a :Thing } } ORDER BY ?g",
    "SELECT DISTINCT ?s WHERE { :a (:knows|^:knows)+ ?s } ORDER BY ?s",
    "SELECT ?s WHERE { ?s a :Nothing }",
    "SELECT * WHERE { VALUES (?a ?b) { (1 UNDEF) (UNDEF 'x') } }",
    "SELECT (STRLANG(?name, 'EN-gb') AS ?tag) (IF(BOUND(?x), 1, 1/0) AS ?error) WHERE { :a :name ?name } ORDER BY ?tag",
]
NAMESPACES = {"": "https://example.org/"}


@pytest.fixture(scope="module")
def kept() -> Dataset:
    engine = pyoxigraph.Store()
    engine.load(DATA.encode(), format=pyoxigraph.RdfFormat.TRIG)
    return Dataset(store=MemoisingStore(engine), default_union=True)


@pytest.fixture(scope="module")
def own(kept: Dataset) -> Dataset:
    return oxrdflibs_own(kept)


def oxrdflibs_own(kept: Dataset) -> Dataset:
    """The same data by oxrdflib's store."""
    return Dataset(store=OxigraphStore(store=kept.store._inner), default_union=True)  # type: ignore[attr-defined]


def exactly(term: Node | None) -> object:
    """All that a term is: literals that mean the same number are equal to rdflib in some cases."""
    if isinstance(term, Literal):
        return str(term), term.language, term.datatype, type(term.value), str(term.value)
    return type(term), str(term)


def rows(dataset: Dataset, query: str) -> list[list[object]]:
    """As rdflib reads a result."""
    return [[exactly(term) for term in row] for row in dataset.query(query, initNs=NAMESPACES)]


@pytest.mark.parametrize("query", QUERIES)
def test_the_rows_of_a_select_are_those_of_oxrdflib(kept: Dataset, own: Dataset, query: str) -> None:
    expected = rows(own, query)

    assert rows(kept, query) == expected
    assert rows(kept, query) == expected  # of terms that were met before
    assert expected or "Nothing" in query


@pytest.mark.parametrize("query", QUERIES)
def test_names_bindings_and_number_of_rows_are_those_of_oxrdflib(kept: Dataset, own: Dataset, query: str) -> None:
    found, expected = (each.query(query, initNs=NAMESPACES) for each in (kept, own))

    assert isinstance(found, Result) and (found.type, found.vars) == (expected.type, expected.vars)
    assert [dict(each) for each in found.bindings] == [dict(each) for each in expected.bindings]
    assert (len(found), bool(found)) == (len(expected), bool(expected))
    assert found == expected


@pytest.mark.parametrize("format", ["json", "csv", "xml"])
def test_a_result_is_written_as_that_of_oxrdflib(kept: Dataset, own: Dataset, format: str) -> None:
    written = [each.query(QUERIES[1], initNs=NAMESPACES).serialize(format=format) for each in (kept, own)]

    assert written[0] == written[1]


def test_the_rows_of_the_release_are_those_of_oxrdflib(opened: OpenRelease) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20000"
    expected = oxrdflibs_own(opened.dataset.dataset).query(query)

    assert opened.dataset.select(query) == [tuple(row) for row in expected]


terms = st.one_of(
    st.builds(lambda text: URIRef(f"https://example.org/{text}"), st.from_regex(r"[a-zа-я]{1,3}", fullmatch=True)),
    st.builds(Literal, st.text(max_size=3)),
    st.builds(lambda text, tag: Literal(text, lang=tag), st.text(max_size=3), st.sampled_from(["en", "ar", "zh-hant"])),
    st.builds(Literal, st.integers(-3, 3)),
    st.builds(lambda text: Literal(text, datatype=XSD.integer), st.sampled_from(["1", "01", "+1", "x", ""])),
    st.builds(lambda text: Literal(text, datatype=XSD.boolean), st.sampled_from(["1", "true", "0", "False"])),
    st.builds(Literal, st.dates()),
    st.builds(Literal, st.decimals(allow_nan=False, allow_infinity=False, places=2)),
)


@settings(deadline=None)
@given(st.lists(terms, min_size=1, max_size=6))
def test_any_term_is_the_one_of_oxrdflib(kept: Dataset, own: Dataset, chosen: list[URIRef | Literal]) -> None:
    query = f"SELECT ?value WHERE {{ {values('value', chosen)} }}"

    assert rows(kept, query) == rows(own, query)


def test_a_term_that_was_met_before_is_not_made_again(kept: Dataset) -> None:
    (first,), (again,) = (kept.query("SELECT ?s WHERE { ?s <https://example.org/flag> true }") for _ in range(2))

    assert first[0] is again[0]


def test_no_more_terms_are_kept_than_so_many_and_all_are_right(monkeypatch: pytest.MonkeyPatch, own: Dataset) -> None:
    monkeypatch.setattr(memoising, "TERMS", 5)
    store = MemoisingStore(own.store._inner)
    small = Dataset(store=store, default_union=True)

    for query in QUERIES * 2:
        assert rows(small, query) == rows(own, query)
        assert store._term.cache_info().currsize <= 5
    assert store._term.cache_info().currsize == 5


@pytest.mark.parametrize("query", ["ASK { ?s a :Thing }", "ASK { ?s a :Nothing }"])
def test_a_question_is_answered_the_usual_way(kept: Dataset, own: Dataset, query: str) -> None:
    found, expected = (each.query(query, initNs=NAMESPACES) for each in (kept, own))

    assert not isinstance(found, Solutions)
    assert found.type == "ASK"
    assert found.askAnswer is expected.askAnswer is ("Thing" in query)


@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s :called ?o } WHERE { ?s :name ?o }", "DESCRIBE :b", "CONSTRUCT WHERE { ?s a :Nothing }"]
)
def test_a_graph_is_made_the_usual_way(kept: Dataset, own: Dataset, query: str) -> None:
    found, expected = (each.query(query, initNs=NAMESPACES) for each in (kept, own))

    assert not isinstance(found, Solutions)
    assert found.type == "CONSTRUCT"
    assert set(found.graph) == set(expected.graph)
    assert bool(found.graph) is ("Nothing" not in query)


def test_what_is_bound_before_goes_the_usual_way(kept: Dataset, own: Dataset) -> None:
    bound = {"s": URIRef("https://example.org/b")}
    found, expected = (
        each.query("SELECT ?s ?o WHERE { ?s :size ?o }", initNs=NAMESPACES, initBindings=bound) for each in (kept, own)
    )

    assert not isinstance(found, Solutions)
    assert list(found) == list(expected)
    assert [str(row.o) for row in found] == ["3"]


def test_what_is_asked_of_one_graph_goes_the_usual_way(kept: Dataset) -> None:
    graph = kept.graph(URIRef("https://example.org/other"))
    found = graph.query("SELECT ?o WHERE { ?s :size ?o }", initNs=NAMESPACES)

    assert not isinstance(found, Solutions)
    assert [str(row.o) for row in found] == ["3"]


def test_without_the_union_the_named_graphs_are_not_asked(own: Dataset) -> None:
    apart = Dataset(store=MemoisingStore(own.store._inner), default_union=False)

    assert list(apart.query("SELECT ?s WHERE { ?s a ?type }")) == []


def test_a_query_that_was_prepared_goes_the_usual_way(kept: Dataset, own: Dataset) -> None:
    query = prepareQuery("SELECT ?o WHERE { ?s :size ?o } ORDER BY ?o", initNs=NAMESPACES)

    assert sorted(kept.query(query)) == sorted(own.query(query)) != []


def test_what_is_no_query_is_refused_as_by_oxrdflib(kept: Dataset, own: Dataset) -> None:
    for dataset in (kept, own):
        with pytest.raises(SyntaxError):
            dataset.query("SELECT ?s WHERE {")


def test_prefixes_of_the_dataset_and_of_the_query_hold(kept: Dataset, own: Dataset) -> None:
    for dataset in (kept, own):
        dataset.bind("example", NAMESPACES[""])

    for names in ({}, {"other": "https://example.com/"}):
        query = "SELECT ?o WHERE { example:b example:size ?o }"
        assert [str(row.o) for row in kept.query(query, initNs=names)] == ["3"]
        assert list(kept.query(query, initNs=names)) == list(own.query(query, initNs=names))


def test_a_release_is_read_through_it(opened: OpenRelease) -> None:
    assert isinstance(opened.dataset.dataset.store, MemoisingStore)
    assert isinstance(opened.dataset.dataset.query("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"), Solutions)
