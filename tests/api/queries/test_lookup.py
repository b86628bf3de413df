import pytest
from flask import Flask
from rdflib import URIRef

from api.queries.lookup import existing, identifiers
from api.store.dataset import Knowledge
from ontology.namespaces import CASUS, CODE, RECORD


@pytest.fixture
def knowledge(app: Flask) -> Knowledge:
    found: Knowledge = app.extensions["casus"].knowledge
    return found


def test_only_the_candidates_that_are_records_exist(knowledge: Knowledge) -> None:
    candidates = [RECORD["states/libya"], RECORD["states/atlantis"], RECORD["armed-forces/lna"], RECORD["states/lna"]]

    assert sorted(existing(knowledge, candidates)) == [RECORD["armed-forces/lna"], RECORD["states/libya"]]


def test_none_of_no_candidates_exists(knowledge: Knowledge) -> None:
    assert existing(knowledge, []) == []


def test_a_code_list_is_a_record_and_neither_a_class_nor_a_node_is(knowledge: Knowledge) -> None:
    rows = knowledge.select(f"SELECT ?node WHERE {{ ?node a {CASUS.Evidence.n3()} }} LIMIT 1")
    node = URIRef(str(next(rows)[0]))

    assert existing(knowledge, [CODE["stance"], CASUS.State, node]) == [CODE["stance"]]


def test_a_candidate_that_is_no_iri_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        existing(knowledge, [URIRef(f"{RECORD}states/a> ?p")])


def test_the_values_of_a_scheme_are_those_that_records_have(knowledge: Knowledge) -> None:
    found = identifiers(knowledge, "ucdp-conflict")

    assert "11346" in found
    assert "620" not in found
    assert found == sorted(set(found))
    assert identifiers(knowledge, "no-such-scheme") == []
