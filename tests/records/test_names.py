"""The names of what is referred to: those that the store has, kept for each release, and not more than so many."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from rdflib import Literal, URIRef

from casus.records import names as module
from casus.records.names import Name, Names, names_of
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS
from tests.conftest import Workshop, serving_app
from tests.records.conftest import Counting

CLAIM = RECORD["claims/moscow-talks-2020-lna"]
LIBYA = RECORD["states/libya"]


@pytest.fixture(scope="module")
def everything(opened: OpenRelease) -> dict[URIRef, Name]:
    """What all records and codes of the release are called, straight from the store."""
    found: dict[URIRef, Name] = {}
    query = f"""SELECT ?s ?label ?status WHERE {{
        {{ ?s a {CASUS.Record.n3()} }} UNION {{ ?s a {CASUS.Code.n3()} }}
        OPTIONAL {{ ?s {SKOS.prefLabel.n3()} ?label }} OPTIONAL {{ ?s {CASUS.claimStatus.n3()} ?status }} }}"""
    classes: dict[URIRef, set[URIRef]] = {}
    for s, cls in opened.dataset.select(f"SELECT ?s ?cls WHERE {{ ?s {RDF.type.n3()} ?cls }}"):
        classes.setdefault(URIRef(str(s)), set()).add(URIRef(str(cls)))
    for s, label, status in opened.dataset.select(query):
        iri = URIRef(str(s))
        name = found.setdefault(iri, Name(opened.model.type_of(classes[iri]), {}, status and URIRef(str(status))))
        if isinstance(label, Literal):
            name.labels[str(label.language)] = str(label)
    return found


def test_all_records_and_codes_are_called_what_the_store_says(
    fresh: OpenRelease, everything: dict[URIRef, Name]
) -> None:
    assert len(everything) > 3_000
    assert names_of(fresh).of(everything) == everything


def test_a_name_says_of_which_type_it_is_and_how_far_a_claim_stands(opened: OpenRelease) -> None:
    names = names_of(opened).of([CLAIM, LIBYA])

    assert names[CLAIM].type is opened.model.types["Participation"]
    assert names[CLAIM].status == CODE["claim-status/accepted"]
    assert names[LIBYA].type is opened.model.types["State"]
    assert names[LIBYA].status is None
    assert names[LIBYA].labels["ar"] == "ليبيا"


def test_the_statuses_of_claims_come_with_them(opened: OpenRelease) -> None:
    accepted = CODE["claim-status/accepted"]

    assert set(names_of(opened).of([CLAIM])) == {CLAIM, accepted}
    assert names_of(opened).of([CLAIM])[accepted].label("en") == "accepted"
    assert set(names_of(opened).of([LIBYA])) == {LIBYA}


def test_what_is_not_known_has_neither_type_nor_label_and_is_there(opened: OpenRelease) -> None:
    unknown = URIRef("https://example.org/x")

    assert names_of(opened).of([unknown]) == {unknown: Name(None, {})}
    assert names_of(opened).of([]) == {}


@pytest.mark.parametrize(
    ("labels", "language", "label"),
    [
        ({"en": "Libya", "ar": "ليبيا"}, "ar", "ليبيا"),
        ({"en": "Libya", "ar": "ليبيا"}, "en", "Libya"),
        ({"en": "Libya", "ar": "ليبيا"}, "fr", "Libya"),
        ({"ru": "Ливия", "ar": "ليبيا"}, "fr", "ليبيا"),
        ({}, "en", None),
    ],
)
def test_a_label_is_in_the_language_or_in_english_or_in_any(
    labels: dict[str, str], language: str, label: str | None
) -> None:
    assert Name(None, labels).label(language) == label


def test_a_name_is_read_once_and_those_that_are_missing_together(fresh: OpenRelease, counting: Counting) -> None:
    names_of(fresh).of([LIBYA, RECORD["states/turkey"]])
    assert counting.asked == 1
    names_of(fresh).of(iter([RECORD["states/turkey"], LIBYA]))
    assert counting.asked == 1
    names_of(fresh).of([LIBYA, RECORD["states/russia"], RECORD["states/egypt"], RECORD["states/nowhere"]])
    assert counting.asked == 2
    names_of(fresh).of([RECORD["states/nowhere"]])
    assert counting.asked == 2


def test_no_names_are_read_without_a_query(fresh: OpenRelease, counting: Counting) -> None:
    names_of(fresh).of([])

    assert counting.asked == 0


@pytest.fixture
def other(workshop: Workshop) -> Iterator[OpenRelease]:
    """Another release, in which Libya has another name."""
    workshop.edit("data/records.ttl", '"Libya"@en', '"Libya as it was"@en')
    workshop.build()
    with serving_app(workshop.var) as app:
        yield app.extensions["casus-releases"].served


def test_each_release_has_names_of_its_own(opened: OpenRelease, other: OpenRelease) -> None:
    assert names_of(opened) is names_of(opened)
    assert names_of(opened) is not names_of(other)
    assert names_of(opened).of([LIBYA])[LIBYA].label("en") == "Libya"
    assert names_of(other).of([LIBYA])[LIBYA].label("en") == "Libya as it was"
    assert names_of(opened).of([LIBYA])[LIBYA].label("en") == "Libya"


def test_no_more_names_are_kept_than_so_many_and_all_are_right(
    fresh: OpenRelease, everything: dict[URIRef, Name], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 50)
    names = Names(fresh)
    chance = random.Random(1)
    for _ in range(30):
        some = chance.sample(sorted(everything), 40)
        found = names.of(some)

        assert {iri: found[iri] for iri in some} == {iri: everything[iri] for iri in some}
        assert len(names._kept) <= 50
    assert names.of(everything) == everything
    assert len(names._kept) == 50


def test_the_name_that_was_not_asked_for_longest_goes_first(
    fresh: OpenRelease, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    names, (a, b, c) = Names(fresh), (RECORD[f"states/{slug}"] for slug in ("libya", "turkey", "russia"))
    for iri in (a, b, a, c):
        names.of([iri])
    asked = counting.asked

    names.of([a])
    names.of([c])
    assert counting.asked == asked
    names.of([b])
    assert counting.asked == asked + 1


def test_threads_that_ask_at_once_are_told_the_same(
    fresh: OpenRelease, everything: dict[URIRef, Name], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 500)
    names, iris = Names(fresh), sorted(everything)

    def ask(seed: int) -> bool:
        some = random.Random(seed).sample(iris, 300)
        found = names.of(some)
        return all(found[iri] == everything[iri] for iri in some)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(60)))
