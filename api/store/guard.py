"""What a query is, told from its tokens before any parser sees it.

Engines recurse while they parse, federate without asking (SERVICE) and some of them update. So the text is lexed here
first, with the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8), no engine,
no recursion, and a cost linear in its length.

Nothing may hide behind a difference between this lexer and the engine's grammar, which reads characters, not tokens.
Where the two could differ, **both readings are followed** and one bad reading is enough to refuse:

* ``?a<x'>`` is either an IRI or "less than" and the start of a string;
* Oxigraph ends ``ex:a.b.SERVICE`` before its second dot (pyoxigraph 0.5.13, PN_LOCAL), the standard does not;
* Oxigraph splits words that the standard holds together: ``trueSERVICE``, and ``service:x {`` as SERVICE and ``:x``;
* codepoint escapes (section 19.2) are decoded before parsing by the standard, and only inside strings and IRIs by
  pyoxigraph 0.5.13 (measured): the text is read undecoded and decoded.

The price: a bare word that merely contains "service" is refused (none is legal SPARQL), and a prefixed name whose
prefix contains it must not stand directly before ``{`` (write a dot between them), except after GRAPH and FROM.

Long chains without brackets (``!!!!x``, ``a || b || ...``, ``p/p/p``, UNION) are not capped: on the worker's large
stack 64 Ki characters of any of them do not crash the parser (measured, see `limits`); the deadline bounds their time.
"""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from api.store.errors import QuerySyntaxError, QueryTooDeep, QueryTooLong, ServiceRefused, UpdateRefused


class QueryForm(Enum):
    """The four query forms (SPARQL 1.1 section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Reading:
    """What the guard learnt: the form, and whether the query names its own dataset (FROM, section 13.2)."""

    form: QueryForm
    has_dataset_clause: bool


_UPDATE_KEYWORDS: Final = frozenset("INSERT DELETE LOAD CLEAR CREATE DROP ADD MOVE COPY WITH".split())
_PROLOGUE_KEYWORDS: Final = frozenset(("PREFIX", "BASE", "VERSION"))
_GRAPH_NAME_FOLLOWS: Final = frozenset(("GRAPH", "FROM", "NAMED"))

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARIABLE_CHAR: Final = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME_CHAR: Final = _VARIABLE_CHAR + "-"
_HEX: Final = "[0-9A-Fa-f]"
# No surrogate and nothing above 10FFFF: the engine rejects such a string and may then split it differently.
_CODEPOINT: Final = (
    rf"\\u(?![Dd][89A-Fa-f]){_HEX}{{4}}|\\U(?:0000(?![Dd][89A-Fa-f])|000[1-9A-Fa-f]|0010){_HEX}{{4}}"
)
_ESCAPE: Final = rf"\\[tbnrf\\\"']|{_CODEPOINT}"
_SKIP: Final = r"[ \t\r\n]++|\#[^\r\n]*+"
_LOCAL_CHAR: Final = rf"(?:[{_NAME_CHAR}:]|%{_HEX}{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_DOTTED: Final = rf"(?:\.++{_LOCAL_CHAR}++)"
_NAME: Final = rf"[{_LETTER}][{_NAME_CHAR}]*+(?:\.++[{_NAME_CHAR}]++)*+"

_TOKEN: Final = re.compile(
    rf"""
      (?P<skip> {_SKIP})
    | (?P<string> \'\'\'(?: '{{0,2}}+ (?: [^'\\] | {_ESCAPE} ) )*+ \'\'\'
                | \"\"\"(?: \"{{0,2}}+ (?: [^\"\\] | {_ESCAPE} ) )*+ \"\"\"
                | '(?: [^'\\\r\n] | {_ESCAPE} )*+'
                | \"(?: [^\"\\\r\n] | {_ESCAPE} )*+\" )
    | (?P<iri> <(?: [^<>\"{{}}|^`\\\x00-\x20] | {_CODEPOINT} )*+> )
    | (?P<variable> [?$][{_VARIABLE_CHAR}]++ )
    | (?P<language> @[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+ )
    | (?P<blank> _:[{_NAME_CHAR}]++(?:\.++[{_NAME_CHAR}]++)*+ )
    | (?P<prefixed> (?P<prefix> (?:{_NAME})?+ ): (?: (?!-){_LOCAL_CHAR}++ {_DOTTED}?+ (?P<more> {_DOTTED}*+ ) )?+ )
    | (?P<word> {_NAME} )
    | (?P<open> [({{\[] )
    | (?P<close> [)}}\]] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_GRAPH_NAME: Final = re.compile(rf"(?:{_SKIP})*+(?:{_NAME})?+:(?:(?!-){_LOCAL_CHAR}++{_DOTTED}*+)?+")
_BRACE_NEXT: Final = re.compile(rf"(?:{_SKIP})*+{{")
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_MAY_HIDE: Final = re.compile(r"[\'#()\[\]]|service", re.IGNORECASE)
_ABSOLUTE_IRI: Final = re.compile("<[A-Za-z][A-Za-z0-9+.-]*://")
_ENCODED: Final = re.compile(rf"\\\\|\\u({_HEX}{{4}})|\\U({_HEX}{{8}})")


def inspect(query: str, max_length: int, max_depth: int) -> QueryForm:
    """The form of the query; see `read` for the limits and the errors."""
    return read(query, max_length, max_depth).form


def read(query: str, max_length: int, max_depth: int) -> Reading:
    """What the query is, without parsing it.

    `max_length` counts characters, `max_depth` open brackets of all kinds together. Raises QueryTooLong, QueryTooDeep,
    ServiceRefused, UpdateRefused, and QuerySyntaxError when no query form begins the text; whatever else is wrong with
    it is left to the engine to report.
    """
    if len(query) > max_length:
        raise QueryTooLong(len(query), max_length)
    if (surrogate := re.search("[\ud800-\udfff]", query)) is not None:
        raise QuerySyntaxError("this is half of a surrogate pair, not a character", *_place(query, surrogate.start()))
    decoded = _decode(query)
    for text in {query: None, decoded: None}:
        _check_every_reading(text, max_depth)
    return _begin(query) or _begin(decoded) or _no_form(query)


class _Open(NamedTuple):
    """Brackets open at a position, the most in any reading: of all kinds, and round ones."""

    all: int
    round: int


def _check_every_reading(text: str, max_depth: int) -> None:
    """Follow all readings of the text at once, position by position, and refuse what is bad in any of them."""
    open_at = {0: _Open(0, 0)}
    positions = [0]
    while positions and (position := heapq.heappop(positions)) < len(text):
        before = open_at.pop(position)
        token = _match(text, position)
        after = _after(token, before)
        if after.all > max_depth:
            raise QueryTooDeep(max_depth)
        if _is_service(token, text):
            raise ServiceRefused(*_place(text, position))
        for end in _ends(token, before, text):
            if end not in open_at:
                heapq.heappush(positions, end)
            known = open_at.get(end, after)
            open_at[end] = _Open(max(known.all, after.all), max(known.round, after.round))


def _match(text: str, position: int) -> re.Match[str]:
    token = _TOKEN.match(text, position)
    if token is None:  # `other` matches any character
        raise AssertionError(f"no token at {position}")
    return token


def _after(token: re.Match[str], before: _Open) -> _Open:
    """The open brackets after the token."""
    if token.lastgroup == "open":
        return _Open(before.all + 1, before.round + (token[0] == "("))
    if token.lastgroup == "close":
        return _Open(max(0, before.all - 1), max(0, before.round - (token[0] == ")")))
    return before


def _is_service(token: re.Match[str], text: str) -> bool:
    """Whether an engine may take the token, or its beginning, for the keyword SERVICE."""
    if token.lastgroup == "word":
        return _SERVICE.search(token[0]) is not None
    return (
        token.lastgroup == "prefixed"
        and _SERVICE.search(token["prefix"]) is not None
        and _BRACE_NEXT.match(text, token.end()) is not None
    )


def _ends(token: re.Match[str], before: _Open, text: str) -> Iterator[int]:
    """Where the next token may begin: after this one and, where it can be read in two ways, also earlier or later."""
    end = token.end()
    if token.lastgroup == "word" and token[0].upper() in _GRAPH_NAME_FOLLOWS:
        name = _GRAPH_NAME.match(text, end)
        end = name.end() if name else end
    yield end
    if token.lastgroup == "prefixed" and token["more"]:
        yield token.start("more")
    # "Less than" occurs only inside round brackets, and none of its right sides begins with scheme://
    if (
        token.lastgroup == "iri"
        and before.round
        and _MAY_HIDE.search(token[0])
        and not _ABSOLUTE_IRI.match(token[0])
    ):
        yield token.start() + 1


def _begin(text: str) -> Reading | None:
    """The form after the prologue (section 4.1), or None; UpdateRefused when an update begins there."""
    words = _words(text)
    first = next((word for word in words if word not in _PROLOGUE_KEYWORDS), None)
    if first in _UPDATE_KEYWORDS:
        raise UpdateRefused(first)
    if first not in QueryForm.__members__:
        return None
    return Reading(QueryForm[first], has_dataset_clause=any(word.startswith("FROM") for word in words))


def _words(text: str) -> Iterator[str]:
    """The bare words, in capitals, as the standard's longest match reads them."""
    return (token[0].upper() for token in _TOKEN.finditer(text) if token.lastgroup == "word")


def _no_form(text: str) -> Reading:
    word = next((token for token in _TOKEN.finditer(text) if token.lastgroup not in ("skip", None)), None)
    place = _place(text, word.start()) if word else (1, 1)
    raise QuerySyntaxError("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after PREFIX and BASE", *place)


def _decode(text: str) -> str:
    """The text with codepoint escapes decoded (section 19.2); what is no codepoint stays as it is."""

    def character(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits and int(digits, 16) <= 0x10FFFF else match[0]

    return _ENCODED.sub(character, text)


def _place(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
