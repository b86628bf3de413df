"""Reading batches and data extension queries: what the specification allows, and what it does not, said where."""

import contextlib
import json
from dataclasses import astuple, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from casus.http.problems import BatchTooLarge, InvalidParameters
from casus.identifiers.schemes import Schemes
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.reconciliation.batch import BATCH_SIZE
from casus.reconciliation.columns import MOST_EXTENDED, settings
from casus.reconciliation.requests import RequestReader, reader_of
from casus.reconciliation.vocabulary import Vocabulary
from casus.store.open_release import OpenRelease


@pytest.fixture(scope="module")
def reader(opened: OpenRelease) -> RequestReader:
    return reader_of(opened)


def test_a_query_is_read_with_everything_that_it_can_have(reader: RequestReader) -> None:
    query = {
        "query": "Haftar",
        "type": ["Person", "Actor"],
        "type_strict": "all",
        "limit": 3,
        "properties": [
            {"pid": "cow", "v": 620},
            {"pid": "states", "v": ["Libya", {"id": "states/libya", "name": "Libya"}, True, 1.5, " "], "other": 1},
        ],
    }
    read = reader.read_batch(json.dumps({"q0": query}))["q0"]

    assert (read.text, read.types, read.strict, read.limit) == ("Haftar", ["Person", "Actor"], "all", 3)
    assert [(one.property.id, one.values) for one in read.conditions] == [
        ("cow-code", ["620"]),
        ("states", ["Libya", "states/libya", "true", "1.5"]),
    ]


def test_a_name_alone_is_any_of_ten(reader: RequestReader) -> None:
    read = reader.read_batch(json.dumps({"q": {"query": "x", "properties": None}}))["q"]

    assert (read.types, read.strict, read.limit, read.conditions) == ((), "any", 10, ())


def test_of_a_cell_that_holds_anything_only_the_beginning_counts(reader: RequestReader) -> None:
    assert len(reader.read_batch(json.dumps({"q": {"query": "x" * 8000}}))["q"].text) == 300


@pytest.mark.parametrize("type_", ["", [], None])
def test_no_type_is_any_type(reader: RequestReader, type_: Any) -> None:
    assert not reader.read_batch(json.dumps({"q": {"query": "x", "type": type_}}))["q"].types


def test_one_type_is_a_list_of_one(reader: RequestReader) -> None:
    assert reader.read_batch(json.dumps({"q": {"query": "x", "type": "Person"}}))["q"].types == ["Person"]


@pytest.mark.parametrize(
    ("text", "detail", "allowed"),
    [
        ("", "is not JSON", None),
        ("[" * 100_000, "is not JSON", None),
        ("9" * 5000, "is not JSON", None),
        ('{"q": {"query": "\\ud800"}}', "is not JSON", None),
        ("[]", "Not an object.", None),
        ('{"q": "Haftar"}', "q: Not an object.", None),
        ('{"q": {}}', "q: Neither 'query' nor 'properties' is there.", None),
        ('{"q": {"properties": []}}', "q: Neither 'query' nor 'properties' is there.", None),
        ('{"value": {"query": 5}}', "value.query: Not a valid string.", None),
        ('{"q": {"query": "x", "props": []}}', "q.props: Unknown member.", "properties"),
        ('{"q": {"query": "x", "type": "Human"}}', "q.type[0]: There is no 'Human'.", "Person"),
        ('{"q": {"query": "x", "type": 5}}', "q.type[0]: Not a valid string.", None),
        ('{"q": {"query": "x", "limit": 0}}', "q.limit: Must be greater than or equal to 1 and less", None),
        ('{"q": {"query": "x", "limit": 101}}', "q.limit: Must be greater than or equal to 1 and less", None),
        ('{"q": {"query": "x", "limit": true}}', "q.limit: Not a valid integer.", None),
        ('{"q": {"query": "x", "limit": 1.5}}', "q.limit: Not a valid integer.", None),
        ('{"q": {"query": "x", "limit": "5"}}', "q.limit: Not a valid integer.", None),
        ('{"q": {"query": "x", "type_strict": "most"}}', "q.type_strict: There is no 'most'.", "should"),
        ('{"q": {"query": "x", "properties": {}}}', "q.properties: Not a valid list.", None),
        ('{"q": {"query": "x", "properties": [{"v": 1}]}}', "q.properties[0].pid: Missing", None),
        ('{"q": {"query": "x", "properties": [{"pid": "states"}]}}', "q.properties[0].v: Missing", None),
        (
            '{"q": {"query": "x", "properties": [{"pid": "capital", "v": 1}]}}',
            "q.properties[0].pid: There is no property 'capital'.",
            "cow-code",
        ),
        ('{"q": {"query": "x", "properties": [{"pid": "states", "v": {"name": "x"}}]}}', "v[0]: Not a text", None),
        ('{"q": {"query": "x", "properties": [{"pid": "states", "v": [1, []]}]}}', "v[1]: Not a text", None),
    ],
)
def test_a_batch_that_is_not_right_is_refused_with_the_place_and_what_is_allowed(
    reader: RequestReader, text: str, detail: str, allowed: str | None
) -> None:
    with pytest.raises(InvalidParameters) as raised:
        reader.read_batch(text)

    (error,) = raised.value.extra["errors"]
    assert (error["parameter"], error["value"]) == ("queries", text[:200])
    assert detail in error["detail"]
    assert (allowed in error["allowed"]) if allowed else ("allowed" not in error)


def test_every_mistake_is_told_up_to_twenty_and_none_at_length(reader: RequestReader) -> None:
    few = {"a": {"query": 5, "limit": 0}, "b": {"query": "x", "type": ["Person", "Human"]}}
    many = {f"{number}{'k' * 1000}": {"query": "x", "type": "T" * 1000} for number in range(BATCH_SIZE)}
    details = []
    for batch in (few, many):
        with pytest.raises(InvalidParameters) as raised:
            reader.read_batch(json.dumps(batch))
        details.append([error["detail"] for error in raised.value.extra["errors"]])

    assert [detail.partition(":")[0] for detail in details[0]] == ["a.query", "a.limit", "b.type[1]"]
    assert len(details[1]) == 20
    assert max(len(detail) for detail in details[1]) < 200


def test_a_batch_has_no_more_queries_than_are_allowed(reader: RequestReader) -> None:
    batch = {f"q{number}": {"query": "x"} for number in range(BATCH_SIZE + 1)}

    with pytest.raises(BatchTooLarge, match="51 queries; there may be 50"):
        reader.read_batch(json.dumps(batch))
    batch.popitem()
    assert len(reader.read_batch(json.dumps(batch))) == BATCH_SIZE


def test_a_column_is_read_with_its_settings(reader: RequestReader) -> None:
    settings = {"limit": "5", "content": "label", "language": "AR"}
    columns = [{"id": "iso3", "name": 5, "settings": settings}, {"id": "labels"}]
    query = reader.read_extension(json.dumps({"ids": ["states/libya"], "properties": columns}))
    read = [(one.property.id, astuple(one.settings)) for one in query.columns]

    assert query.ids == ["states/libya"]
    assert read == [("iso-3166-1-alpha-3", (5, "label", "ar")), ("labels", (0, "id", ""))]


def test_every_setting_of_the_manifest_is_read_with_its_default_and_its_choices(reader: RequestReader) -> None:
    default = reader.read_extension('{"ids": [], "properties": [{"id": "states"}]}').columns[0].settings
    for setting in settings():
        for value in [setting["default"], *(choice["value"] for choice in setting.get("choices", ()))]:
            column = {"id": "states", "settings": {setting["name"]: value}}
            read = reader.read_extension(json.dumps({"ids": [], "properties": [column]})).columns[0].settings
            assert read == replace(default, **{setting["name"]: value})

    assert [(setting["name"], setting["type"]) for setting in settings()] == [
        ("limit", "number"),
        ("content", "select"),
        ("language", "text"),
    ]


@pytest.mark.parametrize("empty", [None, {}, {"limit": None, "language": None}, {"limit": "", "language": ""}])
def test_settings_that_are_empty_are_as_without_them(reader: RequestReader, empty: Any) -> None:
    query = {"ids": [], "properties": [{"id": "states", "settings": empty}]}

    assert astuple(reader.read_extension(json.dumps(query)).columns[0].settings) == (0, "id", "")


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ([], "Not an object."),
        ({"ids": []}, "properties: Missing"),
        ({"properties": []}, "ids: Missing"),
        ({"ids": [1], "properties": []}, "ids[0]: Not a valid string."),
        ({"ids": [], "properties": [5]}, "properties[0]: Not an object."),
        ({"ids": [], "properties": [{}]}, "properties[0].id: Missing"),
        ({"ids": [], "properties": [{"id": "capital"}]}, "properties[0].id: There is no property 'capital'."),
        ({"ids": [], "properties": [{"id": "states", "settings": {"limit": "many"}}]}, "settings.limit: Not a valid"),
        ({"ids": [], "properties": [{"id": "states", "settings": {"limit": True}}]}, "settings.limit: Not a valid"),
        ({"ids": [], "properties": [{"id": "states", "settings": {"limit": 1.5}}]}, "settings.limit: Not a valid"),
        ({"ids": [], "properties": [{"id": "states", "settings": {"limit": -1}}]}, "settings.limit: Not a valid"),
        ({"ids": [], "properties": [{"id": "states", "settings": {"content": "all"}}]}, "content: There is no 'all'."),
        ({"ids": [], "properties": [{"id": "states", "settings": {"language": 5}}]}, "language: Not a valid string."),
        ({"ids": [], "properties": [{"id": "states", "settings": {"colour": "red"}}]}, "colour: Unknown member."),
        ({"ids": [], "properties": [], "id": 1}, "id: Unknown member."),
    ],
)
def test_a_data_extension_query_that_is_not_right_is_refused(reader: RequestReader, query: Any, detail: str) -> None:
    with pytest.raises(InvalidParameters) as raised:
        reader.read_extension(json.dumps(query))

    (error,) = raised.value.extra["errors"]
    assert error["parameter"] == "extend"
    assert detail in error["detail"]


@pytest.mark.parametrize("member", ["ids", "properties"])
def test_no_more_entities_or_columns_than_are_allowed(reader: RequestReader, member: str) -> None:
    many = {"ids": ["x"] * (MOST_EXTENDED + 1), "properties": [{"id": "states"}] * (MOST_EXTENDED + 1)}
    query = {"ids": [], "properties": [], member: many[member]}

    with pytest.raises(BatchTooLarge, match=f"201 {member}; there may be 200"):
        reader.read_extension(json.dumps(query))
    query[member] = many[member][1:]
    reader.read_extension(json.dumps(query))


def test_what_the_document_says_of_a_request_is_what_is_read(client: FlaskClient, reader: RequestReader) -> None:
    """The schemas of the document take what is read, and refuse what is refused, but for what only the data know."""
    document = client.get("/openapi.json").json
    parameters = document["paths"]["/v1/reconcile"]["get"]["parameters"]
    schemas = {one["name"]: one["schema"].get("contentSchema") for one in parameters}
    reads = {"queries": reader.read_batch, "extend": reader.read_extension}
    for name, values in REQUESTS.items():
        validator = Draft202012Validator({**schemas[name], "components": document["components"]})
        for value in values:
            try:
                reads[name](json.dumps(value))
                was_read = True
            except (InvalidParameters, BatchTooLarge):
                was_read = False
            assert was_read is validator.is_valid(value), value


def _each(**members: list[Any]) -> list[Json]:
    return [{name: value} for name, values in members.items() for value in values]


VALUES = [
    "x",
    "",
    5,
    1.5,
    True,
    None,
    {"id": "a", "name": "b"},
    {"id": 5},
    {},
    [],
    ["x", 5],
    [None],
    [[]],
    [{"id": "a"}],
]
QUERY_MEMBERS = _each(
    query=["x", "", 5, None, [], {}],
    type=["Person", "", "Human", None, 5, [], ["Person"], ["Person", "Human"], [""], [5], {}],
    type_strict=["any", "should", "all", "most", "", None, 5],
    limit=[1, 100, 0, 101, -1, 1.5, "5", True, None],
    properties=[None, [], {}, "x", [5], [{}], [{"pid": "states"}], [{"pid": 5, "v": "x"}]],
    props=[[]],
)
SETTINGS = _each(
    limit=[0, 5, 10**18 - 1, 10**18, -1, 1.5, True, None, "", "5", "9" * 18, "9" * 19, "-1", "many", [], {}],
    content=["id", "label", "all", "", None, 5],
    language=["ar", "", None, 5, []],
    colour=["red"],
)
REQUESTS: dict[str, list[Any]] = {
    "queries": [
        *([], "x", 5, None, {}, {"q": 5}, {"q": {}}, {"q": []}),
        *({"q": member} for member in QUERY_MEMBERS),
        *({"q": {"query": "x", **member}} for member in QUERY_MEMBERS),
        *({"q": {"properties": [{"pid": "states", "v": value, "more": 1}]}} for value in VALUES),
        *({f"q{number}": {"query": "x"} for number in range(most)} for most in (BATCH_SIZE, BATCH_SIZE + 1)),
    ],
    "extend": [
        *([], "x", 5, None, {}, {"ids": []}, {"properties": []}, {"ids": [], "properties": [], "id": 1}),
        *({"ids": ids, "properties": []} for ids in ([], ["x"], [5], [None], "x", None, {}, ["x"] * 201)),
        *({"ids": [], "properties": columns} for columns in ([], {}, None, [5], [{}], [{"id": 5}])),
        *({"ids": [], "properties": [{"id": "states", "name": name}]} for name in ("x", 5, None, {})),
        *({"ids": [], "properties": [{"id": "states", "settings": given}]} for given in (None, {}, [], 5)),
        *({"ids": [], "properties": [{"id": "states", "settings": given}]} for given in SETTINGS),
        {"ids": [], "properties": [{"id": "states", "colour": "red"}]},
        *({"ids": [], "properties": [{"id": "states"}] * most} for most in (MOST_EXTENDED, MOST_EXTENDED + 1)),
    ],
}


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


EMPTY = RequestReader(Vocabulary(Model(types={}, collections={}), Schemes(())))


@given(json_values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Nothing else is raised, whatever is sent; an empty vocabulary does for that."""
    for read in (EMPTY.read_batch, EMPTY.read_extension):
        with contextlib.suppress(InvalidParameters, BatchTooLarge):
            read(json.dumps(value))
