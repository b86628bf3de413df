import pytest
from rdflib import Graph, URIRef

from casus import ONTOLOGY_DIR
from casus.compiler.blank_nodes import named_nodes
from casus.model.fields import Kind, Path
from casus.model.shapes import read_model
from casus.model.types import Model, inside
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, COLLECTIONS, RECORD


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


def test_a_shape_below_can_make_a_filter_of_what_all_records_have(model: Model) -> None:
    assert {"rendered_names"} <= set(model.collections["places"].filters)
    assert "rendered_names" not in model.collections["codes"].filters
    assert {"rendered_names"} <= set(model.collections["codes"].fields)


def test_a_collection_has_the_filters_of_the_types_below_it(model: Model) -> None:
    filters = model.collections["claims"].filters

    assert {"status", "supporter", "participant", "legal_act_type"} <= set(filters)
    assert "hedges" not in filters
    assert all(field.filter for field in filters.values())


def test_a_name_stands_for_one_kind_of_values_and_for_a_list_of_them_everywhere_or_nowhere(model: Model) -> None:
    found: dict[str, set[tuple[Kind, bool]]] = {}
    for record_type in model.types.values():
        for field in record_type.fields:
            found.setdefault(field.name, set()).add((field.kind, field.multiple))

    assert len(found) > 100
    assert [name for name, kinds in found.items() if len(kinds) > 1] == []


def test_the_names_of_lists_are_plural(model: Model) -> None:
    fields = [field for record_type in model.types.values() for field in record_type.fields]

    assert {field.name for field in fields if field.multiple and not field.name.endswith("s")} == {"evidence"}


def test_a_property_has_one_name_whatever_has_it(model: Model) -> None:
    names: dict[str, set[str]] = {}
    for record_type in model.types.values():
        for field in record_type.fields:
            names.setdefault(field.path.n3(), set()).add(field.name)

    assert {path: found for path, found in names.items() if len(found) > 1} == {
        CASUS.identifier.n3(): {"identifiers", "mappings"}
    }


def test_only_fields_that_say_so_are_sorts(model: Model) -> None:
    assert set(model.collections["states"].sorts) == {"cow_code", "gw_code"}
    assert {"when", "earliest_start", "fatalities_best"} <= set(model.collections["events"].sorts)
    assert {"evidence_for", "evidence_against"} <= set(model.collections["claims"].sorts)


def test_when_is_sorted_by_the_earliest_start(model: Model) -> None:
    assert model.collections["events"].sorts["when"].sort_path == Path.of(CASUS.earliestStart)


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


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (str(RECORD["states/libya"]), "states/libya"),
        (str(RECORD["states/libya#identifier-1"]), "states/libya#identifier-1"),
        (str(CODE["stance"]), "codes/stance"),
        (str(CODE["stance/affirms"]), "codes/stance#affirms"),
        (str(CODE["stance/affirms#identifier-1"]), "codes/stance#affirms.identifier-1"),
        ("http://example.org/libya", "http://example.org/libya"),
        (str(CASUS.Support), str(CASUS.Support)),
    ],
)
def test_an_id_is_the_collection_and_the_slug_and_of_a_node_its_fragment_too(
    model: Model, iri: str, expected: str
) -> None:
    assert model.id_of(iri) == model.id_of(URIRef(iri)) == expected
    assert type(model.id_of(URIRef(iri))) is str


def test_no_two_records_nodes_and_codes_have_the_same_id(opened: OpenRelease) -> None:
    subjects = {str(row[0]) for row in opened.dataset.select("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")}
    ids = {opened.model.id_of(iri) for iri in subjects}

    assert len(ids) == len(subjects) > 5_000


def test_types_in_a_collection_have_a_page_and_nodes_have_none(model: Model) -> None:
    assert model.has_page(CASUS.State)
    assert model.has_page(CASUS.Support)
    assert model.has_page(CASUS.Actor)
    assert not model.has_page(CASUS.Evidence)
    assert not model.has_page(None)


def test_nodes_and_some_records_are_shown_inside_others(model: Model) -> None:
    agreement = model.types["Agreement"]

    assert {name for name, field in agreement.field.items() if field.embed} == {
        "coded_values",
        "counterparts",
        "identifiers",
        "legal_acts",
        "participations",
        "provisions",
        "reactions",
        "signatures",
        "text_periods",
    }


def test_embedded_paths_reach_the_nodes_of_embedded_records(model: Model) -> None:
    paths = {path.n3() for path in model.embedded_paths([model.types["Agreement"]])}
    participation = f"^{CASUS.participationIn.n3()}"

    assert {CASUS.textStatus.n3(), CASUS.provision.n3(), CASUS.identifier.n3(), participation} <= paths
    assert f"{participation}/{CASUS.reason.n3()}/{CASUS.evidence.n3()}" in paths
    assert CASUS.conflict.n3() not in paths


def test_what_is_inside_a_field_does_not_lead_back_and_repeats_nothing_that_is_inside_it(model: Model) -> None:
    participations, participation = (
        model.types["Agreement"].field["participations"],
        model.types["Participation"],
    )
    shown = {field.name for field in inside(participations, [participation])}

    assert set(participation.field) - shown == {
        "participation_in",
        "subjects",
        "scheme_labels",
        "sources",
        "asserters",
        "stances",
    }


def test_inside_a_field_of_nodes_all_of_them_is_shown(model: Model) -> None:
    evidence = model.types["Support"].field["evidence"]

    assert [field.name for field in inside(evidence, model.types_below(CASUS.Evidence))] == list(
        model.types["Evidence"].field
    )


def test_what_refers_to_claims_alone_has_their_status(model: Model) -> None:
    claims, support = model.collections["claims"], model.types["Support"]

    assert model.status_of(support.field["superseding_claims"]) is claims.truthy
    assert model.status_of(model.types["Person"].field["memberships"]) is claims.truthy
    assert model.status_of(support.field["subjects"]) is None
    assert model.status_of(support.field["supporter"]) is None
    assert model.status_of(support.field["status"]) is None


def test_only_the_code_book_and_what_is_inside_it_are_elsewhere_than_their_ids_say(model: Model) -> None:
    assert model.elsewhere == {"CodeList", "Code", "Identifier"}
