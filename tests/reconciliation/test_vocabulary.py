from casus.reconciliation.vocabulary import like, vocabulary_of
from casus.store.open_release import OpenRelease


def test_the_types_are_the_classes_of_records_and_what_actors_have_in_common(opened: OpenRelease) -> None:
    types = vocabulary_of(opened).types

    assert {"Actor", "State", "ArmedForce", "Organization", "Person", "Claim", "Support", "Source"} <= set(types)
    assert types["Person"].broader == ("Actor",)
    assert types["Support"].broader == ("Claim",)
    assert not {"Record", "Temporal", "Sourced", "CodeList", "Evidence"} & set(types)


def test_an_entity_has_its_own_type_first(opened: OpenRelease) -> None:
    found = vocabulary_of(opened).types_of({"Record", "Actor", "Person", "Sourced"})

    assert [kind.id for kind in found] == ["Person", "Actor"]


def test_the_properties_are_the_fields_and_the_schemes_that_records_have_codes_of(opened: OpenRelease) -> None:
    properties = vocabulary_of(opened).properties

    assert {"force_type", "states", "when", "cow-code", "gw-code", "ucdp-actor", "wikidata"} <= set(properties)
    assert "plover" not in properties  # for mapping codes only
    assert "identifiers" not in properties  # a node, whose parts are the schemes
    assert vocabulary_of(opened).property("cow") is properties["cow-code"]
    assert vocabulary_of(opened).property("no-such") is None


def test_a_field_that_two_types_reach_by_two_paths_is_one_property(opened: OpenRelease) -> None:
    paths = [field.path.n3() for field in vocabulary_of(opened).properties["agreements"].fields]

    assert len(paths) == len(set(paths)) == 2


def test_a_property_that_means_several_things_says_what_by_type(opened: OpenRelease) -> None:
    vocabulary = vocabulary_of(opened)
    (of_forces,) = (one for one in vocabulary.of_type("ArmedForce") if one.id == "states")

    assert (of_forces.name, of_forces.description.partition(";")[0]) == ("State of origin", "The state it comes from")
    assert vocabulary.properties["states"].name == "States / State of origin"
    assert "Armed forces: The state it comes from" in vocabulary.properties["states"].description
    assert "Places: The state in which it lies." in vocabulary.properties["states"].description
    assert vocabulary.properties["when"].name == "When"


def test_a_type_has_the_fields_of_all_below_it(opened: OpenRelease) -> None:
    of_person = {one.id for one in vocabulary_of(opened).of_type("Person")}
    of_actor = {one.id for one in vocabulary_of(opened).of_type("Actor")}

    assert "memberships" in of_person
    assert "force_type" not in of_person
    assert of_person | {"force_type", "organization_type", "cow_code"} <= of_actor


def test_a_prefix_is_the_beginnings_of_words() -> None:
    assert like("cow co", "cow-code", "COW code")
    assert like("CODE", "cow-code")
    assert not like("ow", "cow-code")
