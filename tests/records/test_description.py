import pytest
from rdflib import Literal, URIRef

from casus.model.fields import Path, Step
from casus.records.description import Description, describe, describe_query
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS

A, B, C = (URIRef(f"http://example.org/{name}") for name in "abc")
KNOWS, NAME = URIRef("http://example.org/knows"), URIRef("http://example.org/name")


def agreement(opened: OpenRelease, *, full: bool) -> tuple[URIRef, Description]:
    """An agreement with participations, described."""
    iri = RECORD["agreements/libyan-political-agreement-2015"]
    collection = opened.model.collections["agreements"]
    return iri, describe(opened.dataset, opened.model, collection, [iri], full=full)


def test_values_are_found_along_a_path_each_once() -> None:
    description = Description([(A, KNOWS, B), (A, KNOWS, C), (B, NAME, Literal("x")), (C, NAME, Literal("x"))])

    assert description.values(A, Path((Step(KNOWS), Step(NAME)))) == [Literal("x")]
    assert description.values(A, Path((Step(KNOWS),))) == [B, C]
    assert description.values(C, Path((Step(KNOWS),))) == []


def test_values_are_found_against_the_direction_of_a_property() -> None:
    description = Description([(A, KNOWS, C), (B, KNOWS, C), (A, NAME, Literal("x"))])

    assert description.values(C, Path((Step(KNOWS, inverse=True),))) == [A, B]
    assert description.values(C, Path((Step(KNOWS, inverse=True), Step(NAME)))) == [Literal("x")]


def test_a_triple_that_comes_twice_is_held_once() -> None:
    description = Description([(A, KNOWS, B), (A, KNOWS, B)])

    assert list(description.triples_of(A)) == [(A, KNOWS, B)]
    assert description.values(B, Path((Step(KNOWS, inverse=True),))) == [A]


def test_classes_and_labels_of_a_node_are_told() -> None:
    description = Description([(A, RDF.type, B), (A, RDF.type, C), (A, SKOS.prefLabel, Literal("a", lang="en"))])

    assert description.classes(A) == {B, C}
    assert description.labels(A) == [Literal("a", lang="en")]
    assert description.classes(B) == set()
    assert description.labels(B) == []


def test_no_records_are_described_without_a_query(opened: OpenRelease) -> None:
    class Unused:
        def select(self, query: str) -> None:
            raise AssertionError(query)

    collection = opened.model.collections["states"]

    description = describe(Unused(), opened.model, collection, [], full=True)  # type: ignore[arg-type]
    assert list(description.triples_of(A)) == []


def test_a_description_holds_every_triple_of_its_records(opened: OpenRelease) -> None:
    collection = opened.model.collections["states"]
    subjects = [RECORD["states/libya"], RECORD["states/turkey"]]
    description = describe(opened.dataset, opened.model, collection, subjects, full=False)

    for subject in subjects:
        stored = set(opened.dataset.select(f"SELECT DISTINCT ?p ?o WHERE {{ {subject.n3()} ?p ?o }}"))
        assert len(stored) > 10
        assert {(p, o) for _, p, o in description.triples_of(subject)} == stored


def test_a_page_holds_the_nodes_inside_embedded_records(opened: OpenRelease) -> None:
    iri, description = agreement(opened, full=True)
    participations = description.values(iri, Path((Step(CASUS.participationIn, inverse=True),)))
    evidence = description.values(iri, Path((Step(CASUS.participationIn, inverse=True), Step(CASUS.evidence))))

    assert len(participations) > 3
    assert len(evidence) >= len(participations)
    assert all(CASUS.Evidence in description.classes(node) for node in evidence)
    assert all(description.values(node, Path((Step(CASUS.readIn),))) for node in evidence)


def test_a_list_only_refers_to_records_and_names_them(opened: OpenRelease) -> None:
    iri, description = agreement(opened, full=False)
    participations = description.values(iri, Path((Step(CASUS.participationIn, inverse=True),)))

    assert len(participations) > 3
    for node in participations:
        assert CASUS.Participation in description.classes(node)
        assert [label.language for label in description.labels(node)] == ["en"]
        assert description.values(node, Path((Step(CASUS.evidence),))) == []


def test_what_a_record_refers_to_comes_with_its_types_and_its_english_label_only(opened: OpenRelease) -> None:
    iri, description = agreement(opened, full=False)
    (kind,) = description.values(iri, Path((Step(CASUS.agreementType),)))

    assert str(kind).startswith(str(CODE["agreement-type/"]))
    assert {p for _, p, _ in description.triples_of(kind)} == {RDF.type, SKOS.prefLabel}
    assert {label.language for label in description.labels(kind)} == {"en"}


def test_one_query_describes_all_records_of_a_page_and_takes_them_as_terms(opened: OpenRelease) -> None:
    subjects = [RECORD["states/libya"], RECORD["states/turkey"]]
    query = describe_query(opened.model, opened.model.collections["states"], subjects, full=False)

    assert all(subject.n3() in query for subject in subjects)
    with pytest.raises(ValueError, match="not an IRI"):
        describe_query(opened.model, opened.model.collections["states"], [URIRef("a> ?p ?o")], full=False)
