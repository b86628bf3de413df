from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from casus.app import create_app
from casus.settings import SettingError, Settings


def test_an_app_without_a_release_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_app(Settings(var_dir=tmp_path))


def test_an_app_reads_its_settings_from_the_environment(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASUS_VAR_DIR", str(var))
    monkeypatch.setenv("CASUS_PAGE_LIMIT_DEFAULT", "3")

    assert len(create_app().test_client().get("/v1/states").json["items"]) == 3


def test_a_bad_setting_stops_the_start_with_its_name_and_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASUS_QUERY_WORKERS", "many")

    with pytest.raises(SettingError, match="CASUS_QUERY_WORKERS is 'many'"):
        create_app()


def test_two_apps_in_one_process_share_nothing(app: Flask, var: Path) -> None:
    other = create_app(Settings(var_dir=var, page_limit_default=2))

    assert len(other.test_client().get("/v1/states").json["items"]) == 2
    assert len(app.test_client().get("/v1/states").json["items"]) == 50
    assert other.extensions["casus-releases"].served is not app.extensions["casus-releases"].served


def test_every_path_under_v1_and_every_endpoint_is_in_the_openapi_document(app: Flask, client: FlaskClient) -> None:
    documented = set(client.get("/openapi.json").json["paths"])
    rules = [str(rule) for rule in app.url_map.iter_rules()]
    served = {rule.replace("<", "{").replace(">", "}") for rule in rules if rule.startswith("/v1")}

    assert served
    assert served <= documented
    assert {"/sparql", "/healthz", "/readyz"} <= documented


def test_a_path_may_end_with_a_slash(client: FlaskClient) -> None:
    assert client.get("/v1/states/").json["items"] == client.get("/v1/states").json["items"]
    assert client.get("/v1/states/libya/").json == client.get("/v1/states/libya").json


def test_a_double_slash_is_redirected(client: FlaskClient) -> None:
    response = client.get("/v1//states")

    assert response.status_code == 308
    assert response.headers["Location"] == "http://localhost/v1/states"


def test_json_is_written_in_the_order_of_its_members_and_in_its_own_script(client: FlaskClient) -> None:
    text = client.get("/v1/states/libya").text

    assert text.startswith('{"id":')
    assert "ليبيا" in text


def test_a_real_server_answers_as_the_test_client_does(client: FlaskClient, server: str) -> None:
    answer = requests.get(f"{server}/v1/states/libya", headers={"Accept-Encoding": "identity"}, timeout=10)
    expected = client.get("/v1/states/libya", base_url=server)

    assert answer.status_code == 200
    assert answer.json() == expected.json
    assert answer.headers["ETag"] == expected.headers["ETag"]
