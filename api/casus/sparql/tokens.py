"""The tokens of a query: keywords told from names, strings, IRIs and comments.

Read by the terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8), loosely: the
engine parses (`casus.sandbox`), and what is said here of a text that it does not parse matters to nobody. Repetitions
are possessive, so that a token costs time linear in its length and no recursion; those of groups are written as atomic
groups, since CPython before 3.11.5 matches possessive ones wrongly (gh-100061, gh-106052). rdflib 7.6's parser
recurses, and Pygments 2.21 had not lexed one word of 64 Ki letters after 8 s.
"""

import re
from collections.abc import Iterator
from typing import Final

_CHAR: Final = r"\w\-\u00b7\u0300-\u036f\u203f-\u2040"
_NAME: Final = rf"[^\W\d_][{_CHAR}]*+(?>(?:\.++[{_CHAR}]++)*)"
_LOCAL: Final = rf"(?>(?:[{_CHAR}:.%]|\\.)*)"
_TOKEN: Final = re.compile(
    rf"""
      \#[^\r\n]*+
    | (?P<quote> \'\'\'|\"\"\"|'|\" ) (?> (?: \\. | (?!(?P=quote)). )* ) (?: (?P=quote) | (?P<unclosed>) )
    | (?P<iri> <[^<>\"{{}}|^`\x00-\x20]*+> )
    | [?$][{_CHAR}]++
    | @[A-Za-z][A-Za-z0-9-]*+
    | (?P<blank> _:{_LOCAL} )
    | (?>(?:{_NAME})?):{_LOCAL}
    | (?P<word> {_NAME} )
    | (?P<bracket> [({{\[\]}})] )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens; the kind of those that anybody asks for is `lastgroup`: iri, blank, word, bracket, unclosed.

    A string that is not closed goes on to the end, lest each quotation mark in it cost a look to the end.
    """
    return _TOKEN.finditer(text)
