"""Which keywords the engine reads, against the engine itself: it calls out, or it does not."""

from itertools import product
from string import ascii_lowercase

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casus.sandbox.keywords import keyword
from casus.sandbox.limits import Limits
from casus.terms.names import BASE

REFUSING_PORT = "<http://127.0.0.1:1/>"
"""The engine itself refuses port 1 with an OSError before it connects: how these tests see that it read SERVICE."""


def reads_service(query: str) -> bool:
    """What the sandbox says; of what is no query, that there is none in it."""
    try:
        return keyword("SERVICE", query) is not None
    except SyntaxError:
        return False


def engine_reads_service(query: str) -> bool:
    """Whether pyoxigraph, of which nobody asked anything before, would call another endpoint for this query."""
    store = ox.Store()
    for value in (
        ox.Literal(1),
        ox.Literal(True),
        ox.Literal("1.e1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")),
    ):
        store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), value))
    try:
        results = store.query(query)
        assert isinstance(results, ox.QuerySolutions | ox.QueryBoolean)
        results.serialize(format=ox.QueryResultsFormat.CSV)
    except OSError:
        return True
    except RuntimeError as error:
        return "service name" in str(error)
    except SyntaxError:
        return False
    return False


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service $SERVICE { ?service ?SERVICE ?o }",
        "SELECT ?service (1 AS ?Service) { ?service ?p ?o }",
        "PREFIX service: <http://x/> SELECT * { service:x service:SERVICE service:y . ?a service:service ?b }",
        "PREFIX service: <http://x/> SELECT * FROM service:g { GRAPH service:x { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * FROM NAMED # why not\n service:g { }",
        "PREFIX service: <http://x/> SELECT * { ?s ?p service:x { ?s ?p ?o } }",
        "PREFIX service: <http://x/> PREFIX Service: <http://y/> DESCRIBE Service:x { ?s ?p service:x }",
        "PREFIX x: <http://x/> SELECT * { ?s ?p x:service, x:a.service, x:a\\@service, x:%41service }",
        "SELECT * { ?s ?p 'SERVICE', \"SERVICE\", '''a'b SERVICE''', \"\"\"SERVICE\"\"\", 'a\\'SERVICE' }",
        "SELECT * { ?s <http://x/service/a> <SERVICE> } # SERVICE",
        "SELECT * { ?s ?p <service:x>, <http://service.example/?service#service> }",
        "SELECT * { ?s ?p 'x'@service, 'x'@en-service, _:service }",
        "SELECT * { FILTER(?s = <http://x/(SERVICE)#'>) }",
        "SELECT * { FILTER(1<'a'&&'>b'='SERVICE c') }",
        r"SELECT * { ?s ?p '\u0053ERVICE' }",
    ],
)
def test_service_is_no_keyword_in_names_strings_iris_and_comments(query: str) -> None:
    ox.Store().query(query, base_iri=BASE)
    assert keyword("SERVICE", query) is None


SMUGGLED = [
    "SELECT * { SERVICE @ {} }",
    "SELECT*{service@{}}",
    "SELECT * { ?s ?p ?o.SERVICE @ {} }",
    "SELECT * { MINUS { { SELECT * { SeRvIcE SILENT @ {} } } } SERVICE @ {} }",
    "SELECT * { FILTER(?a<?b)SERVICE#>\n@{} }",
    "SELECT * { FILTER(1<'>')SERVICE @ { VALUES ?z {''} } }",
    "SELECT * { VALUES ?x {'''a'} SERVICE @ {} }",
    "SELECT * { VALUES ?x {'''a'} SERVICE @ {} } # \\uD800'''",
    "SELECT * { ?s ?p ?o . SERVICE @ {} # '\n }",
    "SELECT * { SERVICE?x {} }",
    "SELECT * { # '\r SERVICE @ {} # '\n }",
    "PREFIX : @ SELECT * { SERVICE:x {} }",
    "PREFIX : @ SELECT * { service:x # {\n {} }",
    "PREFIX : @ PREFIX service: <http://x/> SELECT * { service:x {} }",
    "PREFIX e: @ SELECT * { SERVICEe:x {} }",
    "PREFIX e: @ SELECT * { SERVICESILENT e:x {} SERVICE e:x {} }",
    "PREFIX x: <http://x/> SELECT * { VALUES ?x { true } FILTER(?x != x:a.b)SERVICE @ {} }",
    "PREFIX x: <http://x/> SELECT * { OPTIONAL { ?s ?p x:a.b.SERVICE @ {} } SERVICE @ {} }",
    "PREFIX : @ SELECT * { ?s ?p trueSERVICE:x {} }",
    "PREFIX : @ PREFIX trueqaaaaaa: @ SELECT * { ?s ?p trueSERVICE:x {} }",
    "PREFIX : @ PREFIX trueQAAAAAA: @ SELECT * { ?s ?p trueSERVICE:x {} }",
    "PREFIX : @ PREFIX trueqaaaaaa: @ PREFIX trueqaaaaab: @ SELECT * { ?s ?p true, trueSERVICE:x {} }",
    "SELECT * { ?s ?p 1SERVICE @ {} }",
    "SELECT * { ?s ?p 1.e1SERVICE @ {} }",
    "SELECT * { FILTER NOT EXISTS { SERVICE SILENT @ {} } }",
    "BASE <http://x/> SELECT * { FILTER(<u:a'> != <u:b'>) SERVICE @ {} FILTER('' = '') }",
]


@pytest.mark.parametrize("template", SMUGGLED)
def test_service_is_read_however_it_is_dressed(template: str) -> None:
    query = template.replace("@", REFUSING_PORT)
    if "NOT EXISTS" not in query:  # in which it is not called: there is no row to ask for
        assert engine_reads_service(query), "this query does not show what it was written to show"
    assert keyword("SERVICE", query) is not None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p :a.b.SERVICE <x> {} }",
        r"SELECT * { \u0053ERVICE <http://x/> {} }",
        r"SELECT * { \U00000053ERVICE <http://x/> {} }",
        r"SELECT * { SERVICE\u0020<http://x/> {} }",
        r'SELECT * { ?s ?p "a\u005C" SERVICE <http://x/> {} "" }',
        r"SELECT * { ?s ?p 'a' # \u000A SERVICE <http://x/> {} " + "\n",
        r'SELECT * { ?s ?p "\u0022 SERVICE <http://x/> {} "" }',
        "SELECT * { ?s ?p 'service",
    ],
)
def test_what_other_engines_may_read_is_no_query_to_this_one(query: str) -> None:
    """Escapes outside of strings and IRIs (SPARQL 1.1, section 19.2) are none to Oxigraph."""
    with pytest.raises(SyntaxError):
        ox.Store().query(query)
    assert not reads_service(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * {\n  SERVICE <http://x/> {} }", "SERVICE <"),
        ("SELECT ?service { ?service ?p 'SERVICE' . service silent ?service {} } # SERVICE", "service silent"),
        ("PREFIX service: <http://x/> SELECT * { service:a ?p service:b . SERVICE service:c {} }", "SERVICE s"),
    ],
)
def test_it_is_told_where_the_keyword_is(query: str, found: str) -> None:
    assert keyword("SERVICE", query) == query.index(found)


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("SELECT * FROM <http://x/g> {}", True),
        ("ASK from named <http://x/g> {}", True),
        ("SELECT*FROM<http://x/g>FROM NAMED<http://x/h>{}", True),
        ("SELECT ?from { ?from <http://x/from> 'FROM' } # FROM", False),
        ("PREFIX from: <http://x/> SELECT * { ?s from:x from:from, 'x'@from, 'x'@en-from }", False),
    ],
)
def test_from_is_noticed(query: str, read: bool) -> None:
    assert (keyword("FROM", query) is not None) is read


def test_asking_evaluates_nothing() -> None:
    """Neither a SERVICE, which would panic here, nor work without end, for which no data are needed."""
    numbers = " ".join(map(str, range(300)))
    endless = " ".join(f"VALUES ?v{n} {{ {numbers} }}" for n in range(8))
    assert keyword("SERVICE", f"ASK {{ {endless} FILTER(?v0 = 'service') }}") is None
    assert keyword("SERVICE", f"ASK {{ {endless} FILTER(?v0 = 'x') SERVICE <https://127.0.0.1:1/> {{}} }}") is not None


FRAGMENTS = st.sampled_from(
    [
        *"{}()[]<>'\"#.;,?!=|&^/*+-\\ \n\r",
        *("SERVICE", f"SERVICE {REFUSING_PORT} {{}}", f".SERVICE{REFUSING_PORT}{{}}", "SERVICE:x{}", "SERVICE?z{}"),
        *(f"SERVICE#>'\n{REFUSING_PORT}{{}}", "service:x", "trueSERVICE:x{}", "SERVICE#'''\n:x{}", REFUSING_PORT),
        *("?s ?p ?o .", "FILTER(?a<1)", "FILTER(?a<'x')", "FILTER(?s<?p&&'>'='>')", "FILTER(", "FILTER(?a<"),
        *("VALUES ?x {'''a''' 'b'}", "VALUES ?x {", "VALUES ?x {'a''b'}", "'''", '"""', "''", '""'),
        *("?s ?p a:b.c.", "a:b.c.d", ":x", "a:b", "<a'>", "<u:a#'>", "<u:b(>", "FILTER(<u:a'>=<u:b'>)"),
        *("\\u0027", "\\u005C", "\\uD800", "\\U00110000", "\\'", "%41", "@en", "^^", "_:b", "1.", "1e1", "true"),
        *(
            "service:",
            "?service",
            "'x'@service",
            "<service>",
            "SILENT",
            "SERVICESILENT:x{}",
            "?p service:x {}",
            "x:service",
        ),
        *("OPTIONAL{", "UNION", "GRAPH ?g{", "EXISTS{", "BIND(1<2 AS ?q)", "<<", ">>", "{|", "|}", "a", "# x'\n"),
    ]
)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=9), st.sampled_from(["", "#'", "#'''", "#>\\uD800'''", '#"""']))
def test_no_service_that_the_engine_calls_is_overlooked(fragments: list[str], tail: str) -> None:
    prologue = "".join(f"PREFIX {prefix}:{REFUSING_PORT}" for prefix in ("", "a", "x", "service", "trueqaaaaaa"))
    query = f"{prologue}SELECT*{{{''.join(fragments)}}}{tail}"
    if engine_reads_service(query):
        assert reads_service(query)


@given(st.text(alphabet=st.characters(exclude_characters="'\\\r\n", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_string_matters(content: str) -> None:
    assert keyword("SERVICE", f"SELECT * {{ ?s ?p 'SERVICE{content}service' }}") is None


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_comment_matters(content: str) -> None:
    assert keyword("SERVICE", f"SELECT * # {content} SERVICE <x> {{}}\n {{ }}") is None


@given(st.lists(st.sampled_from(["qaaaaaa", "qaaaaab", "QAAAAAC", "q", "service", " "]), max_size=30))
def test_no_text_holds_the_word_that_is_tried(words: list[str]) -> None:
    text = "".join(words)
    assert keyword("SERVICE", f"SELECT * {{ ?s ?p '{text}' }}") is None
    assert keyword("SERVICE", f"SELECT * {{ ?s ?p '{text}' SERVICE <http://x/> {{}} }}") is not None


def test_a_text_that_holds_every_word_is_taken_for_one_with_the_keyword() -> None:
    """Four letters are few: a query of 64 Ki characters can hold them all, and is answered all the same."""
    words = "".join("q" + "".join(letters) for letters in product(ascii_lowercase.replace("q", ""), repeat=3))

    assert len(words) < Limits().max_chars
    assert keyword("FROM", f"SELECT * {{ ?s ?p ?o }} # FROM {words}") is not None
