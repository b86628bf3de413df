"""Real clients, each started with the snippet that docs/clients.md gives for it, on the five questions of that page.

The expected answers come from the engine itself, on the same release, with nothing of the service between.
"""

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import URITooLong

from casus.release.manifest import Release
from tests.clients.answers import Answer, Table, read
from tests.snippets import ROOT, Snippet, foreign, need, snippets

PAGE = snippets(ROOT / "docs" / "clients.md")
QUESTIONS = {
    **dict(zip(("names", "truth", "network", "years"), (s.code for s in PAGE if s.language == "sparql"), strict=True)),
    "signing": (ROOT / "ontology" / "questions" / "who-came-and-did-not-sign.rq").read_text("utf-8"),
}
FORMS = {"names": "SELECT", "truth": "ASK", "network": "CONSTRUCT", "years": "SELECT", "signing": "SELECT"}
NEEDS = {"curl": "curl", "SPARQLWrapper": None, "rdflib": None, "Comunica": "JavaScript", "Jena": "Jena", "R": "R"}

CASES = [
    pytest.param(
        snippet, question, id=f"{snippet.section}-{snippet.language}-{question}", marks=foreign(NEEDS[snippet.section])
    )
    for snippet in PAGE
    for question, form in FORMS.items()
    if snippet.section in NEEDS and form in snippet.title
]


def test_every_client_is_asked_every_question() -> None:
    asked = {(case.values[0].section, case.values[1]) for case in CASES}
    assert asked == {(client, question) for client in NEEDS for question in QUESTIONS}


@pytest.mark.parametrize(("snippet", "question"), CASES)
def test_a_client_gets_the_answer(
    snippet: Snippet, question: str, expected: dict[str, Answer], server: str, tmp_path: Path
) -> None:
    if (runtime := NEEDS[snippet.section]) is not None:
        need(runtime)
    (tmp_path / "question.rq").write_text(QUESTIONS[question], encoding="utf-8")
    printed = snippet.run(server, tmp_path)
    answer, wanted = read(printed, FORMS[question]), expected[question]
    if isinstance(wanted, Table) and not printed.lstrip().startswith("{"):
        wanted = wanted.untyped()
    assert answer == wanted


def test_the_answers_say_something(expected: dict[str, Answer]) -> None:
    names, years = expected["names"], expected["years"]
    assert isinstance(names, Table) and isinstance(years, Table)
    assert {("خليفة حفتر", "ar"), ("Халифа Хафтар", "ru")} <= {row[1] for row in names.rows}
    assert expected["truth"] is True
    assert len(expected["network"]) > 50  # type: ignore[arg-type]
    assert {cell and cell[1] for cell in years.rows[0]} >= {
        "http://www.w3.org/2001/XMLSchema#integer",
        "http://www.w3.org/2001/XMLSchema#date",
    }
    assert len(expected["signing"].rows) > 10  # type: ignore[union-attr]


def test_a_query_that_is_too_long_for_a_url_is_posted_as_the_page_says(server: str) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(f'<urn:x:{n}>' for n in range(5000))} }} }}"
    assert 60_000 < len(query) <= 65_536
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    wrapper.setQuery(query)
    with pytest.raises(URITooLong):
        wrapper.query()
    wrapper.setMethod(POST)
    assert wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "5000"
    with pytest.raises(ValueError, match="something wrong"):
        Graph(SPARQLStore(f"{server}/sparql")).query(query)
    (row,) = Graph(SPARQLStore(f"{server}/sparql", method="POST")).query(query)
    assert int(row[0]) == 5000


@pytest.fixture(scope="module")
def expected(release: Release) -> dict[str, Answer]:
    store = pyoxigraph.Store.read_only(str(release.path / "store"))
    answers = {}
    for name, query in QUESTIONS.items():
        result = store.query(query, use_default_graph_as_union=True)
        graph = isinstance(result, pyoxigraph.QueryTriples)
        format = pyoxigraph.RdfFormat.TURTLE if graph else pyoxigraph.QueryResultsFormat.JSON
        answers[name] = read(result.serialize(format=format).decode(), FORMS[name])  # type: ignore[call-overload,union-attr]
    return answers
