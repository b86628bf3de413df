"""The words of doubt: the table in the docs, the definitions of the codes and the claims say the same of them."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.namespace import SKOS

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import CODE

_DOCS = (Path(__file__).parent.parent / "docs" / "adding-data.md").read_text("utf-8")
_QUOTED = re.compile(r'"([^"]+)"')
_DISPUTED = {"contested", "denied", "refuted"}
"""Evidence on the other side goes before the words of one source."""


def table() -> dict[str, set[str]]:
    """The words of each status, from the rows of the table."""
    rows = re.findall(r"^\| ([^|]+) \| `([a-z]+)`[^|]* \|$", _DOCS, re.MULTILINE)
    return {status: set(_QUOTED.findall(words)) for words, status in rows}


def test_the_table_has_a_row_for_every_status() -> None:
    codes = Graph().parse(ONTOLOGY_DIR / "codes" / "claim-status.ttl")

    assert set(table()) == {str(notation) for notation in codes.objects(None, SKOS.notation)}


@pytest.mark.parametrize("status", sorted(table()))
def test_the_definition_of_a_status_names_the_words_of_its_row(status: str) -> None:
    codes = Graph().parse(ONTOLOGY_DIR / "codes" / "claim-status.ttl")
    texts = [
        str(text)
        for part in (SKOS.definition, SKOS.scopeNote)
        for text in codes.objects(CODE[f"claim-status/{status}"], part)
    ]

    assert set(_QUOTED.findall(" ".join(texts))) == table()[status]


def test_no_words_stand_for_two_statuses() -> None:
    words = [word for row in table().values() for word in row]

    assert len(words) > 30
    assert len(words) == len(set(words))


def test_the_hedged_claims_of_the_seed_article_have_the_status_of_their_words(client: FlaskClient) -> None:
    claims = client.get("/v1/claims?sources=seed-article&limit=500").json["items"]
    hedged = {claim["id"]: claim for claim in claims if claim["hedges"]}
    wrong = {}
    for identifier, claim in hedged.items():
        hedge = claim["hedges"][0]["value"]
        said = {status for status, words in table().items() if any(w in hedge or hedge in w for w in words)}
        if claim["status"]["id"] not in said | _DISPUTED:
            wrong[identifier] = (hedge, claim["status"]["id"], said)

    assert len(hedged) > 10
    assert wrong == {}
