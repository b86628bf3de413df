"""The ground of a map: land where land is, on both sides of the 180th meridian, and a box that can be understood."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.drawings.geography import WIDTH


def ground(client: FlaskClient, box: str) -> dict[str, Any]:
    response = client.get("/v1/map/ground", query_string={"bbox": box})
    assert response.status_code == 200 and response.headers["ETag"]
    found: dict[str, Any] = response.json
    return found


def test_the_box_is_within_the_window_and_the_graticule_within_the_drawing(client: FlaskClient) -> None:
    found = ground(client, "9,24,26,33.5")
    west, south, east, north = found["bbox"]

    assert west <= 9 and south <= 24 and east >= 26 and north >= 33.5
    assert found["land"].startswith("M") and found["source"] == "Natural Earth"
    assert [each["label"] for each in found["meridians"]] == ["10°E", "15°E", "20°E", "25°E"]
    assert [each["label"] for each in found["parallels"]] == ["32°N", "30°N", "28°N", "26°N", "24°N"]
    assert all(0 <= each["at"] <= WIDTH for each in found["meridians"])
    assert all(0 <= each["at"] <= found["height"] for each in found["parallels"])


def test_a_box_goes_on_behind_the_180th_meridian(client: FlaskClient) -> None:
    west, _, east, _ = ground(client, "177,-19,-178,-16")["bbox"]

    assert west <= 177 and 182 <= east < 190


def test_it_is_as_the_document_says(client: FlaskClient) -> None:
    content = client.get("/openapi.json").json["paths"]["/v1/map/ground"]["get"]["responses"]["200"]["content"]
    Draft202012Validator(content["application/json"]["schema"]).validate(ground(client, "-180,-90,180,90"))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "required"),
        ("?bbox=1,2,3", "four numbers"),
        ("?bbox=nan,0,2,3", "four numbers"),
        ("?bbox=0,40,10,30", "south not above north"),
        ("?bbox=0,0,181,1", "-180 to 180"),
    ],
)
def test_what_is_no_box_is_refused_with_what_is_one(client: FlaskClient, query: str, told: str) -> None:
    response = client.get(f"/v1/map/ground{query}")

    assert response.status_code == 422
    assert told in response.json["errors"][0]["detail"]
