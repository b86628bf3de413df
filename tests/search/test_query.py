"""Which tier a record is found in, and what is shown of it. The real names are the test data."""

import pytest
from rdflib import URIRef

from casus.search.query import Tier, asked_words, matched, page_query, search_query
from casus.store.open_release import OpenRelease
from casus.store.search_index import SearchIndex


@pytest.fixture(scope="module")
def index(opened: OpenRelease) -> SearchIndex:
    assert opened.search_index is not None
    return opened.search_index


def best(index: SearchIndex, text: str, *collections: str, limit: int = 1) -> list[tuple[str, Tier]]:
    hits = index.run(search_query(index, text, collections), limit)
    return [(entry.iri.removeprefix("https://w3id.org/casus/id/"), Tier(score)) for score, entry in hits.entries]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("Khalifa Hifter", Tier.NAME),
        ("ХАЛИФА хафтар", Tier.NAME),
        ("خليفه حفتر", Tier.NAME),
        ("haftar khalifa", Tier.WORDS),
        ("Khalifa Haf", Tier.BEGINNING),
        ("haftr", Tier.TYPO),
        ("Khalifa Hatfar", Tier.TYPO),
        ("Khalifa Huftor", Tier.TYPOS),
        ("Haftar launched Operation Dignity", Tier.TEXT),
        ("Haftar launched Dignity zzzz", Tier.MOST),
    ],
)
def test_however_he_is_spelt_the_same_man_is_first(index: SearchIndex, text: str, tier: Tier) -> None:
    assert best(index, text, "persons") == [("persons/khalifa-haftar", tier)]


@pytest.mark.parametrize("text", ["Haftar", "Hifter", "حفتر", "Хафтар", "Khalifa Hifter", "haftr"])
def test_he_is_first_among_all_records_too(index: SearchIndex, text: str) -> None:
    assert best(index, text)[0][0] == "persons/khalifa-haftar"


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("libya", "states/libya"),
        ("Lybia", "states/libya"),
        ("利比亚", "states/libya"),
        ("Ливия", "states/libya"),
        ("LNA", "armed-forces/lna"),
        ("UN", "organizations/united-nations"),
        ("Erdogan", "persons/recep-tayyip-erdogan"),
        ("سراج", "persons/fayez-al-sarraj"),
        ("el-Serraj", "persons/fayez-al-sarraj"),
        ("S/RES/2510(2020)", "sources/un-s-res-2510-2020"),
    ],
)
def test_the_best_known_bearer_of_a_name_is_first(index: SearchIndex, text: str, record: str) -> None:
    assert best(index, text)[0][0] == record


def test_tiers_come_in_their_order_and_within_one_claims_come_last(index: SearchIndex) -> None:
    hits = best(index, "moscow", limit=100)
    tiers = [tier.value for _, tier in hits]
    named = [record.split("/")[0] for record, tier in hits if tier is Tier.WORDS]

    assert tiers == sorted(tiers, reverse=True)
    assert {"places", "negotiations", "sources", "claims"} <= {record.split("/")[0] for record, _ in hits}
    assert named == sorted(
        named, key=lambda name: {"sources": 1, "codes": 1, "claims": 2, "participation": 3}.get(name, 0)
    )


@pytest.mark.parametrize("text", ["xq", "zx", "qqq"])
def test_short_words_are_no_typing_errors_of_others(index: SearchIndex, text: str) -> None:
    assert best(index, text) == []


def test_a_two_letter_word_finds_what_has_or_begins_with_it_only(index: SearchIndex) -> None:
    hits = best(index, "un", limit=100)

    assert {tier for _, tier in hits} <= {Tier.NAME, Tier.WORDS, Tier.BEGINNING, Tier.TEXT}


def test_a_word_that_a_name_has_is_not_taken_for_a_distant_one(index: SearchIndex) -> None:
    """Two letters from Haftar, but a word of its own."""
    assert index.knows("hifter")
    assert Tier.TYPOS not in {tier for _, tier in best(index, "hifter", limit=50)}


def test_only_the_collections_that_are_asked_for(index: SearchIndex) -> None:
    hits = best(index, "haftar", "events", "claims", limit=100)

    assert {record.split("/")[0] for record, _ in hits} == {"events", "claims"}


def test_only_the_classes_that_are_asked_for(index: SearchIndex) -> None:
    hits = index.run(search_query(index, "libya", classes=["Actor"]), 100)

    assert hits.total > 5
    assert all("Actor" in entry.classes for _, entry in hits.entries)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("al-Sarraj, Fayez al", ["sarraj", "fayez"]),
        ("El", ["el"]),
        ("As-Sarraj", ["sarraj"]),
        ("the LNA and Ash-Shati", ["lna", "and", "shati"]),
        ("as Haftar said", ["as", "haftar", "said"]),
        ("an-Nawasi en Libye", ["nawasi", "en", "libye"]),
        ("S/RES/2510 (2020)", ["s", "res", "2510", "2020"]),
        ("...", []),
    ],
)
def test_articles_and_repetitions_are_not_asked_for(text: str, asked: list[str]) -> None:
    assert asked_words(text) == asked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hifter Khalifa", ("aliases", "Khalifa Hifter", "en")),
        ("خليفة حفت", ("labels", "خليفة حفتر", "ar")),
        ("Халифа", ("labels", "Халифа Хафтар", "ru")),
        ("halife haftr", ("labels", "Halife Hafter", "tr")),
    ],
)
def test_the_name_that_fits_is_shown_with_its_language(
    index: SearchIndex, text: str, shown: tuple[str, str, str]
) -> None:
    score, entry = index.run(search_query(index, text, ["persons"]), 1).entries[0]

    assert matched(entry, text, Tier(score)) == shown


def test_the_text_that_fits_is_shown_where_no_name_does(index: SearchIndex) -> None:
    score, entry = index.run(search_query(index, "Operation Dignity officer", ["persons"]), 1).entries[0]

    assert matched(entry, "Operation Dignity officer", Tier(score))[0] == "description"


def test_the_query_of_a_page_gives_its_ids_in_its_order(opened: OpenRelease, index: SearchIndex) -> None:
    iris = [entry.iri for _, entry in index.run(search_query(index, "moscow"), 20).entries]
    rows = opened.dataset.select(page_query([URIRef(iri) for iri in iris]))

    assert [str(row[0]) for row in rows] == iris
    assert list(opened.dataset.select(page_query([]))) == []


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("Yugoslavia", "states/yugoslavia"),
        ("German Federal Republic", "states/german-federal-republic"),
        ("Yemen Arab Republic", "states/yemen-arab-republic"),
        ("Government of Turkey", "organizations/government-of-turkey"),
        ("Forces of the House of Representatives", "armed-forces/lna"),
    ],
)
def test_whose_own_name_it_is_comes_before_whom_a_dataset_calls_so(index: SearchIndex, name: str, record: str) -> None:
    assert best(index, name)[0][0] == record
