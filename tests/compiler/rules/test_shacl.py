"""The compiled rules beside pySHACL, on all that there is: the mistakes of curators, and the shipped data, spoilt."""

import random
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from casus import ONTOLOGY_DIR
from casus.compiler.derive import derive
from casus.compiler.load import SourceFile, load
from casus.compiler.quads import ill_typed_literals_unlogged
from casus.compiler.rules.shacl import broken_shapes
from casus.compiler.sources import Sources
from casus.compiler.triples import Triple, Triples
from casus.terms.namespaces import RECORD
from tests.compiler.rules.mistakes import MISTAKES
from tests.conftest import Workshop
from tests.shacl import compiled, judged

SEED = 1
SPOILT = 3000


def test_pyshacl_finds_the_same_in_the_mistakes_of_curators(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    for mistake in MISTAKES:
        workshop.write(mistake.file, mistake.records)
    sources = Sources.of(workshop.sources, load(workshop.sources))
    said = compiled(sources.union, sources.shapes)

    assert said == judged(sources.union, sources.shapes)
    assert said.total() > 60


@pytest.fixture(scope="module")
def shipped(shipped_sources: list[SourceFile]) -> Sources:
    return Sources.of(ONTOLOGY_DIR, shipped_sources)


def test_the_shipped_data_break_nothing(shipped: Sources) -> None:
    assert list(broken_shapes(shipped)) == []


@pytest.mark.full
def test_pyshacl_finds_the_same_in_the_shipped_data_when_they_are_spoilt(shipped: Sources) -> None:
    union = spoilt([triple for file in shipped.files for triple in file.graph], random.Random(SEED))
    with ill_typed_literals_unlogged():
        derive(union)
    said = compiled(union, shipped.shapes)

    assert said == judged(union, shipped.shapes)
    assert said.total() > SPOILT
    assert {str(component).rpartition("#")[2].removesuffix("ConstraintComponent") for _, component, _, _ in said} == {
        *("Class", "Datatype", "In", "LessThanOrEquals", "MaxCount", "MaxInclusive", "MinCount", "MinInclusive"),
        *("Node", "NodeKind", "Or", "Pattern", "QualifiedMinCount", "UniqueLang"),
    }


def spoilt(triples: list[Triple], chance: random.Random) -> Triples:
    """The triples with mistakes in some of the records: something left out, said twice, or of another kind."""
    places = [place for place, (subject, _, _) in enumerate(triples) if str(subject).startswith(str(RECORD))]
    added: list[Triple] = []
    for place in chance.sample(places, SPOILT):
        subject, predicate, _ = triples[place]
        other = triples[chance.choice(places)]
        wrong = chance.choice((None, Literal("wrong"), Literal("falsch", lang="en"), URIRef(f"{RECORD}x/y"), other[2]))
        if wrong is None:
            triples[place] = other  # which is there already
        elif chance.random() < 0.5:
            triples[place] = subject, predicate, wrong
        else:
            added.append((subject, predicate, wrong))
    return Triples([*triples, *added])
