"""What of a query goes to an engine. Whether the engine then keeps to it is asked in tests/engines."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.engine.depth import QueryTooDeep
from casus.engine.guard import EngineDoor, Guarded, guarded
from casus.engine.names import ReleaseGraphs
from casus.sandbox.errors import QuerySyntax, UnknownFunction
from casus.sandbox.limits import QueryTooLong
from casus.sandbox.query import Query

SHAPES, CODES = "https://w3id.org/casus/graph/shapes", "https://w3id.org/casus/graph/codes/camp"
GRAPHS = ReleaseGraphs("0.1.0-0123456789ab", [SHAPES, CODES])
THERE = "https://w3id.org/casus/releases/0.1.0-0123456789ab"
LIST = "http://www.w3.org/ns/shacl#in"


def sent(text: str, **more: list[str]) -> Guarded:
    return guarded(Query(text, "application/sparql-results+json", **more), GRAPHS, {LIST})


DOORS = [
    "SELECT * { ?s <bif:contains> 'x' }",
    "PREFIX bif: <bif:> SELECT * { ?s bif:contains 'x' }",
    "PREFIX p: <http://www.openlinksw.com/schemas/bi> SELECT * { ?s p:f\\#contains 'x' }",
    "PREFIX p: <http://www.openlinksw.com/schemas/bif#> SELECT * { ?s p:contains 'x' }",
    r"SELECT * { ?s <http://www.openlinksw\u002ecom/schemas/bif#contains> 'x' }",
    r"SELECT * { ?s <\u0062if:contains> 'x' }",
    "BASE <http://www.openlinksw.com/schemas/> SELECT * { ?s <bif#contains> 'x' }",
    "BASE <http://www.openlinksw.com/> BASE <schemas/> PREFIX p: <bif#> SELECT * { ?s p:contains 'x' }",
    "SELECT * { ?s <HTTP://WWW.OPENLINKSW.COM/schemas/bif#contains> 'x' }",
    "SELECT * { ?s <http://jena.apache.org/ARQ/property#splitIRI> (?a ?b) }",
    "SELECT * { ?s <http://jena.hpl.hp.com/ARQ/property#concat> (?a ?b) }",
    "SELECT * { ?s <http://jena.apache.org/text#query> 'x' }",
    "SELECT * { ?s <java:org.example.Property> 'x' }",
    "SELECT (<java:java.lang.System.exit>(0) AS ?x) {}",
    "SELECT (<sql:rand>(1) AS ?x) {}",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o FILTER(?o = <file:///etc/passwd>) }",
    "SELECT * { GRAPH <urn:x-arq:UnionGraph> { ?s ?p ?o } }",
    "SELECT * { VALUES ?g { <urn:x-arq:DefaultGraph> } GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(?g = <https://w3id.org/casus/releases/catalogue>) }",
    "DEFINE input:inference 'x' SELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o OPTION (TRANSITIVE) }",
    "SELECT * { ?s ?p ?o LATERAL { ?o ?q ?r } }",
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT (CALL(<http://example.org/f>) AS ?x) {}",
    "BASE <java:java.lang.> SELECT (IRI('System') AS ?x) {}",
    "INSERT DATA { <http://a/> <http://b/> 1 }",
]


@pytest.mark.parametrize("query", DOORS)
def test_a_door_is_found_wherever_it_is_hidden(query: str) -> None:
    with pytest.raises((EngineDoor, QuerySyntax)) as refused:
        sent(query)
    assert refused.value.extra["line"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<http://example.org/f>(1) AS ?x) {}",
        "SELECT * { FILTER(<http://example.org/f>(1)) }",
        "PREFIX e: <http://example.org/> SELECT (e:agg(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "SELECT * { ?s <http://example.org/property-function> (?a ?b) }",
    ],
)
def test_only_casts_are_functions_that_an_iri_names(query: str) -> None:
    with pytest.raises(UnknownFunction):
        sent(query)


def test_casts_and_properties_of_the_release_are_let_through() -> None:
    text = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:integer('1') AS ?n) {{ ?s <{LIST}> (1 2) }}"

    assert '<http://www.w3.org/2001/XMLSchema#integer>( "1" )' in sent(text).text


def test_long_names_behind_a_short_prefix_are_not_written_out_without_end() -> None:
    with pytest.raises(QueryTooLong):
        sent(f"PREFIX p: <http://a/{'a' * 30_000}> SELECT * {{ VALUES ?x {{ {'p: ' * 10_000} }} }}")


def test_words_in_strings_and_comments_open_nothing() -> None:
    text = "SELECT * { ?s ?p 'DEFINE <bif:contains> SERVICE' # <java:x> OPTION\n }"

    assert sent(text).text.endswith('SELECT * { ?s ?p "DEFINE <bif:contains> SERVICE" }')


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", ["/all"], ["/none"]),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", ["/all"], ["/graph/shapes", "/graph/codes/camp"]),
        (f"SELECT * FROM <{SHAPES}> {{ ?s ?p ?o }}", ["/graph/shapes"], ["/none"]),
        (f"SELECT * FROM <{SHAPES}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ["/graph/shapes"], ["/none"]),
        (f"SELECT * FROM NAMED <{SHAPES}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ["/none"], ["/graph/shapes"]),
        ("PREFIX g: <https://w3id.org/casus/> ASK FROM g:graph\\/shapes { ?s ?p ?o }", ["/graph/shapes"], ["/none"]),
        ("SELECT * FROM <http://example.org/foreign> { ?s ?p ?o }", ["/none"], ["/none"]),
        ("SELECT * FROM NAMED <http://example.org/foreign> { GRAPH ?g { ?s ?p ?o } }", ["/none"], ["/none"]),
        (
            "SELECT * { GRAPH <http://example.org/foreign> { ?s ?p ?o } }",
            ["/all"],
            ["/graph/shapes", "/graph/codes/camp", "/none"],
        ),
    ],
)
def test_every_query_says_its_whole_dataset(query: str, default: list[str], named: list[str]) -> None:
    asked = sent(query)

    assert asked.dataset["default-graph-uri"] == [THERE + name for name in default]
    assert asked.dataset["named-graph-uri"] == [THERE + name for name in named]
    assert "FROM" not in asked.text and "example.org" not in asked.text


def test_graphs_of_the_protocol_go_before_from() -> None:
    asked = sent(f"SELECT * FROM <{SHAPES}> {{ ?s ?p ?o }}", default_graphs=[CODES])

    assert asked.dataset["default-graph-uri"] == [f"{THERE}/graph/codes/camp"]


def test_graphs_are_called_by_their_names_on_the_engine() -> None:
    asked = sent(f"SELECT * {{ GRAPH <{SHAPES}> {{ ?s ?p ?o }} GRAPH ?g {{}} FILTER(?g != <{CODES}>) }}")

    assert f"GRAPH <{THERE}/graph/shapes>" in asked.text
    assert f"?g != <{THERE}/graph/codes/camp>" in asked.text


@given(st.text(st.sampled_from("{}()<>?#'\"\\:.;,/a@^ub0 \n|&=!*+-\u00e9"), max_size=40))
def test_whatever_is_sent_it_is_refused_or_read_again_as_the_same(text: str) -> None:
    with suppress(EngineDoor, UnknownFunction, QuerySyntax):
        once = sent(f"SELECT * {{ ?s ?p ?o {text} }}")
        assert sent(once.text).text == once.text


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "ask\nFROM <http://a/> where { { ?s ?p ?o } UNION {} }"])
def test_ask_is_asked_as_the_select_of_a_row(query: str) -> None:
    asked = sent(query)

    assert asked.asks
    assert " SELECT * " in asked.text and asked.text.endswith("} LIMIT 1")


@pytest.mark.parametrize("more", ["LIMIT 0", "VALUES ?s { 1 }", "GROUP BY ?s"])
def test_ask_with_more_behind_it_stays_as_it_is(more: str) -> None:
    asked = sent(f"ASK {{ ?s ?p ?o }} {more}")

    assert not asked.asks and " ASK " in asked.text


def test_what_is_no_ask_has_no_row_added() -> None:
    assert not sent("SELECT ?s { ?s ?p ?o }").asks


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { <http://a/s> (<http://a/p>|<http://a/q>)+ ?o }",
        "SELECT * { ?s ?p ?o . <http://a/s> (<http://a/p>/<http://a/q>) ?o }",
        "SELECT * { { ?s ?p ?o } <http://a/s> (<http://a/p>)* ?o }",
    ],
)
def test_a_subject_before_a_path_is_no_function(query: str) -> None:
    assert "<http://a/p>" in sent(query).text


TOO_DEEP = {
    "{": "SELECT * " + "{" * 1000 + "}" * 1000,
    "(": "SELECT * { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }",
    "!": "SELECT * { FILTER(" + "!" * 4000 + "true) }",
    "+": "SELECT * { FILTER(1" + "+1" * 2000 + ") }",
    "+(": "SELECT * { FILTER(" + ("1" + "+1" * 100 + "+(") * 40 + "1" + ")" * 41 + " }",
    "||": "SELECT * { ?s ?p ?o FILTER(?s" + "||?o" * 4000 + ") }",
    "|": "SELECT * { ?s <http://a/>" + "|<http://a/>" * 4000 + " ?o }",
    "UNION": "SELECT * { {}" + "UNION{}" * 2000 + "}",
    "MINUS": "SELECT * { ?s ?p ?o " + "MINUS{?s ?p 1}" * 1000 + "}",
    "EXISTS": "SELECT * { " + "FILTER EXISTS{" * 250 + "}" * 250 + "}",
    "BIND": "SELECT * { " + "".join(f"BIND(1 AS ?a{number})" for number in range(1000)) + "}",
    "AS": "SELECT " + "".join(f"(1 AS ?a{number})" for number in range(1000)) + "{}",
    "(+": "SELECT * { FILTER(" + "(" * 45 + "1" + ("+1" * 60 + ")") * 45 + ") }",
    ".": "SELECT * { " + "?s ?p ?o . " * 3000 + "}",
    ";": "SELECT * { ?s ?p 1 " + "; ?p 1 " * 3000 + "}",
    ",": "SELECT * { ?s ?p 1 " + ", 1 " * 3000 + "}",
    "{}": "SELECT * { " + "{ ?s ?p ?o } " * 3000 + "}",
    "[]": "SELECT * { ?s ?p [] " + ", [] " * 3000 + "}",
    "()": "SELECT * { ?s ?p (" + "1 " * 3000 + ") }",
    "(())": "SELECT * { ?s ?p (" + "(1)" * 3000 + ") }",
    "VALUES": "SELECT * { " + "".join(f"VALUES ?a{number} {{ 1 }} " for number in range(3000)) + "}",
    "HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(COUNT(?o)) " * 3000,
    "DESCRIBE": "DESCRIBE " + "<http://a/> " * 3000,
}
"""Each of them was seen to end Oxigraph's server."""


@pytest.mark.parametrize("query", TOO_DEEP.values(), ids=TOO_DEEP)
def test_what_would_end_the_stack_of_an_engine_is_refused(query: str) -> None:
    with pytest.raises(QueryTooDeep) as refused:
        sent(query)
    assert refused.value.extra["column"] > 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { VALUES ?a { " + "1 " * 15_000 + "} }",
        "SELECT * { VALUES ?a { " + "-1 " * 15_000 + "} }",
        "SELECT * { VALUES (?a ?b) { " + "(-1 -2) " * 8_000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (1" + ", 1" * 15_000 + ")) }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (-1" + ", -1" * 15_000 + ")) }",
        "SELECT * { VALUES (?a ?b) { " + "(UNDEF 'union'@en) " * 4000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o NOT IN ('as'" + ", 'as'@en, true" * 4000 + ")) }",
    ],
    ids=["VALUES", "negative", "pairs", "IN", "negative IN", "words", "words IN"],
)
def test_lists_may_be_as_long_as_a_query(query: str) -> None:
    assert sent(query).text
