"""The code book over HTTP: how often each code is used, counted once more by SPARQL, and its lists as SKOS."""

import gzip
from collections import defaultdict

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal

from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, DCTERMS, RDF, RECORD, SKOS

_USERS = f"""
SELECT ?code (COUNT(DISTINCT ?user) AS ?n) WHERE {{
  ?code a {CASUS.Code.n3()} .
  OPTIONAL {{ ?user ?property ?code FILTER(STRSTARTS(STR(?user), "{RECORD}")) }}
}} GROUP BY ?code
"""


@pytest.fixture(scope="module")
def book(client: FlaskClient) -> dict[str, dict[str, int]]:
    """The uses of every code, by list and code."""
    lists = client.get("/v1/codes?limit=500").json["items"]
    pages = [client.get(f"/v1/{item['id']}").json for item in lists]
    return {
        page["id"].removeprefix("codes/"): {code["id"]: code["use_count"] for code in page["codes"]} for page in pages
    }


def test_every_code_is_served_with_the_uses_that_sparql_counts(
    book: dict[str, dict[str, int]], opened: OpenRelease
) -> None:
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for code, number in opened.dataset.select(_USERS):
        code_list, _, notation = str(code).removeprefix(str(CODE)).partition("/")
        counted[code_list][notation] = int(str(number))
    assert book == counted
    assert sum(uses for codes in book.values() for uses in codes.values()) > 10_000


@pytest.mark.parametrize(
    ("code_list", "code", "request_"),
    [
        ("negotiation-outcome", "not-concluded", "/v1/negotiations?outcome=not-concluded"),
        ("support-form", "weapons", "/v1/claims?support_form=weapons"),
        ("event-type", "air-strike", "/v1/events?event_type=air-strike"),
    ],
)
def test_a_code_that_only_records_have_is_used_by_as_many_as_its_filter_finds(
    book: dict[str, dict[str, int]], client: FlaskClient, code_list: str, code: str, request_: str
) -> None:
    assert book[code_list][code] == client.get(request_).json["total"]["value"] > 0


def test_the_mappings_of_codes_are_no_uses_of_a_scheme(book: dict[str, dict[str, int]], opened: OpenRelease) -> None:
    mapped = opened.dataset.select(
        f"SELECT ?node WHERE {{ ?code a {CASUS.Code.n3()} ; {CASUS.identifier.n3()} ?node ; {SKOS.notation.n3()} ?n ."
        f" ?node {CASUS.scheme.n3()} <{CODE}identifier-scheme/plover> }}"
    )
    assert len(list(mapped)) > 10
    assert book["identifier-scheme"]["plover"] == 0


@pytest.fixture(scope="module")
def vocabulary(client: FlaskClient) -> Graph:
    """What the pages of all lists say as Turtle, in one graph: what Skosmos or SkoHub would be given."""
    graph = Graph()
    for item in client.get("/v1/codes?limit=500").json["items"]:
        graph.parse(data=client.get(f"/v1/{item['id']}?format=turtle").text, format="turtle")
    return graph


def test_every_code_is_reached_from_the_top_of_its_one_scheme(vocabulary: Graph) -> None:
    schemes = set(vocabulary.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) > 35
    for scheme in schemes:
        codes = set(vocabulary.subjects(SKOS.inScheme, scheme))
        top = set(vocabulary.objects(scheme, SKOS.hasTopConcept))
        assert top == set(vocabulary.subjects(SKOS.topConceptOf, scheme)) <= codes
        assert {code for each in top for code in vocabulary.transitive_objects(each, SKOS.narrower)} == codes, scheme
    assert set(vocabulary.subject_objects(SKOS.narrower)) == {
        (broader, code) for code, broader in vocabulary.subject_objects(SKOS.broader)
    }


def test_every_scheme_has_a_title_and_every_label_a_language(vocabulary: Graph) -> None:
    for scheme in vocabulary.subjects(RDF.type, SKOS.ConceptScheme):
        titles = list(vocabulary.objects(scheme, DCTERMS.title))
        assert titles and titles == list(vocabulary.objects(scheme, SKOS.prefLabel))
    for name in (SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, DCTERMS.title, DCTERMS.description):
        languages = [text.language for text in vocabulary.objects(None, name) if isinstance(text, Literal)]
        assert languages and all(languages), name


def test_sparql_and_the_dumps_say_what_is_at_the_top(vocabulary: Graph, opened: OpenRelease) -> None:
    query = f"SELECT ?scheme ?code WHERE {{ ?scheme {SKOS.hasTopConcept.n3()} ?code }}"
    assert set(opened.dataset.select(query)) == set(vocabulary.subject_objects(SKOS.hasTopConcept))
    with gzip.open(opened.release.quads_path, "rt", encoding="utf-8") as dump:
        lines = [line for line in dump if line.split(" ")[1] == SKOS.hasTopConcept.n3()]
    assert len(lines) == len(list(vocabulary.subject_objects(SKOS.hasTopConcept)))
