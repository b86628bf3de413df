"""Does a query give the same bytes every time that it runs on the same release?

Mostly it does: the order of rows, groups and samples is the same in every worker process (measured on pyoxigraph
0.5.13). What differs from run to run is asked for by name, or is a blank node that CONSTRUCT makes anew.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Final

from casus.sparql.reading import QueryForm
from casus.sparql.tokens import tokens

_CHANGING: Final = re.compile("NOW|RAND|UUID|BNODE", re.IGNORECASE | re.ASCII)
"""Functions (SPARQL 1.1, section 17.4); STRUUID holds UUID. A word may hold more than one: Oxigraph reads `1ASNOW`."""
_MOST_CHARS: Final = 8192
"""Longer queries are not read for this, which takes a web process some 3 ms for each 8 Ki characters."""


def is_repeatable(text: str, form: QueryForm) -> bool:
    """Whether the result depends on nothing but the release; False in doubt."""
    may_change = _CHANGING.search(text) is not None
    may_make = form is QueryForm.CONSTRUCT
    if len(text) > _MOST_CHARS:
        return not may_change and not may_make
    return not (may_change and _calls_what_changes(text)) and not (may_make and _makes_blank_nodes(text))


def _calls_what_changes(text: str) -> bool:
    """Whether one of the functions stands there, or something that hides whether it does."""
    for token in tokens(text):
        if token.lastgroup == "unclosed":
            return True
        # To the engine, what looks like an IRI and has a bracket may be "less than" and a call: 1<RAND()&&2>1
        is_read = token.lastgroup == "word" or (token.lastgroup == "iri" and "(" in token[0])
        if is_read and _CHANGING.search(token[0]):
            return True
    return False


def _makes_blank_nodes(text: str) -> bool:
    """Whether a blank node or a list may stand in the template, which ends at the first closing brace."""
    in_template = False
    for token in tokens(text):
        match token[0]:
            case "{":
                in_template = True
            case "}":
                return False
            case "[" | "(" if in_template:
                return True
            case _ if in_template and token.lastgroup in ("blank", "unclosed"):
                return True
    return False


def result_tag(release_id: str, where: str, media_type: str, text: str, *graphs: Sequence[str]) -> str:
    """What names the bytes of a repeatable query's result, without running it: an opaque text for an ETag.

    The software is part of it, because another version may write the same result in other bytes; and so is `where` the
    release is read from: memory, disk and each engine give rows that have no order in an order of their own.
    """
    key = json.dumps([release_id, where, *_software(), media_type, text, *map(list, graphs)])
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@cache
def _software() -> tuple[str, str]:
    return version("casus"), version("pyoxigraph")
