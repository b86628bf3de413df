from flask.testing import FlaskClient

from casus.release.manifest import Release


def test_a_server_that_is_alive_says_so(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json == {"status": "ok"}


def test_a_server_that_is_ready_names_its_release(client: FlaskClient, release: Release) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json == {
        "status": "ready",
        "release": release.manifest.id,
        "built_at": release.manifest.built_at,
        "triples": release.manifest.triples,
    }


def test_health_is_never_cached(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
