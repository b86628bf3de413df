"""Tables, made of the JSON of lists: what a cell holds, and that nothing of the list is lost on the way."""

import csv
import io
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from casus.records.formats import csv_columns
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import COLLECTIONS

Row = dict[str, str]


def rows(client: FlaskClient, path: str) -> list[Row]:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (200, "text/csv; charset=utf-8"), response.text
    return list(csv.DictReader(io.StringIO(response.text, newline=""), strict=True))


def row(client: FlaskClient, path: str, slug: str) -> Row:
    return next(found for found in rows(client, path) if found["id"] == slug)


def parts(cell: str, separator: str = csv_columns.SEPARATOR) -> list[str]:
    """The values of a cell, as the docs say to take it apart."""
    found, escaped = [""], False
    for char in cell:
        if escaped or (char != "\\" and char != separator):
            found[-1] += char
            escaped = False
        elif char == "\\":
            escaped = True
        else:
            found.append("")
    return found


@pytest.mark.parametrize("collection", [*COLLECTIONS.values(), "codes"])
def test_a_table_holds_every_record_of_the_list_in_its_order(client: FlaskClient, collection: str) -> None:
    found = rows(client, f"/v1/{collection}?format=csv")
    first = client.get(f"/v1/{collection}?limit=500").json

    assert len(found) == first["total"]["value"]
    assert [r["id"] for r in found[:500]] == [item["id"] for item in first["items"]]


@pytest.mark.parametrize("collection", ["states", "claims", "agreements", "sources"])
def test_no_value_of_the_json_is_lost_in_the_table(client: FlaskClient, collection: str) -> None:
    items = client.get(f"/v1/{collection}?limit=40").json["items"]
    found = rows(client, f"/v1/{collection}?limit=40&format=csv")

    for item, line in zip(items, found, strict=True):
        for name, value in item.items():
            if name == "href" or value in (None, [], {}):
                continue
            cells = [parts(cell) for column, cell in line.items() if column.split(".")[0] == name]
            assert cells, (name, line)
            assert any(cell != [""] for cell in cells), (item["id"], name)
            if isinstance(value, list):
                assert {len(cell) for cell in cells if cell != [""] or len(value) == 1} <= {len(value)}, name


def test_a_reference_has_its_id_type_and_name(client: FlaskClient) -> None:
    claim = client.get("/v1/claims?kind=support&supporter=turkey&limit=1").json["items"][0]
    line = row(client, "/v1/claims?kind=support&supporter=turkey&format=csv", claim["id"])

    assert (line["supporter"], line["supporter.type"], line["supporter.label"]) == ("turkey", "State", "Turkey")


def test_the_columns_of_a_node_go_in_step(client: FlaskClient) -> None:
    line = row(client, "/v1/states?format=csv", "libya")
    pairs = list(zip(parts(line["identifiers.scheme"]), parts(line["identifiers.value"]), strict=True))

    assert ("cow-code", "620") in pairs
    assert ("iso-3166-1-alpha-3", "LBY") in pairs


def test_texts_carry_their_language_unless_one_is_asked_for(client: FlaskClient) -> None:
    every = row(client, "/v1/persons?format=csv", "khalifa-haftar")
    arabic = row(client, "/v1/persons?format=csv&lang=ar", "khalifa-haftar")

    assert {"خليفة حفتر@ar", "Khalifa Haftar@en", "Халифа Хафтар@ru"} <= set(parts(every["labels"]))
    assert (arabic["labels"], arabic["label"]) == ("خليفة حفتر", "خليفة حفتر")


def test_a_separator_in_a_text_is_escaped_only_where_it_separates(opened: OpenRelease) -> None:
    persons = opened.model.collections["persons"]
    record: dict[str, Any] = {
        "id": "x", "iri": "i", "type": "Person", "label": "a|b; c\\d",
        "labels": {"en": "a|b"}, "aliases": [{"value": "c|d\\", "language": "en"}],
    }  # fmt: skip
    columns = {
        c.name: c.cell for c in csv_columns.columns(opened.model, [persons.fields["labels"], persons.fields["aliases"]])
    }

    assert columns["label"](record) == "a|b; c\\d"
    assert parts(columns["labels"](record)) == ["a|b@en"]
    assert parts(columns["aliases"](record)) == ["c|d\\@en"]


def test_a_list_of_one_kind_has_the_columns_of_that_kind(client: FlaskClient) -> None:
    support = rows(client, "/v1/claims?kind=support&format=csv&limit=1")[0]
    every = rows(client, "/v1/claims?format=csv&limit=1")[0]

    assert {"supporter", "recipient", "support_form"} <= set(support)
    assert "signature" not in support
    assert set(support) < set(every)


def test_fields_chooses_the_columns(client: FlaskClient) -> None:
    line = rows(client, "/v1/states?format=csv&fields=cow_code,gw_code&limit=1")[0]

    assert list(line) == ["id", "iri", "type", "label", "cow_code", "gw_code"]


def test_pandas_reads_the_table_with_every_script_intact(client: FlaskClient) -> None:
    frame = pd.read_csv(io.BytesIO(client.get("/v1/persons?format=csv").data))
    haftar = frame.set_index("id").loc["khalifa-haftar"]

    assert "خليفة حفتر" in haftar["labels"]
    assert "Халифа Хафтар" in haftar["labels"]
    assert frame["id"].is_unique


def test_excel_gets_the_byte_order_mark_that_it_needs(client: FlaskClient) -> None:
    plain, marked = (client.get(f"/v1/persons?format={name}").data for name in ("csv", "excel"))

    assert marked == b"\xef\xbb\xbf" + plain
