"""Facets: they count what the filter of the same value finds, and what is not counted in time says so."""

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from casus.store.open_release import OpenRelease
from tests.conftest import serving_app

Json = dict[str, Any]


def test_every_filter_of_every_collection_is_a_facet_whose_counts_are_those_of_the_filter(
    client: FlaskClient, opened: OpenRelease
) -> None:
    checked = 0
    for collection in opened.model.collections.values():
        for name in collection.filters:
            facet = client.get(f"/v1/{collection.name}?limit=1&fields=id&facets={name}").json["facets"][name]
            assert facet["cut"] is False
            assert all(set(value) == {"value", "label", "count"} for value in facet["values"])
            for value in facet["values"][:1]:
                path = f"/v1/{collection.name}?limit=1&fields=id&{name}={quote(value['value'])}"
                assert client.get(path).json["total"]["value"] == value["count"], path
                checked += 1
    assert checked > 60


def test_a_facet_counts_the_list_as_it_is_filtered(client: FlaskClient) -> None:
    answer = client.get("/v1/claims?type=Support&recipient=armed-forces/lna&facets=status,type,supporter&limit=1").json
    facets = answer["facets"]

    assert set(facets) == {"status", "type", "supporter"}
    assert facets["type"]["values"] == [{"value": "Support", "label": "Support", "count": answer["total"]["value"]}]
    assert sum(value["count"] for value in facets["status"]["values"]) == answer["total"]["value"]
    counts = [value["count"] for value in facets["supporter"]["values"]]
    assert counts == sorted(counts, reverse=True)


def test_a_value_has_its_name_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    (libya,) = [
        value
        for value in client.get("/v1/organizations?facets=states&lang=ar").json["facets"]["states"]["values"]
        if value["value"] == "states/libya"
    ]

    assert libya["label"] == "ليبيا"


def test_more_values_than_are_shown_are_told(client: FlaskClient) -> None:
    facet = client.get("/v1/sources?facets=publisher&limit=1").json["facets"]["publisher"]

    assert (len(facet["values"]), facet["more"]) == (100, True)


def test_a_list_without_facets_has_none(client: FlaskClient) -> None:
    assert "facets" not in client.get("/v1/claims?limit=1").json


@pytest.mark.parametrize("facets", ["label", "status,colour", "", ",".join(["status"] * 11)])
def test_a_facet_that_there_is_not_is_refused(client: FlaskClient, facets: str) -> None:
    response = client.get(f"/v1/claims?facets={facets}")

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == "facets"


def test_facets_that_take_too_long_are_left_out_and_say_so_and_the_list_is_whole(var: Any) -> None:
    with serving_app(var, facet_budget_s=0.001, lists="sparql") as app:
        answer = app.test_client().get("/v1/claims?facets=status,supporter&limit=5").json

    assert answer["facets"] == {name: {"values": [], "more": False, "cut": True} for name in ("status", "supporter")}
    assert len(answer["items"]) == 5
