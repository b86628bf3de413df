"""The rules of rows are those of the shapes: pySHACL says of records, right ones and spoiled ones, what they say."""

import gzip
import random
from collections.abc import Iterator
from functools import cache
from itertools import chain

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.compiler.load import load
from casus.compiler.quads import from_oxigraph
from casus.compiler.sources import shapes_of
from casus.compiler.triples import Triple, Triples
from casus.imports.nt import node
from casus.imports.vocabulary import Vocabulary
from casus.model.row_rules import RowRules
from casus.release.artefact import PARTS, Artefact
from casus.terms.namespaces import CASUS, RECORD
from tests.imports import made_up
from tests.imports.made_up import SHARED, imported, write
from tests.shacl import judged
from tools.made_up import event

pytestmark = pytest.mark.slow
GED = SHARED / "ucdp" / "ged191-sample.csv"
_CODES = ("violenceType", "placePrecision", "datePrecision", "eventClarity")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return made_up.vocabulary(ONTOLOGY_DIR)


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    """The real rows where they lie beside the project; else made-up ones."""
    folder = tmp_path_factory.mktemp("rules")
    file = GED
    if not GED.exists():
        rows = [event(id=str(number), where_prec=str(1 + number % 7)) for number in range(1, 400)]
        file = write(folder / "ged191.csv", rows)
    return imported("ucdp-ged", file, folder / "var", ONTOLOGY_DIR)


@pytest.fixture(scope="module")
def said(artefact: Artefact, vocabulary: Vocabulary) -> Triples:
    """All that the import says; the superclasses are written out, as SHACL asks its data graph for them."""
    quads = chain.from_iterable(
        pyoxigraph.parse(gzip.decompress(artefact.quads(part).read_bytes()), pyoxigraph.RdfFormat.N_QUADS)
        for part in PARTS
    )
    triples = Triples(tuple(from_oxigraph(term) for term in quad.triple) for quad in quads)  # type: ignore[misc]
    for subject, cls in [*triples.subject_objects(RDF.type)]:
        for above in vocabulary.classes(str(cls).removeprefix(CASUS)):
            triples.add((subject, RDF.type, above))
    return triples


def sample(said: Triples) -> list[Node]:
    """The first events, some of the others, and one of each combination of codes."""
    events = list(said.subjects(RDF.type, CASUS.Event))
    by_codes = {tuple(said.value(each, CASUS[name]) for name in _CODES): each for each in events}
    return list(
        dict.fromkeys([*events[:200], *random.Random(7).sample(events, min(200, len(events))), *by_codes.values()])
    )


def about(said: Triples, chosen: list[Node]) -> Iterator[Triple]:
    """What the records say, and what those say that they name."""
    seen = set()
    nodes = [*chosen]
    for each in nodes:
        if each in seen:
            continue
        seen.add(each)
        for predicate, value in said.predicate_objects(each):
            yield each, predicate, value
            if isinstance(value, URIRef) and str(value).startswith(RECORD):
                nodes.append(value)


def test_pyshacl_finds_of_a_stratified_sample_what_an_import_counts_as_odd(
    said: Triples, vocabulary: Vocabulary
) -> None:
    chosen = sample(said)
    data = with_types([*about(said, chosen)], vocabulary)

    found = judged(data, _shapes())
    odd = {failure[0] for failure in found if failure[1] == SH.LessThanOrEqualsConstraintComponent}
    assert {failure[1] for failure in found if failure[0] in {*chosen}} <= {SH.LessThanOrEqualsConstraintComponent}
    assert odd == {
        each
        for each in chosen
        if not _in_order(*(said.value(each, CASUS[f"fatalities{name}"]) for name in ("Low", "Best", "High")))
    }


def _in_order(*figures: Node | None) -> bool:
    numbers = [figure.value for figure in figures if isinstance(figure, Literal)]
    return numbers == sorted(numbers)


SPOILED: dict[str, tuple[str, list[str]]] = {
    "no label": ("<http://www.w3.org/2004/02/skos/core#prefLabel>", []),
    "a label in no language": ("<http://www.w3.org/2004/02/skos/core#prefLabel>", ['"plain"']),
    "a label in French alone": ("<http://www.w3.org/2004/02/skos/core#prefLabel>", ['"nom"@fr']),
    "two labels in English": ("<http://www.w3.org/2004/02/skos/core#prefLabel>", ['"a"@en', '"b"@en']),
    "two times": (f"<{CASUS.when}>", ['"2016"', '"2017"']),
    "a code of another list": (f"<{CASUS.violenceType}>", ["<https://w3id.org/casus/code/stance/affirms>"]),
    "a text for a number": (f"<{CASUS.fatalitiesBest}>", ['"six"']),
    "a number below nothing": (f"<{CASUS.deathsSideA}>", ['"-1"^^<http://www.w3.org/2001/XMLSchema#integer>']),
    "a clarity of three": (f"<{CASUS.eventClarity}>", ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>']),
    "a place that is an actor": (f"<{CASUS.place}>", ["<https://w3id.org/casus/id/states/libya>"]),
    "two places": (
        f"<{CASUS.place}>",
        ["<https://w3id.org/casus/id/places/sirte>", "<https://w3id.org/casus/id/places/tripoli>"],
    ),
    "a source that is none": (f"<{CASUS.conflict}>", ['"a text"']),
}


@pytest.mark.parametrize("name", SPOILED)
def test_the_rules_of_rows_say_of_a_spoiled_record_what_pyshacl_says(
    said: Triples, vocabulary: Vocabulary, name: str
) -> None:
    focus = next(iter(said.subjects(RDF.type, CASUS.Event)))
    predicate, terms = SPOILED[name]
    row = {f"<{p}>": [_term(v) for v in said.objects(focus, p)] for p in said.predicates(focus)}
    row[predicate] = terms
    spoiled = [(s, p, v) for s, p, v in about(said, [focus]) if s != focus or f"<{p}>" != predicate]
    spoiled += [(focus, URIRef(predicate[1:-1]), node(term)) for term in terms]
    data = Triples(with_types(spoiled, vocabulary))

    rules = RowRules(vocabulary.rules, vocabulary.classes("Event"), node)
    ours = {(each.component, each.shape) for each in rules.failures(data, focus, {k: v for k, v in row.items() if v})}
    theirs = {(failure[1], failure[3]) for failure in judged(data, _shapes()) if failure[0] == focus}
    assert ours == theirs != set()


def _term(value: Node) -> str:
    return value.n3()


@cache
def _shapes() -> Graph:
    files = load(ONTOLOGY_DIR)
    return shapes_of(files, Triples(triple for file in files for triple in file.graph))


def with_types(triples: list[Triple], vocabulary: Vocabulary) -> list[Triple]:
    """The triples, and the classes of the codes and records of the sources that they name."""
    named = {value for _, _, value in triples}
    return triples + [(value, RDF.type, cls) for value in named for cls in vocabulary.types(value)]
