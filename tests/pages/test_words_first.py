"""Pages speak in words, of times, filters and problems too, and in the language of the page."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from casus.pages.messages import LANGUAGES, texts
from casus.pages.rows import other_names
from casus.terms.problem import Problem
from tests.browser.kinds import KINDS, OF_OTHERS
from tests.pages.reading import Page, visit

CODE_OF_TIMES = re.compile(r"\d{4}-\d\d(-\d\d)?(/|~)|/\.\.|\.\./|^\d{4}-\d\d(-\d\d)?$")
"""What EDTF has and words have not: an interval, a mark of doubt, a day or month of digits alone."""
OF_PROGRAMMERS = frozenset(("guide", "guide-in-parts", "code-book", "code-book-to-print", "queries"))
"""Pages that explain EDTF."""


def shown(text: str) -> Iterator[str]:
    """What one reads on the page, piece by piece, but for code and the citation."""
    body = re.sub(r"(?s)<(script|style|head|pre|code|textarea|datalist|footer)\b.*?</\1>", "", text)
    return (piece.strip() for piece in re.split(r"(?s)<[^>]*>", body) if piece.strip())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OF_OTHERS | OF_PROGRAMMERS])
def test_a_time_is_told_in_words(client: FlaskClient, kind: str) -> None:
    assert [piece for piece in shown(visit(client, KINDS[kind]).text) if CODE_OF_TIMES.search(piece)] == []


def test_the_code_of_a_time_stands_beside_its_words(client: FlaskClient) -> None:
    page = Page(visit(client, "/v1/claims/wagner-group-lna-fighters").text)
    found = client.get("/v1/claims/wagner-group-lna-fighters").json

    assert {"value": found["when"], "title": found["when"]} in page.all("data")
    assert {"datetime": "2020-01-06"} in Page(visit(client, "/v1/events/sirte-captured-lna-2020").text).all("time")
    assert {"datetime": "1943-11-07"} in Page(visit(client, "/v1/persons/khalifa-haftar").text).all("time")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Kind: Support", "January 2020", "How sure: certainly then", "About: Libyan National Army"]),
        ("ar", ["النوع: Support", "يناير 2020", "About: الجيش الوطني الليبي"]),
    ],
)
def test_a_filter_is_told_in_words(client: FlaskClient, language: str, said: list[str]) -> None:
    url = f"/v1/claims?type=Support&at=2020-01&match=certain&subjects=armed-forces/lna&lang={language}"
    chips = " ".join(Page(visit(client, url).text).texts["li"])

    assert [each for each in said if each not in chips] == []


@pytest.mark.parametrize("path", ["/v1/timeline?subjects=armed-forces/lna", "/v1/map?actors=armed-forces/lna"])
def test_what_a_view_is_of_has_its_name_in_the_language_of_the_page(client: FlaskClient, path: str) -> None:
    (heading,) = Page(visit(client, f"{path}&lang=ar").text).texts["h1"]
    assert "الجيش الوطني الليبي" in heading


def test_a_name_in_a_language_serves_all_its_scripts_and_regions(client: FlaskClient) -> None:
    assert (
        client.get("/v1/states/turkey?lang=zh-Hant").json["label"]
        == client.get("/v1/states/turkey?lang=zh").json["label"]
    )


def test_a_name_that_several_languages_have_is_told_once() -> None:
    record = {
        "label": "Turkey",
        "labels": {"en": "Turkey", "tr": "Türkiye", "es": "Türkiye"},
        "aliases": [{"value": "Türkiye", "language": "en"}, {"value": "Turquie", "language": "fr"}],
    }
    assert other_names(record) == {"Türkiye": "tr", "Turquie": "fr"}


def kinds_of_problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of_problems(each)


def test_a_problem_is_called_on_its_page_as_elsewhere() -> None:
    titles = {each.slug: each.title for each in kinds_of_problems() if "slug" in vars(each)}
    translated = {
        key.removeprefix("problem-"): text["en"] for key, text in texts().items() if key.startswith("problem-")
    }

    assert translated.items() <= titles.items()


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("path", ["/v1/persons/nobody", "/nothing", "/v1/claims?colour=red"])
def test_a_problem_is_told_in_the_language_of_the_page(client: FlaskClient, path: str, language: str) -> None:
    page = Page(visit(client, f"{path}{'&' if '?' in path else '?'}lang={language}").text)
    assert "lang" not in page.all("h1")[0]
    assert not re.search("parameter|here", page.texts["h1"][0])


def test_the_table_of_all_that_a_timeline_shows_is_there(client: FlaskClient) -> None:
    page = Page(visit(client, "/v1/timeline?type=Claim&from=2016&to=2016").text)
    (table,) = [each["href"] for each in page.all("a") if "/v1/claims?" in each["href"] and "rel" in each][:1]

    assert visit(client, table).status_code == 200


def test_a_code_list_lists_its_codes_once(client: FlaskClient) -> None:
    links = [each["href"] for each in Page(visit(client, "/v1/codes/claim-status").text).all("a")]
    assert len([url for url in links if url.partition("#reported")[2] in ("", "-name") and "#reported" in url]) == 2


def test_no_link_turns_the_text_behind_it(client: FlaskClient) -> None:
    """A name can hold a mark that turns text to the left; a link keeps it to itself (UAX 9, isolates)."""
    sheet = client.get("/static/casus.css").text
    assert re.search(r"\na \{[^}]*unicode-bidi: isolate", sheet)


def test_on_paper_the_dated_acts_are_there(client: FlaskClient) -> None:
    """What print hides are ways to go on: forms and navigation, and chips that remove a filter."""
    hidden = re.findall(r"@media print \{\s+([^{]+)\{ display: none", client.get("/static/casus.css").text)
    classes = {*re.findall(r"\.([a-z-]+)", " ".join(hidden))}
    found = [
        each for kind in ("negotiation", "network", "list") for each in Page(visit(client, KINDS[kind]).text).elements
    ]

    lists = [of["class"] for tag, of in found if tag == "ul" and classes & {*of.get("class", "").split()}]
    assert "steps" in classes
    assert {*lists} == {"chips"}
    assert not [of for tag, of in found if tag in ("table", "td", "dl", "section") and of.get("class") in classes]


def test_an_empty_cell_keeps_its_column_where_there_are_columns(client: FlaskClient) -> None:
    """Only on a phone, where each row is a card, an empty cell goes."""
    sheet = client.get("/static/casus.css").text
    assert re.findall(r"(.*)\.cards td:empty \{ display: none", sheet)[0].endswith("@media (max-width: 46rem) { ")
