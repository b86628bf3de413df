"""What is offered for a name that no record of the shipped data has."""

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.compiler.load import SourceFile
from casus.compiler.rules.did_you_mean import Suggestions, did_you_mean
from casus.model.shapes import read_model
from casus.terms.namespaces import CASUS, PREFIXES


@pytest.fixture(scope="module")
def suggestions(shipped_sources: list[SourceFile]) -> Suggestions:
    union = Graph(bind_namespaces="none")
    for file in shipped_sources:
        union += file.graph
    return Suggestions(union, read_model(union))


def iri(name: str) -> URIRef:
    prefix, _, slug = name.partition(":")
    return URIRef(PREFIXES[prefix] + slug)


def offered(suggestions: Suggestions, meant: Node, cls: str) -> str:
    return suggestions.did_you_mean(meant, [CASUS[cls]]).removeprefix("; did you mean ").removesuffix("?")


@pytest.mark.parametrize(
    ("meant", "cls", "found"),
    [
        # another collection
        ("place:libya", "State", "state:libya"),
        ("force:gna", "Actor", "body:gna"),
        ("body:lna", "Actor", "force:lna"),
        ("event:abu-dhabi-meeting-2017", "Negotiation", "negotiation:abu-dhabi-meeting-2017"),
        # a name in place of the slug, its words in any order
        ("body:government-of-national-unity", "Actor", "body:gnu (Government of National Unity)"),
        ("body:national-unity-government-of", "Actor", "body:gnu (Government of National Unity)"),
        ("body:government-of-national-accord", "Actor", "body:gna (Government of National Accord)"),
        ("force:libyan-national-army", "ArmedForce", "force:lna (Libyan National Army)"),
        ("person:haftar-khalifa", "Person", "person:khalifa-haftar"),
        # an alias
        ("force:libyan-arab-armed-forces", "Actor", "force:lna (Libyan National Army)"),
        ("conflict:first-libyan-civil-war", "Conflict", "conflict:libya-2011 (Libyan war of 2011)"),
        ("agreement:lpa", "Agreement", "agreement:libyan-political-agreement-2015"),
        ("state:great-britain", "State", "state:united-kingdom"),
        # an abbreviation, a code of another scheme
        ("body:hor", "Organization", "body:house-of-representatives"),
        ("body:au", "Actor", "body:african-union"),
        ("state:lby", "State", "state:libya"),
        # a part of the slug or of the name
        ("person:haftar", "Person", "person:khalifa-haftar"),
        ("source:s-res-2510", "Source", "source:un-s-res-2510-2020"),
        ("source:guardian-2020-01-14", "Source", "source:guardian-2020-01-14-moscow"),
        (
            "negotiation:berlin-conference",
            "Negotiation",
            "negotiation:berlin-conference-2020 or negotiation:berlin-conference-2021",
        ),
        # Arabic names, in another transliteration and in their script
        ("place:tubruq", "Place", "place:tobruk"),
        ("place:kufrah", "Place", "place:kufra"),
        ("place:banghazi", "Place", "place:benghazi"),
        ("person:moammar-kadhafi", "Person", "person:muammar-qaddafi"),
        ("person:aqila-saleh", "Person", "person:aguila-saleh"),
        ("person:khalid-al-mishri", "Person", "person:khaled-al-mishri"),
        ("person:خليفة-حفتر", "Person", "person:khalifa-haftar"),
        ("agreement:اتفاق-الصخيرات", "Agreement", "agreement:libyan-political-agreement-2015"),
        # a typing error
        ("state:lybia", "State", "state:libya"),
        ("body:house-of-representative", "Actor", "body:house-of-representatives"),
        # an id that was given up
        ("event:sirte-freed-2016", "Event", "event:sirte-campaign-declared-over-2016"),
        (
            "claim:russia-turkey-support-local-partners",
            "Claim",
            "claim:russia-lna-support-2020-end or claim:turkey-gna-support-2020-end",
        ),
        (
            "event:sirte-freed",
            "Event",
            "event:sirte-campaign-declared-over-2016 (GNA declares the campaign in Sirte over)",
        ),
    ],
)
def test_the_record_that_was_meant_is_offered(suggestions: Suggestions, meant: str, cls: str, found: str) -> None:
    assert offered(suggestions, iri(meant), cls) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Libya", "state:libya"),
        ("ليبيا", "state:libya"),
        ("Government of National Unity", "body:gnu (Government of National Unity)"),
    ],
)
def test_a_text_in_place_of_a_record_is_taken_for_its_name(suggestions: Suggestions, text: str, found: str) -> None:
    assert offered(suggestions, Literal(text), "Actor") == found


@pytest.mark.parametrize(
    ("meant", "cls"),
    [
        ("state:nowhere-at-all", "Record"),
        ("place:ghatrun", "Place"),  # no record is like it
        ("place:qwerty", "Place"),
        ("source:x", "Source"),
        ("person:john-smith", "Person"),
        ("place:haftar", "Place"),  # a person's name, where a place is needed
    ],
)
def test_nothing_is_offered_for_what_is_like_nothing(suggestions: Suggestions, meant: str, cls: str) -> None:
    assert offered(suggestions, iri(meant), cls) == ""


@pytest.mark.parametrize(("meant", "cls"), [("source:ucdp", "Source"), ("conflict:libya", "Conflict")])
def test_nothing_is_offered_where_too_many_are_meant_equally_well(
    suggestions: Suggestions, meant: str, cls: str
) -> None:
    assert offered(suggestions, iri(meant), cls) == ""


def test_a_record_that_is_of_another_class_and_has_no_namesake_is_left_alone(suggestions: Suggestions) -> None:
    assert offered(suggestions, iri("place:tripoli"), "Actor") == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("afirms", "; did you mean stance:affirms?"),
        ("AFFIRMS", "; did you mean stance:affirms?"),
        ("denied", "; did you mean stance:denies?"),
        ("doubts", ""),
    ],
)
def test_a_misspelt_name_of_a_list_is_corrected(name: str, said: str) -> None:
    assert did_you_mean(name, ["denies", "affirms"], "stance:") == said
