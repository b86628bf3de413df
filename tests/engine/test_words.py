"""The tokens of queries that go to an engine."""

import time
from contextlib import suppress

import pytest

from casus.engine.words import Word, unescaped, words, written
from casus.sandbox.errors import QuerySyntax


def kinds(query: str) -> list[tuple[str, str]]:
    return [(word.kind, word.text) for word in words(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?a<?b", [("var", "?a"), ("sign", "<"), ("var", "?b")]),
        ("<http://a/#b>", [("iri", "http://a/#b")]),
        (r"<http://a/\u0062>", [("iri", "http://a/b")]),
        (r"p:f\#x", [("name", r"p:f\#x")]),
        ("p:a.b.", [("name", "p:a.b"), ("sign", ".")]),
        ("p:%41", [("name", "p:%41")]),
        (":", [("name", ":")]),
        ("# comment <x> \nASK", [("word", "ASK")]),
        ("'a # no comment'", [("string", "a # no comment")]),
        (r'"\"\u0041"', [("string", '"A')]),
        ('"""a"b""c"""', [("string", 'a"b""c')]),
        ("'''a\n'b'''", [("string", "a\n'b")]),
        ("''", [("string", "")]),
        ("'x'@en-GB", [("string", "x"), ("lang", "@en-GB")]),
        (
            "1.5e-3 -2 +.5 1.",
            [("number", "1.5e-3"), ("number", "-2"), ("number", "+.5"), ("number", "1"), ("sign", ".")],
        ),
        ("_:a.b", [("blank", "_:a.b")]),
        ("?x||!?y", [("var", "?x"), ("sign", "||"), ("sign", "!"), ("var", "?y")]),
        ("'1'^^xsd:integer", [("string", "1"), ("sign", "^^"), ("name", "xsd:integer")]),
    ],
)
def test_tokens_are_those_of_the_standard(query: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(query) == expected


@pytest.mark.parametrize("query", ["`x`", r"\u0041SK {}", "ASK { ?s ?p 'x }", "@", "&", "§", '"a\nb"'])
def test_what_is_no_token_is_refused_with_its_place(query: str) -> None:
    with pytest.raises(QuerySyntax) as refused:
        kinds(query)
    assert refused.value.extra["line"] == 1


def test_a_string_is_written_so_that_it_says_the_same() -> None:
    text = "a\\ \" ' \n \r \t é \U0001f600"
    (word,) = words(written(Word("string", text, 0)))

    assert word.text == text


def test_escapes_beyond_unicode_are_no_characters() -> None:
    assert unescaped(r"\U00110000") == "\ufffd"


@pytest.mark.parametrize(
    "piece", ["'" + "\\\\" * 50_000, '"""' + '"' * 60_000, "p:" + "a." * 30_000, "<" * 60_000, "#" * 65_000]
)
def test_a_long_token_takes_no_time(piece: str) -> None:
    with suppress(QuerySyntax):
        assert len(kinds(piece)) <= len(piece)


@pytest.mark.parametrize("piece", ["a.", "a-", "a..", "a1.", ".a", "<a", "'a", "_:a- ", "\u00e9. a"])
def test_many_tokens_take_time_by_their_number_and_no_more(piece: str) -> None:
    """64 Ki of `a.a.` took 40 s: each looked for a colon to the end."""
    begun = time.process_time()
    with suppress(QuerySyntax):
        kinds(piece * (65_536 // len(piece)))

    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a.b.", ["a", ".", "b", "."]),
        ("a.b :c", ["a", ".", "b", ":c"]),
        ("a.b a.b:c", ["a", ".", "b", "a.b:c"]),
        ("a-b_:c", ["a-b_:c"]),
    ],
)
def test_what_looks_like_a_prefix_and_has_no_colon_is_words_and_signs(query: str, expected: list[str]) -> None:
    assert [text for _, text in kinds(query)] == expected
