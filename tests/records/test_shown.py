"""What is shown: lists are lean, `include` and `fields` say what more or what alone, and a page shows everything."""

import csv
import io
import json
from collections.abc import Iterable

import pytest
from flask.testing import FlaskClient

from casus.model.types import Collection, RecordType
from casus.records.shown import ALL, Shown
from casus.store.open_release import OpenRelease
from tests.records.rest import EVERY, Json, get, ids

_ENDS = {"links", "release", "cite_as"}
"""What a page has beside its record."""
INSIDE = {
    "agreements": {
        "coded_values",
        "identifiers",
        "legal_acts",
        "participations",
        "provisions",
        "reactions",
        "signatures",
        "text_periods",
    },
    "codes": {"codes", "identifiers"},
    "conflicts": {"identifiers", "parties"},
    "negotiations": {"identifiers", "participations"},
    "persons": {"identifiers", "memberships"},
    "claims": {"codings", "evidence", "identifiers", "reasons", "signature_acts"},
    "events": {"codings", "identifiers"},
}
"""What stands inside records; inside those of the other collections, identifiers."""
EVERYWHERE = {"anachronisms", "coding_notes", "description", "rendered_names", "scheme_labels"}
DETAILS = {
    "agreements": {
        *(*EVERYWHERE, "coded_variables", "participants", "parties_text", "sources", "third_parties_text"),
    },
    "claims": {*EVERYWHERE, "asserters", "sources", "stances"},
    "codes": EVERYWHERE,
    "participation": {*EVERYWHERE, "conflicts"},
    "places": {*EVERYWHERE, "coordinate_checks", "coordinate_note", "coordinate_source", "sources", "unknown_holders"},
    "publishers": EVERYWHERE,
    "sources": EVERYWHERE,
}
"""What else lists leave out; of the other collections these and the sources."""


UNSOURCED = ("claims", "codes", "participation", "publishers", "sources")
"""Whose records have no sources of their own, and so no counterparts."""


def left_out(collection: str) -> set[str]:
    inside = INSIDE.get(collection, {"identifiers"})
    if collection in UNSOURCED:
        return inside | DETAILS[collection]
    return inside | {"counterparts"} | DETAILS.get(collection, {*EVERYWHERE, "sources"})


def names(shown: Shown, types: Iterable[RecordType]) -> list[str]:
    return [field.name for field in shown.fields(types)]


def one_of_each_type(client: FlaskClient, collection: Collection) -> list[Json]:
    """The items of a list of everything about them, as far as the release has a record of the type."""
    asked = ("include", ",".join(sorted(left_out(collection.name)))), ("limit", "2")
    chosen = [("type", t.name) for t in collection.subtypes] or [("limit", "2")]
    pages = [get(client, f"/v1/{collection.name}", *dict.fromkeys([*asked, each])) for each in chosen]
    return [item for page in pages for item in page["items"]]


@pytest.mark.parametrize("collection", EVERY)
def test_a_list_leaves_out_what_is_inside_its_records_and_details(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    page = get(client, f"/v1/{collection}", ("limit", "50"))

    for item in page["items"]:
        fields = set(opened.model.types[item["type"]].field)
        assert set(item) - {"iri"} == {"id", "type", "label"} | (fields - left_out(collection))
    assert left_out(collection) <= set(opened.model.collections[collection].fields)


@pytest.mark.parametrize("collection", EVERY)
def test_a_list_with_everything_included_shows_what_the_pages_show(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    items = one_of_each_type(client, opened.model.collections[collection])

    assert len({item["type"] for item in items}) >= len(opened.model.collections[collection].subtypes) - 1
    for item in items:
        page = client.get(f"/v1/{item['id']}").json
        assert item == {name: value for name, value in page.items() if name not in _ENDS}


@pytest.mark.parametrize("collection", EVERY)
def test_everything_that_a_list_leaves_out_may_be_included_and_nothing_else(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    (error,) = client.get(f"/v1/{collection}?include=nonsense").json["errors"]

    assert set(error["allowed"]) == left_out(collection)


def test_what_is_included_stands_beside_the_rest_in_its_usual_place(client: FlaskClient, opened: OpenRelease) -> None:
    plain = get(client, "/v1/claims", ("type", "Support"), ("limit", "5"))["items"]
    items = get(client, "/v1/claims", ("type", "Support"), ("limit", "5"), ("include", "evidence,sources"))["items"]
    order = [field.name for field in opened.model.types["Support"].fields]

    for item, lean in zip(items, plain, strict=True):
        assert set(item) - set(lean) == {"evidence", "sources"}
        assert {name: value for name, value in item.items() if name in lean} == lean
        assert [name for name in item if name in order] == [name for name in order if name in item]
        assert {each["read_in"]["id"] for each in item["evidence"]} == {source["id"] for source in item["sources"]}


def test_what_some_types_alone_have_is_included_where_it_is(client: FlaskClient) -> None:
    items = get(client, "/v1/claims", ("include", "reasons"), ("limit", "500"))["items"]

    assert {item["type"] for item in items if "reasons" in item} == {"Participation", "Reaction"}
    assert len({item["type"] for item in items}) > 5


def test_a_field_that_is_named_is_shown_whatever_lists_leave_out(client: FlaskClient) -> None:
    (item,) = get(client, "/v1/claims", ("fields", "evidence,status"), ("limit", "1"))["items"]

    assert list(item) == ["id", "type", "label", "status", "evidence"]
    assert item["evidence"] == client.get(f"/v1/{item['id']}").json["evidence"]


def test_fields_and_include_together_show_both(client: FlaskClient) -> None:
    (item,) = get(client, "/v1/claims", ("fields", "status"), ("include", "sources"), ("limit", "1"))["items"]

    assert list(item) == ["id", "type", "label", "status", "sources"]


@pytest.mark.parametrize("fields", ["id", "type", "label", "id,type,label"])
def test_id_type_and_label_may_be_named_and_are_always_there(client: FlaskClient, fields: str) -> None:
    for item in get(client, "/v1/claims", ("fields", fields), ("limit", "3"))["items"]:
        assert list(item) == ["id", "type", "label"]
    assert set(client.get(f"/v1/states/libya?fields={fields}").json) == {"id", "type", "label", *_ENDS}


def test_what_is_shown_changes_neither_the_list_nor_its_order(client: FlaskClient) -> None:
    asked = ("limit", "500"), ("type", "Participation"), ("include", "evidence,reasons,signature_acts")

    assert [item["id"] for item in get(client, "/v1/claims", *asked)["items"]] == ids(
        client, "claims", ("type", "Participation")
    )


def test_streams_show_what_is_included_too(client: FlaskClient) -> None:
    asked = "/v1/claims?type=Support&include=evidence,sources&limit=30"
    items = client.get(asked).json["items"]
    lines = client.get(f"{asked}&format=ndjson").text.splitlines()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{asked}&format=csv").text)))
    lean = client.get("/v1/claims?type=Support&limit=30&format=csv").text.splitlines()[0].split(",")

    assert [json.loads(line) for line in lines] == items
    assert [row["sources"] for row in rows] == ["|".join(s["id"] for s in item["sources"]) for item in items]
    assert {"evidence.read_in", "evidence.stance", "sources.label"} <= set(rows[0])
    assert not any(column.split(".")[0] in ("evidence", "sources") for column in lean)


def test_unless_something_else_is_said_all_but_what_is_inside_and_details_is_shown(opened: OpenRelease) -> None:
    agreement = opened.model.types["Agreement"]

    assert set(names(Shown(), [agreement])) == set(agreement.field) - left_out("agreements")
    assert names(ALL, [agreement]) == [field.name for field in agreement.fields]
    assert names(Shown(frozenset()), [agreement]) == []
    assert set(names(Shown(frozenset({"when"}), frozenset({"provisions"})), [agreement])) == {"when", "provisions"}
    assert "provisions" in names(Shown(include=frozenset({"provisions"})), [agreement])


def test_a_field_that_several_types_have_is_shown_once(opened: OpenRelease) -> None:
    claims = opened.model.collections["claims"]
    found = names(ALL, [claims.type, *claims.subtypes])

    assert len(found) == len(set(found))
    assert set(found) == set(claims.fields)
