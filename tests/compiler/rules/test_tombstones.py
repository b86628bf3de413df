"""What `casus check` says of tombstones: they are for ids that are given up, and lead to records that are not."""

import pytest

from tests.conftest import Workshop

NOTE = 'skos:changeNote "Renamed."@en'


def test_a_tombstone_that_leads_to_a_record_is_accepted(workshop: Workshop) -> None:
    workshop.write("tombstones", f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .")

    assert workshop.problems() == []


@pytest.mark.parametrize(
    ("stone", "problem"),
    [
        (
            f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:nobody ; {NOTE} .",
            "force:nobody is described in no",
        ),
        (
            f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:older ; {NOTE} ."
            f"force:older a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .",
            "force:older is a casus:Tombstone",
        ),
        ("force:old a casus:Tombstone ; dcterms:isReplacedBy force:first .", "why the id was given up"),
        (f"force:Old a casus:Tombstone ; {NOTE} .", "a slug is lower-case"),
        (f"<https://w3id.org/casus/id/ships/old> a casus:Tombstone ; {NOTE} .", "its IRI must begin with"),
        (f'force:old a casus:Tombstone ; {NOTE} ; skos:prefLabel "Old"@en .', "is not a property of casus:Tombstone"),
        (f"force:first a casus:Tombstone ; {NOTE} .", "choose another slug"),
        (
            f"force:old a casus:Tombstone , casus:ArmedForce ; {NOTE} ; skos:prefLabel 'Old'@en ; "
            "casus:forceType force-type:armed-group ; dcterms:source source:book .",
            "a record is alive under this id",
        ),
    ],
)
def test_a_tombstone_that_leads_nowhere_or_stands_on_the_living_is_refused(
    workshop: Workshop, stone: str, problem: str
) -> None:
    workshop.write("tombstones", stone)

    assert [text for text in workshop.problems() if problem in text]


def test_a_record_that_refers_to_an_id_that_was_given_up_is_refused(workshop: Workshop) -> None:
    workshop.write("tombstones", f"force:old a casus:Tombstone ; dcterms:isReplacedBy force:first ; {NOTE} .")
    workshop.edit("data/records.ttl", "    casus:state state:libya ;\n", "    casus:partOf force:old ;\n")

    assert any("force:old is a casus:Tombstone" in text for text in workshop.problems())
