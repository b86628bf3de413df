"""Citations, read back by other programs' readers: pybtex, bibtexparser and rispy; citation-js in tests/clients."""

import json
import re

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from flask.testing import FlaskClient
from pybtex.database import parse_string
from pybtex.richtext import Text

from casus.records.formats import citation
from casus.records.formats.bibtex import bibtex
from casus.records.formats.ris import ris


def test_a_source_is_cited_as_itself(client: FlaskClient) -> None:
    (item,) = client.get("/v1/sources/un-s-res-2510-2020?format=csl").json

    assert item["type"] == "report"
    assert item["number"] == "S/RES/2510 (2020)"
    assert item["issued"] == {"date-parts": [[2020, 2, 12]]}
    assert item["publisher"] == "United Nations"


def test_a_claim_is_cited_with_the_sources_of_its_evidence(client: FlaskClient) -> None:
    claim = client.get("/v1/claims/moscow-talks-2020-lna").json
    first, *sources = client.get("/v1/claims/moscow-talks-2020-lna?format=csl").json

    assert first["title"] == claim["label"]
    assert first["version"] == claim["release"]
    assert [f"sources/{source['id']}" for source in sources] == [source["id"] for source in claim["sources"]]


@pytest.mark.parametrize(
    "path", ["/v1/claims/moscow-talks-2020-lna", "/v1/states/libya", "/v1/sources", "/v1/codes/stance"]
)
def test_bibtex_and_ris_hold_the_same_items_as_csl(client: FlaskClient, path: str) -> None:
    items = client.get(f"{path}?format=csl").json
    bibtex = parse_string(client.get(f"{path}?format=bibtex").text, "bibtex")
    ris = rispy.loads(client.get(f"{path}?format=ris").text)

    assert list(bibtex.entries) == [item["id"] for item in items] == [entry["id"] for entry in ris]
    assert [entry["title"] for entry in ris] == [item["title"] for item in items]
    assert [str(e.fields.get("url", "")) for e in bibtex.entries.values()] == [item.get("URL", "") for item in items]


def test_records_that_share_a_slug_have_keys_of_their_own(client: FlaskClient) -> None:
    keys = [
        client.get(f"/v1/{collection}/berlin-conference-2020?format=csl").json[0]["id"]
        for collection in ("events", "negotiations")
    ]

    assert len(set(keys)) == 2


def test_a_list_cites_the_dataset_and_its_release(client: FlaskClient) -> None:
    (item,) = client.get("/v1/claims?type=Support&format=csl").json

    assert item["type"] == "dataset"
    assert item["version"] == client.get("/readyz").json["release"]


def test_every_source_can_be_read_back_from_every_format(client: FlaskClient) -> None:
    lines = client.get("/v1/sources?format=ndjson").text.splitlines()
    items = [citation.of_source(json.loads(line), "article-newspaper") for line in lines]
    entries = {entry["id"]: entry for entry in rispy.loads(ris(items))}
    bibliography = parse_string(bibtex(items), "bibtex").entries
    library = bibtexparser.parse_string(bibtex(items), append_middleware=[LatexDecodingMiddleware()])

    assert len(items) > 1000
    assert not library.failed_blocks
    assert list(bibliography) == list(entries) == list(library.entries_dict) == [item["id"] for item in items]
    for item in items:
        read = library.entries_dict[item["id"]].fields_dict
        assert read["title"].value == entries[item["id"]]["title"] == item["title"]
        assert bibliography[item["id"]].fields.get("url") == item.get("URL")
        assert not item.get("issued") or read["date"].value.startswith(str(item["issued"]["date-parts"][0][0]))


@pytest.mark.parametrize(
    ("when", "issued"),
    [
        ("2020-01-13", {"date-parts": [[2020, 1, 13]]}),
        ("2020-01", {"date-parts": [[2020, 1]]}),
        ("2020", {"date-parts": [[2020]]}),
        ("2014~", {"date-parts": [[2014]], "circa": "~"}),
        ("2019-12-08?", {"date-parts": [[2019, 12, 8]], "circa": "?"}),
        ("2019/2020-02", {"date-parts": [[2019], [2020, 2]]}),
        ("2019-05/..", {"date-parts": [[2019, 5]]}),
        ("../2020", {"date-parts": [[2020]], "circa": True}),
        ("[2019-12-11,2019-12-12]", {"date-parts": [[2019, 12, 11], [2019, 12, 12]], "circa": True}),
        ("2020-21", {"date-parts": [[2020, 3, 1], [2020, 5, 31]], "circa": True}),
        ("201X", {"date-parts": [[2010, 1, 1], [2019, 12, 31]], "circa": True}),
        (None, None),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(when: str | None, issued: object) -> None:
    source = {
        "id": "sources/x", "label": "X", "title": {}, "languages": [], "creators": [], "publisher": None,
        "un_symbol": None, "version": None, "doi": None, "url": None, "when": when,
    }  # fmt: skip

    assert citation.of_source(source, "book").get("issued") == issued


@pytest.mark.parametrize(
    ("issued", "in_bibtex", "in_ris"),
    [
        ([[2019]], ("2019", "", "2019"), ("2019", None)),
        ([[2019, 12]], ("2019", "December", "2019-12"), ("2019", "2019/12//")),
        ([[2019, 12, 8]], ("2019", "December", "2019-12-08"), ("2019", "2019/12/08/")),
        (
            [[2014, 5, 17], [2014, 5, 18]],
            ("2014", "May", "2014-05-17/2014-05-18"),
            ("2014", "2014/05/17/to 2014-05-18"),
        ),
        ([[2019], [2020, 2]], ("2019", "", "2019/2020-02"), ("2019", "2019///to 2020-02")),
    ],
)
def test_a_date_keeps_its_day_and_its_end(
    issued: list[list[int]], in_bibtex: tuple[str, ...], in_ris: tuple[str, str | None]
) -> None:
    item = {"id": "a", "type": "report", "title": "A", "issued": {"date-parts": issued}}
    fields = parse_string(bibtex([item]), "bibtex").entries["a"].fields
    (entry,) = rispy.loads(ris([item]))

    assert tuple(fields.get(name, "") for name in ("year", "month", "date")) == in_bibtex
    assert (entry["year"], entry.get("date")) == in_ris


def test_a_date_that_is_not_sure_says_so_to_biblatex() -> None:
    item = {"id": "a", "type": "report", "title": "A", "issued": {"date-parts": [[2014], [2015, 2]], "circa": True}}

    assert "date = {2014~/2015-02~}" in bibtex([item])


def test_persons_have_family_names_and_bodies_are_taken_whole() -> None:
    authors = [{"family": "Badi", "given": "Emadeddin"}, {"literal": "Panel and Experts, Libya"}]
    item = {"id": "a", "type": "book", "title": "A", "author": [*authors, {"family": "Smith and Sons", "given": "J."}]}
    entry = parse_string(bibtex([item]), "bibtex").entries["a"]

    assert [str(person) for person in entry.persons["author"]] == [
        "Badi, Emadeddin",
        "{Panel and Experts, Libya}",
        "{Smith and Sons}, J.",
    ]


SPECIAL = """50% of {it} & more_ #1 for $5 ~ x^2 \\ "quoted" <less|more> `so' -- --- ,, ''"""


def test_what_means_something_to_latex_is_escaped_in_every_field() -> None:
    names = ("title", "container-title", "publisher", "number", "version", "language", "note")
    authors = [{"literal": SPECIAL}, {"family": SPECIAL, "given": SPECIAL}]
    for kind in ("book", "report", "article-journal", "webpage"):
        text = bibtex([{"id": "a", "type": kind, "author": authors, **dict.fromkeys(names, SPECIAL)}])
        entry = parse_string(text, "bibtex").entries["a"]
        assert len(entry.persons["author"]) == 2
        for value in (*entry.fields.values(), *map(str, entry.persons["author"])):
            bare = re.sub(r"\\[a-z]+\{\}|\\[$&%#_]|[-',]\{\}(?=[-',])", "", value)  # escapes, broken ligatures
            assert not re.search(r"[$&%#_~^\\`<>|]|--|''|,,", bare), (kind, value)
            assert bare.count("{") == bare.count("}")


def test_a_url_is_taken_as_it_stands_but_for_what_no_url_has() -> None:
    item = {"id": "a", "type": "book", "title": "A", "URL": "https://x.org/a_b?c=%20&d#e~f{g}\\h i", "DOI": "10.1/a_b"}
    fields = parse_string(bibtex([item]), "bibtex").entries["a"].fields

    assert (fields["url"], fields["doi"]) == ("https://x.org/a_b?c=%20&d#e~f%7Bg%7D%5Ch%20i", "10.1/a_b")


def test_a_line_break_in_a_text_begins_no_field() -> None:
    source = {
        "id": "sources/x", "label": "X", "title": {"en": "One\nTY  - JOUR\r\nTI  - Two"}, "languages": ["en"],
        "creators": ["A\nER  - B"], "publisher": None, "un_symbol": None, "version": None, "doi": None, "url": None,
        "when": None,
    }  # fmt: skip
    (entry,) = rispy.loads(ris([citation.of_source(source, "book")]))

    assert entry["title"] == "One TY - JOUR TI - Two"
    assert entry["authors"] == ["A ER - B"]


def test_no_style_writes_the_capitals_of_a_title_small(client: FlaskClient) -> None:
    text = client.get("/v1/claims/russia-lna-mercenaries?format=bibtex").text
    titles = [Text.from_latex(entry.fields["title"]) for entry in parse_string(text, "bibtex").entries.values()]

    assert "LNA" in str(titles[0])
    assert [str(title.lower()) for title in titles] == [str(title) for title in titles]
