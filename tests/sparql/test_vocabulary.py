"""What editors complete: every name of it means something in the release."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE


@pytest.fixture(scope="module")
def vocabulary(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/sparql/vocabulary").json
    return found


def test_every_field_and_every_code_can_be_named(vocabulary: dict[str, Any], opened: OpenRelease) -> None:
    prefixes = vocabulary["prefixes"]
    names = (term["name"].partition(":") for term in vocabulary["terms"])
    iris = {prefixes[prefix] + local for prefix, _, local in names}
    steps = {str(s.predicate) for of in opened.model.types.values() for f in of.fields for s in f.path}

    assert {iri for iri in steps if iri.startswith(CASUS)} <= iris
    assert {f"{CODE}{name}/{slug}" for name, slugs in opened.model.codes.items() for slug in slugs} <= iris
    assert len(iris) == len(vocabulary["terms"])


def test_what_is_ours_has_a_label_and_a_definition(vocabulary: dict[str, Any]) -> None:
    ours = [term for term in vocabulary["terms"] if term["name"].startswith("casus:")]

    assert len(ours) > 150
    assert [term["name"] for term in ours if not (term["label"] and term["definition"])] == []


def test_it_is_as_the_document_says(vocabulary: dict[str, Any], client: FlaskClient) -> None:
    content = client.get("/openapi.json").json["paths"]["/sparql/vocabulary"]["get"]["responses"]["200"]["content"]
    Draft202012Validator(content["application/json"]["schema"]).validate(vocabulary)
