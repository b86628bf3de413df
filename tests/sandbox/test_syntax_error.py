import pyoxigraph as ox
import pytest

from casus.sandbox.errors import QuerySyntax
from casus.sandbox.syntax_error import explained


def complaint(query: str) -> QuerySyntax:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    return explained(str(caught.value), query)


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELEKT * {}", 1, 1, "not understood from 'SELEKT * {}'"),
        ("SELECT * {\n  ?s ?p 'é' ;; . } nonsense here", 2, 18, "not understood from '} nonsense here'"),
        ("SELECT * { ?s ?p ?o", 1, 20, "not understood from the end, expected"),
        ("SELECT ?x { ?s a <http://x y> }", 1, 30, "IRI parsing failed, at the end of 'SELECT ?x { ?s a <http://x y>'"),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }", 1, 40, "The SELECT contains a variable that is unbound"),
        (
            "SELECT * {\n\n ?s\n unknown:p\n ?o }",
            4,
            11,
            "Prefix not found, at the end of 'SELECT * {\\n\\n ?s\\n unknown:p'",
        ),
        ("SELECT * { ?s ?p 'open }", 1, 25, "not understood from the end"),
    ],
)
def test_a_syntax_error_says_where_and_what(query: str, line: int, column: int, message: str) -> None:
    told = complaint(query)
    assert told.extra == {"line": line, "column": column}
    assert told.detail.startswith(f"Line {line}, column {column}: {message}")


def test_the_place_is_at_or_shortly_before_the_mistake() -> None:
    query = "SELECT * WHERE {\n ?s ?p ?o .\n ?s ?p ?o\n ?s ?p !! .\n ?s ?p ?o }"
    told = complaint(query)
    assert told.extra["line"] in (3, 4)


def test_character_classes_are_not_told() -> None:
    assert "u{" not in complaint("SELECT * { ?s ?p ?? }").detail


def test_a_report_of_another_shape_is_passed_on() -> None:
    told = explained("something new", "ASK {}")
    assert (told.detail, told.extra) == ("something new", {})
