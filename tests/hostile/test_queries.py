"""Queries that mean harm, each with what it gets for it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.hostile.server import ENDLESS, Server, problem

pytestmark = pytest.mark.hostile

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ANY = f"({TYPE}|!{TYPE})"
"""A property path that matches every triple."""

ELSEWHERE = "<http://127.0.0.1:9/sparql>"
SERVICE = {
    "as it is": f"SELECT * {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "silent": f"SELECT * {{ SERVICE SILENT {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "in lower case": f"SELECT * {{ service silent {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "without space": f"SELECT*{{SERVICE{ELSEWHERE}{{?s ?p ?o}}}}",
    "with a variable": f"SELECT * {{ VALUES ?where {{ {ELSEWHERE} }} SERVICE ?where {{ ?s ?p ?o }} }}",
    "with a prefix": f"PREFIX e: {ELSEWHERE} SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "behind a comment": f"SELECT * {{ # SERVICE\n # '\r SERVICE {ELSEWHERE} {{ ?s ?p ?o }} # '\n }}",
    "in a sub-select": f"SELECT * {{ {{ SELECT ?s {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }} }}",
    "in EXISTS": f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in NOT EXISTS": f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in BIND": f"SELECT * {{ BIND(EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} AS ?x) }}",
    "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in OPTIONAL": f"SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in UNION": f"SELECT * {{ {{ ?s ?p ?o }} UNION {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in GRAPH": f"SELECT * {{ GRAPH ?g {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
    "in HAVING": f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }})",
    "in ORDER BY": f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }})",
    "in the SELECT clause": f"SELECT (EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} AS ?x) {{ }}",
    "in ASK": f"ASK {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "in DESCRIBE": f"DESCRIBE ?s {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
}

ESCAPED = {
    "SERVICE": rf"SELECT * {{ \u0053ERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "SERVICE, long": rf"SELECT * {{ \U00000053ERV\u0049CE {ELSEWHERE} {{ ?s ?p ?o }} }}",
    "SERVICE behind a quote": rf"SELECT * {{ ?s ?p 'a'\u0020SERVICE {ELSEWHERE} {{ }} }}",
    "LOAD": r"\u004COAD <file:///etc/passwd>",
    "{": "SELECT * " + r"\u007B" * 5000 + "}" * 5000,
}
"""The standard decodes escapes before it reads a query (section 19.2), the engine only in strings and IRIs."""

UPDATES = {
    "LOAD": "LOAD <file:///etc/passwd>",
    "LOAD http": f"LOAD SILENT {ELSEWHERE} INTO GRAPH <urn:g>",
    "INSERT": "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
    "DELETE": "DELETE WHERE { ?s ?p ?o }",
    "DROP": "DROP ALL",
    "CLEAR": "PREFIX a: <urn:a> clear all",
    "with USING": "WITH <urn:g> DELETE { ?s ?p ?o } USING <file:///etc/passwd> WHERE { ?s ?p ?o }",
}


def nested(opened: str, inner: str, closed: str) -> str:
    """As deep as a query can be."""
    depth = 65_400 // (len(opened) + len(closed))
    return opened * depth + inner + closed * depth


DEEP = {
    "{": "SELECT * " + nested("{", "", "}"),
    "(": "SELECT * { FILTER" + nested("(", "1", ")") + " }",
    "[": "SELECT * { ?s ?p " + nested("[ <urn:p> ", "1", "]") + " }",
    "( ) lists": "SELECT * { ?s ?p " + nested("(", "1", ")") + " }",
    "paths": "SELECT * { ?s " + nested("(", "<urn:p>", ")") + " ?o }",
    "sub-selects": nested("SELECT * {", "", "}"),
    "<<( )>>": "SELECT * { ?s ?p " + nested("<<( ?a ?b ", "1", ")>>") + " }",
    "never closed": "SELECT * " + "{" * 65_400,
    "functions": "SELECT * { FILTER(" + nested("STR(", "1", ")") + ") }",
    "EXISTS": "SELECT * {" + nested("FILTER EXISTS{", "", "}") + "}",
    "OPTIONAL": "SELECT * {" + nested("OPTIONAL{", "", "}") + "}",
    "UNION": "SELECT * {" + nested("{}UNION{", "", "}") + "}",
}

TOO_LONG = {
    "spaces": "ASK {}" + " " * 65_536,
    "comment": "ASK {} #" + "x" * 65_536,
    "values": "SELECT * { VALUES ?x { " + "1 " * 40_000 + "} }",
    "a megabyte": "ASK { FILTER('" + "x" * 1_000_000 + "' = '') }",
}

RECURSIVE = {
    "not": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "minus": "ASK { FILTER(" + "-" * 60_000 + "1) }",
    "or": "ASK { FILTER(" + "?s||" * 15_000 + "true) }",
    "plus": "ASK { FILTER(1" + "+1" * 30_000 + ") }",
    "path alternatives": "ASK { ?s " + "<a:>|" * 12_000 + "<a:> ?o }",
    "path sequence": "ASK { ?s " + "<a:>/" * 12_000 + "<a:> ?o }",
    "path inverse": "ASK { ?s " + "^" * 60_000 + "<a:> ?o }",
    "union": "ASK {" + "{}UNION" * 9_000 + "{}}",
    "optional": "ASK {" + "OPTIONAL{}" * 6_000 + "}",
    "quoted triples": "ASK { " + "<<" * 15_000 + "?s ?p ?o " + ">>" * 15_000 + " ?p ?o }",
    "triples": "ASK {" + "?s?p?o." * 9_000 + "}",
    "aliases": "SELECT " + "".join(f"(1 AS ?v{n})" for n in range(4_000)) + " {}",
}
"""64 KB of chains: a parser or an optimizer may recurse, and some take quadratic time."""

ENDLESS_WORK = {
    "a product": ENDLESS,
    "a product, filtered": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?g && ?b != ?h && ?i = 'x') }",
    "a path": f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY}* ?b }}",
    "a path of paths": f"SELECT (COUNT(*) AS ?n) {{ ?a (({ANY}/{ANY})+|^{ANY})* ?b . ?b {ANY}* ?c }}",
    "sub-selects": "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f } } ?g ?h ?i }",
    "NOT EXISTS": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f"
    " FILTER NOT EXISTS { ?g ?h ?i FILTER(?g = ?d && ?i = ?a) } }",
    "regular expressions": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f), 'i')) }",
    "hashes": "SELECT (COUNT(?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(SHA512(CONCAT(STR(?c), STR(?f))) AS ?x) }",
}

MEMORY_BOMBS = {
    "doubled string": "SELECT (STRLEN(?v30) AS ?n) { BIND('0123456789abcdef' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
    + " }",
    "replaced string": "SELECT (STRLEN(?d) AS ?n) { BIND('" + "a" * 4000 + "' AS ?a)"
    " BIND(REPLACE(?a, 'a', ?a) AS ?b) BIND(REPLACE(?b, 'a', ?a) AS ?c) BIND(REPLACE(?c, 'a', ?a) AS ?d) }",
}  # fmt: skip

EXPLOSIONS = {
    "a product of all": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "MINUS": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z MINUS { ?a ?h ?i . ?d ?k ?l } }",
    "ORDER BY": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "DISTINCT": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } OFFSET 1000000000 LIMIT 1",
    "GROUP BY": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d ORDER BY ?n LIMIT 1",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator='" + "x" * 1000 + "') AS ?all)"
    " { ?a ?b ?c . ?d ?e ?f }",
    "CONSTRUCT": "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
}
"""They meet whichever limit is nearer: time, memory, or the size of the result."""

RESULT_BOMBS = {
    "one large value": f"SELECT ?x {{ BIND('{'x' * 60_000}' AS ?a) BIND(CONCAT({', '.join(['?a'] * 800)}) AS ?x) }}",
    "large values": f"SELECT ('{'x' * 60_000}' AS ?x) {{ ?a ?b ?c }}",
    "a large graph": f"CONSTRUCT {{ ?a ?b '{'x' * 60_000}' }} {{ ?a ?b ?c }}",
    "a wide table": "SELECT " + " ".join(f"('{'x' * 50}' AS ?v{n})" for n in range(800)) + " { ?a ?b ?c }",
}


def cases(queries: dict[str, str]) -> Callable[[Any], Any]:
    return pytest.mark.parametrize("query", queries.values(), ids=queries)


@cases(SERVICE)
def test_service_is_refused_wherever_it_hides(hostile: Server, query: str) -> None:
    assert problem(hostile.query(query)) == (403, "service-refused")


@cases(UPDATES)
def test_an_update_is_refused(hostile: Server, query: str) -> None:
    assert problem(hostile.query(query)) == (403, "update-refused")


@cases(ESCAPED)
def test_no_escape_makes_syntax(hostile: Server, query: str) -> None:
    assert problem(hostile.query(query)) == (400, "query-syntax")


def test_a_string_that_looks_like_service_when_decoded_is_a_string(hostile: Server) -> None:
    answer = hostile.query(rf"SELECT ('a\u0027 SERVICE {ELSEWHERE} {{ }} # ' AS ?x) {{ }}")
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == f"a' SERVICE {ELSEWHERE} {{ }} # "


@cases(TOO_LONG)
def test_a_query_that_is_too_long_is_refused_at_once(hostile: Server, query: str) -> None:
    start = time.monotonic()
    assert problem(hostile.query(query)) == (413, "query-too-long")
    assert time.monotonic() - start < 1


@cases(DEEP | RECURSIVE)
def test_recursion_costs_its_time_and_crashes_nothing(hostile: Server, query: str) -> None:
    """On the large stack of a worker: it is answered, is no SPARQL, or meets a limit."""
    assert len(query) <= 65_536
    answer = hostile.query(query)
    assert answer.status_code == 200 or problem(answer) in [
        (400, "query-syntax"),
        (422, "query-memory"),
        (504, "query-timeout"),
    ]


@cases(ENDLESS_WORK)
def test_endless_work_ends_at_the_deadline(hostile: Server, query: str) -> None:
    start = time.monotonic()
    assert problem(hostile.query(query)) == (504, "query-timeout")
    assert 1 <= time.monotonic() - start < 2


@cases(EXPLOSIONS)
def test_an_explosion_ends_by_the_limit_that_is_nearest(hostile: Server, query: str) -> None:
    assert problem(hostile.query(query)) in [
        (413, "result-too-large"),
        (422, "query-memory"),
        (504, "query-timeout"),
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "^(a|a?)+$", "(.*a){25}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_regular_expression_has_no_catastrophe(hostile: Server, pattern: str) -> None:
    query = f"SELECT (REGEX('{'a' * 5000}!', '{pattern}') AS ?found) {{}}"
    assert hostile.query(query).json()["results"]["bindings"][0]["found"]["value"] == "false"


@pytest.mark.parametrize("pattern", ["(((a{1000}){1000}){1000}){1000}", "(" * 50 + "a" + ")" * 50, "["])
def test_a_regular_expression_that_cannot_be_is_an_error_in_the_row(hostile: Server, pattern: str) -> None:
    answer = hostile.query(f"SELECT (REGEX('b', '{pattern}') AS ?found) {{}}")
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"][0].get("found", {"value": "false"})["value"] == "false"


def test_a_query_of_the_longest_kind_is_answered(hostile: Server) -> None:
    values = " ".join(f"<urn:x{number}>" for number in range(4_800))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {values} }} }}"
    query += " " * (65_536 - len(query))
    assert hostile.query(query).json()["results"]["bindings"][0]["n"]["value"] == "4800"
