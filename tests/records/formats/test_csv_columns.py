"""Tables, made of the JSON of lists: what a cell holds, and that nothing of the list is lost on the way."""

import csv
import io
import re
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from casus.http import tables
from casus.records.formats import csv_columns
from casus.records.formats.csv_columns import Column
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import COLLECTIONS

Row = dict[str, str]


def rows(client: FlaskClient, path: str) -> list[Row]:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (200, "text/csv; charset=utf-8"), response.text
    return list(csv.DictReader(io.StringIO(response.text, newline=""), strict=True))


def row(client: FlaskClient, path: str, slug: str) -> Row:
    return next(found for found in rows(client, path) if found["id"] == slug)


def split(cell: str, separator: str) -> list[str]:
    """The parts of a cell between separators that no backslash stands before, as they are written."""
    found, escaped = [""], False
    for char in cell:
        if char == separator and not escaped:
            found.append("")
        else:
            found[-1] += char
        escaped = char == "\\" and not escaped
    return found


def meant(written: str) -> str:
    """The text without the backslashes that were put before separators and backslashes."""
    return re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL)


def parts(cell: str, separator: str = csv_columns.SEPARATOR) -> list[str]:
    """The values of a cell, as the docs say to take it apart."""
    return [meant(part) for part in split(cell, separator)]


def inner_parts(cell: str) -> list[list[str]]:
    """The values of each of several nodes."""
    return [parts(part, csv_columns.INNER_SEPARATOR) for part in split(cell, csv_columns.SEPARATOR)]


@pytest.mark.parametrize("collection", [*COLLECTIONS.values(), "codes"])
def test_a_table_holds_every_record_of_the_list_in_its_order(client: FlaskClient, collection: str) -> None:
    found = rows(client, f"/v1/{collection}?format=csv")
    first = client.get(f"/v1/{collection}?limit=500").json

    assert len(found) == first["total"]["value"]
    assert [r["id"] for r in found[:500]] == [item["id"] for item in first["items"]]


@pytest.mark.parametrize("include", ["", "&include="])
@pytest.mark.parametrize("collection", ["states", "claims", "agreements", "sources"])
def test_no_value_of_the_json_is_lost_in_the_table(client: FlaskClient, collection: str, include: str) -> None:
    inside = client.get(f"/v1/{collection}?include=nonsense").json["errors"][0]["allowed"]
    asked = f"/v1/{collection}?limit=40{include}{','.join(inside) if include else ''}"
    items, found = client.get(asked).json["items"], rows(client, f"{asked}&format=csv")

    for item, line in zip(items, found, strict=True):
        for name, value in item.items():
            if value in (None, [], {}):
                continue
            cells = [parts(cell) for column, cell in line.items() if column.split(".")[0] == name]
            assert cells, (name, line)
            assert any(cell != [""] for cell in cells), (item["id"], name)
            if isinstance(value, list):
                assert {len(cell) for cell in cells if cell != [""] or len(value) == 1} <= {len(value)}, name


def test_a_reference_has_its_id_type_and_name(client: FlaskClient) -> None:
    asked = "/v1/claims?type=Support&supporter=states/turkey"
    line = row(client, f"{asked}&format=csv", client.get(f"{asked}&limit=1").json["items"][0]["id"])

    assert (line["supporter"], line["supporter.type"], line["supporter.label"]) == ("states/turkey", "State", "Turkey")


def test_a_code_is_its_id(client: FlaskClient) -> None:
    item = client.get("/v1/agreements?limit=1").json["items"][0]
    line = row(client, "/v1/agreements?format=csv", item["id"])

    assert line["agreement_type"] == item["agreement_type"]["id"]
    assert line["text_statuses"] == "|".join(code["id"] for code in item["text_statuses"])


def test_the_columns_of_a_node_go_in_step(client: FlaskClient) -> None:
    line = row(client, "/v1/states?format=csv&include=identifiers", "states/libya")
    pairs = list(zip(parts(line["identifiers.scheme"]), parts(line["identifiers.value"]), strict=True))
    nodes = client.get("/v1/states/libya").json["identifiers"]

    assert next(name for name in line if name.startswith("identifiers.")) == "identifiers.id"
    assert parts(line["identifiers.id"]) == [node["id"] for node in nodes]
    assert ("cow-code", "620") in pairs
    assert ("iso-3166-1-alpha-3", "LBY") in pairs


def test_texts_carry_their_language_unless_one_is_asked_for(client: FlaskClient) -> None:
    every = row(client, "/v1/persons?format=csv", "persons/khalifa-haftar")
    arabic = row(client, "/v1/persons?format=csv&lang=ar", "persons/khalifa-haftar")

    assert {"خليفة حفتر@ar", "Khalifa Haftar@en", "Халифа Хафтар@ru"} <= set(parts(every["labels"]))
    assert (arabic["labels"], arabic["label"]) == ("خليفة حفتر", "خليفة حفتر")


def columns_of(opened: OpenRelease, collection: str, *names: str, language: str | None = None) -> dict[str, Column]:
    fields = opened.model.collections[collection].fields
    found = csv_columns.columns(opened.model, [fields[name] for name in names], language)
    return {column.name: column for column in found}


ODD = r"a|b;c\d"


@pytest.mark.parametrize(
    ("column", "record", "language", "cell"),
    [
        ("label", {"label": ODD}, None, r"a|b;c\d"),
        ("publisher", {"publisher": ODD}, None, r"a|b;c\d"),
        ("creators", {"creators": [ODD]}, None, r"a\|b;c\\d"),
        ("creators", {"creators": ["a|", r"\b"]}, None, r"a\||\\b"),
        ("labels", {"labels": {"en": ODD}}, None, r"a\|b;c\\d@en"),
        ("labels", {"labels": {"en": ODD}}, "en", r"a|b;c\d"),
        ("aliases", {"aliases": [{"value": ODD, "language": "en"}]}, None, r"a\|b;c\\d@en"),
        ("aliases", {"aliases": [{"value": ODD, "language": "en"}]}, "en", r"a\|b;c\\d"),
        ("near_actors.label", {"near_actors": [{"label": ODD}, {"label": "e"}]}, None, r"a\|b;c\\d|e"),
        ("identifiers.value", {"identifiers": [{"value": ODD}, {"value": "e"}]}, None, r"a\|b;c\\d|e"),
    ],
)
def test_a_backslash_stands_before_what_would_separate_and_only_there(
    opened: OpenRelease, column: str, record: dict[str, Any], language: str | None, cell: str
) -> None:
    names = ("publisher", "creators", "labels", "aliases", "near_actors", "identifiers")

    assert columns_of(opened, "sources", *names, language=language)[column].cell(record) == cell


def test_where_each_of_several_nodes_has_several_values_one_backslash_stands_before_either_separator(
    opened: OpenRelease,
) -> None:
    columns = columns_of(opened, "agreements", "provisions")
    provisions = [{"description": {"en": ODD, "fr": "e;"}, "locator": ODD}, {"description": {}, "locator": None}]

    assert columns["provisions.description"].cell({"provisions": provisions}) == r"a\|b\;c\\d@en;e\;@fr|"
    assert columns["provisions.locator"].cell({"provisions": provisions}) == r"a\|b;c\\d|"


texts = st.text(st.one_of(st.sampled_from("|;\\@\"', \r\n"), st.characters(codec="utf-8")), min_size=1, max_size=8)
several = st.lists(texts, min_size=1, max_size=3)
by_language = st.dictionaries(st.sampled_from(["ar", "en", "fr"]), texts, min_size=1)
in_languages = st.lists(st.builds(lambda tag, text: {"language": tag, "value": text}, st.just("en"), texts), min_size=1)
references = st.lists(st.builds(lambda id, text: {"id": id, "label": text}, texts, texts), min_size=1, max_size=3)
sources = st.fixed_dictionaries(
    {
        "publisher": texts,
        "creators": several,
        "labels": by_language,
        "aliases": in_languages,
        "near_actors": references,
        "identifiers": st.lists(st.fixed_dictionaries({"value": texts}), min_size=1, max_size=3),
    }
)
provisions = st.lists(
    st.fixed_dictionaries({"locator": texts, "description": by_language, "sources": references}),
    min_size=1,
    max_size=3,
)


def tagged(written: list[str]) -> list[tuple[str, str]]:
    return [(tag, text) for text, _, tag in (each.rpartition("@") for each in written)]


def written_and_read(columns: dict[str, Column], record: dict[str, Any]) -> Row:
    """The row, through a file."""
    text = "".join(tables.lines(columns, [[column.cell(record) for column in columns.values()]]))
    (found,) = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return found


@settings(max_examples=150, deadline=None)
@given(record=sources, inside=provisions)
def test_what_is_written_is_read_back(
    opened: OpenRelease, record: dict[str, Any], inside: list[dict[str, Any]]
) -> None:
    found = written_and_read(columns_of(opened, "sources", *record), {"id": "x", "type": "y", "label": "z", **record})
    agreement = {"id": "x", "type": "y", "label": "z", "provisions": inside}
    nodes = written_and_read(columns_of(opened, "agreements", "provisions"), agreement)

    assert found["publisher"] == record["publisher"]
    assert parts(found["creators"]) == record["creators"]
    assert dict(tagged(parts(found["labels"]))) == record["labels"]
    assert tagged(parts(found["aliases"])) == [(each["language"], each["value"]) for each in record["aliases"]]
    assert parts(found["near_actors"]) == [each["id"] for each in record["near_actors"]]
    assert parts(found["near_actors.label"]) == [each["label"] for each in record["near_actors"]]
    assert parts(found["identifiers.value"]) == [each["value"] for each in record["identifiers"]]
    assert parts(nodes["provisions.locator"]) == [node["locator"] for node in inside]
    written = [dict(tagged(node)) for node in inner_parts(nodes["provisions.description"])]
    assert written == [node["description"] for node in inside]
    assert inner_parts(nodes["provisions.sources"]) == [[source["id"] for source in n["sources"]] for n in inside]


def test_a_list_of_one_type_has_the_columns_of_that_type(client: FlaskClient) -> None:
    support = rows(client, "/v1/claims?type=Support&format=csv&limit=1")[0]
    every = rows(client, "/v1/claims?format=csv&limit=1")[0]

    assert {"supporter", "recipient", "support_form"} <= set(support)
    assert "signature" not in support
    assert set(support) < set(every)


def test_fields_chooses_the_columns(client: FlaskClient) -> None:
    line = rows(client, "/v1/states?format=csv&fields=cow_code,gw_code&limit=1")[0]

    assert list(line) == ["id", "type", "label", "cow_code", "gw_code"]


def test_what_has_another_iri_than_its_id_says_has_a_column_for_it(client: FlaskClient) -> None:
    (row,) = rows(client, "/v1/codes?format=csv&fields=codes&q=Attendance")
    assert row["iri"] == "https://w3id.org/casus/code/attendance"
    assert row["codes.iri"].split("|")[0] == f"{row['iri']}/{row['codes.id'].split('|')[0]}"
    assert "iri" not in rows(client, "/v1/states?format=csv&limit=1")[0]


def test_pandas_reads_the_table_with_every_script_intact(client: FlaskClient) -> None:
    frame = pd.read_csv(io.BytesIO(client.get("/v1/persons?format=csv").data))
    haftar = frame.set_index("id").loc["persons/khalifa-haftar"]

    assert "خليفة حفتر" in haftar["labels"]
    assert "Халифа Хафтар" in haftar["labels"]
    assert frame["id"].is_unique


def test_excel_gets_the_byte_order_mark_that_it_needs(client: FlaskClient) -> None:
    plain, marked = (client.get(f"/v1/persons?format={name}").data for name in ("csv", "excel"))

    assert marked == b"\xef\xbb\xbf" + plain
