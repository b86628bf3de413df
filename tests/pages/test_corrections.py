"""Reporting an error."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from casus.entrance.corrections import report_url
from tests.conftest import serving_app
from tests.pages.reading import Page, visit

TEXT, URL = "persons/khalifa-haftar, release 1-2", "https://casus.example.org/v1/persons/khalifa-haftar?release=1-2"


def test_every_record_leads_to_it_with_its_id(client: FlaskClient) -> None:
    links = [each["href"] for each in Page(visit(client, "/v1/persons/khalifa-haftar?lang=tr").text).all("a")]
    (report,) = [url for url in links if "/corrections?about" in url]

    assert "about=persons%2Fkhalifa-haftar" in report
    assert "lang=tr" in report
    assert "Halife Hafter" in visit(client, report).text


def test_without_a_setting_it_says_to_whom_to_write(client: FlaskClient) -> None:
    text = visit(client, "/corrections?about=persons/khalifa-haftar").text

    assert "Write to whoever runs it" in text
    assert "persons/khalifa-haftar, release" in text


@pytest.mark.parametrize("about", ["", "nothing", "persons/nobody", "persons/<script>", "nothing/else"])
def test_what_is_no_record_is_not_shown(client: FlaskClient, about: str) -> None:
    answer = client.get("/corrections", query_string={"about": about})

    assert answer.status_code == 200
    assert "The report is about" not in answer.text
    assert "<script>" not in answer.text


def test_the_setting_says_where_it_leads(var: Path) -> None:
    with serving_app(var, corrections="mailto:corrections@example.org") as app:
        page = Page(visit(app.test_client(), "/corrections?about=persons/khalifa-haftar").text)
    (url,) = [each["href"] for each in page.all("a") if each.get("href", "").startswith("mailto:")]

    assert "persons%2Fkhalifa-haftar" in url


def test_mail_has_a_subject_and_a_body() -> None:
    url = report_url("mailto:a@example.org", TEXT, URL)
    assert url is not None
    asked = parse_qs(urlsplit(url).query)

    assert asked["subject"] == [f"Casus: {TEXT}"]
    assert asked["body"][0].startswith(URL)
    assert "+" not in url  # which mail clients do not read as a space


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        (
            "https://git.example.org/casus/issues/new",
            "https://git.example.org/casus/issues/new?title=Casus%3A%20persons",
        ),
        ("https://example.org/?form=1", "https://example.org/?form=1&title=Casus"),
        ("https://example.org/?about={text}&at={url}", "https://example.org/?about=persons%2Fkhalifa-haftar%2C"),
    ],
)
def test_a_tracker_is_told_in_its_own_words(address: str, begins: str) -> None:
    assert str(report_url(address, TEXT, URL)).startswith(begins)


def test_without_an_address_there_is_no_url() -> None:
    assert report_url("", TEXT, URL) is None
