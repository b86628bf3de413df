from flask.testing import FlaskClient


def test_a_list_of_places_is_a_feature_collection_of_all_of_them(client: FlaskClient) -> None:
    response = client.get("/v1/places?format=geojson")
    total = client.get("/v1/places?limit=1").json["total"]["value"]

    assert response.content_type == "application/geo+json"
    assert response.json["type"] == "FeatureCollection"
    assert response.json["release"] == client.get("/v1/places?limit=1").json["release"]
    assert len(response.json["features"]) == total
    assert {feature["type"] for feature in response.json["features"]} == {"Feature"}


def test_a_point_is_longitude_then_latitude(client: FlaskClient) -> None:
    place = client.get("/v1/places/tripoli").json
    feature = client.get("/v1/places/tripoli?format=geojson").json

    assert feature["geometry"] == {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
    assert 12 < place["longitude"] < 14 and 32 < place["latitude"] < 34
    assert feature["id"] == feature["properties"]["id"] == place["id"]
    assert feature["properties"]["labels"] == place["labels"]


def test_an_event_lies_where_its_place_lies(client: FlaskClient) -> None:
    tripoli = client.get("/v1/places/tripoli?format=geojson").json["geometry"]
    features = client.get("/v1/events?places=tripoli&format=geojson").json["features"]

    assert len(features) > 3
    assert all(feature["geometry"] == tripoli for feature in features)


def test_what_has_no_coordinates_has_no_geometry_and_is_there(client: FlaskClient) -> None:
    features = client.get("/v1/events?format=geojson&fields=labels").json["features"]

    assert None in [feature["geometry"] for feature in features]
    assert any(feature["geometry"] for feature in features)


def test_what_can_have_no_coordinates_offers_no_geojson(client: FlaskClient) -> None:
    assert client.get("/v1/persons?format=geojson").status_code == 422
    assert client.get("/v1/persons", headers={"Accept": "application/geo+json"}).status_code == 406


def test_of_a_place_only_what_is_asked_for_is_said_and_it_lies_where_it_lies(client: FlaskClient) -> None:
    places = client.get("/v1/places?fields=place_type&format=geojson").json["features"]
    (place,) = (each for each in places if each["id"] == "places/sirte")
    assert place["geometry"]["type"] == "Point"
    assert place["properties"].keys() == {"id", "type", "label", "place_type"}
    page = client.get("/v1/places/sirte?fields=place_type&format=geojson").json
    assert (page["geometry"], page["properties"].keys()) == (place["geometry"], place["properties"].keys())
