import ast
import contextlib
import gc
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import casus
from casus.sandbox.errors import QuerySyntax
from casus.sandbox.limits import QueryTooLong
from casus.sparql.problems import UpdateRefused
from casus.sparql.reading import QueryForm, form_of
from casus.sparql.repeatable import is_repeatable
from casus.terms.problem import Problem

LENGTH = 65_536


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("ask{}", QueryForm.ASK),
        ("PREFIX a: <x#y> BASE <http://x/> # SELECT\n cOnStRuCt WHERE { ?s ?p ?o }", QueryForm.CONSTRUCT),
        ("PREFIX :<x>DESCRIBE<y>", QueryForm.DESCRIBE),
        ("PREFIX select: <x> ASK {}", QueryForm.ASK),
        ("PREFIX a.b-c: <http://x/Libya_(country)#'> PREFIX д: <x> ASK {}", QueryForm.ASK),
        ("VERSION '1.2' SELECT * {}", QueryForm.SELECT),
        ("BASE<http://x/>PREFIX#<\n:#>\r<x>prefix a:\n<y>#\nSelect*{}", QueryForm.SELECT),
        ("SELECT * { ?s ?insert <delete> } # DROP", QueryForm.SELECT),
    ],
)
def test_the_first_keyword_after_the_prologue_is_the_form(query: str, expected: QueryForm) -> None:
    assert form_of(query, LENGTH) is expected


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("", 1, 1),
        (" # only\n\n  {}", 3, 3),
        ("FROM <x>", 1, 1),
        ("SELEKT * {}", 1, 1),
        (r"\u0053ELECT * {}", 1, 1),
        ("PREFIX a <x>\nASK {}", 1, 1),
    ],
)
def test_a_text_without_a_form_is_a_syntax_error_at_its_first_token(query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntax) as caught:
        form_of(query, LENGTH)
    assert caught.value.extra == {"line": line, "column": column}
    assert caught.value.detail.startswith(f"Line {line}, column {column}: a query begins with SELECT")


@pytest.mark.parametrize(
    "keyword", ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"]
)
def test_an_update_is_refused_by_its_keyword(keyword: str) -> None:
    with pytest.raises(UpdateRefused, match=f"^{keyword} is an update"):
        form_of(f"PREFIX x: <http://x/> # SELECT\n{keyword.lower()} <x> {{}}", LENGTH)


def test_length_is_capped_in_characters() -> None:
    assert form_of("ASK {}".ljust(LENGTH), LENGTH) is QueryForm.ASK
    with pytest.raises(QueryTooLong, match=f"^The query has {LENGTH + 1} characters; at most {LENGTH} are accepted"):
        form_of("ASK {}".ljust(LENGTH + 1), LENGTH)


def test_half_a_character_is_a_syntax_error() -> None:
    with pytest.raises(QuerySyntax, match="Line 2, column 3: this is half of a surrogate pair"):
        form_of("SELECT * {\n  \ud800 }", LENGTH)


@given(st.text(max_size=200))
@example("SELECT \ud800")
@example("SELECT '\\")
@example("\\U99999999")
def test_any_text_has_a_form_or_a_problem(text: str) -> None:
    try:
        outcome = form_of(text, LENGTH).name
    except Problem as problem:
        outcome = problem.detail
    assert outcome


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=80))
def test_nothing_in_a_comment_matters(content: str) -> None:
    assert form_of(f"# {content}\n SELECT * {{ }}", LENGTH) is QueryForm.SELECT


@pytest.mark.parametrize(
    "unit",
    [
        *("<", "'", '"', "'''", "\\", "\\'", '\\"', "\n\\'''x", "\\'a", ":", "a.", "a:b.c.", "'\\q", "#\n", "<'>"),
        *("<u:a#(b>,", "<a'>'", "a ", "a{", "Ж ", "?a", "@a", "_:", "PREFIX a:<b>", "BASE ", "!", "\\u0041"),
    ],
)
@pytest.mark.parametrize("form", ["SELECT", "CONSTRUCT"])
def test_the_time_is_linear_whatever_the_text(form: str, unit: str) -> None:
    """Some 5 ms of processor time at worst, where squares would be 10 s; the garbage of other tests may take longer."""
    query = (f"PREFIX a: <a> {form} {{" + unit * LENGTH)[:LENGTH]
    gc.disable()
    start = time.thread_time()
    try:
        with contextlib.suppress(Problem):
            is_repeatable(query, form_of(query, LENGTH))
    finally:
        taken = time.thread_time() - start
        gc.enable()
    assert taken < 0.2


_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
"""Of characters, in a regular expression: in it `)*+` are three of these."""


def test_no_group_is_repeated_possessively() -> None:
    """CPython before 3.11.5 matches too much there (gh-100061, gh-106052): `(?>(...)*)` says the same and is right."""
    sources = Path(casus.__file__).parent.rglob("*.py")
    strings = [
        (source.name, node.value)
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert len(strings) > 1000
    assert [(name, value) for name, value in strings if re.search(r"\)[*+?]\+", _CLASS.sub("", value))] == []
