"""The triples answer as rdflib's Graph does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from casus.compiler.triples import Triple, Triples

A, B, C, P, Q = (URIRef(f"https://example.org/{name}") for name in "abcpq")
NODES = st.sampled_from((A, B, C, Literal("a"), Literal("a", lang="en"), Literal(1)))
STATEMENTS = st.lists(st.tuples(st.sampled_from((A, B, C)), st.sampled_from((P, Q)), NODES))


def graph_of(triples: list[Triple]) -> Graph:
    graph = Graph()
    graph += triples
    return graph


@given(STATEMENTS)
def test_every_question_has_the_answer_of_rdflib(statements: list[Triple]) -> None:
    triples, graph = Triples(statements), graph_of(statements)

    assert len(triples) == len(graph)
    assert set(triples) == set(graph)
    for subject in (A, B, C):
        assert set(triples.predicate_objects(subject)) == set(graph.predicate_objects(subject))
        assert set(triples.subject_predicates(subject)) == set(graph.subject_predicates(subject))
        assert set(triples.predicates(subject)) == set(graph.predicates(subject))
        assert ((subject, None, None) in triples) == ((subject, None, None) in graph)
        for predicate in (P, Q):
            assert sorted(triples.objects(subject, predicate)) == sorted(graph.objects(subject, predicate))
            assert sorted(triples.subjects(predicate, subject)) == sorted(graph.subjects(predicate, subject))
            assert set(triples.transitive_objects(subject, predicate)) == set(
                graph.transitive_objects(subject, predicate)
            )
            assert set(triples.transitive_subjects(predicate, subject)) == set(
                graph.transitive_subjects(predicate, subject)
            )
            assert ((subject, predicate, None) in triples) == ((subject, predicate, None) in graph)
            assert (triples.value(subject, predicate) is None) == (graph.value(subject, predicate) is None)
    for predicate in (P, Q):
        assert set(triples.subject_objects(predicate)) == set(graph.subject_objects(predicate))
        assert set(triples.values_of(predicate)) == set(graph.objects(None, predicate))
    assert set(triples.every_subject()) == set(graph.subjects())
    assert set(triples.every_predicate()) == set(graph.predicates())


def test_a_triple_that_was_there_is_not_added_again() -> None:
    triples = Triples([(A, P, B)])

    assert [triples.add((A, P, B)), triples.add((A, P, C))] == [False, True]
    assert list(triples) == [(A, P, B), (A, P, C)]


def test_the_members_of_a_list_come_in_order() -> None:
    graph = Graph().parse(data="<https://example.org/a> <https://example.org/p> ( 3 1 2 ) .")

    assert list(map(str, Triples(graph).items(graph.value(A, P)))) == ["3", "1", "2"]
    assert list(Triples(graph).items(RDF.nil)) == []


@pytest.mark.parametrize("first", [A, B, C])
def test_a_circle_ends(first: URIRef) -> None:
    triples = Triples([(A, P, B), (B, P, C), (C, P, A)])

    assert set(triples.transitive_objects(first, P)) == set(triples.transitive_subjects(P, first)) == {A, B, C}
