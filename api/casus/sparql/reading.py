"""What a query asks for, read from its first words before any engine sees it."""

import re
from enum import Enum
from typing import Final

from casus.sandbox.errors import QuerySyntax
from casus.sandbox.limits import QueryTooLong
from casus.sparql.problems import UpdateRefused
from casus.sparql.words import tokens, words


class QueryForm(Enum):
    """The four query forms (SPARQL 1.1 section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"])
_PROLOGUE: Final = frozenset(("PREFIX", "BASE", "VERSION"))
_HALF: Final = re.compile("[\ud800-\udfff]")


def form_of(text: str, max_chars: int) -> QueryForm:
    """The form of a query: its first keyword after the prologue (section 4.1).

    Raises QueryTooLong, UpdateRefused, and QuerySyntax where no form begins; whatever else is wrong is left to the
    engine to say.
    """
    if len(text) > max_chars:
        raise QueryTooLong(f"The query has {len(text)} characters; at most {max_chars} are accepted.")
    if (half := _HALF.search(text)) is not None:
        raise QuerySyntax.at(text, half.start(), "this is half of a surrogate pair, not a character")
    first = next((word for word in words(text) if word not in _PROLOGUE), None)
    if first in _UPDATES:
        raise UpdateRefused(f"{first} is an update: this endpoint is read-only.")
    if first not in QueryForm.__members__:
        start = next((token.start() for token in tokens(text) if token[0][0] != "#"), 0)
        raise QuerySyntax.at(
            text, start, "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after PREFIX and BASE"
        )
    return QueryForm(first)
