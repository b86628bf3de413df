"""A block of Turtle made from a shape, line by line."""

from collections.abc import Callable

import pytest

from casus import ONTOLOGY_DIR
from casus.compiler.new.block import Block, is_one_block, is_written
from casus.compiler.new.existing import read
from casus.model.types import Model
from casus.terms.namespaces import CODE, RECORD

Lines = Callable[[str, str], list[str]]
LNA, LIBYA = f"{RECORD}armed-forces/lna", f"{RECORD}states/libya"


@pytest.fixture(scope="module")
def model() -> Model:
    return read(ONTOLOGY_DIR).model


@pytest.fixture(scope="module")
def lines(model: Model) -> Lines:
    """The lines of a new record `x`, as it is written into a dataset that has one force and one state."""

    def made(collection: str, type_name: str) -> list[str]:
        return Block(model, {LNA, LIBYA}, model.collections[collection], model.types[type_name], "x").lines

    return made


def properties(lines: list[str]) -> list[str]:
    """Those of the record itself, in their order, optional ones with their mark."""
    return [
        line.strip().split(" ")[0] if line[4] != "#" else f"# {line.strip().split(' ')[1]}"
        for line in lines
        if line.startswith("    ")
        and line[4:6] not in ("  ", "] ", ".")
        and not line.startswith(("    #  ", "    # ]"))
    ]


def test_required_fields_come_first_and_optional_ones_in_the_order_of_the_shapes(lines: Lines) -> None:
    assert properties(lines("negotiations", "Negotiation")) == [
        "skos:prefLabel",
        "casus:when",
        "casus:outcome",
        "dcterms:source",
        "# skos:altLabel",
        "# dcterms:description",
        "# casus:renderedName",
        "# casus:endKnown",
        "# casus:conflict",
        "# casus:place",
        "# casus:partOf",
        "# casus:identifier",
        "# skos:editorialNote",
        "# casus:outOfItsTime",
    ]


def test_it_begins_with_the_record_and_its_class_and_ends_with_a_full_stop_of_its_own(lines: Lines) -> None:
    block = lines("claims", "LegalAct")

    assert block[0] == "claim:x a casus:LegalAct ;"
    assert block[-1] == "    ."
    written = [line.partition("  # ")[0] for line in block[1:-1] if not line.strip().startswith("#")]
    assert len(written) > 8
    assert all(line.endswith((" ;", " [")) for line in written)


def test_what_the_build_derives_and_what_stands_elsewhere_is_left_out(model: Model, lines: Lines) -> None:
    state, person, event = (model.types[name].field for name in ("State", "Person", "Event"))

    assert not is_written(state["cow_code"])  # derived
    assert not is_written(person["memberships"])  # written in another record
    assert not is_written(event["latitude"])  # of the place
    assert "casus:cowCode" not in " ".join(lines("states", "State"))
    assert "casus:member " not in " ".join(lines("persons", "Person"))
    coding = lines("claims", "Support")
    start = next(at for at, line in enumerate(coding) if "casus:codedIn" in line)
    end = next(at for at in range(start, len(coding)) if coding[at] == "    # ] ;")
    assert "casus:when" not in " ".join(coding[start:end])


def test_a_node_is_written_with_its_class_and_its_fields(lines: Lines) -> None:
    block = lines("claims", "Assessment")
    start = next(at for at, line in enumerate(block) if line.startswith("    casus:evidence ["))

    assert block[start].endswith("  # Who says so, who denies it, and where that was read. Several: [ ... ] , [ ... ]")
    assert block[start + 1 : start + 4] == [
        "        a casus:Evidence ;",
        "        casus:stance stance:___ ;  # Whether it affirms or denies the claim. Codes: affirms, denies.",
        "        casus:readIn source:___ ;  # The source that was actually read.",
    ]
    assert block[start + 4].startswith("        # casus:assertedBy force:___ ;")
    assert "    ] ;" in block[start:]


def test_an_optional_node_is_a_comment_as_a_whole(lines: Lines) -> None:
    block = lines("places", "Place")
    start = next(at for at, line in enumerate(block) if "casus:identifier [" in line)
    end = block.index("    # ] ;")

    assert block[start + 1] == "    #     a casus:Identifier ;"
    assert all(line.startswith("    #     ") for line in block[start + 1 : end])
    assert any(line.startswith("    #     # casus:schemeVersion ") for line in block[start:end])


def test_as_many_blanks_stand_there_as_values_are_needed(lines: Lines) -> None:
    assert any("casus:alignedActor force:___ , force:___ ;" in line for line in lines("claims", "Alignment"))


@pytest.mark.parametrize(
    ("collection", "name", "line"),
    [
        ("claims", "Control", "casus:controlType control-type:___ ;  # How firmly. Codes: "),
        (
            "events",
            "Event",
            "casus:eventType event-type:___ ;  # What kind of event it is (aligned to PLOVER and ACLED). "
            "Codes: docs/reference.md#event-type, such as air-strike.",
        ),
        (
            "claims",
            "Participation",
            "casus:participant force:___ ;  # Who. One of force:, body:, person:, state:, such as force:lna.",
        ),
        (  # there is no such record as that of the example
            "claims",
            "Participation",
            "casus:participationIn agreement:___ ;  # The negotiation or agreement. One of agreement:, negotiation:.",
        ),
        (
            "claims",
            "Participation",
            "# casus:reason claim:___ ;  # Why it came, stayed away, signed or did not: each reason is a claim with a "
            "status of its own. Kind: assessment. Several: a , b",
        ),
        (
            "claims",
            "Participation",
            "# casus:about force:___ ;  # The records that the claim is about; the build adds every record that its "
            "other fields name. Any record, such as force:lna. Several: a , b",
        ),
        (
            "armed-forces",
            "ArmedForce",
            "# casus:state state:___ ;  # The state it comes from; foreign forces in Libya have their own. "
            "Such as state:libya. Several: a , b",
        ),
        (
            "events",
            "Event",
            "# casus:fatalitiesBest ___ ;  # Best figure; absent where no source allows one. "
            "A whole number without quotes.",
        ),
        ("places", "Place", "# wgs:lat ___ ;  # Degrees north, WGS 84. A number with a point, without quotes."),
        ("sources", "Source", "# foaf:page <https://___> ;  # Where it can be read, if that was verified."),
        (
            "publishers",
            "Publisher",
            '# casus:site "___" ;  # The hosts whose pages, with those below them, are its own.',
        ),
        ("sources", "Source", '# dcterms:title "___"@en ;  # The title in the language of the source, '),
        ("claims", "Support", "# casus:supersededBy claim:___ ;  # The claim that replaced it. Several: a , b"),
    ],
)
def test_a_line_says_what_the_shape_says(lines: Lines, collection: str, name: str, line: str) -> None:
    assert [written for written in lines(collection, name) if written.strip().startswith(line)]


def test_few_codes_are_named_and_of_many_an_example(model: Model, lines: Lines) -> None:
    (few,) = [line for line in lines("claims", "Control") if "controlType" in line]

    assert few.endswith(f"Codes: {', '.join(model.codes['control-type'])}.")
    assert len(model.codes["event-type"]) > 12


def test_a_long_explanation_stands_there_once(lines: Lines) -> None:
    block = lines("events", "Event")

    assert len([line for line in block if "EDTF" in line and "casus:when" in line]) == 1
    assert [line for line in block if "casus:when" in line][1:] == [
        '    #     # casus:when "___" ;  # see above',
    ]


def test_the_prefixes_are_those_of_all_lines(model: Model) -> None:
    block = Block(model, (), model.collections["places"], model.types["Place"], "x")

    assert block.prefixes["place"] == f"{RECORD}places/"
    assert block.prefixes["place-type"] == f"{CODE}place-type/"
    assert {"casus", "skos", "dcterms", "wgs", "identifier-scheme", "state", "source"} <= set(block.prefixes)
    assert "claim" not in block.prefixes


def test_a_code_list_is_more_than_one_block(model: Model) -> None:
    assert not is_one_block(model.types["CodeList"])
    assert is_one_block(model.types["Person"])
