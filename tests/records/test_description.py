"""What is read of records: as much as is shown of them, with a query or two for each level, however many they are."""

import random
from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef

from casus.model.fields import Path, Step
from casus.model.types import Collection, RecordType
from casus.records.description import Description, describe, record_query
from casus.records.names import names_of
from casus.records.record_json import Shaper
from casus.records.shown import ALL, Shown
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, ORDER, RDF, RECORD, SKOS
from tests.records.conftest import Counting
from tests.records.rest import EVERY

A, B, C = (URIRef(f"http://example.org/{name}") for name in "abc")
KNOWS, NAME = URIRef("http://example.org/knows"), URIRef("http://example.org/name")
AGREEMENT = RECORD["agreements/libyan-political-agreement-2015"]
PARTICIPATIONS = Path((Step(CASUS.participationIn, inverse=True),))
EVIDENCE = PARTICIPATIONS + Path.of(CASUS.evidence)


def test_values_are_found_along_a_path_each_once() -> None:
    description = Description([(A, KNOWS, B), (A, KNOWS, C), (B, NAME, Literal("x")), (C, NAME, Literal("x"))])

    assert description.values(A, Path.of(KNOWS, NAME)) == [Literal("x")]
    assert description.values(A, Path.of(KNOWS)) == [B, C]
    assert description.values(C, Path.of(KNOWS)) == []


def test_values_are_found_against_the_direction_of_a_property() -> None:
    description = Description([(A, KNOWS, C), (B, KNOWS, C), (A, NAME, Literal("x"))])

    assert description.values(C, Path((Step(KNOWS, inverse=True),))) == [A, B]
    assert description.values(C, Path((Step(KNOWS, inverse=True), Step(NAME)))) == [Literal("x")]


def test_a_triple_that_comes_twice_is_held_once() -> None:
    description = Description([(A, KNOWS, B), (A, KNOWS, B)])
    description.add([(A, KNOWS, B)])

    assert list(description.triples_of(A)) == [(A, KNOWS, B)]
    assert description.values(B, Path((Step(KNOWS, inverse=True),))) == [A]


def test_classes_and_labels_of_a_node_are_told() -> None:
    description = Description([(A, RDF.type, B), (A, RDF.type, C), (A, SKOS.prefLabel, Literal("a", lang="en"))])

    assert description.classes(A) == [B, C]
    assert description.labels(A) == [Literal("a", lang="en")]
    assert description.classes(B) == []
    assert description.labels(B) == []


def test_what_has_one_value_at_most_is_told_as_text_or_as_the_slug_of_a_code() -> None:
    description = Description(
        [(A, NAME, Literal("x")), (A, KNOWS, URIRef("https://w3id.org/casus/code/stance/denies"))]
    )

    assert description.text(A, NAME) == "x"
    assert description.slug(A, KNOWS) == "denies"
    assert description.text(B, NAME) is description.slug(B, KNOWS) is description.one(B, NAME) is None


def collection_of(opened: OpenRelease, name: str) -> tuple[Collection, list[RecordType], list[URIRef]]:
    """The collection, the types that its records can have, and its records."""
    home = opened.model.collections[name]
    rows = opened.dataset.select(f"SELECT ?r WHERE {{ ?r a {home.type.cls.n3()} }} ORDER BY ?r")
    return home, [home.type, *home.subtypes], [URIRef(str(row[0])) for row in rows]


def agreement(opened: OpenRelease, shown: Shown = ALL) -> Description:
    return describe(opened, opened.model.collections["agreements"].types, [AGREEMENT], shown)


def test_no_records_are_described_without_a_query(fresh: OpenRelease, counting: Counting) -> None:
    description = describe(fresh, fresh.model.collections["states"].types, [])

    assert counting.asked == 0
    assert list(description.triples_of(A)) == []


def test_the_description_of_a_page_holds_every_triple_of_its_records(opened: OpenRelease) -> None:
    subjects = [RECORD["states/libya"], RECORD["states/turkey"]]
    description = describe(opened, opened.model.collections["states"].types, subjects)

    for subject in subjects:
        stored = set(opened.dataset.select(f"SELECT DISTINCT ?p ?o WHERE {{ {subject.n3()} ?p ?o }}"))
        places = {(p, o) for p, o in stored if str(p).startswith(ORDER)}
        assert len(stored) > 10
        assert places
        assert {(p, o) for _, p, o in description.triples_of(subject)} == stored - places


def test_a_page_holds_the_nodes_inside_embedded_records(opened: OpenRelease) -> None:
    description = agreement(opened)
    participations, evidence = (description.values(AGREEMENT, path) for path in (PARTICIPATIONS, EVIDENCE))

    assert len(participations) > 3
    assert len(evidence) >= len(participations)
    assert all(CASUS.Evidence in description.classes(node) for node in evidence)
    assert all(description.values(node, Path.of(CASUS.readIn)) for node in evidence)


LEFT_OUT = [EVIDENCE, Path.of(CASUS.provision), Path((Step(CASUS.actOn, inverse=True),))]


@pytest.mark.parametrize("path", LEFT_OUT, ids=Path.n3)
def test_a_list_does_not_read_what_it_leaves_out(opened: OpenRelease, path: Path) -> None:
    nodes = agreement(opened).values(AGREEMENT, path)
    of_page, of_list = (agreement(opened, shown) for shown in (ALL, Shown()))

    assert nodes
    assert all(list(of_page.triples_of(node)) for node in nodes)
    assert not any(list(of_list.triples_of(node)) for node in nodes)
    assert not set(nodes) & set(of_list.names)


def test_of_a_record_of_which_some_fields_are_shown_nothing_else_is_read(opened: OpenRelease) -> None:
    description = agreement(opened, Shown(frozenset({"stage", "places"})))

    assert {p for _, p, _ in description.triples_of(AGREEMENT)} == {
        RDF.type,
        SKOS.prefLabel,
        CASUS.stage,
        CASUS.place,
    }
    assert description.values(AGREEMENT, PARTICIPATIONS) == []


def test_what_is_needed_besides_is_read_though_it_is_not_shown(opened: OpenRelease) -> None:
    types = opened.model.collections["agreements"].types
    description = describe(opened, types, [AGREEMENT], Shown(frozenset()), also=[CASUS.latestStart])

    assert description.text(AGREEMENT, CASUS.latestStart) == "2015-12-17"
    assert description.text(AGREEMENT, CASUS.earliestEnd) is None


def test_what_a_record_refers_to_is_named_and_not_read(opened: OpenRelease) -> None:
    description = agreement(opened)
    (stage,) = description.values(AGREEMENT, Path.of(CASUS.stage))
    (conflict,) = description.values(AGREEMENT, Path.of(CASUS.conflict))

    for referred in (stage, conflict):
        assert isinstance(referred, URIRef)
        assert list(description.triples_of(referred)) == []
        assert description.names[referred] == names_of(opened).of([referred])[referred]
        assert description.names[referred].label("en")


@pytest.mark.parametrize(
    ("collection", "shown", "levels"),
    [
        ("claims", ALL, 3),
        ("claims", Shown(), 1),
        ("claims", Shown(frozenset({"status", "participant"})), 1),
        ("agreements", ALL, 4),
        ("agreements", Shown(), 2),
    ],
)
def test_many_records_are_described_with_as_many_queries_as_few(
    fresh: OpenRelease, counting: Counting, collection: str, shown: Shown, levels: int
) -> None:
    """Two for each level at most, and two for the names, those of statuses included, where they are not known yet."""
    _, types, subjects = collection_of(fresh, collection)
    for many in (1, 10, 400):
        before = counting.asked
        describe(fresh, types, subjects[:many], shown)

        assert 0 < counting.asked - before <= 2 * levels + 2


def test_more_records_than_one_query_names_are_all_described(opened: OpenRelease) -> None:
    _, types, subjects = collection_of(opened, "sources")
    description = describe(opened, types, subjects)

    assert len(subjects) > 1_000
    assert all(CASUS.Source in description.classes(subject) and description.labels(subject) for subject in subjects)


def everything(opened: OpenRelease) -> Description:
    """All triples of the release, and the names of all that they refer to."""
    description = Description(opened.dataset.triples("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"))
    values = opened.dataset.select("SELECT DISTINCT ?o WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }")
    description.names = names_of(opened).of(URIRef(str(row[0])) for row in values)
    return description


@pytest.fixture(scope="module")
def whole(opened: OpenRelease) -> Description:
    return everything(opened)


def some_fields(home: Collection, chance: random.Random) -> Shown:
    names = sorted(home.fields)
    only, include = (frozenset(chance.sample(names, chance.randint(0, min(6, len(names))))) for _ in range(2))
    return Shown(chance.choice([None, only]), chance.choice([None, frozenset(), include]), chance.choice(["en", "ar"]))


SHOWN: list[Callable[[Collection, random.Random], Shown]] = [
    lambda *_: ALL,
    lambda *_: Shown(),
    *[some_fields] * 6,
]


@pytest.mark.parametrize("collection", EVERY)
def test_whatever_is_shown_of_records_is_what_all_triples_of_the_release_say(
    opened: OpenRelease, whole: Description, collection: str
) -> None:
    """The oracle reads everything, and so cannot have read too little; several records at once do not mix."""
    home, types, subjects = collection_of(opened, collection)
    chance = random.Random(collection)
    for choose in SHOWN:
        shown = choose(home, chance)
        some = chance.sample(subjects, min(25, len(subjects)))
        told = Shaper(opened.model, describe(opened, types, some, shown), shown)
        oracle = Shaper(opened.model, whole, shown)

        for iri in some:
            assert told.record(iri) == oracle.record(iri), (iri, shown)


def test_what_is_no_iri_enters_no_query(opened: OpenRelease) -> None:
    types = opened.model.collections["states"].types

    with pytest.raises(ValueError, match="not an IRI"):
        describe(opened, types, [URIRef("a> ?p ?o")])
    with pytest.raises(ValueError, match="not an IRI"):
        record_query(URIRef("a> ?p ?o"))
