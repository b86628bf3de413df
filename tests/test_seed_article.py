"""The seed article: all its statements are claims of the fitting kind, and a client finds each of them."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from rdflib import Graph, URIRef

from casus.compiler.load import SourceFile
from casus.terms.namespaces import CASUS, RDF, RECORD
from tools.seed_article import Statement, statements

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "seed-article.md").read_text("utf-8")
README = ROOT.parent / "shared" / "seed" / "README.md"
ACTORS = ("states", "armed-forces", "organizations", "persons")
FITTING = {
    1: {"Support"},
    2: {"Measure", "Reaction"},
    4: {"Deployment", "Support"},
    7: {"Support"},
    10: {"Participation", "GovernmentStatus"},
    11: {"Participation"},
    12: {"Participation"},
    13: {"Participation"},
    19: {"Reaction"},
    22: {"AgreementRelation"},
    23: {"Deployment"},
    24: {"ConflictParty"},
    27: {"Support"},
    28: {"Deployment", "Support"},
    29: {"ArmsTransfer"},
    34: {"ConflictLink"},
    35: {"ConflictLink"},
    36: {"Alignment"},
}
"""The statements for which there is a structured kind; the others are assessments, motives and reasons above all."""


@pytest.fixture(scope="module")
def union(shipped_sources: list[SourceFile]) -> Graph:
    """All sources together."""
    union = Graph()
    for file in shipped_sources:
        union += file.graph
    return union


@pytest.fixture(scope="module")
def found(union: Graph) -> list[Statement]:
    return statements(union)


def test_each_of_the_forty_statements_is_at_least_one_claim(found: list[Statement]) -> None:
    assert {statement.number for statement in found} == set(range(1, 41))


def test_the_page_lists_each_statement_once_and_every_claim(found: list[Statement]) -> None:
    assert re.findall(r"^\| S(\d+) \|", PAGE, re.MULTILINE) == [str(number) for number in range(1, 41)]
    for statement in found:
        assert f"`{statement.claim.rsplit('/', 1)[-1]}`" in PAGE


def test_the_numbers_and_paragraphs_are_those_of_the_reading(found: list[Statement]) -> None:
    if not README.exists():
        pytest.skip(f"{README} is not here: the article lies beside the project, not in it")
    rows = re.findall(r"^\| P(\d) \| (\d+) \| \S", README.read_text("utf-8"), re.MULTILINE)

    assert len(rows) == 40
    assert {(statement.paragraph, statement.number) for statement in found} == {(int(p), int(s)) for p, s in rows}


def test_a_statement_is_of_the_kind_that_fits(union: Graph, found: list[Statement]) -> None:
    kinds = defaultdict(set)
    for statement in found:
        kinds[statement.number] |= {str(cls).rpartition("#")[2] for cls in union.objects(statement.claim, RDF.type)}

    assert {number: kinds[number] & wanted for number, wanted in FITTING.items()} == FITTING
    assert all("Assessment" in kinds[number] for number in set(range(1, 41)) - set(FITTING))


class TestOverHttp:
    """With a real server, as a client that knows the source or an actor and nothing else."""

    def listed(self, server: str, **parameters: str) -> dict[str, dict[str, Any]]:
        """The claims of all pages, with their evidence, by their IRI."""
        url = f"{server}/v1/claims?{urlencode({**parameters, 'limit': '40', 'include': 'evidence'})}"
        items: dict[str, dict[str, Any]] = {}
        while url:
            with urlopen(url, timeout=30) as answer:
                page = json.load(answer)
            items |= {f"{RECORD}{item['id']}": item for item in page["items"]}
            url = page["links"]["next"]
        return items

    def test_every_claim_of_the_article_is_found_by_its_source(self, server: str, found: list[Statement]) -> None:
        items = self.listed(server, sources="seed-article")

        assert set(items) == {str(statement.claim) for statement in found}

    def test_every_claim_of_the_article_is_found_by_each_actor_that_it_names(
        self, server: str, union: Graph, found: list[Statement]
    ) -> None:
        by_actor = defaultdict(set)
        for claim in {statement.claim for statement in found}:
            for named in set(union.objects(claim)):
                if str(named).removeprefix(str(RECORD)).split("/")[0] in ACTORS:
                    by_actor[str(named).removeprefix(str(RECORD))].add(str(claim))
        reached = set().union(*by_actor.values())

        assert len(by_actor) > 10
        assert {str(statement.claim) for statement in found} - reached == set()
        for actor, claims in by_actor.items():
            assert claims <= set(self.listed(server, subjects=actor)), actor

    def test_source_and_actor_together_narrow_the_list(self, server: str, union: Graph) -> None:
        items = self.listed(server, sources="sources/seed-article", subjects="states/egypt")

        assert items
        assert all((URIRef(iri), None, RECORD["states/egypt"]) in union for iri in items)
        assert all(
            any(piece["read_in"]["id"] == "sources/seed-article" for piece in item["evidence"])
            for item in items.values()
        )


def test_a_locator_that_names_no_statement_is_refused() -> None:
    claim, evidence = RECORD["claims/any"], RECORD["claims/any#evidence"]
    graph = Graph()
    graph.add((claim, CASUS.evidence, evidence))
    graph.add((evidence, CASUS.readIn, RECORD["sources/seed-article"]))

    with pytest.raises(ValueError, match="is not paragraph and statement"):
        statements(graph)
