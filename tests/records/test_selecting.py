"""What lists ask has the same answer from the list index and by SPARQL, and the order is what the docs say."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import URIRef

from casus.model.types import Collection
from casus.records.period import Match, Period
from casus.records.proof import IndexIsWrong, differences, drawn, prove
from casus.records.selecting import TYPE, ByIndex, BySparql
from casus.records.selection import Selection, Sort
from casus.release.list_fields import LABEL, grams, orders_of, short_grams
from casus.release.manifest import Release
from casus.store.open_release import OpenRelease
from casus.timeline.query import Timeline
from tests.conftest import Workshop
from tests.records.rest import EVERY

NAMES = EVERY


@pytest.fixture(scope="module")
def both(opened: OpenRelease) -> tuple[ByIndex, BySparql]:
    return ByIndex(opened.list_index), BySparql(opened.dataset, opened.sandbox)


@pytest.mark.parametrize("name", NAMES)
def test_random_selections_have_the_same_answer_from_both(
    opened: OpenRelease, both: tuple[ByIndex, BySparql], name: str
) -> None:
    chance = random.Random(name)
    for _ in range(40):
        selected = drawn(chance, opened.dataset, opened.model.collections[name])
        assert list(differences(*both, selected, chance)) == [], selected.ids_query()


def in_order(opened: OpenRelease, collection: Collection, name: str, descending: bool) -> list[URIRef]:
    """The order as it is defined, sorted by the engine: by the value, by label, by IRI; what has no value is last."""
    path = collection.sorts[name].sort_path if name != LABEL else None
    key = f"OPTIONAL {{ ?id {path.n3()} ?key }}" if path else ""
    keys = "(!BOUND(?key)) ?key ?name ?id" if path else "?name ?id"
    query = f"""SELECT ?id ?key WHERE {{ ?id a <{collection.type.cls}> .
        ?id <https://w3id.org/casus/ontology#sortKey> ?name . {key} }} ORDER BY {keys}"""
    rows = [(URIRef(str(row[0])), row[1]) for row in opened.dataset.select(query)]
    valued = [iri for iri, value in rows if value is not None or not path]
    others = [iri for iri, value in rows if value is None and path]
    return [*reversed(valued), *reversed(others)] if descending else [*valued, *others]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_each_order_is_the_one_that_is_defined(
    opened: OpenRelease, both: tuple[ByIndex, BySparql], name: str, descending: bool
) -> None:
    collection = opened.model.collections[name]
    for order in orders_of(collection):
        selected = Selection(collection, sort=Sort(order, descending), limit=None)
        expected = in_order(opened, collection, order, descending)
        assert len(expected) > 10
        for lists in both:
            assert lists.page(selected) == (expected, len(expected)), order


def test_pages_of_a_list_are_the_list(opened: OpenRelease, both: tuple[ByIndex, BySparql]) -> None:
    selected = Selection(opened.model.collections["claims"], sort=Sort("when", descending=True), limit=None)
    whole, total = both[0].page(selected)
    for lists in both:
        pages = [lists.page(replace(selected, limit=100, offset=start)) for start in range(0, total + 100, 100)]
        assert [iri for page, _ in pages for iri in page] == whole
        assert {found for _, found in pages} == {total}


@pytest.mark.parametrize("text", ["al\ue000", "a", "li", "lib", "tripoli", "n a", "خليفه", "no such name at all"])
def test_a_part_of_a_name_is_found_exactly(opened: OpenRelease, both: tuple[ByIndex, BySparql], text: str) -> None:
    for name in ("places", "persons", "claims"):
        index, sparql = (lists.page(Selection(opened.model.collections[name], name=text, limit=None)) for lists in both)
        assert index == sparql


def test_grams_make_the_text_and_never_end_at_white_space() -> None:
    assert grams("ab") == []
    assert grams("abcd") == ["abc", "bcd"]
    assert all(len(gram.split()) == 1 for gram in grams("a b c d"))
    assert short_grams(["abc", "bc"]) == ["a", "ab", "b", "bc", "c"]
    assert short_grams(["a b"]) == ["A", "Ab", "a", "aA", "b"]


def draws(opened: OpenRelease) -> Iterator[Timeline]:
    chance = random.Random(7)
    types = [t for c in opened.model.collections.values() if c.timeline for t in (c.type, *c.types)]
    subjects = [URIRef(f"https://w3id.org/casus/id/{each}") for each in ("states/libya", "armed-forces/lna")]
    accepted = URIRef("https://w3id.org/casus/code/claim-status/accepted")
    first = drawn(random.Random(1), opened.dataset, opened.model.collections["claims"])
    for _ in range(60):
        period = drawn(chance, opened.dataset, first.collection).period
        yield Timeline(
            opened.model,
            classes=tuple(t.cls for t in chance.sample(types, chance.choice([0, 0, 1, 3]))),
            subjects=tuple(chance.sample(subjects, chance.choice([0, 1, 2]))),
            statuses=chance.choice([None, None, (), (accepted,)]),
            period=period,
            match=chance.choice(list(Match)),
            descending=chance.random() < 0.5,
        )


def test_the_timeline_has_the_same_answer_from_both(opened: OpenRelease) -> None:
    by_sparql = replace(opened, settings=replace(opened.settings, lists="sparql"))
    totals = set()
    for timeline in draws(opened):
        found = timeline.page(opened, 20, 3)
        assert found == timeline.page(by_sparql, 20, 3), timeline.query()
        totals.add(found[1])
    assert len(totals) > 20


def test_a_facet_counts_what_is_in_the_list_alone(opened: OpenRelease, both: tuple[ByIndex, BySparql]) -> None:
    claims = opened.model.collections["claims"]
    selected = Selection(claims, chosen_types=(opened.model.types["Support"],), period=Period(None, None))
    for lists in both:
        assert lists.facet(selected, TYPE, 5, 10) == [("Support", lists.page(selected)[1])]


@pytest.mark.slow
def test_a_build_that_indexes_something_else_is_not_published(release: Release, tmp_path: Path) -> None:
    """The index of another release beside the store of this one: its pages, counts or facets differ."""
    other = Workshop(tmp_path).build()
    folder = tmp_path / "release"
    shutil.copytree(release.path, folder)
    prove(folder)
    shutil.rmtree(folder / "lists")
    shutil.copytree(other.lists_path, folder / "lists")
    with pytest.raises(IndexIsWrong, match="differs from SPARQL"):
        prove(folder)
