from collections.abc import Callable

import pytest
from rdflib import Graph, URIRef

from casus import ONTOLOGY_DIR
from casus.compiler.blank_nodes import named_nodes
from casus.model.shapes import read_model
from casus.model.types import Model
from casus.terms.namespaces import CASUS, CODE, COLLECTIONS, RECORD

Paths = Callable[[str, bool], set[str]]


@pytest.fixture(scope="module")
def model() -> Model:
    """The model of the shipped shapes, without a release."""
    written = Graph()
    for path in (ONTOLOGY_DIR / "casus.ttl", ONTOLOGY_DIR / "shapes.ttl", *(ONTOLOGY_DIR / "codes").glob("*.ttl")):
        written.parse(path)
    graph = Graph()
    graph += named_nodes(written)
    return read_model(graph)


def test_every_collection_of_records_and_the_code_book_are_collections(model: Model) -> None:
    assert set(model.collections) == {*COLLECTIONS.values(), "codes"}


def test_a_collection_without_types_below_it_holds_its_own_type(model: Model) -> None:
    states = model.collections["states"]

    assert states.subtypes == ()
    assert states.types == (states.type,)


def test_a_collection_with_types_below_it_holds_those_and_not_its_own(model: Model) -> None:
    claims = model.collections["claims"]

    assert claims.type not in claims.types
    assert {"Support", "Participation", "LegalAct"} <= {t.name for t in claims.types}
    assert all(claims.type.cls in t.ancestors for t in claims.types)


def test_a_collection_has_the_filters_of_the_types_below_it(model: Model) -> None:
    filters = model.collections["claims"].filters

    assert {"status", "supporter", "participant", "legal_act_type"} <= set(filters)
    assert "hedge" not in filters
    assert all(field.filter for field in filters.values())


def test_only_fields_that_say_so_are_sorts(model: Model) -> None:
    assert set(model.collections["states"].sorts) == {"cow_code", "gw_code"}
    assert "fatalities_best" in model.collections["events"].sorts


def test_a_collection_is_dated_when_its_own_type_has_a_time(model: Model) -> None:
    dated = {name for name, collection in model.collections.items() if collection.is_dated}

    assert {"armed-forces", "claims", "events", "agreements"} <= dated
    assert not dated & {"states", "persons", "places", "codes"}


def test_the_iri_of_a_record_is_the_base_of_its_collection_and_its_slug(model: Model) -> None:
    assert model.collections["states"].iri("libya") == RECORD["states/libya"]
    assert model.collections["codes"].iri("stance") == CODE["stance"]


def test_the_type_of_a_node_is_the_most_special_of_its_classes(model: Model) -> None:
    force = {CASUS.Record, CASUS.Actor, CASUS.Sourced, CASUS.ArmedForce, CASUS.Temporal}

    assert model.type_of(force) is model.types["ArmedForce"]
    assert model.type_of({CASUS.Record, CASUS.Temporal, CASUS.Claim, CASUS.Support}) is model.types["Support"]
    assert model.type_of({URIRef("http://example.org/Other")}) is None
    assert model.type_of(set()) is None


def test_the_types_below_a_class_begin_with_its_own_and_go_on_by_name(model: Model) -> None:
    names = [t.name for t in model.types_below(CASUS.Claim)]

    assert names[0] == "Claim"
    assert names[1:] == sorted(names[1:])
    assert "Support" in names and "ArmedForce" not in names


def test_a_class_without_a_shape_still_has_the_types_below_it(model: Model) -> None:
    names = {t.name for t in model.types_below(CASUS.Actor)}

    assert {"State", "ArmedForce", "Organization", "Person"} <= names
    assert "Place" not in names


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (str(RECORD["states/libya"]), ("states", "libya")),
        (str(CODE["stance"]), ("codes", "stance")),
        (str(CODE["stance/affirms"]), None),
        (str(RECORD["states/libya#identifier-1"]), None),
        (str(RECORD["states/"]), None),
        ("http://example.org/libya", None),
    ],
)
def test_an_iri_has_a_collection_and_a_slug_only_when_it_is_a_records(
    model: Model, iri: str, expected: tuple[str, str] | None
) -> None:
    found = model.home_of(iri)

    assert (found and (found.collection.name, found.slug)) == expected


def test_types_in_a_collection_have_a_page_and_nodes_have_none(model: Model) -> None:
    assert model.has_page(CASUS.State)
    assert model.has_page(CASUS.Support)
    assert model.has_page(CASUS.Actor)
    assert not model.has_page(CASUS.Evidence)
    assert not model.has_page(None)


def test_nodes_are_shown_in_full_everywhere_and_records_only_on_a_page(model: Model) -> None:
    identifiers, participations = (model.types["Agreement"].field[name] for name in ("identifiers", "participations"))

    assert model.embeds(identifiers, full=False)
    assert model.embeds(participations, full=True)
    assert not model.embeds(participations, full=False)
    assert not model.embeds(model.types["Agreement"].field["conflict"], full=True)


def test_embedded_paths_reach_the_nodes_of_embedded_records(model: Model) -> None:
    agreement = (model.types["Agreement"],)
    full = {path.n3() for path, _ in model.embedded_paths(agreement, full=True)}
    item = {path.n3() for path, _ in model.embedded_paths(agreement, full=False)}
    evidence = f"^{CASUS.participationIn.n3()}/{CASUS.reason.n3()}/{CASUS.evidence.n3()}"

    assert evidence in full
    assert item == {CASUS.textStatus.n3(), CASUS.provision.n3(), CASUS.identifier.n3()}
