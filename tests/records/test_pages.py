"""The pages of a list: their size, their order and their links, and that each record is on one of them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from casus.model.fields import Kind
from casus.store.open_release import OpenRelease
from tests.records.rest import EVERY, by_sparql, get, ids, iri, pages


@pytest.mark.parametrize("collection", EVERY)
def test_the_pages_of_a_list_hold_every_record_exactly_once(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    everything = by_sparql(opened, opened.model.collections[collection])
    limit = min(500, max(7, len(everything) // 4))
    found = list(pages(client, f"/v1/{collection}", ("limit", str(limit)), ("fields", "id")))
    listed = [item["id"] for page in found for item in page["items"]]

    assert len(found) > 1
    assert [len(page["items"]) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert sorted(listed) == sorted(everything)
    assert {page["total"]["value"] for page in found} == {len(everything)}
    assert all(page["total"]["relation"] == "eq" for page in found)


def test_a_page_has_fifty_records_unless_the_client_says(client: FlaskClient) -> None:
    assert len(get(client, "/v1/states")["items"]) == 50
    assert len(get(client, "/v1/states", ("limit", "1"))["items"]) == 1


def test_the_links_lead_to_the_next_the_previous_and_the_first_page(client: FlaskClient) -> None:
    first = get(client, "/v1/states", ("limit", "20"))
    second = client.get(first["links"]["next"]).json
    third = client.get(second["links"]["next"]).json

    assert first["links"]["prev"] is None
    assert client.get(second["links"]["prev"]).json["items"] == first["items"]
    assert client.get(third["links"]["prev"]).json["items"] == second["items"]
    assert client.get(third["links"]["first"]).json["items"] == first["items"]
    assert client.get(third["links"]["self"]).json == third
    assert first["links"]["first"] == first["links"]["self"] == "http://localhost/v1/states?limit=20"


def test_the_last_page_has_no_next_one(client: FlaskClient) -> None:
    *_, last = pages(client, "/v1/states", ("limit", "100"))

    assert last["links"]["next"] is None
    assert last["links"]["prev"]


def test_the_links_are_repeated_as_link_headers(client: FlaskClient) -> None:
    middle = client.get(client.get("/v1/states?limit=20&q=a").json["links"]["next"])
    headers = dict(
        match.groups()[::-1]
        for value in middle.headers.getlist("Link")
        if (match := re.match(r'<([^>]+)>; rel="([^"]+)"', value))
    )

    assert set(headers) == {"first", "prev", "next", "canonical", "http://www.w3.org/ns/json-ld#context"}
    assert {name: headers[name] for name in ("first", "prev", "next")} == {
        name: middle.json["links"][name] for name in ("first", "prev", "next")
    }
    pinned = client.get(headers["canonical"]).json
    assert [item["id"] for item in pinned["items"]] == [item["id"] for item in middle.json["items"]]


def test_the_links_keep_the_parameters(client: FlaskClient) -> None:
    asked = [("status", "accepted"), ("status", "reported"), ("sort", "-label"), ("limit", "5"), ("q", "a b")]
    page = get(client, "/v1/claims", ("q", "a"), *asked[:4])
    found = parse_qs(urlsplit(page["links"]["next"]).query)

    assert found.pop("cursor")
    assert found == {"q": ["a"], "status": ["accepted", "reported"], "sort": ["-label"], "limit": ["5"]}


def test_the_size_of_the_pages_may_change_on_the_way(client: FlaskClient) -> None:
    start = get(client, "/v1/states", ("limit", "10"))
    cursor = parse_qs(urlsplit(start["links"]["next"]).query)["cursor"][0]
    rest = get(client, "/v1/states", ("limit", "30"), ("cursor", cursor))

    assert [*start["items"], *rest["items"]] == get(client, "/v1/states", ("limit", "40"))["items"]


def test_the_page_before_a_longer_one_does_not_reach_into_it(client: FlaskClient) -> None:
    first = client.get("/v1/persons?limit=3").json
    longer = client.get(first["links"]["next"].replace("limit=3", "limit=50")).json
    before = client.get(longer["links"]["prev"]).json

    assert [item["id"] for item in before["items"]] == [item["id"] for item in first["items"]]


@pytest.mark.parametrize("more", ["lang=ar", "fields=when", "include=evidence", "facets=type"])
def test_what_is_shown_may_change_on_the_way(client: FlaskClient, more: str) -> None:
    following = client.get("/v1/claims?limit=5").json["links"]["next"]
    expected = [item["id"] for item in client.get(following).json["items"]]

    assert [item["id"] for item in client.get(f"{following}&{more}").json["items"]] == expected


@pytest.mark.parametrize(
    ("collection", "parameters"),
    [
        ("states", [("limit", "7")]),
        ("states", [("sort", "-cow_code"), ("limit", "5")]),
        ("claims", [("type", "Support"), ("status", "accepted"), ("status", "reported"), ("limit", "9")]),
        ("claims", [("subjects", "armed-forces/lna"), ("at", "2019-05"), ("match", "certain"), ("limit", "9")]),
        ("agreements", [("participants", "organizations/gna"), ("limit", "9")]),
        ("persons", [("q", 'ha"f}'), ("limit", "9")]),
    ],
)
def test_the_query_of_a_page_gives_exactly_its_ids_in_its_order(
    client: FlaskClient, collection: str, parameters: list[tuple[str, str]]
) -> None:
    page = get(client, f"/v1/{collection}", *parameters)
    if page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
    result = client.get(page["links"]["query"])

    assert result.status_code == 200, result.text
    bindings = result.get_json(force=True)["results"]["bindings"]
    assert [row["id"]["value"] for row in bindings] == [iri(item) for item in page["items"]]


def test_a_list_is_in_the_order_of_labels(client: FlaskClient) -> None:
    labels = [item["label"] for item in get(client, "/v1/persons", ("limit", "500"))["items"]]
    plain = [label.casefold() for label in labels if label.isascii()]

    assert len(plain) > 20
    assert plain == sorted(plain)
    assert ids(client, "persons", ("sort", "label")) == ids(client, "persons")


_PART = {
    "claims": ("type", "Support"),
    "events": ("from", "2019"),
    "sources": ("source_type", "un-document"),
    "states": ("q", "an"),
}
"""For the collections that are long: a part of them is enough to see an order."""


OF_IMPORTS = ("battle_deaths",)
"""Sorts by what imported records alone say."""


@pytest.mark.parametrize("collection", EVERY)
def test_each_sort_orders_by_its_field_and_a_minus_turns_it_round_and_what_is_not_known_is_last(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    part = [_PART[collection]] if collection in _PART else []
    for name, field in opened.model.collections[collection].sorts.items():
        compared = "earliest_start" if name == "when" else name
        shown = ("limit", "500"), ("fields", compared), *part
        pages_of = [get(client, f"/v1/{collection}", ("sort", sort), *shown) for sort in (name, f"-{name}")]
        everything = [[item[compared] for item in page["items"]] for page in pages_of]
        values = [[value for value in each if value is not None] for each in everything]

        assert [len(page["items"]) for page in pages_of] == [page["total"]["value"] for page in pages_of], name
        assert field.kind in (Kind.INTEGER, Kind.DATE, Kind.STRING)
        assert len(set(values[0])) > 1 or name in OF_IMPORTS, name
        assert values[0] == sorted(values[0]), name
        assert values[1] == values[0][::-1], name
        assert all(each[: len(known)] == known for each, known in zip(everything, values, strict=True)), name


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("collection", ["events", "organizations", "claims"])
def test_when_is_sorted_by_the_earliest_start(client: FlaskClient, collection: str, sign: str) -> None:
    by_when, by_start = (ids(client, collection, ("sort", f"{sign}{name}")) for name in ("when", "earliest_start"))

    assert by_when == by_start != ids(client, collection)


def test_the_order_of_labels_can_be_turned_round(client: FlaskClient) -> None:
    upwards, downwards = (ids(client, "places", ("sort", sort)) for sort in ("label", "-label"))

    assert upwards == downwards[::-1]
