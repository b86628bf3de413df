"""Reading batches and data extension queries: what the specification allows, and what it does not, said where."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.identifiers.schemes import Schemes
from casus.model.types import Model
from casus.reconciliation.requests import UnreadableError, read_batch, read_extension
from casus.reconciliation.vocabulary import Vocabulary, vocabulary_of
from casus.store.open_release import OpenRelease


@pytest.fixture(scope="module")
def vocabulary(opened: OpenRelease) -> Vocabulary:
    return vocabulary_of(opened)


def test_a_query_is_read_with_everything_that_it_can_have(vocabulary: Vocabulary) -> None:
    query = {
        "query": "Haftar",
        "type": ["Person", "Actor"],
        "type_strict": "all",
        "limit": 3,
        "properties": [
            {"pid": "cow", "v": 620},
            {"pid": "state", "v": ["Libya", {"id": "states/libya", "name": "Libya"}, True, 1.5, " "]},
        ],
    }
    read = read_batch(json.dumps({"q0": query}), vocabulary, 1)["q0"]

    assert (read.text, read.types, read.every_type, read.limit) == ("Haftar", ("Person", "Actor"), True, 3)
    assert [(one.property.id, one.values) for one in read.conditions] == [
        ("cow-code", ("620",)),
        ("state", ("Libya", "states/libya", "true", "1.5")),
    ]


def test_of_a_cell_that_holds_anything_only_the_beginning_counts(vocabulary: Vocabulary) -> None:
    assert len(read_batch(json.dumps({"q": {"query": "x" * 8000}}), vocabulary, 1)["q"].text) == 300


@pytest.mark.parametrize("type_", ["", [], None])
def test_no_type_is_any_type(vocabulary: Vocabulary, type_: Any) -> None:
    assert read_batch(json.dumps({"q": {"query": "x", "type": type_}}), vocabulary, 1)["q"].types == ()


@pytest.mark.parametrize(
    ("text", "detail", "allowed"),
    [
        ("", "is not JSON", None),
        ("[" * 100_000, "is not JSON", None),
        ("9" * 5000, "is not JSON", None),
        ('{"q": {"query": "\\ud800"}}', "is not JSON", None),
        ("[]", "an object of queries", None),
        ('{"q": "Haftar"}', "q: a query is an object", None),
        ('{"q": {}}', "'query', 'properties' or both", None),
        ('{"q": {"properties": []}}', "'query', 'properties' or both", None),
        ('{"q": {"query": 5}}', "'query' is a text", None),
        ('{"q": {"query": "x", "props": []}}', "no member 'props'", "properties"),
        ('{"q": {"query": "x", "type": "Human"}}', "no type 'Human'", "Person"),
        ('{"q": {"query": "x", "type": 5}}', "'type' is the id", None),
        ('{"q": {"query": "x", "limit": 0}}', "'limit'", None),
        ('{"q": {"query": "x", "limit": 101}}', "'limit'", None),
        ('{"q": {"query": "x", "limit": true}}', "'limit'", None),
        ('{"q": {"query": "x", "type_strict": "most"}}', "type_strict", "should"),
        ('{"q": {"query": "x", "properties": {}}}', "'properties' is a list", None),
        ('{"q": {"query": "x", "properties": [{"v": 1}]}}', "with pid", None),
        ('{"q": {"query": "x", "properties": [{"pid": "capital", "v": 1}]}}', "no property 'capital'", "cow-code"),
        ('{"q": {"query": "x", "properties": [{"pid": "state", "v": {"name": "x"}}]}}', "a value is", None),
        ('{"q": {"query": "x", "properties": [{"pid": "state", "v": [[]]}]}}', "a value is", None),
    ],
)
def test_a_batch_that_is_not_right_is_refused_with_the_place_and_what_is_allowed(
    vocabulary: Vocabulary, text: str, detail: str, allowed: str | None
) -> None:
    with pytest.raises(UnreadableError) as raised:
        read_batch(text, vocabulary, 5)

    assert detail in str(raised.value)
    assert allowed is None or allowed in raised.value.allowed


def test_a_batch_has_no_more_queries_than_are_allowed(vocabulary: Vocabulary) -> None:
    batch = {f"q{number}": {"query": "x"} for number in range(6)}

    assert len(read_batch(json.dumps(batch), vocabulary, 6)) == 6
    with pytest.raises(OverflowError, match="6 queries; a batch has at most 5"):
        read_batch(json.dumps(batch), vocabulary, 5)


def test_a_column_is_read_with_its_settings(vocabulary: Vocabulary) -> None:
    settings = {"limit": "5", "content": "label", "language": "ar"}
    query = {"ids": ["states/libya"], "properties": [{"id": "iso3", "settings": settings}, {"id": "labels"}]}
    ids, (first, second) = read_extension(json.dumps(query), vocabulary, 5)

    assert ids == ["states/libya"]
    assert (first.property.id, first.limit, first.labels, first.language) == ("iso-3166-1-alpha-3", 5, True, "ar")
    assert (second.property.id, second.limit, second.labels, second.language) == ("labels", None, False, None)


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ([], "is an object"),
        ({"ids": []}, "'properties' is a list"),
        ({"properties": []}, "'ids' is a list"),
        ({"ids": [1], "properties": []}, "'ids' is a list"),
        ({"ids": [], "properties": [5]}, "a property is an object"),
        ({"ids": [], "properties": [{}]}, "has an id"),
        ({"ids": [], "properties": [{"id": "capital"}]}, "no property 'capital'"),
        ({"ids": [], "properties": [{"id": "state", "settings": {"limit": "many"}}]}, "'limit'"),
        ({"ids": [], "properties": [{"id": "state", "settings": {"content": "all"}}]}, "content"),
        ({"ids": [], "properties": [{"id": "state", "settings": {"language": 5}}]}, "'language'"),
        ({"ids": [], "properties": [{"id": "state", "settings": {"colour": "red"}}]}, "no member 'colour'"),
        ({"ids": [], "properties": [], "id": 1}, "no member 'id'"),
    ],
)
def test_a_data_extension_query_that_is_not_right_is_refused(vocabulary: Vocabulary, query: Any, detail: str) -> None:
    with pytest.raises(UnreadableError, match=detail):
        read_extension(json.dumps(query), vocabulary, 5)


def test_no_more_entities_or_columns_than_are_allowed(vocabulary: Vocabulary) -> None:
    with pytest.raises(OverflowError):
        read_extension(json.dumps({"ids": ["x"] * 6, "properties": []}), vocabulary, 5)
    with pytest.raises(OverflowError):
        read_extension(json.dumps({"ids": [], "properties": [{"id": "state"}] * 6}), vocabulary, 5)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["q", "query", "type", "limit", "properties", "pid", "v", "ids", "id"]), inner
        )
    ),
    max_leaves=10,
)


@given(json_values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Nothing else is raised, whatever is sent; an empty vocabulary does for that."""
    empty = Vocabulary(Model(types={}, collections={}), Schemes(()))
    for read in (read_batch, read_extension):
        with contextlib.suppress(UnreadableError, OverflowError):
            read(json.dumps(value), empty, 5)
