"""Does a query give the same bytes every time that it runs on the same release?

Mostly it does: the order of rows, groups and samples is the same in every worker process (measured on pyoxigraph
0.5.13). What differs from run to run is asked for by name, or is a blank node that CONSTRUCT makes anew.
"""

from typing import Final

from casus.sandbox.guard import QueryForm
from casus.sandbox.tokens import next_token, words

_CHANGING: Final = ("NOW", "RAND", "UUID", "BNODE")
"""Functions (SPARQL 1.1, section 17.4); STRUUID holds UUID. A word may hold more than one: Oxigraph reads `1ASNOW`."""


def is_repeatable(query: str, form: QueryForm) -> bool:
    """Whether the result depends on nothing but the release; False in doubt."""
    if any(name in word for word in words(query) for name in _CHANGING):
        return False
    return form is not QueryForm.CONSTRUCT or not _makes_blank_nodes(query)


def _makes_blank_nodes(query: str) -> bool:
    """Whether a blank node or a list stands in the template, which ends at the first closing brace."""
    token = next_token(query, 0)
    while token is not None and token[0] != "{":
        token = next_token(query, token.end())
    while token is not None and token[0] != "}":
        if token.lastgroup == "blank" or token[0] in ("[", "("):
            return True
        token = next_token(query, token.end())
    return False
