"""Citations, read back by other programs' readers: pybtex and rispy parse, json for CSL."""

import json

import pytest
import rispy
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


def test_every_source_can_be_cited_in_every_format(client: FlaskClient) -> None:
    lines = client.get("/v1/sources?format=ndjson").text.splitlines()
    items = [citation.of_source(json.loads(line), "article-newspaper") for line in lines]

    assert len(items) > 1000
    assert len(parse_string(bibtex(items), "bibtex").entries) == len(items)
    assert len(rispy.loads(ris(items))) == len(items)


@pytest.mark.parametrize(
    ("when", "issued"),
    [
        ("2020-01-13", {"date-parts": [[2020, 1, 13]]}),
        ("2020-01", {"date-parts": [[2020, 1]]}),
        ("2020", {"date-parts": [[2020]]}),
        ("2014~", {"date-parts": [[2014]], "circa": True}),
        ("2019/2020-02", {"date-parts": [[2019], [2020, 2]]}),
        ("[2019-12-11,2019-12-12]", None),
        ("201X", None),
        (None, None),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(when: str | None, issued: object) -> None:
    source = {
        "id": "sources/x", "label": "X", "title": {}, "languages": [], "creators": [], "publisher": None,
        "un_symbol": None, "version": None, "doi": None, "url": None, "when": when,
    }  # fmt: skip

    assert citation.of_source(source, "book").get("issued") == issued


def test_persons_have_family_names_and_bodies_are_taken_whole() -> None:
    authors = [{"family": "Badi", "given": "Emadeddin"}, {"literal": "Panel of Experts on Libya"}]
    item = {"id": "a", "type": "book", "title": "50% of {it} & more_", "author": authors, "URL": "https://x.org/a_b"}
    text = bibtex([item])
    entry = parse_string(text, "bibtex").entries["a"]

    assert [str(person) for person in entry.persons["author"]] == ["Badi, Emadeddin", "{Panel of Experts on Libya}"]
    assert entry.fields["url"] == "https://x.org/a_b"
    assert r"{50\% of (it) \& more\_}" in text


def test_no_style_writes_the_capitals_of_a_title_small(client: FlaskClient) -> None:
    text = client.get("/v1/claims/russia-lna-mercenaries?format=bibtex").text
    titles = [Text.from_latex(entry.fields["title"]) for entry in parse_string(text, "bibtex").entries.values()]

    assert "LNA" in str(titles[0])
    assert [str(title.lower()) for title in titles] == [str(title) for title in titles]
