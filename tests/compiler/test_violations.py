"""How a violation reads, and the order in which they come."""

from pathlib import Path

import pytest

from casus.compiler.violations import BuildError, Violation, display_path


@pytest.mark.parametrize(
    ("violation", "text"),
    [
        (Violation("a.ttl", 3, None, None, "is wrong"), "a.ttl:3: is wrong"),
        (Violation("a.ttl", None, "force:x", None, "is wrong"), "a.ttl: force:x: is wrong"),
        (Violation("a.ttl", None, "force:x", "casus:when", "is wrong"), "a.ttl: force:x: casus:when: is wrong"),
    ],
)
def test_a_violation_is_one_line_from_the_place_to_the_message(violation: Violation, text: str) -> None:
    assert str(violation) == text


def test_violations_come_by_file_line_node_and_property() -> None:
    ordered = [
        Violation("a.ttl", 9, None, None, "z"),
        Violation("a.ttl", 10, None, None, "a"),
        Violation("b.ttl", None, "force:a", "casus:when", "a"),
        Violation("b.ttl", None, "force:b", None, "b"),
        Violation("b.ttl", None, "force:b", "casus:act", "a"),
        Violation("b.ttl", None, "force:b", "casus:act", "b"),
    ]
    assert BuildError(ordered[::-1]).violations == ordered


@pytest.mark.parametrize(("count", "text"), [(1, "1 violation"), (2, "2 violations")])
def test_the_error_says_how_many_there_are(count: int, text: str) -> None:
    assert str(BuildError([Violation("a.ttl", None, None, None, "is wrong")] * count)) == text


def test_a_path_is_shown_from_the_folder_of_the_sources_on() -> None:
    root = Path("/srv/casus/ontology")
    assert display_path(root / "data" / "states.ttl", root) == "ontology/data/states.ttl"
    assert display_path(Path("/elsewhere/states.ttl"), root) == "/elsewhere/states.ttl"
