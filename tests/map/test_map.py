"""The map: by place what the lists say, and everything that it cannot show beside it with the reason."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.map import cells, found
from casus.map.asked import Box
from casus.records.selecting import ByIndex, BySparql
from casus.records.selection import Selection
from casus.store.open_release import OpenRelease
from tests.conftest import Workshop, serving_app
from tests.records.rest import get, pages

Json = dict[str, Any]

_RECORDS = """
place:somewhere a casus:Place ; skos:prefLabel "<b>Somewhere</b>"@en ; casus:placeType place-type:city ;
    casus:state state:libya ; wgs:lat 30.00 ; wgs:long 15.00 ; dcterms:source source:book ;
    casus:coordinatePrecision coordinate-precision:approximate ; casus:coordinateSource source:book .
place:nowhere a casus:Place ; skos:prefLabel "Nowhere"@en ; casus:placeType place-type:city ;
    casus:state state:libya ; dcterms:source source:book ;
    casus:coordinatePrecision coordinate-precision:none ; casus:coordinateNote "Nobody knows where it was."@en .
event:there a casus:Event ; skos:prefLabel "An event there"@en ; casus:when "2020-01-05" ;
    dcterms:description "It was there."@en ; casus:eventType event-type:statement ; casus:place place:somewhere ;
    casus:placePrecision place-precision:near ; casus:actor force:first ; dcterms:source source:book .
event:lost a casus:Event ; skos:prefLabel "An event somewhere"@en ; casus:when "2020-01" ;
    dcterms:description "It was there."@en ; casus:eventType event-type:statement ; casus:place place:nowhere ;
    casus:placePrecision place-precision:exact ; casus:actor force:first ; dcterms:source source:book .
event:placeless a casus:Event ; skos:prefLabel "An event"@en ; casus:when "2020" ;
    dcterms:description "It was."@en ; casus:eventType event-type:statement ;
    casus:actor force:first ; dcterms:source source:book .
"""


def tallies(body: Json, layer: str) -> dict[str | None, Json]:
    """The layer by place, on the map and off it."""
    places = [*(feature["properties"] for feature in body["features"]), *body["off_map_places"]]
    return {
        each["place"] and each["place"]["id"]: tally
        for each in places
        for tally in each["layers"]
        if tally["layer"] == layer
    }


@pytest.fixture(scope="module")
def by_sparql(var: Path) -> Iterator[Flask]:
    with serving_app(var, lists="sparql", web_threads=400, client_requests=200) as app:
        yield app


@pytest.mark.parametrize("query", ["", "at=2020-01", "from=2019-04&to=2020-06&match=certain"])
def test_every_event_is_at_its_place_or_off_the_map(client: FlaskClient, query: str) -> None:
    body = client.get(f"/v1/map?limit=100&{query}").json
    listed: Counter[str | None] = Counter()
    for page in pages(client, "/v1/events", ("limit", "500"), *(pair.split("=") for pair in query.split("&") if pair)):
        for event in page["items"]:
            listed[event["places"][0]["id"] if event["places"] else None] += 1

    assert {place: tally["count"] for place, tally in tallies(body, "events").items()} == listed
    (layer,) = [each for each in body["layers"] if each["layer"] == "events"]
    assert layer["on_map"] + layer["off_map"] == listed.total()


def test_who_held_a_place_and_how_that_stands(client: FlaskClient) -> None:
    body = client.get("/v1/map?at=2020-01&layers=control&limit=100").json
    claims = get(client, "/v1/claims", ("type", "Control"), ("at", "2020-01"), ("limit", "500"))["items"]
    shown = {record["id"]: record for tally in tallies(body, "control").values() for record in tally["records"]}

    assert {claim["id"]: (claim["match"], claim["status"], claim["when"]) for claim in claims} == {
        key: (each["match"], each["status"], each["when"]) for key, each in shown.items()
    }
    assert all(shown[claim["id"]]["actors"][0]["id"] == claim["controller"]["id"] for claim in claims)
    for tally in tallies(body, "control").values():
        assert sum(tally["statuses"].values()) == tally["count"] == len(tally["records"])
        assert sum(each["count"] for each in tally["actors"]) == tally["count"]
        assert tally["certain"] == sum(each["match"] == "certain" for each in tally["records"])


def test_layers_are_those_that_are_named_and_who_held_a_place_needs_a_time(client: FlaskClient) -> None:
    def layers(query: str) -> list[str]:
        return [each["layer"] for each in client.get(f"/v1/map?{query}").json["layers"]]

    assert layers("") == ["events"]
    assert layers("at=2020-06") == ["events", "control", "deployments"]
    assert layers("layers=control") == ["control"]


def test_a_place_shows_so_many_records_and_counts_the_rest(client: FlaskClient) -> None:
    for limit in (0, 3):
        for tally in tallies(client.get(f"/v1/map?limit={limit}").json, "events").values():
            assert len(tally["records"]) == min(limit, tally["count"]) == tally["count"] - tally["more"]


def test_a_box_has_what_lies_in_it_and_counts_what_lies_outside(client: FlaskClient) -> None:
    whole, part = (client.get(f"/v1/map?at=2020-01{box}").json for box in ("", "&bbox=12,32,14,33.5"))
    inside = {
        each["id"] for each in whole["features"] if Box(12, 32, 14, 33.5).holds(each["geometry"]["coordinates"][::-1])
    }

    assert {each["id"] for each in part["features"]} == inside != set()
    for before, after in zip(whole["layers"], part["layers"], strict=True):
        assert before["on_map"] == after["on_map"] + after["outside"]
        assert before["off_map"] == after["off_map"]


def test_actors_and_conflicts_choose_the_records_that_name_them(client: FlaskClient) -> None:
    body = client.get("/v1/map?at=2020-01&actors=armed-forces/lna&limit=100").json
    records = [r for name in ("events", "control") for tally in tallies(body, name).values() for r in tally["records"]]

    assert records and all("armed-forces/lna" in {actor["id"] for actor in record["actors"]} for record in records)
    assert client.get("/v1/map?actors=places/sirte").status_code == 422


@pytest.mark.parametrize("query", ["", "at=2020-01", "from=2011&to=2020&bbox=9,19,26,34&actors=armed-forces/lna"])
def test_the_index_and_sparql_draw_the_same_map(client: FlaskClient, by_sparql: Flask, query: str) -> None:
    assert client.get(f"/v1/map?{query}").json == by_sparql.test_client().get(f"/v1/map?{query}").json


@pytest.mark.parametrize("size", [8.0, 1.0, 0.25])
def test_cells_have_the_same_events_from_both(opened: OpenRelease, size: float) -> None:
    selected = Selection(opened.model.collections["events"])
    index, sparql = (
        {(cell.column, cell.row): cell.records for cell in lists.grid(selected, size)}
        for lists in (ByIndex(opened.list_index), BySparql(opened.dataset))
    )
    assert index == sparql and sum(index.values()) > 150


def test_too_many_places_are_counted_in_cells(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    places = client.get("/v1/map?at=2020").json
    monkeypatch.setattr(found, "MOST_PLACES", 5)
    monkeypatch.setattr(cells, "MOST", 12)
    body = client.get("/v1/map?at=2020").json
    (before, *_), (events, *_) = places["layers"], body["layers"]
    counted = [each for each in body["features"] if "bbox" in each]

    assert 1 < len(counted) <= 12
    assert events["cell_degrees"] and before["cell_degrees"] is None
    for name in ("on_map", "off_map", "certain"):
        assert events[name] == before[name]
    assert sum(tally["count"] for each in counted for tally in each["properties"]["layers"]) == events["on_map"]
    for feature in counted:
        assert Box(*feature["bbox"]).holds(feature["geometry"]["coordinates"][::-1])
    assert tallies(body, "control") == tallies(places, "control")


@pytest.mark.parametrize("query", ["", "at=2020-01&bbox=9,19,26,34", "lang=ar&layers=deployments"])
def test_the_answer_fits_its_schema_and_is_geojson(client: FlaskClient, query: str) -> None:
    document = client.get("/openapi.json").json
    content = document["paths"]["/v1/map"]["get"]["responses"]["200"]["content"]
    validator = Draft202012Validator({**content["application/json"]["schema"], "components": document["components"]})
    body = client.get(f"/v1/map?{query}").json

    validator.validate(body)
    geojson = client.get(f"/v1/map?format=geojson&{query}")
    assert geojson.mimetype == "application/geo+json"
    assert geojson.json["features"] == body["features"]


def test_the_queries_count_what_the_map_counts(client: FlaskClient, opened: OpenRelease) -> None:
    body = client.get("/v1/map?at=2020-01").json
    for layer in body["layers"]:
        response = client.get(body["links"]["queries"][layer["layer"]], headers={"Accept": "text/csv"})
        rows = response.text.splitlines()[1:]
        assert sum(int(row.rpartition(",")[2]) for row in rows) == layer["on_map"] + layer["off_map"]


def test_what_has_no_point_is_off_the_map_with_the_reason(workshop: Workshop) -> None:
    workshop.write("places", "@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n" + _RECORDS)
    assert workshop.problems() == []
    workshop.build()
    with serving_app(workshop.var) as app:
        client = app.test_client()
        body = client.get("/v1/map?at=2020-01").json
        text = client.get("/v1/map?at=2020-01", headers={"Accept": "text/html"}).text
    (feature,) = body["features"]
    off = {entry["reason"]: entry for entry in body["off_map_places"]}

    assert feature["id"] == "places/somewhere" and feature["geometry"]["coordinates"] == [15, 30]
    assert off["no-point"]["coordinate_note"] == {"en": "Nobody knows where it was."}
    assert off["no-point"]["layers"][0]["records"][0]["id"] == "events/lost"
    assert off["no-place"]["place"] is None
    assert off["no-place"]["layers"][0]["records"][0]["match"] == "possible"
    assert "<b>Somewhere</b>" not in text and "&lt;b&gt;Somewhere&lt;/b&gt;" in text
    assert "2 records are off the map" in text and "Nobody knows where it was." in text
