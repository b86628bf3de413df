"""Whether what is read back is what was sent."""

import random

import pyoxigraph as ox
import pytest

from casus.engine.fingerprint import Fingerprint

S, P = ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p")
XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def of(*values: ox.Literal | ox.NamedNode) -> Fingerprint:
    return sum((Fingerprint.of(ox.Triple(S, P, value)) for value in values), Fingerprint())


def test_the_order_and_the_pieces_do_not_matter() -> None:
    values = [ox.Literal(str(number)) for number in range(100)]
    mixed = random.Random(1).sample(values, len(values))

    assert of(*mixed[:40]) + of(*mixed[40:]) == of(*values)


@pytest.mark.parametrize(
    ("sent", "there"),
    [
        (typed("54.40", "decimal"), typed("54.4", "decimal")),
        (typed("-0.0", "decimal"), typed("0", "decimal")),
        (typed("01", "integer"), typed("1", "integer")),
        (typed("1.50E0", "double"), typed("1.5", "double")),
        (typed("true", "boolean"), typed("1", "boolean")),
        (typed("2011-02-17T12:00:00+02:00", "dateTime"), typed("2011-02-17T10:00:00Z", "dateTime")),
        (ox.Literal("x", language="zh-Hant"), ox.Literal("x", language="zh-hant")),
    ],
)
def test_what_is_written_otherwise_and_means_the_same_is_told_from_what_is_written_alike(
    sent: ox.Literal, there: ox.Literal
) -> None:
    assert of(sent).meant == of(there).meant
    assert sent == there or of(sent).written != of(there).written


@pytest.mark.parametrize(
    ("sent", "there"),
    [
        (typed("54.40", "decimal"), typed("54.41", "decimal")),
        (typed("1", "integer"), typed("1", "decimal")),
        (typed("1", "integer"), ox.Literal("1")),
        (ox.Literal("x", language="en"), ox.Literal("x", language="fr")),
        (typed("2011-02-17", "date"), typed("2011-02-18", "date")),
        (typed("x", "integer"), typed("y", "integer")),
        (ox.NamedNode("http://a/b"), ox.Literal("http://a/b")),
        (ox.Literal("A"), ox.Literal("a")),
    ],
)
def test_what_means_something_else_differs(sent: ox.Literal, there: ox.Literal) -> None:
    assert of(sent).meant != of(there).meant
