"""What a new record has to fit in."""

import pytest
from rdflib.namespace import RDF, SKOS

from casus import ONTOLOGY_DIR
from casus.compiler.new.existing import Existing, read
from casus.terms.namespaces import CASUS, DCTERMS, RECORD


@pytest.fixture(scope="module")
def shipped() -> Existing:
    return read(ONTOLOGY_DIR)


@pytest.mark.parametrize(
    ("cls", "file"),
    [
        ("State", "ontology/data/states.ttl"),
        ("Source", "ontology/data/libya/sources.ttl"),
        ("Participation", "ontology/data/libya/claims/participations.ttl"),
    ],
)
def test_a_record_goes_where_most_of_its_kind_are(shipped: Existing, cls: str, file: str) -> None:
    home = shipped.file_for(str(CASUS[cls]))

    assert home is not None
    assert home.shown == file


def test_there_is_no_file_for_a_kind_without_records(shipped: Existing) -> None:
    assert shipped.file_for(str(CASUS.Ship)) is None


def test_the_file_of_a_record_is_known_with_its_line(shipped: Existing) -> None:
    record = f"{RECORD}negotiations/moscow-talks-2020"
    home = shipped.home_of(record)

    assert home is not None
    assert home.shown == "ontology/data/libya/negotiations.ttl"
    line = home.line_of(record)
    assert line is not None
    assert home.path.read_text("utf-8").splitlines()[line - 1] == "negotiation:moscow-talks-2020 a casus:Negotiation ;"
    assert home.line_of(f"{RECORD}negotiations/nowhere") is None


def test_an_id_that_was_given_up_has_its_file_too(shipped: Existing) -> None:
    home = shipped.home_of(f"{RECORD}events/sirte-freed-2016")

    assert home is not None
    assert home.shown == "ontology/data/tombstones.ttl"
    assert shipped.home_of(f"{RECORD}events/nowhere") is None


def test_of_the_data_only_what_records_are_called_is_kept(shipped: Existing) -> None:
    lna = RECORD["armed-forces/lna"]

    assert set(shipped.union.predicates(lna)) == {RDF.type, SKOS.prefLabel, SKOS.altLabel, CASUS.identifier}
    assert shipped.union.subjects(DCTERMS.isReplacedBy, RECORD["events/sirte-uprising-2015"])
