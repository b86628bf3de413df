"""What `casus check` says of tombstones: they are for ids that are given up, and lead to records that are not."""

import pytest

from tests.conftest import Workshop

NOTE = 'skos:changeNote "Renamed."@en'


def test_a_tombstone_that_leads_to_a_record_is_accepted(workshop: Workshop) -> None:
    workshop.write("tombstones", f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .")

    assert workshop.problems() == []


STONES = [
    ("force:old-0 a casus:Tombstone ; dcterms:isReplacedBy force:nobody ; {NOTE} .", "force:nobody is described in no"),
    (
        "force:old-1 a casus:Tombstone ; dcterms:isReplacedBy force:older ; {NOTE} ."
        "force:older a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .",
        "force:older is a casus:Tombstone",
    ),
    ("force:old-2 a casus:Tombstone ; dcterms:isReplacedBy force:first .", "why the id was given up"),
    ("force:Old-3 a casus:Tombstone ; {NOTE} .", "a slug is lower-case"),
    ("<https://w3id.org/casus/id/ships/old-4> a casus:Tombstone ; {NOTE} .", "its IRI must begin with"),
    ('force:old-5 a casus:Tombstone ; {NOTE} ; skos:prefLabel "Old"@en .', "is not a property of casus:Tombstone"),
    ("source:dataset a casus:Tombstone ; {NOTE} .", "choose another slug"),
    (
        "force:old-7 a casus:Tombstone , casus:ArmedForce ; {NOTE} ; skos:prefLabel 'Old'@en ; "
        "casus:forceType force-type:armed-group ; dcterms:source source:book .",
        "a record is alive under this id",
    ),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one check says of all of them."""
    workshop = Workshop(tmp_path_factory.mktemp("tombstones"))
    for number, (stone, _) in enumerate(STONES):
        workshop.write(f"stone-{number}", stone.replace("{NOTE}", NOTE))
    return workshop.problems()


@pytest.mark.parametrize(("number", "problem"), list(enumerate(problem for _, problem in STONES)))
def test_a_tombstone_that_leads_nowhere_or_stands_on_the_living_is_refused(
    said: list[str], number: int, problem: str
) -> None:
    assert [text for text in said if f"/stone-{number}.ttl:" in text and problem in text]


def test_a_record_that_refers_to_an_id_that_was_given_up_is_refused(workshop: Workshop) -> None:
    workshop.write("tombstones", f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .")
    workshop.edit("data/records.ttl", "    casus:state state:libya ;\n", "    casus:partOf force:old ;\n")

    assert any("force:old is a casus:Tombstone" in text for text in workshop.problems())
