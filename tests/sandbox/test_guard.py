import contextlib
import time

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casus.sandbox.errors import QueryError, QuerySyntaxError, QueryTooDeep, QueryTooLong, ServiceRefused, UpdateRefused
from casus.sandbox.guard import QueryForm, inspect, read

LENGTH, DEPTH = 65_536, 64
REFUSING_PORT = "<http://127.0.0.1:1/>"
"""The engine itself refuses port 1 with an OSError before it connects: how these tests see that it read SERVICE."""


def form(query: str) -> QueryForm:
    return inspect(query, LENGTH, DEPTH)


def engine_reads_service(query: str) -> bool:
    """Whether pyoxigraph, without any guard, would call another endpoint for this query."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal(1)))
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
    ("query", "expected"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("ask{}", QueryForm.ASK),
        ("PREFIX a: <x#y> BASE <http://x/> # SELECT\n cOnStRuCt WHERE { ?s ?p ?o }", QueryForm.CONSTRUCT),
        ("PREFIX :<x>DESCRIBE<y>", QueryForm.DESCRIBE),
        ("PREFIX select: <x> ASK {}", QueryForm.ASK),
        ("VERSION '1.2' SELECT * {}", QueryForm.SELECT),
        (r"\u0053ELECT * {}", QueryForm.SELECT),
        ("SELECT * { ?s ?insert <delete> } # DROP", QueryForm.SELECT),
    ],
)
def test_the_first_keyword_after_the_prologue_is_the_form(query: str, expected: QueryForm) -> None:
    assert form(query) is expected


@pytest.mark.parametrize(("query", "line", "column"), [("", 1, 1), (" # only\n\n  {}", 3, 3), ("FROM <x>", 1, 1)])
def test_a_text_without_a_form_is_a_syntax_error_at_its_first_token(query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        form(query)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "keyword", ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"]
)
def test_an_update_is_refused_by_its_keyword(keyword: str) -> None:
    with pytest.raises(UpdateRefused) as caught:
        form(f"PREFIX x: <http://x/> # SELECT\n{keyword.lower()} <x> {{}}")
    assert caught.value.keyword == keyword


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service $SERVICE { ?service ?SERVICE ?o }",
        "PREFIX service: <http://x/> SELECT * { service:x service:SERVICE service:y . ?a x:service ?b }",
        "PREFIX service: <http://x/> SELECT * FROM service:g { GRAPH service:x { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * FROM NAMED # why not\n service:g { }",
        "SELECT * { ?s ?p 'SERVICE', \"SERVICE\", '''a'b SERVICE''', \"\"\"SERVICE\"\"\", 'a\\'SERVICE' }",
        "SELECT * { ?s <http://x/service/a> <SERVICE> } # SERVICE",
        "SELECT * { ?s ?p 'x'@service, _:service, ex:a.service }",
        "SELECT * { FILTER(?s = <http://x/(SERVICE)#'>) }",
        r"SELECT * { ?s ?p '\u0053ERVICE' }",
    ],
)
def test_service_is_no_keyword_in_names_strings_iris_and_comments(query: str) -> None:
    assert form(query) is QueryForm.SELECT


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
    "BASE <http://x/> SELECT * { FILTER(<u:a'> != <u:b'>) SERVICE @ {} FILTER('' = '') }",
]


@pytest.mark.parametrize("template", SMUGGLED)
def test_service_is_refused_however_it_is_dressed(template: str) -> None:
    query = template.replace("@", REFUSING_PORT)
    assert engine_reads_service(query), "this query does not show what it was written to show"
    with pytest.raises(ServiceRefused):
        form(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER NOT EXISTS { SERVICE <x> {} } }",
        "SELECT * { ?s ?p trueSERVICE <x> {} }",
        "SELECT * { ?s ?p 1SERVICE <x> {} }",
        "SELECT * { ?s ?p trueSERVICE:x {} }",
        "SELECT * { ?s ?p :a.b.SERVICE <x> {} }",
        r"SELECT * { \u0053ERVICE <x> {} }",
        r"SELECT * { \U00000053ERVICE <x> {} }",
        r'SELECT * { ?s ?p "a\u005C" SERVICE <x> {} "" }',
        r"SELECT * { ?s ?p 'a' # \u000A SERVICE <x> {} " + "\n}",
        r'SELECT * { ?s ?p "\u0022 SERVICE <x> {} "" }',
    ],
)
def test_service_is_refused_where_only_some_engines_would_read_it(query: str) -> None:
    with pytest.raises(ServiceRefused):
        form(query)


def test_a_refusal_says_where() -> None:
    with pytest.raises(ServiceRefused) as caught:
        form("SELECT * {\n  SERVICE <x> {} }")
    assert (caught.value.line, caught.value.column) == (2, 3)


FRAGMENTS = st.sampled_from(
    [
        *"{}()[]<>'\"#.;,?!=|&^/*+-\\ \n\r",
        *("SERVICE", f"SERVICE {REFUSING_PORT} {{}}", f".SERVICE{REFUSING_PORT}{{}}", "SERVICE:x{}", "SERVICE?z{}"),
        *(f"SERVICE#>'\n{REFUSING_PORT}{{}}", "service:x", "trueSERVICE:x{}", "SERVICE#'''\n:x{}", REFUSING_PORT),
        *("?s ?p ?o .", "FILTER(?a<1)", "FILTER(?a<'x')", "FILTER(?s<?p&&'>'='>')", "FILTER(", "FILTER(?a<"),
        *("VALUES ?x {'''a''' 'b'}", "VALUES ?x {", "VALUES ?x {'a''b'}", "'''", '"""', "''", '""'),
        *("?s ?p a:b.c.", "a:b.c.d", ":x", "a:b", "<a'>", "<u:a#'>", "<u:b(>", "FILTER(<u:a'>=<u:b'>)"),
        *("\\u0027", "\\u005C", "\\uD800", "\\U00110000", "\\'", "%41", "@en", "^^", "_:b", "1.", "1e1", "true"),
        *("OPTIONAL{", "UNION", "GRAPH ?g{", "EXISTS{", "BIND(1<2 AS ?q)", "<<", ">>", "{|", "|}", "a", "# x'\n"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=9), st.sampled_from(["", "#'", "#'''", "#>\\uD800'''", '#"""']))
def test_no_service_that_the_engine_reads_passes_the_guard(fragments: list[str], tail: str) -> None:
    prologue = "".join(f"PREFIX {prefix}:{REFUSING_PORT}" for prefix in ("", "a", "x"))
    query = f"{prologue}SELECT*{{{''.join(fragments)}}}{tail}"
    if engine_reads_service(query):
        with pytest.raises(ServiceRefused):
            inspect(query, LENGTH, 1000)


@given(st.text(max_size=200))
@example("SELECT \ud800")
@example("SELECT '\\")
@example("\\U99999999")
def test_any_text_has_a_form_or_a_query_error(text: str) -> None:
    try:
        outcome = form(text).name
    except QueryError as error:
        outcome = str(error)
    assert outcome


@given(st.text(alphabet=st.characters(exclude_characters="'\\\r\n", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_string_matters(content: str) -> None:
    assert form(f"SELECT * {{ ?s ?p '{content}' }}") is QueryForm.SELECT


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\\", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_comment_matters(content: str) -> None:
    assert form(f"SELECT * # {content}\n {{ }}") is QueryForm.SELECT


@given(st.sets(st.integers(0, 6)), st.booleans(), st.booleans())
def test_escapes_hide_no_keyword(escaped: set[int], long: bool, lower: bool) -> None:
    keyword = "service" if lower else "SERVICE"
    encode = "\\U{:08x}" if long else "\\u{:04X}"
    hidden = "".join(encode.format(ord(c)) if place in escaped else c for place, c in enumerate(keyword))
    with pytest.raises(ServiceRefused):
        form(f"SELECT * {{ {hidden} <x> {{}} }}")


BRACKETS = {"{": "}", "(": ")", "[": "]"}


@given(st.lists(st.sampled_from("{(["), max_size=2 * DEPTH))
def test_depth_counts_all_brackets_together(opened: list[str]) -> None:
    query = "SELECT " + "".join(opened) + "".join(BRACKETS[bracket] for bracket in reversed(opened))
    if len(opened) <= DEPTH:
        assert form(query) is QueryForm.SELECT
    else:
        with pytest.raises(QueryTooDeep):
            form(query)


@pytest.mark.parametrize("hidden", ["'{0}'", '"{0}"', "'''{0}'''", "<http://x/{0}>", "?s # {0}\n"])
def test_brackets_in_strings_iris_and_comments_are_not_counted(hidden: str) -> None:
    assert form(f"SELECT * {{ ?s ?p {hidden.format('(' * 100)} }}") is QueryForm.SELECT


def test_brackets_after_less_than_cannot_hide_as_an_iri() -> None:
    with pytest.raises(QueryTooDeep):
        form("SELECT * { FILTER(1<" + "(" * 100 + "2>1" + ")" * 100 + ") }")


def test_brackets_side_by_side_are_not_deep() -> None:
    assert form("SELECT * {" + "{}" * 5000 + "}") is QueryForm.SELECT


def test_length_is_capped_in_characters() -> None:
    assert form("ASK {}".ljust(LENGTH)) is QueryForm.ASK
    with pytest.raises(QueryTooLong) as caught:
        form("ASK {}".ljust(LENGTH + 1))
    assert (caught.value.length, caught.value.max_length) == (LENGTH + 1, LENGTH)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <g> {}", True),
        ("ASK from named <g> {}", True),
        ("SELECT ?from { ?from <from> 'FROM' } # FROM", False),
        ("SELECT * { ?s from:x ?o }", False),
    ],
)
def test_from_is_noticed(query: str, named: bool) -> None:
    assert read(query, LENGTH, DEPTH).has_dataset_clause is named


@pytest.mark.parametrize(
    "unit",
    [
        *("<", "'", '"', "'''", "\\", ":", "a.", "a:b.c.", "'\\q", "#\n", "<'>", "<u:a#(b>,", "<a'>'", "service:x "),
        *("service:x#\n", "<service:x#>", "!", "\\u0041", "SELECT ", "GRAPH#"),
    ],
)
def test_the_time_is_linear_whatever_the_text(unit: str) -> None:
    query = ("SELECT (" + unit * LENGTH)[:LENGTH]
    start = time.perf_counter()
    with contextlib.suppress(QueryError):
        form(query)
    assert time.perf_counter() - start < 3
