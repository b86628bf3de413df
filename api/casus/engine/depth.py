"""How deep a query is as engines read it: what nests, and what is chained, which is a level for each link.

Oxigraph's server 0.5.13 is aborted, for everybody, when its stack ends: by 1,000 braces, 250 EXISTS, 1,000 BIND, 2,000
operands or triple patterns, 1,000 items of a collection, 600 blocks of VALUES or terms of DESCRIBE. Lists of values
(VALUES, IN, arguments of a function) are none of that, however long.
"""

from collections.abc import Iterable
from typing import Final

from casus.engine.words import Word
from casus.sandbox.errors import place
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

    @classmethod
    def at(cls, query: str, offset: int, what: str) -> "QueryTooDeep":
        line, column = place(query, offset)
        return cls(f"Line {line}, column {column}: {what}", line=line, column=column)


def check(query: str, body: Iterable[Word]) -> None:
    """Raises QueryTooDeep. The words are those of a query in SPARQL, without its prologue."""
    links = joined = 0
    is_open: list[str] = []
    added = [0]
    """Numbers with a sign, by bracket and the deepest within: `1+1+1` is one with two after it."""
    rows_follow = follows_term = False
    for word in body:
        within = is_open[-1] if is_open else ""
        is_term = word.kind in _TERMS or word.text.upper() in ("TRUE", "FALSE")
        if word.kind == "sign" and word.text in "{([":
            joined += _ROWS not in is_open and (word.text != "(" or within != "(" or follows_term)
            is_row = word.text == "{" and rows_follow
            rows_follow = rows_follow and not is_row
            is_open.append(_ROWS if is_row else word.text)
            added.append(0)
        elif word.kind == "sign" and word.text in "})]" and is_open:
            is_open.pop()
            added.append(max(added.pop(), added.pop()))
        elif _ROWS not in is_open:
            if is_term and follows_term and word.kind != "lang" and within in ("", "("):
                is_sum = within == "(" and word.kind == "number" and word.text[0] in "+-"
                added[-1] += is_sum
                joined += 0 if is_sum else 2
            if word.kind == "sign":
                links += word.text in _LINKING_SIGNS
                joined += word.text in ".;" or (word.text == "," and within != "(")
            elif word.kind == "word":
                links += word.text.upper() in _LINKING_WORDS
                joined += word.text.upper() == _ROWS
                rows_follow = rows_follow or word.text.upper() == _ROWS
        follows_term = is_term or (word.kind == "sign" and word.text in ")]")
        if len(is_open) > _MOST_DEEP:
            raise QueryTooDeep.at(query, word.start, f"more than {_MOST_DEEP} brackets are open here")
        if links + sum(added) > _MOST_LINKS:
            said = f"this is more than {_MOST_LINKS} groups, filters and operators; lists of values go into VALUES"
            raise QueryTooDeep.at(query, word.start, said)
        if joined > _MOST_JOINED:
            said = f"this is more than {_MOST_JOINED} patterns, groups and terms; lists of values go into VALUES"
            raise QueryTooDeep.at(query, word.start, said)
