"""What a query is, told from its tokens before any parser sees it.

Engines recurse while they parse, federate without asking (SERVICE) and some of them update. So the text is lexed here
first, with the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8), no engine,
no recursion, and a cost linear in its length.

Nothing may hide behind a difference between this lexer and the engine's grammar, which reads characters, not tokens.
Where the two could differ, **both readings are followed** and one bad reading is enough to refuse:

* ``?a<x'>`` is either an IRI or "less than" and the start of a string;
* Oxigraph ends ``ex:a.b.SERVICE`` before its second dot, the standard does not;
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

from casus.sandbox.errors import QuerySyntaxError, QueryTooDeep, QueryTooLong, ServiceRefused, UpdateRefused
from casus.sandbox.tokens import OXIGRAPH, STANDARD, decode, end_of, next_token, place, token_at, words


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


_UPDATE_KEYWORDS: Final = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"]
)
_PROLOGUE_KEYWORDS: Final = frozenset(("PREFIX", "BASE", "VERSION"))
_GRAPH_NAME_FOLLOWS: Final = frozenset(("GRAPH", "FROM", "NAMED"))

_SECOND_DOT: Final = re.compile(r":(?!//)[^\s.:]*+\.++[^\s.]*+\.")
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_MAY_HIDE: Final = re.compile(r"[\'#()\[\]]|service", re.IGNORECASE)
_ABSOLUTE_IRI: Final = re.compile("<[A-Za-z][A-Za-z0-9+.-]*://")


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
        raise QuerySyntaxError("this is half of a surrogate pair, not a character", *place(query, surrogate.start()))
    decoded = decode(query)
    for text in dict.fromkeys((query, decoded)):
        for terminals in (STANDARD, OXIGRAPH) if _SECOND_DOT.search(text) else (STANDARD,):
            _check_every_reading(text, terminals, max_depth)
    reading = _begin(query) or _begin(decoded)
    if reading is None:
        raise _no_form(query)
    return reading


class _Open(NamedTuple):
    """Brackets open at a position, the most in any reading: of all kinds, and round ones."""

    all: int
    round: int


def _check_every_reading(text: str, terminals: re.Pattern[str], max_depth: int) -> None:
    """Follow all readings of the text at once, position by position, and refuse what is bad in any of them."""
    open_at = {0: _Open(0, 0)}
    positions = [0]
    while positions and (position := heapq.heappop(positions)) < len(text):
        before = open_at.pop(position)
        token = token_at(text, position, terminals)
        after = _after(token, before)
        if after.all > max_depth:
            raise QueryTooDeep(max_depth)
        if _is_service(token, text):
            raise ServiceRefused(*place(text, position))
        for end in _ends(token, before, text):
            if end not in open_at:
                heapq.heappush(positions, end)
            known = open_at.get(end, after)
            open_at[end] = _Open(max(known.all, after.all), max(known.round, after.round))


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
        and (following := next_token(text, token.end())) is not None
        and following[0] == "{"
    )


def _ends(token: re.Match[str], before: _Open, text: str) -> Iterator[int]:
    """Where the next token may begin: after this one and, where it can be read in two ways, also earlier."""
    end = end_of(token, text)
    if token.lastgroup == "word" and token[0].upper() in _GRAPH_NAME_FOLLOWS:
        name = next_token(text, end)
        end = name.end() if name and name.lastgroup == "prefixed" else end
    yield end
    # "Less than" occurs only inside round brackets, and none of its right sides begins with scheme://
    if token.lastgroup == "iri" and before.round and _MAY_HIDE.search(token[0]) and not _ABSOLUTE_IRI.match(token[0]):
        yield token.start() + 1


def _begin(text: str) -> Reading | None:
    """The form after the prologue (section 4.1), or None; UpdateRefused when an update begins there."""
    bare_words = words(text)
    first = next((word for word in bare_words if word not in _PROLOGUE_KEYWORDS), None)
    if first in _UPDATE_KEYWORDS:
        raise UpdateRefused(first)
    if first is None or first not in QueryForm.__members__:
        return None
    return Reading(QueryForm[first], has_dataset_clause=any(word.startswith("FROM") for word in bare_words))


def _no_form(text: str) -> QuerySyntaxError:
    first = next_token(text, 0)
    line_and_column = place(text, first.start()) if first else (1, 1)
    return QuerySyntaxError(
        "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after PREFIX and BASE", *line_and_column
    )
