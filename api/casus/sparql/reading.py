"""What a query asks for, read from how it begins, before any engine sees it."""

import re
from enum import Enum
from typing import Final

from casus.sandbox.errors import QuerySyntax, problem_at
from casus.sandbox.limits import QueryTooLong
from casus.sparql.problems import UpdateRefused


class QueryForm(Enum):
    """The four query forms (SPARQL 1.1 section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"])
_HALF: Final = re.compile("[\ud800-\udfff]")
_GAP: Final = r"(?> (?: \s | \#[^\r\n]*+ )* )"
_BEGINNING: Final = re.compile(
    rf"""
    (?> (?:
        \s
      | \#[^\r\n]*+
      | (?: BASE | PREFIX {_GAP} [^\s:<>]*+: ) {_GAP} <[^<>\s]*+>
      | VERSION {_GAP} (?: '[^'\r\n]*+' | "[^"\r\n]*+" )
    )* )
    (?P<word> [A-Z]*+ )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""The prologue (section 4.1, grammar rule 4) and the word that follows it. Atomic: linear in its length."""


def form_of(text: str, max_chars: int) -> QueryForm:
    """The form of a query: its first keyword after the prologue.

    Raises QueryTooLong, UpdateRefused, and QuerySyntax where no form begins; whatever else is wrong is left to the
    engine to say.
    """
    if len(text) > max_chars:
        raise QueryTooLong(f"The query has {len(text)} characters; at most {max_chars} are accepted.")
    if (half := _HALF.search(text)) is not None:
        raise problem_at(QuerySyntax, text, half.start(), "this is half of a surrogate pair, not a character")
    beginning = next(_BEGINNING.finditer(text))  # any text begins so, if only with nothing
    keyword = beginning["word"].upper()
    if keyword in _UPDATES:
        raise UpdateRefused(f"{keyword} is an update: this endpoint is read-only.")
    if keyword not in QueryForm.__members__:
        start = beginning.start("word")
        raise problem_at(
            QuerySyntax, text, start, "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after PREFIX and BASE"
        )
    return QueryForm(keyword)
