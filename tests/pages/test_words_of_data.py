"""On pages in other languages, what stands in English only is marked as English."""

import pytest
from flask.testing import FlaskClient

from casus.pages.html import tongue
from tests.pages.reading import Page, visit


@pytest.mark.parametrize(
    ("label", "language", "translated", "english"),
    [
        ("Libya", "en", True, False),
        ("ليبيا", "ar", True, False),
        ("Libyan National Army", "ar", True, True),
        ("Khalifa Haftar", "tr", True, False),
        ("Haftar left Moscow without signing.", "tr", False, True),
        ("accepted", "zh", False, True),
    ],
)
def test_a_label_is_marked_where_it_is_english(label: str, language: str, translated: bool, english: bool) -> None:
    assert ('lang="en"' in tongue(label, language, translated=translated)) is english


def test_a_claim_on_an_arabic_page_is_english_from_left_to_right(client: FlaskClient) -> None:
    page = Page(visit(client, "/v1/claims?limit=3&lang=ar").text)
    claims = [each for each in page.all("a") if "/v1/claims/" in each.get("href", "")]

    assert page.all("html")[0]["dir"] == "rtl"
    assert claims
    assert all((each["lang"], each["dir"]) == ("en", "ltr") for each in claims)


def test_links_stay_in_the_language(client: FlaskClient) -> None:
    page = Page(visit(client, "/v1/negotiations?lang=ar").text)
    records = [each["href"] for each in page.all("a") if "/v1/negotiations/" in each["href"]]

    assert records
    assert all("lang=ar" in url for url in records)
