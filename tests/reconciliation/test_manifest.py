"""The manifest of the reconciliation service, and where it leads: views, previews, services."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.reconciliation.answers import MANIFEST, is_valid
from tests.reconciliation.calls import URL, manifest


def test_the_manifest_is_what_the_endpoint_answers_without_parameters(client: FlaskClient) -> None:
    found = manifest(client)

    assert is_valid(MANIFEST, found)
    assert found["versions"] == ["0.2"]
    assert found["identifierSpace"] == "https://w3id.org/casus/id/"
    assert found["schemaSpace"] == "https://w3id.org/casus/ontology#"
    assert {"id": "Person", "name": "Persons"} in found["defaultTypes"]


def test_the_templates_of_the_manifest_lead_to_the_record_and_to_a_preview(client: FlaskClient) -> None:
    found = manifest(client)
    encoded = quote("persons/khalifa-haftar", safe="")
    view = client.get(found["view"]["url"].replace("{{id}}", encoded))
    preview = client.get(found["preview"]["url"].replace("{{id}}", encoded))

    assert (view.status_code, view.headers["Location"]) == (303, "http://localhost/v1/persons/khalifa-haftar")
    assert preview.mimetype == "text/html"
    assert "Khalifa Haftar" in preview.text
    assert "خليفة حفتر" in preview.text


def test_the_preview_runs_nothing_loads_nothing_and_may_be_framed(client: FlaskClient) -> None:
    preview = client.get(f"{URL}/preview?id=armed-forces/lna")
    policy = preview.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert "script" not in preview.text + policy
    assert "X-Frame-Options" not in preview.headers


@pytest.mark.parametrize("path", ["view", "preview"])
def test_an_id_that_was_merged_leads_to_its_successor_and_an_unknown_one_nowhere(
    client: FlaskClient, path: str
) -> None:
    merged = client.get(f"{URL}/{path}?id=events/sirte-freed-2016")

    assert "sirte-campaign-declared-over-2016" in merged.text
    assert client.get(f"{URL}/{path}?id=persons/nobody").status_code == 404
    assert client.get(f"{URL}/{path}?id=javascript:alert(1)").status_code == 404
    assert client.get(f"{URL}/{path}").status_code == 422


def test_every_service_of_the_manifest_is_there(client: FlaskClient) -> None:
    found = manifest(client)
    services = [*found["suggest"].values(), found["extend"]["propose_properties"]]

    for service in services:
        answer = client.get(service["service_url"] + service["service_path"], query_string={"prefix": "haf"})
        assert answer.status_code == 200


def test_in_an_older_release_the_manifest_stays_there(client: FlaskClient) -> None:
    release = client.get("/").json["release"]
    view = client.get(f"{URL}?release={release}").json["view"]["url"]

    assert view.endswith(f"?id={{{{id}}}}&release={release}")
