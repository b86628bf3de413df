"""The mistakes that curators make, and what is said of each: file, node, property, message.

One check of one workshop finds them all: every case is a file of its own, and nothing else may be said of that file.
"""

import logging
from io import StringIO
from pathlib import Path

import pytest

from casus.compiler.check import check
from casus.compiler.violations import BuildError
from tests.compiler.rules.mistakes import MISTAKES
from tests.compiler.rules.mistakes.fragments import (
    BOOK,
    CITY,
    EVENT,
    EVIDENCE,
    FORCE,
    NAME,
    POINT,
    SOURCE,
    STATUS,
    Mistake,
)
from tests.conftest import Workshop

CORRECT = f"""
force:right-bounded {FORCE} ; casus:when "2014/[2016..2019]" ; casus:endKnown end-known:bounded .
force:right {FORCE} ; skos:altLabel "R"@en , "R2"@EN , "قوة"@AR ; casus:when "2014-05?/.." ; casus:partOf force:first .
place:right {CITY} ; {POINT} ; wgs:lat 90.0 ; wgs:long -180.0 .
event:right {EVENT} ; casus:when "[2014-05-01,2014-05-03]" ; casus:place place:right ; casus:actor force:right ;
    casus:fatalitiesLow 0 ; casus:fatalitiesBest 0 ; casus:fatalitiesHigh 3 .
source:right-first {BOOK} ; casus:version "1" ; foaf:page <https://example.org/versions> .
source:right-second {BOOK} ; casus:version "2" ; foaf:page <https://example.org/versions> .
source:right {BOOK} ; casus:when "2014-10-27" ; foaf:page <https://example.org/a%20b?c#e> ; dcterms:language "zh-Hant" .
claim:right a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about claim:right-too , force:right .
claim:right-too a casus:Alignment ; {STATUS} ; {EVIDENCE} ; casus:alignedActor force:right , force:first ;
    casus:alignmentType alignment-type:rivalry ; casus:when "2014/" .
claim:right-decided a casus:Measure ; {STATUS} ; casus:imposedBy state:libya ; casus:when "2014-10-31/2044" ;
    casus:measureType measure-type:arms-embargo ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:right ] .
force:right-gone {FORCE} ; casus:when "2011/2013" .
claim:right-on-the-last-day a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:right-gone ;
    casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2013-12-31/.." .
claim:right-disputed a casus:Membership ; {STATUS.replace("accepted", "denied")} ; casus:member force:right-gone ;
    casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2014" ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:denies ; casus:readIn source:book ] .
claim:right-named-before-its-time a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:right-gone ;
    casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2010/2012" ;
    casus:outOfItsTime force:right-gone ; skos:editorialNote "Why."@en .
person:right-dead a casus:Person ; {NAME} ; dcterms:description "X"@en ; {SOURCE} ; casus:birth "[1942,1943]" ;
    casus:death "2011-10" .
claim:right-until-the-death a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member person:right-dead ;
    casus:memberOf state:libya ; casus:membershipType membership-type:head-of-state ; casus:when "1969/[..2011-10]" .
claim:right-old a casus:Assessment ; {STATUS.replace("accepted", "superseded")} ; {EVIDENCE} ; casus:about force:right ;
    casus:supersededBy claim:right , claim:right-new .
claim:right-new a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:right .
"""


@pytest.fixture(scope="module")
def workshop_of_mistakes(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("mistakes"))
    workshop.write("g7", f"force:g7 {FORCE} .")
    workshop.write("correct", CORRECT)
    for mistake in MISTAKES:
        workshop.write(mistake.file, mistake.records)
    return workshop


@pytest.fixture(scope="module")
def logged() -> StringIO:
    """What the check logs."""
    return StringIO()


@pytest.fixture(scope="module")
def problems(workshop_of_mistakes: Workshop, logged: StringIO) -> list[str]:
    """What the check says."""
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    try:
        return workshop_of_mistakes.problems()
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def said(problems: list[str]) -> dict[str, list[str]]:
    """What the check says, by file, the lines left out."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        place, _, rest = problem.partition(": ")
        found.setdefault(place.partition(":")[0], []).append(rest)
    return found


def test_a_correct_workshop_has_no_problem(workshop: Workshop) -> None:
    workshop.write("correct", CORRECT)
    assert workshop.problems() == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.file for mistake in MISTAKES])
def test_a_mistake_is_said_with_file_node_property_and_message(mistake: Mistake, said: dict[str, list[str]]) -> None:
    assert sorted(said.get(f"ontology/data/{mistake.file}.ttl", [])) == sorted(mistake.said)


def test_no_mistake_shows_the_inside_of_a_library(problems: list[str], logged: StringIO) -> None:
    assert problems
    assert logged.getvalue() == ""


def test_every_mistake_is_said_with_the_line_of_the_record(workshop_of_mistakes: Workshop, problems: list[str]) -> None:
    before = (workshop_of_mistakes.sources / "data" / "correct.ttl").read_text("utf-8").count("@prefix")
    assert len(problems) > len(MISTAKES)
    assert [problem for problem in problems if f".ttl:{before + 1}: " not in problem] == []


def test_the_mistakes_of_all_files_are_said_at_once_and_nothing_of_other_files(said: dict[str, list[str]]) -> None:
    assert list(said) == sorted(f"ontology/data/{mistake.file}.ttl" for mistake in MISTAKES)


def test_the_rules_of_the_shapes_are_told_of_the_shapes_too(workshop: Workshop) -> None:
    workshop.edit("shapes.ttl", "sh:path casus:hedge ;", "sh:path casus:hege ;")
    text = (workshop.sources / "shapes.ttl").read_text("utf-8")
    line = text[: text.index("casus:hege")].count("\n") + 1
    assert workshop.problems() == [
        f"ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/Claim>: sh:property > sh:path: "
        "casus:hege is not a term of ontology/casus.ttl; did you mean casus:hedge?"
    ]


@pytest.mark.parametrize(("name", "shipped"), [("horizon", "2021-12-31"), ("readUntil", "2026-11-25")])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"2021"', 'is a day, such as "2021-12-31"^^xsd:date'),
        ("2021", 'is a day, such as "2021-12-31"^^xsd:date'),
        ('"2021-13-31"^^xsd:date', '"2021-13-31" is not a valid xsd:date'),
    ],
)
def test_a_day_of_the_dataset_that_is_none_is_said(
    workshop: Workshop, name: str, shipped: str, value: str, said: str
) -> None:
    workshop.edit("dataset.ttl", f'casus:{name} "{shipped}"^^xsd:date', f"casus:{name} {value}")
    (problem,) = workshop.problems()
    assert problem.partition(": ")[2] == f"<https://w3id.org/casus/dataset>: casus:{name}: {said}"


@pytest.mark.parametrize(
    "value",
    [
        "<https://example.org/a b>",
        "[ <https://example.org/p> <https://example.org/a b> ]",
        '"x"@englishlanguage',
    ],
    ids=["IRI with a space", "IRI with a space in a node", "language tag that is none"],
)
def test_what_no_store_would_take_is_said_before_it_is_written(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.ttl").write_text(f"<https://example.org/a> <https://example.org/p> {value} .", encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        check(tmp_path)
    assert [violation.file for violation in raised.value.violations] == [f"{tmp_path.name}/a.ttl"]
