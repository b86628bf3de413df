"""The competency questions: their headers, and their answers on two engines against the gold answers beside them."""

import csv
import io
import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Store
from rdflib import BNode, Dataset, URIRef
from rdflib import Literal as RdfLiteral

from casus import ONTOLOGY_DIR
from casus.release.manifest import Release
from casus.release.questions import read_question

QUESTIONS = sorted((ONTOLOGY_DIR / "questions").glob("*.rq"))
SLUGS = [path.stem for path in QUESTIONS]
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib uses it itself

STRING = URIRef("http://www.w3.org/2001/XMLSchema#string")
KINDS = set("LTCMAP")
HEADER = re.compile(r"# (number|title|question|kinds|note|engines): (.+)")
PARAM = re.compile(
    r"# param ([a-z][a-z_]*): (reference \w+|(?:code|identifier) [a-z-]+|date|integer \d+-\d+) = (\S+) : (\S.*)"
)
COLUMN = re.compile(r"# column ([a-z][a-z0-9_]*): (\S.*)")
VALUES = re.compile(r"^ +VALUES \?(\w+) \{ (\S+) \}$", re.MULTILINE)
Rows = list[list[str]]


def header(text: str) -> list[str]:
    return text.partition("\nPREFIX ")[0].splitlines()


def params(text: str) -> dict[str, tuple[str, str]]:
    """Type and default of each parameter."""
    return {found[1]: (found[2], found[3]) for line in header(text) if (found := PARAM.fullmatch(line))}


def rows(table: str) -> Rows:
    return list(csv.reader(io.StringIO(table, newline="")))


def gold(path: Path) -> Rows:
    return rows(path.with_suffix(".csv").read_bytes().decode())


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return Store.read_only(str(release.path / "store"))


@pytest.fixture(scope="module")
def dataset(store: Store) -> Dataset:
    """The same quads in rdflib's own memory store."""

    def node(term: NamedNode | BlankNode | Literal) -> URIRef | BNode | RdfLiteral:
        if isinstance(term, NamedNode):
            return URIRef(term.value)
        if isinstance(term, BlankNode):
            return BNode(term.value)
        if term.language:
            return RdfLiteral(term.value, lang=term.language)
        # To rdflib "a" and "a"^^xsd:string are two terms; Turtle gives it the former.
        datatype = URIRef(term.datatype.value)
        return RdfLiteral(term.value, datatype=None if datatype == STRING else datatype)

    dataset = Dataset(default_union=True)
    dataset.addN((node(s), node(p), node(o), dataset.graph(node(g))) for s, p, o, g in store)
    return dataset


def test_there_are_all_questions() -> None:
    numbers = [re.findall(r"^# number: (\d+)$", path.read_text("utf-8"), re.MULTILINE) for path in QUESTIONS]
    assert sorted(int(number) for (number,) in numbers) == list(range(1, 38))


@pytest.mark.parametrize("path", QUESTIONS, ids=SLUGS)
class TestQuestion:
    def test_has_a_whole_header(self, path: Path) -> None:
        lines = header(path.read_text("utf-8"))
        fields = {found[1]: found[2] for line in lines if (found := HEADER.fullmatch(line))}
        assert {"number", "title", "question", "kinds"} <= set(fields)
        assert set(fields["kinds"].split()) <= KINDS
        assert all(HEADER.fullmatch(line) or PARAM.fullmatch(line) or COLUMN.fullmatch(line) for line in lines)

    def test_columns_are_the_variables_of_select(self, path: Path, store: Store) -> None:
        text = path.read_text("utf-8")
        columns = [found[1] for line in header(text) if (found := COLUMN.fullmatch(line))]
        answer = store.query(text.replace("\nORDER BY", "\nLIMIT 0 #"), use_default_graph_as_union=True)
        assert columns == [variable.value for variable in answer.variables]

    def test_each_parameter_is_bound_once(self, path: Path) -> None:
        text = path.read_text("utf-8")
        bound = VALUES.findall(text)
        assert sorted(name for name, _ in bound) == sorted(params(text))
        terms = dict(bound)
        for name, (kind, default) in params(text).items():
            if default == "any":
                assert terms[name] == "UNDEF"
            elif kind.startswith("reference"):
                assert terms[name] == f"<https://w3id.org/casus/id/{default}>"
            elif kind.startswith("code"):
                assert terms[name] == f"<https://w3id.org/casus/code/{kind.removeprefix('code ')}/{default}>"
            elif kind == "date":
                assert terms[name] == f'"{default}"^^xsd:date'
            else:
                assert terms[name] == (default if kind.startswith("integer") else f'"{default}"')

    def test_names_records_and_codes_that_exist(self, path: Path, store: Store) -> None:
        for _, term in VALUES.findall(path.read_text("utf-8")):
            if term.startswith("<"):
                assert any(store.quads_for_pattern(NamedNode(term.strip("<>")), None, None, None)), term

    def test_gives_the_gold_answer(self, path: Path, store: Store) -> None:
        answer = store.query(path.read_text("utf-8"), use_default_graph_as_union=True)
        assert rows(answer.serialize(format=QueryResultsFormat.CSV).decode()) == gold(path)

    @pytest.mark.full
    def test_gives_the_gold_answer_on_rdflib(self, path: Path, dataset: Dataset) -> None:
        if (engines := read_question(path.stem, path.read_text("utf-8")).engines) is not None:
            pytest.skip(engines)
        answer = dataset.query(path.read_text("utf-8")).serialize(format="csv")
        assert rows(answer.decode()) == gold(path)
