import pytest
from flask import Flask
from rdflib import URIRef

from casus.store.dataset import ReleaseDataset
from casus.store.existence import existing, identifiers
from casus.terms.namespaces import CASUS, CODE, RECORD


@pytest.fixture
def dataset(app: Flask) -> ReleaseDataset:
    found: ReleaseDataset = app.extensions["casus-releases"].served.dataset
    return found


def test_only_the_candidates_that_are_records_exist(dataset: ReleaseDataset) -> None:
    candidates = [RECORD["states/libya"], RECORD["states/atlantis"], RECORD["armed-forces/lna"], RECORD["states/lna"]]

    assert sorted(existing(dataset, candidates)) == [RECORD["armed-forces/lna"], RECORD["states/libya"]]


def test_none_of_no_candidates_exists(dataset: ReleaseDataset) -> None:
    assert existing(dataset, []) == []


def test_a_code_list_is_a_record_and_neither_a_class_nor_a_node_is(dataset: ReleaseDataset) -> None:
    rows = dataset.select(f"SELECT ?node WHERE {{ ?node a {CASUS.Evidence.n3()} }} LIMIT 1")
    node = URIRef(str(rows[0][0]))

    assert existing(dataset, [CODE["stance"], CASUS.State, node]) == [CODE["stance"]]


def test_a_candidate_that_is_no_iri_is_refused(dataset: ReleaseDataset) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        existing(dataset, [URIRef(f"{RECORD}states/a> ?p")])


def test_the_values_of_a_scheme_are_those_that_records_have(dataset: ReleaseDataset) -> None:
    found = identifiers(dataset, "ucdp-conflict")

    assert "11346" in found
    assert "620" not in found
    assert found == sorted(set(found))
    assert identifiers(dataset, "no-such-scheme") == []
