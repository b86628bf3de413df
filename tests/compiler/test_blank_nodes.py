"""The IRIs of blank nodes: made from owner and content, so that the same content has the same name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, URIRef
from rdflib.compare import isomorphic

from casus.compiler.blank_nodes import TwinNodes, named_nodes
from casus.compiler.triples import Triples

HEAD = "@prefix : <https://example.org/> .\n"
TWO = HEAD + ':r :id [ :scheme :cow ; :value "620" ] , [ :scheme :gw ; :value "620" ; :when [ :from 1951 ] ] .'


def named(turtle: str) -> Triples:
    return named_nodes(Graph().parse(data=turtle, format="turtle"))


def nodes(graph: Triples) -> set[str]:
    return {str(term) for triple in graph for term in triple if "#" in str(term)}


def test_a_node_is_named_after_its_owner_its_property_and_its_content() -> None:
    (name,) = nodes(named(HEAD + ":r :id [ :value 1 ] ."))
    assert re.fullmatch(r"https://example\.org/r#id-[0-9a-f]{10}", name)


def test_a_node_in_a_node_is_named_after_both() -> None:
    outer, inner = sorted(nodes(named(HEAD + ":r :id [ :when [ :from 1951 ] ] .")))
    assert inner.startswith(outer + ".when-")


def test_no_blank_node_is_left_and_nothing_else_changes() -> None:
    graph = Graph().parse(data=TWO, format="turtle")
    result = named_nodes(graph)
    assert not any(isinstance(term, BNode) for triple in result for term in triple)
    blank = {URIRef(name): BNode() for name in nodes(result)}
    assert len(blank) == 3
    back = Graph()
    for s, p, o in result:
        back.add((blank.get(s, s), p, blank.get(o, o)))
    assert isomorphic(back, graph)


def test_a_graph_without_blank_nodes_stays_as_it_is() -> None:
    graph = Graph().parse(data=HEAD + ":r :id :x .", format="turtle")
    assert set(named_nodes(graph)) == set(graph)


@given(
    st.permutations(['[ :scheme :cow ; :value "620" ]', '[ :value "620" ; :when [ :to 2 ; :from 1 ] ]', "[ :value 3 ]"])
)
def test_names_do_not_depend_on_the_order_of_nodes(order: list[str]) -> None:
    first = named(
        HEAD + ':r :id [ :value 3 ] , [ :value "620" ; :scheme :cow ] , [ :when [ :from 1 ; :to 2 ] ; :value "620" ] .'
    )
    assert set(named(HEAD + f":r :id {' , '.join(order)} .")) == set(first)


@pytest.mark.parametrize(
    "other",
    [
        ':r :id [ :value "621" ] .',
        ":r :id [ :value 620 ] .",
        ':r :id [ :value "620"@en ] .',
        ':r :id [ :number "620" ] .',
        ':r :id [ :value "620" ; :scheme :cow ] .',
        ':r :code [ :value "620" ] .',
        ':s :id [ :value "620" ] .',
    ],
    ids=["value", "datatype", "language", "inner property", "more", "property", "owner"],
)
def test_another_content_or_owner_is_another_name(other: str) -> None:
    one = nodes(named(HEAD + ':r :id [ :value "620" ] .'))
    assert len(one) == 1
    assert nodes(named(HEAD + other)).isdisjoint(one)


def test_a_content_written_twice_in_a_record_is_refused() -> None:
    """One of the two would be lost without a word."""
    with pytest.raises(TwinNodes, match="stands twice") as raised:
        named(HEAD + ":s :id [ :value 1 ] . :r :id [ :value 1 ] , [ :value 1 ] .")
    assert raised.value.record == URIRef("https://example.org/r")


def test_items_of_a_list_are_nodes_of_the_record() -> None:
    result = named(HEAD + ":r :path ( :a [ :inverse :b ] ) .")
    made = {str(subject) for subject in result.every_subject() if str(subject) != "https://example.org/r"}
    assert len(made) == 3
    assert all(name.startswith("https://example.org/r#path-") for name in made)
    assert not any(isinstance(term, BNode) for triple in result for term in triple)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("_:x :value 1 . :r :id _:x . :s :id _:x .", "has two owners: write it once in each record, as [ ... ]"),
        ("_:x :value 1 . :r :id _:x ; :code _:x .", "has two owners: write it once in each record, as [ ... ]"),
        ("[] :value 1 .", "stands alone: write it inside the record it belongs to, as [ ... ]"),
        (":r :id [ :value 1 ] . [] :value 2 .", "stands alone: write it inside the record it belongs to, as [ ... ]"),
        ("_:x :id _:x .", "stands alone: write it inside the record it belongs to, as [ ... ]"),
        ("_:x :id _:y . _:y :id _:x .", "stands alone: write it inside the record it belongs to, as [ ... ]"),
    ],
    ids=["two records", "two properties", "alone", "one owned, one alone", "owns itself", "own each other"],
)
def test_a_node_that_not_exactly_one_record_owns_is_refused(turtle: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape("a [ ... ] or _:node " + message)):
        named(HEAD + turtle)
