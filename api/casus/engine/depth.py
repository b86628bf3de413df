"""How deep a query is as engines read it: what nests, and what is chained, which is a level for each link.

Oxigraph's server 0.5.13 is aborted, for everybody, when its stack ends: by 1,000 braces, 250 EXISTS, 1,000 BIND, 2,000
operands or triple patterns, 1,000 items of a collection, 600 blocks of VALUES or terms of DESCRIBE. Lists of values
(VALUES, IN, arguments of a function) are none of that, however long.
"""

from collections.abc import Iterable
from typing import Final

from casus.engine.words import Word
from casus.sandbox.errors import problem_at
from casus.terms.problem import Problem

_MOST_DEEP: Final = 50
"""Brackets that are open at once."""
_MOST_LINKS: Final = 400
"""Words that make what they stand in one level deeper, as engines read it, each of the kinds below."""
_LINKING_WORDS: Final = frozenset(["AS", "BIND", "EXISTS", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "SELECT", "UNION"])
_LINKING_SIGNS: Final = frozenset(["||", "&&", "!", "+", "-", "*", "/", "|", "^"])
_MOST_JOINED: Final = 500
"""Triple patterns, groups and conditions: what is joined is a chain too, each of them one level.

An item of a collection is two, and so, by what was measured, are one of DESCRIBE and VALUES with its rows.
"""
_TERMS: Final = frozenset(["iri", "string", "lang", "var", "number", "blank"])
_ROWS: Final = "VALUES"
"""The brace that opens the rows of VALUES, among those that are open: what is in it is a list."""


class QueryTooDeep(Problem):
    """The query nests more deeply, or chains more parts, than the engine behind this service can be asked."""

    status, slug, title = 422, "query-too-deep", "The query is too deep"


def check(query: str, body: Iterable[Word]) -> None:
    """Raises QueryTooDeep. The words are those of a query in SPARQL, without its prologue."""
    depth = _Depth()
    for word in body:
        depth.read(word)
        if (what := depth.too_much()) is not None:
            raise problem_at(QueryTooDeep, query, word.start, what)


class _Depth:
    """What the words so far are to a stack."""

    def __init__(self) -> None:
        self._links = self._joined = 0
        self._open: list[str] = []
        """The brackets that are open, with `_ROWS` for that of a list of rows."""
        self._added = [0]
        """Numbers with a sign, by bracket and the deepest within: `1+1+1` is one with two after it."""
        self._rows_follow = self._follows_term = False

    def read(self, word: Word) -> None:
        is_term = word.kind in _TERMS or word.text.upper() in ("TRUE", "FALSE")
        if word.kind == "sign" and word.text in "{([":
            self._begin(word.text)
        elif word.kind == "sign" and word.text in "})]" and self._open:
            self._open.pop()
            self._added.append(max(self._added.pop(), self._added.pop()))
        elif not self._in_rows:
            if word.kind == "sign":
                self._read_sign(word.text)
            elif word.kind == "word":
                self._read_word(word.text.upper())
            if is_term and self._follows_term and word.kind != "lang":
                self._read_another_term(word)
        self._follows_term = is_term or (word.kind == "sign" and word.text in ")]")

    def too_much(self) -> str | None:
        """What there is more of than an engine can be asked."""
        if len(self._open) > _MOST_DEEP:
            return f"more than {_MOST_DEEP} brackets are open here"
        if self._links + sum(self._added) > _MOST_LINKS:
            return f"this is more than {_MOST_LINKS} groups, filters and operators; lists of values go into VALUES"
        if self._joined > _MOST_JOINED:
            return f"this is more than {_MOST_JOINED} patterns, groups and terms; lists of values go into VALUES"
        return None

    @property
    def _within(self) -> str:
        return self._open[-1] if self._open else ""

    @property
    def _in_rows(self) -> bool:
        return _ROWS in self._open

    def _begin(self, bracket: str) -> None:
        if not self._in_rows and (bracket != "(" or self._within != "(" or self._follows_term):
            self._joined += 1
        is_of_rows = bracket == "{" and self._rows_follow
        self._rows_follow = self._rows_follow and not is_of_rows
        self._open.append(_ROWS if is_of_rows else bracket)
        self._added.append(0)

    def _read_sign(self, sign: str) -> None:
        self._links += sign in _LINKING_SIGNS
        self._joined += sign in ".;" or (sign == "," and self._within != "(")

    def _read_word(self, word: str) -> None:
        self._links += word in _LINKING_WORDS
        if word == _ROWS:
            self._joined += 1
            self._rows_follow = True

    def _read_another_term(self, word: Word) -> None:
        """One that stands behind a term: an addend that its sign makes a number, or a further item or object."""
        if self._within == "(" and word.kind == "number" and word.text[0] in "+-":
            self._added[-1] += 1
        elif self._within in ("", "("):
            self._joined += 2
