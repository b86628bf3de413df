from pathlib import Path

import pytest

from casus import ONTOLOGY_DIR
from casus.sandbox.limits import Limits
from casus.settings import KnownSetting, SettingError, Settings, every_setting


def test_without_an_environment_every_setting_has_its_default() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.ontology_dir == ONTOLOGY_DIR


def test_a_variable_is_read_as_the_type_of_its_setting() -> None:
    settings = Settings.from_environment(
        {"HOST": "0.0.0.0", "PORT": "80", "CASUS_VAR_DIR": "/srv/casus", "CASUS_QUERY_WAIT_S": "0.5"}
    )

    assert settings.host == "0.0.0.0"
    assert settings.port == 80
    assert settings.var_dir == Path("/srv/casus")
    assert settings.query_wait_s == 0.5


def test_an_empty_variable_is_as_if_it_was_not_set() -> None:
    assert Settings.from_environment({"PORT": "", "CASUS_VAR_DIR": ""}) == Settings()


def test_variables_of_others_are_left_alone() -> None:
    assert Settings.from_environment({"PATH": "/bin", "CASUSX": "1", "casus_port": "x"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("PORT", "http", "a whole number"),
        ("PORT", "80.5", "a whole number"),
        ("PORT", "0", "at least 1"),
        ("CASUS_WEB_WORKERS", "-1", "at least 1"),
        ("CASUS_QUERY_DEADLINE_S", "soon", "a number"),
        ("CASUS_QUERY_DEADLINE_S", "0", "at least 0.001"),
        ("CASUS_QUERY_WAIT_S", "nan", "at least 0"),
        ("CASUS_QUERY_WAIT_S", "-0.1", "at least 0"),
        ("CASUS_QUERY_MEMORY_BYTES", "1024", "at least 67108864"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_variable_and_the_value(
    variable: str, value: str, expected: str
) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({variable: value})

    assert variable in str(caught.value)
    assert f"'{value}'" in str(caught.value)
    assert expected in str(caught.value)


def test_a_setting_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingError, match=r"CASUS_PROT is not a setting; the settings are .*CASUS_VAR_DIR.*PORT"):
        Settings.from_environment({"CASUS_PROT": "80"})


@pytest.mark.parametrize("setting", list(every_setting()), ids=lambda setting: setting.variable)
def test_a_setting_has_a_variable_a_reason_and_its_unit_in_both_names(setting: KnownSetting) -> None:
    name = setting.field.upper()

    assert setting.reason.endswith(".")
    assert setting.variable in (name, f"CASUS_{name}", f"CASUS_QUERY_{name}")


@pytest.mark.parametrize("value", ["corrections@example.org", "http://example.org", "mailto:nobody", "https://a b"])
def test_reports_lead_to_an_address_or_a_tracker(value: str) -> None:
    with pytest.raises(SettingError, match="CASUS_CORRECTIONS"):
        Settings.from_environment({"CASUS_CORRECTIONS": value})


def test_no_two_settings_have_the_same_variable() -> None:
    variables = [setting.variable for setting in every_setting()]

    assert len(set(variables)) == len(variables)


def test_the_defaults_are_values_that_would_be_accepted() -> None:
    defaults = {setting.variable: str(setting.default) for setting in every_setting()}

    assert Settings.from_environment(defaults) == Settings()


def test_the_limits_of_a_query_are_settings_of_their_own() -> None:
    settings = Settings.from_environment({"CASUS_QUERY_DEADLINE_S": "2.5", "CASUS_RESULT_MAX_BYTES": "1000"})

    assert settings.query == Limits(deadline_s=2.5, result_max_bytes=1000)
    assert settings == Settings(query=settings.query)


@pytest.mark.parametrize("url", ["http://[::1]:7878/query", "https://engine", "http://127.0.0.1:1/a/query/"])
def test_an_engine_is_a_host_perhaps_a_port_and_a_path(url: str) -> None:
    assert Settings.from_environment({"CASUS_STORE": url}).store == url


@pytest.mark.parametrize("variable", ["CASUS_STORE", "CASUS_STORE_GRAPHS"])
@pytest.mark.parametrize(
    "url",
    [
        "ftp://engine/",
        "engine:7878",
        "http://me:secret@engine/query",
        "http://me:sec/ret@engine/query",
        "http://me:secret/query",
        "http://engine/?q=secret",
        "http:///secret",
        "http://[::1/query",
        "http://engine:0/query",
        "http://engine:65536/query",
        "http://:80/secret",
    ],
)
def test_the_url_of_an_engine_has_no_credentials_and_is_not_repeated(variable: str, url: str) -> None:
    with pytest.raises(SettingError, match=f"{variable} is no URL of an engine") as refused:
        Settings.from_environment({variable: url})
    assert "secret" not in str(refused.value)


def test_no_text_of_the_settings_shows_the_password_of_the_engine() -> None:
    settings = Settings.from_environment({"CASUS_STORE": "https://engine/query", "CASUS_STORE_PASSWORD": "secret"})

    assert settings.store_password == "secret"
    assert "secret" not in repr(settings)
