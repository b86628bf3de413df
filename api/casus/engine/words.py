"""The tokens of SPARQL 1.1, exactly (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8), and no others.

A query that goes to an engine is taken apart and put together anew from these, so that each engine reads the same words
in it: Oxigraph's grammar has no tokens, Virtuoso's and ARQ's have more than the standard. No library does it: rdflib
7.6 reads queries and cannot write them again, pyoxigraph 0.5.13 shows no parse tree. Repetitions are possessive or
atomic, so that a token costs time linear in its length.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from casus.sandbox.errors import QuerySyntax, problem_at

_BASE_CHAR: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U: Final = f"{_BASE_CHAR}_"
_CHAR: Final = rf"{_U}\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_VAR: Final = rf"[{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+"
_PREFIX: Final = rf"[{_BASE_CHAR}][{_CHAR}]*+(?>(?:\.++[{_CHAR}]++)*)"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL: Final = rf"(?:[{_U}:0-9]|{_PLX})(?>(?:\.*+(?:[{_CHAR}:]|{_PLX}))*)"
_ESCAPE: Final = r"\\(?:[tbnrf\\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_GRAMMAR: Final = rf"""
      (?P<gap> (?> (?: [\x20\t\r\n] | \#[^\r\n]*+ )+ ) )
    | (?P<iri> <(?> (?: [^<>"{{}}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}} )* )> )
    | (?P<string>
          (?: \"\"\" (?> (?: \"{{0,2}}+ (?: [^"\\] | {_ESCAPE} ) )* ) \"\"\"
            | ''' (?> (?: '{{0,2}}+ (?: [^'\\] | {_ESCAPE} ) )* ) '''
            | " (?> (?: [^"\\\r\n] | {_ESCAPE} )* ) "
            | ' (?> (?: [^'\\\r\n] | {_ESCAPE} )* ) ' ) )
    | (?P<var> [?$]{_VAR} )
    | (?P<lang> @[A-Za-z]++(?>(?:-[A-Za-z0-9]++)*) )
    | (?P<number> [+-]? (?:
          [0-9]++\.[0-9]*+[eE][+-]?[0-9]++ | \.?[0-9]++[eE][+-]?[0-9]++ | [0-9]*+\.[0-9]++ | [0-9]++ ) )
    | (?P<blank> _:[{_U}0-9][{_CHAR}]*+(?>(?:\.++[{_CHAR}]++)*) )
    | (?P<name> (?:{_PREFIX})?: (?:{_LOCAL})? )
    | (?P<word> [A-Za-z][A-Za-z0-9_]*+ )
    | (?P<sign> \^\^ | && | \|\| | != | <= | >= | [(){{}}\[\],;.^|/*+\-?!=<>] )
    """
_RUN: Final = re.compile(_PREFIX)
_WITHIN: Final = _GRAMMAR.replace(f"(?:{_PREFIX})?:", ":")
"""The same without prefixed names."""
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MEANT: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN: Final = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)


class Word(NamedTuple):
    """A token of a query."""

    kind: str
    """iri, string, var, lang, number, blank, name, word or sign."""
    text: str
    """As it is written; of an IRI and a string what they say, without marks and escapes."""
    start: int


def words(query: str) -> Iterator[Word]:
    """The tokens of a query, without white space and comments. Raises QuerySyntax where there is none."""
    token, within = (re.compile(each, re.VERBOSE) for each in (_GRAMMAR, _WITHIN))  # once, and only before an engine
    at = nameless = 0
    while at < len(query):
        if at >= nameless and (run := _RUN.match(query, at)) is not None and query[run.end() : run.end() + 1] != ":":
            nameless = run.end()  # each look for the colon of `a.a.a.a` would go to the end: 40 s for 64 Ki of it
        found = (within if at < nameless else token).match(query, at)
        if found is None:
            raise problem_at(QuerySyntax, query, at, f"no word of SPARQL 1.1 begins at {query[at : at + 20]!r}")
        kind, text = str(found.lastgroup), found[0]
        if kind == "iri":
            yield Word(kind, unescaped(text[1:-1]), at)
        elif kind == "string":
            marks = 3 if text[:3] in ('"""', "'''") else 1
            yield Word(kind, unescaped(text[marks:-marks]), at)
        elif kind != "gap":
            yield Word(kind, text, at)
        at = found.end()


def unescaped(text: str) -> str:
    """The text with what its escapes mean."""
    return _ESCAPED.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        return _MEANT.get(found[3], found[3])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"


def written(word: Word) -> str:
    """The token as every engine reads it."""
    if word.kind == "iri":
        return f"<{word.text}>"
    if word.kind == "string":
        return f'"{word.text.translate(_WRITTEN)}"'
    return word.text
