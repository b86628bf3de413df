"""What `casus new` prints: every block passes the check once it is filled in, and says where it belongs."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from casus.compiler.new.existing import read
from casus.compiler.new.record import SlugTaken, new_record
from casus.compiler.violations import BuildError
from casus.terms.namespaces import PREFIXES
from tests.compiler.new.filling import Filler
from tests.conftest import Workshop

SLUGS = [f"other-{number}" for number in range(40)]
"""Of the records that a filled block names."""
WITH_ANOTHER = {
    "casus:carriedBy": ["and not whose publication it is"],
    "casus:coordinateNote": ["casus:coordinateNote: has two values in one language"],
    "casus:coordinateSource": ["a place has a point"],
    "casus:endKnown": ["follows from casus:when; write it by hand only to say end-known:censored"],
    "casus:outOfItsTime": ["at no day out of its time", "say why in a skos:editorialNote"],
    "casus:renderedName": ["is a language without a skos:prefLabel"],
    "casus:fatalitiesLow": ["has figures and a dataset among its sources"],
    "casus:fatalitiesHigh": ["has figures and a dataset among its sources"],
    "casus:signatureOn": [
        "is not a text of what it took part in",
        "names the text that it signed, and casus:signature does not say that it signed",
    ],
    "casus:supersededBy": ["a claim that names its successor", "a claim is superseded by a claim of its own kind"],
    "wgs:lat": ["a place has a point"],
    "wgs:long": ["a place has a point"],
}
"""Optional properties that go with certain values of others alone, and what is said where those are not changed."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop with many records of every collection, made from their blocks; a test leaves it as it was."""
    workshop = Workshop(tmp_path_factory.mktemp("new"))
    filler = filler_for(workshop)
    blocks = [
        filler.block(collection, record_type, slug)
        for collection, record_type in filler.kinds()
        if record_type is collection.type or record_type.kind == "assessment"
        for slug in SLUGS
    ]
    workshop.write("others", filler.fill("\n".join(blocks)))
    return workshop


def filler_for(workshop: Workshop) -> Filler:
    return Filler(read(workshop.sources).model, SLUGS)


def problems(room: Workshop, records: str) -> list[str]:
    """What the check says of the records, without the place."""
    path = room.write("new", records)
    try:
        return [problem.partition(": ")[2] for problem in room.problems()]
    finally:
        path.unlink()


# Every block passes


def test_there_is_a_block_for_every_kind_of_record_but_code_lists(room: Workshop) -> None:
    model = read(room.sources).model
    kinds = [record_type.kind for _, record_type in filler_for(room).kinds()]

    every = {
        each.kind
        for home in model.collections.values()
        for each in home.types
        if not (each.derived or each.of_datasets)
    }
    assert sorted(kinds) == sorted(every - {"code-list"})
    assert len(kinds) == 27


def test_every_block_passes_the_check_once_its_blanks_are_filled_in(room: Workshop) -> None:
    filler = filler_for(room)
    blocks = [filler.block(*kind, f"filled-{kind[1].kind}") for kind in filler.kinds()]

    assert len(blocks) == 27
    assert problems(room, filler.fill("\n".join(blocks))) == []


@pytest.mark.slow
def test_every_optional_line_passes_too_when_it_is_taken_in(room: Workshop) -> None:
    filler = filler_for(room)
    records = []
    refused: dict[str, str] = {}
    for kind in filler.kinds():
        block = filler.block(*kind, "taken")
        for number, (option, text) in enumerate(with_one_option(block)):
            name = text[: text.index(":taken")] + f":taken-{kind[1].kind}-{number}"
            records.append(text.replace(text[: text.index(" ")], name, 1))
            if option in WITH_ANOTHER:
                refused[name] = option

    said = problems(room, filler.fill("\n".join(records)))
    assert len(records) > 250
    assert {problem.partition(": ")[0] for problem in said} == set(refused)
    for problem in said:
        name, _, text = problem.partition(": ")
        assert any(why in text for why in WITH_ANOTHER[refused[name]]), problem


def with_one_option(block: str) -> Iterator[tuple[str, str]]:
    """Each property that stands in the block as a comment, and the block with its lines taken in, but for endKnown."""
    lines = block.splitlines()
    starts = [at for at, line in enumerate(lines) if re.match(r"    # [\w-]+:", line)]
    for start in starts:
        end = start
        if " [  # " in lines[start]:
            end = next(at for at in range(start, len(lines)) if lines[at] == "    # ] ;")
        option = lines[start].split()[1]
        inside = [re.sub(r"^( +)# ( *)(?:# )?", r"\1\2", line) for line in lines[start : end + 1]]
        kept = [line for line in inside if option == "casus:endKnown" or "casus:endKnown" not in line]
        yield option, "\n".join([*lines[:start], *kept, *lines[end + 1 :]])


@pytest.mark.slow
def test_every_blank_of_a_block_that_is_not_filled_in_is_refused(room: Workshop) -> None:
    filler = filler_for(room)
    blocks = {f"open-{kind[1].kind}": filler.block(*kind, f"open-{kind[1].kind}") for kind in filler.kinds()}
    refused = defaultdict(set)
    for problem in problems(room, "\n".join(blocks.values())):
        subject, path, _ = problem.split(": ", 2)
        refused[re.split(r"[: ]", subject)[1]].add(path)
    for slug, block in blocks.items():
        needed = [line for line in block.splitlines() if "___" in line and not line.strip().startswith("#")]
        assert needed
        assert sorted(path.rpartition(" > ")[2] for path in refused[slug]) == sorted(line.split()[0] for line in needed)


def test_an_open_url_is_refused(room: Workshop) -> None:
    filler = filler_for(room)
    (kind,) = [kind for kind in filler.kinds() if kind[1].name == "Source"]
    block = filler.fill(filler.block(*kind, "open")).replace(
        "# foaf:page <https://example.org>", "foaf:page <https://___>"
    )

    assert problems(room, block) == ["source:open: foaf:page: ___ is still to be filled in"]


SHIP = """
casus:Ship a owl:Class ; rdfs:subClassOf casus:Record , casus:Sourced ; rdfs:label "ship"@en ;
    rdfs:isDefinedBy <https://w3id.org/casus/ontology> .
casus:flag a owl:ObjectProperty ; rdfs:label "flag"@en ; rdfs:isDefinedBy <https://w3id.org/casus/ontology> .
"""
SHAPE_OF_SHIPS = """
shape:Ship a sh:NodeShape ; sh:targetClass casus:Ship ; sh:codeIdentifier "Ship" ; api:collection "ships" ;
    rdfs:label "Ships"@en ; rdfs:comment "Vessels."@en ;
    sh:property [ sh:path casus:flag ; sh:codeIdentifier "flag" ; sh:class casus:State ; sh:minCount 1 ;
        sh:description "Whose flag it flies."@en ; skos:example "states/libya" ] .
"""


def test_a_class_that_is_added_to_the_ontology_has_a_block_at_once(workshop: Workshop) -> None:
    for path, added in (("casus.ttl", SHIP), ("shapes.ttl", SHAPE_OF_SHIPS)):
        workshop.append(path, added)

    text = new_record(workshop.sources, "ship", "anwaar-afriqya")
    assert "# Vessels." in text
    assert "\n<https://w3id.org/casus/id/ships/anwaar-afriqya> a casus:Ship ;\n" in text
    assert "\n    casus:flag state:___ ;  # Whose flag it flies. Such as state:libya. Several: a , b\n" in text
    filled = text.replace('"___"@en ;', '"Ship"@en ;').replace("state:___ ;", "state:libya ;")
    workshop.write("ship", filled.replace("source:___", "source:book"))
    assert workshop.problems() == []


# Where it belongs


def write_forces(workshop: Workshop, name: str, *slugs: str) -> None:
    workshop.write(
        name,
        "\n".join(
            f'force:{slug} a casus:ArmedForce ; skos:prefLabel "{slug}"@en ; casus:forceType force-type:armed-group ;\n'
            "    dcterms:source source:book ."
            for slug in slugs
        ),
    )


def test_it_belongs_into_the_file_with_most_records_of_its_kind_in_the_order_of_slugs(workshop: Workshop) -> None:
    write_forces(workshop, "forces", "a-brigade", "c-brigade", "e-brigade")
    lines = (workshop.sources / "data" / "forces.ttl").read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, 1) if line.startswith("force:e-brigade"))

    between, last = (new_record(workshop.sources, "armed-force", slug) for slug in ("d-brigade", "f-brigade"))
    assert f"# It belongs into ontology/data/forces.ttl, before force:e-brigade, line {at}.\n" in between
    assert "# It belongs into ontology/data/forces.ttl, at the end.\n" in last


def test_the_prefixes_that_the_file_lacks_are_given(workshop: Workshop) -> None:
    path = workshop.sources / "data" / "places.ttl"
    path.write_text(
        "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("casus", "place"))
        + "place:sirte a casus:Place .\n",
        encoding="utf-8",
    )
    text = new_record(workshop.sources, "place", "tripoli")

    given = dict(re.findall(r"^# @prefix ([\w-]+): <(.*)> \.$", text, re.MULTILINE))
    lines = [re.sub(r"(?<=[;\[])  # .*", "", line) for line in text[text.index("\n\n") :].splitlines()]
    used = set(re.findall(r"([\w-]+):\w", " ".join(line for line in lines if "casus new" not in line)))
    assert set(given) == used - {"casus", "place"}
    assert given["place-type"] == "https://w3id.org/casus/code/place-type/"
    assert "wgs" in given


def test_without_such_a_record_any_new_file_will_do(workshop: Workshop) -> None:
    text = new_record(workshop.sources, "negotiation", "moscow-talks-2030")

    assert "# No file has such a record yet. Any new file below ontology/data/ that ends with .ttl will do.\n" in text
    assert "# @prefix negotiation: <https://w3id.org/casus/id/negotiations/> .\n" in text
    assert "# @prefix casus: <https://w3id.org/casus/ontology#> .\n" in text


def test_records_that_may_be_the_same_are_named(workshop: Workshop) -> None:
    text = new_record(workshop.sources, "armed-force", "first-force")

    assert "# Is it there already? force:first\n" in text
    assert "Is it there" not in new_record(workshop.sources, "armed-force", "wagner-group")


def test_what_other_records_say_of_it_is_named_with_the_command_for_them(workshop: Workshop) -> None:
    text = new_record(workshop.sources, "negotiation", "moscow-talks-2030")

    assert text.endswith(
        "    .\n# Agreements: records of their own, which name this one (casus new agreement).\n"
        "# Participations: records of their own, which name this one (casus new participation).\n"
    )


# What a kind and a slug may be


@pytest.mark.parametrize("word", ["armed-force", "armed-forces", "force", "ArmedForce"])
def test_a_kind_is_named_by_itself_its_collection_its_prefix_or_its_class(workshop: Workshop, word: str) -> None:
    assert "\nforce:x a casus:ArmedForce ;\n" in new_record(workshop.sources, word, "x")


@pytest.mark.parametrize("word", ["legal-act", "LegalAct"])
def test_a_kind_of_claim_is_named_by_itself_or_its_class(workshop: Workshop, word: str) -> None:
    assert "\nclaim:x a casus:LegalAct ;\n" in new_record(workshop.sources, word, "x")


@pytest.mark.parametrize(
    ("kind", "slug", "said"),
    [
        ("negotation", "x", "negotation is no kind of record; did you mean negotiation?; there are agreement, armed-f"),
        ("partizipation", "x", "did you mean participation?; there are agreement"),
        ("ship", "x", "source, state; and of claims agreement-relation, alignment"),
        ("code-list", "x", "code-list is no kind of record; there are"),
        ("claim", "x", "claim is too general: write which kind it is, agreement-relation, alignment"),
        ("claims", "x", "claims is too general: write which kind it is"),
        (
            "event",
            "Moscow_Tâlks 2030",
            "a slug is lower-case ASCII letters, digits and single hyphens; did you mean moscow-talks-2030?",
        ),
        ("event", "event:moscow-2030", "; did you mean moscow-2030?"),
        ("event", "موسكو", "موسكو: a slug is lower-case ASCII letters, digits and single hyphens"),
        ("event", "", "a slug is lower-case"),
    ],
)
def test_what_is_no_kind_or_no_slug_is_refused_with_what_is(
    workshop: Workshop, kind: str, slug: str, said: str
) -> None:
    with pytest.raises(ValueError) as raised:
        new_record(workshop.sources, kind, slug)

    assert said in str(raised.value)


def test_a_slug_that_a_record_has_or_had_is_refused_with_its_place(workshop: Workshop) -> None:
    path = workshop.write("tombstones", 'force:old a casus:Tombstone ; skos:changeNote "Gone."@en .')
    line = len(path.read_text("utf-8").splitlines())

    with pytest.raises(
        SlugTaken, match=rf"^force:old stands in ontology/data/tombstones.ttl:{line} already; choose an"
    ):
        new_record(workshop.sources, "armed-force", "old")
    with pytest.raises(SlugTaken, match=r"^source:book stands in ontology/data/records.ttl:\d+ already; .* book-2$"):
        new_record(workshop.sources, "source", "book")


# What is half written


def test_a_file_with_a_syntax_error_is_read_as_far_as_it_goes(workshop: Workshop) -> None:
    write_forces(workshop, "forces", "a-brigade", "c-brigade")
    workshop.append("data/forces.ttl", "force:d-brigade a casus:ArmedForce ;;;; .. [\n")

    text = new_record(workshop.sources, "armed-force", "b-brigade")
    assert "# It belongs into ontology/data/forces.ttl, before force:c-brigade, line " in text


def test_a_vocabulary_with_a_syntax_error_is_told(workshop: Workshop) -> None:
    file = workshop.sources / "codes" / "stance.ttl"
    file.write_text("casus:broken", encoding="utf-8")

    with pytest.raises(BuildError) as raised:
        new_record(workshop.sources, "event", "x")
    assert str(raised.value.violations[0]).startswith("ontology/codes/stance.ttl:1: is not Turtle")
